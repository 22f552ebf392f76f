"""What the parts of a portal say of each other: rankings, reasons of what is left out, the command centre."""

from __future__ import annotations

from collections.abc import Iterable

from generator.definitions.cohorts import ANSWER_WINDOWS, CENTRE
from generator.definitions.findings import Finding, finding
from generator.definitions.indicators import Indicator
from generator.definitions.mappings import ExportMapping
from generator.definitions.registers import Register
from generator.definitions.rulings import EXCLUDED
from generator.definitions.settings import Settings


def ranking_problems(settings: Settings, indicators: tuple[Indicator, ...]) -> Iterable[Finding]:
    """Silence is not praise: nobody is ranked by a rate that counts ratings entered by default.

    Nor by answers over a rolling window: they are told by calendar alone.
    """
    of_answers = {item.id for item in indicators if item.table == "answers"}
    by_default = {item.id for item in indicators if item.ratings == "default"}
    for index, rule in enumerate(settings.data["ranking"]):
        if rule["indicator"] in by_default:
            row = settings.line(["ranking", index])
            yield finding("ranking-default-ratings", settings.file, row=row, column="ranking", id=rule["indicator"])
        if rule["indicator"] in of_answers and not {rule["window"], rule.get("trend", rule["window"])} <= {
            *ANSWER_WINDOWS
        }:
            row = settings.line(["ranking", index])
            yield finding("ranking-rolling-answers", settings.file, row=row, column="ranking", id=rule["indicator"])


def exclude_problems(mappings: tuple[ExportMapping, ...], registers: dict[str, Register]) -> Iterable[Finding]:
    """What a mapping leaves out has a published reason, one for exclusions."""
    reasons = {row["code"] for row in registers["reasons"].rows if row["ruling"] == EXCLUDED}
    for mapping in mappings:
        if any(reason not in reasons for _, _, reason in mapping.exclude):
            yield finding("exclude-reason-unknown", mapping.file, column="exclude")


def centre_problems(
    settings: Settings, registers: dict[str, Register], indicators: tuple[Indicator, ...]
) -> Iterable[Finding]:
    """The command centre is a unit of the tier `command`, and named where figures of it are published."""
    code, file = settings.data.get("command_centre"), settings.file
    if not code:
        for name in dict.fromkeys(item.id for item in indicators if item.table in CENTRE):
            row = settings.line(["indicators", settings.data["indicators"].index(name)])
            yield finding("centre-missing", file, row=row, column="indicators", id=name)
    elif code not in registers["units"].by_code:
        yield finding("register-reference", file, row=settings.line(["command_centre"]), column="command_centre")
    elif registers["units"].by_code[code]["tier"] != "command":
        yield finding("centre-tier", file, row=settings.line(["command_centre"]), column="command_centre")
