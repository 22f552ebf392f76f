"""A portal: everything the city decided, read from one folder, with all its problems at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from generator.definitions.cohorts import STOCKS
from generator.definitions.findings import Finding, finding
from generator.definitions.indicators import Indicator, adopted, load_indicators
from generator.definitions.mappings import ExportMapping, load_mappings
from generator.definitions.official import RankingRule
from generator.definitions.periods import are_whole, months_between, months_of_ranges
from generator.definitions.portal_checks import centre_problems, exclude_problems, ranking_problems
from generator.definitions.public_lists import TIERS
from generator.definitions.registers import Register, load_registers
from generator.definitions.reported import reports_figures
from generator.definitions.schemes import SchemeFile, load_schemes
from generator.definitions.screen import screen_portal, unreviewed
from generator.definitions.settings import Settings, lacking_chinese, read_settings
from generator.definitions.texts import FILE as TEXTS
from generator.definitions.texts import AuthoredText, load_texts
from generator.definitions.time_limits.limits import Limit, load_limits
from generator.definitions.time_limits.worktime import Calendar, load_calendar
from generator.errors import UserError

Text = dict[str, str]
Read = TypeVar("Read")


@dataclass(frozen=True)
class Portal:
    """A portal's definitions. `public` is the part of portal.yml that a release carries for its readers."""

    id: str
    folder: Path
    time_zone: str
    synthetic: bool
    languages: tuple[str, ...]
    exports: tuple[str, ...]
    complete_months: frozenset[str]
    levels: tuple[str, ...]
    response_due: str
    reply_due: str
    satisfied_values: frozenset[str]
    satisfaction_scale: tuple[str, ...]
    headline_askers: tuple[str, ...]
    ranking: tuple[RankingRule, ...]
    k: int
    rejected_rows_at_most: Fraction
    tiers: dict[str, Text]
    indicators: tuple[Indicator, ...]
    limits: tuple[Limit, ...]
    calendar: Calendar
    mappings: tuple[ExportMapping, ...]
    registers: dict[str, Register]
    schemes: tuple[SchemeFile, ...]
    year_close: str
    command_centre: str
    public: dict[str, Any]
    answers: str = "first"
    callback_days: int = 3
    texts: tuple[AuthoredText, ...] = ()

    @property
    def excludes(self) -> tuple[tuple[str, str, str], ...]:
        """What mappings leave out of every figure: field, its value, and the published reason."""
        return tuple(dict.fromkeys(rule for mapping in self.mappings for rule in mapping.exclude))

    def has_whole(self, months: Sequence[str], as_of: str) -> bool:
        """Whether the months (in order) are over at `as_of`, and the portal calls each of them complete."""
        return are_whole(months, self.complete_months, as_of)

    def covered_months(self, received: Collection[str], as_of: str) -> tuple[str, ...]:
        """The months that can be published as of a day or time, from those with a receipt; in order.

        They are those from the first to the last receipt. A month without one is covered where it is called complete.
        What was received before the first complete month is known so that it can be carried over into it.
        """
        if not received:
            return ()
        first = max(min(received), min(self.complete_months, default=""))
        last = min(max(received), as_of[:7])
        return tuple(month for month in months_between(first, last) if month in {*received} | self.complete_months)


@dataclass(frozen=True)
class _Parts:
    """What stands in files of its own beside portal.yml."""

    registers: dict[str, Register]
    limits: tuple[Limit, ...]
    calendar: Calendar
    mappings: tuple[ExportMapping, ...]
    indicators: tuple[Indicator, ...]
    schemes: tuple[SchemeFile, ...]
    texts: tuple[AuthoredText, ...]


_PUBLIC_KEYS = (
    "portal",
    "title",
    "short_title",
    "place",
    "address",
    "synthetic",
    "time_zone",
    "languages",
    "contact",
    "licence",
    "publication_day",
    "registration",
    "source",
    "complete_months",
    "cohorts",
    "satisfaction",
    "ranking",
    "year_close",
    "answers",
    "callback_days",
    "robustness",
    "terms",
    "command_centre",
    "stated",
    "assumed",
    "notes",
)


# Files without which no export can be read, and problems there that do not stand in the way.
_READING = ("portal.yml", "registers/", "mappings/")
_IN_NO_WAY = frozenset(
    {
        "text-unreviewed",
        "register-cycle",
        "indicator-missing",
        "ranking-unpublished",
        "ranking-default-ratings",
        "ranking-rolling-answers",
        "centre-missing",
        "personal-data",
        "formula-cell",
    }
)


def load_portal(folder: Path) -> tuple[Portal | None, list[Finding]]:
    """Read and check a portal's folder; None when any problem was found.

    Raises UserError when the folder does not exist, holds no portal.yml, or reports figures without cases.
    """
    portal, problems = load_standing(folder)
    return (None if problems else portal), problems


def load_standing(folder: Path) -> tuple[Portal | None, list[Finding]]:
    """What of a portal's folder can be used to look into exports whatever else is wrong with it, and every problem.

    What is at fault is left out; None when exports cannot be read without it. Nothing may be published of it.
    Raises UserError when the folder does not exist, holds no portal.yml, or reports figures without cases.
    """
    if not (folder / "portal.yml").is_file():
        raise UserError(f"不是门户目录(缺少 portal.yml)· not a portal folder (no portal.yml): {folder}")
    if reports_figures(folder):
        raise UserError(f"该门户只有上报数字，没有办件 · figures without cases: {folder}")
    problems: list[Finding] = []

    def kept(read: tuple[Read, list[Finding]]) -> Read:
        problems.extend(read[1])
        return read[0]

    settings = kept(read_settings(folder / "portal.yml", "portal", "portal.yml"))
    registers = kept(load_registers(folder / "registers"))
    limits = kept(load_limits(folder / "limits.yml", registers))
    calendar = kept(load_calendar(folder / "calendar.csv"))
    mappings = kept(load_mappings(folder / "mappings"))
    indicators: tuple[Indicator, ...] = ()
    schemes: tuple[SchemeFile, ...] = ()
    if settings is not None:
        published = tuple(settings.data["indicators"])
        indicators = kept(load_indicators(folder, published))
        uneven = frozenset(item.id for item in indicators if item.ratio or item.table in STOCKS)
        schemes = kept(load_schemes(folder / "schemes", published, uneven))
        problems += _cross_checks(settings, folder, mappings)
        problems += exclude_problems(mappings, registers)
        problems += centre_problems(settings, registers, indicators)
        problems += ranking_problems(settings, indicators)
        if "zh" in settings.data["languages"]:
            problems += _chinese_problems(folder, published)
    texts = kept(load_texts(folder / TEXTS, registers["units"].by_code))
    problems += [*screen_portal(folder), *unreviewed(folder)]
    problems = list(dict.fromkeys(problems))
    if settings is None or any(item.file.startswith(_READING) and item.code not in _IN_NO_WAY for item in problems):
        return None, problems
    parts = _Parts(registers, limits, calendar, mappings, indicators, schemes, texts)
    return _portal(settings.data, folder, parts), problems


def _cross_checks(settings: Settings, folder: Path, mappings: tuple[ExportMapping, ...]) -> Iterable[Finding]:
    data, file = settings.data, settings.file
    if data["portal"] != folder.resolve().name:
        yield finding("name-differs", file, row=settings.line(["portal"]), column="portal")
    zones = [(data["time_zone"], file, settings.line(["time_zone"]))]
    zones += [(mapping.time_zone, mapping.file, 1) for mapping in mappings if mapping.time_zone]
    for zone, where, row in zones:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield finding("time-zone-unknown", where, row=row, column="time_zone")
    for index, rule in enumerate(data["ranking"]):
        if rule["indicator"] not in data["indicators"]:
            row = settings.line(["ranking", index])
            yield finding("ranking-unpublished", file, row=row, column="ranking", id=rule["indicator"])
    for index, text in enumerate(data["complete_months"]):
        first, _, last = text.partition("..")
        if last and last < first:
            row = settings.line(["complete_months", index])
            yield finding("range-backwards", file, row=row, column="complete_months")
    if not mappings:
        yield finding("mapping-none", "mappings/")


def _chinese_problems(folder: Path, published: tuple[str, ...]) -> Iterable[Finding]:
    """Texts without Chinese words, of a portal with a site in Chinese."""
    own = [path for path in sorted(folder.glob("indicators/*.yml")) if path.stem.split("@")[0] in published]
    for schema, paths in (
        ("indicator", own),
        ("limits", [path for path in (folder / "limits.yml",) if path.exists()]),
        ("mapping", sorted(folder.glob("mappings/*.yml"))),
        ("scheme", sorted(folder.glob("schemes/*.yml"))),
    ):
        for path in paths:
            yield from lacking_chinese(path, schema, path.relative_to(folder).as_posix())


def _portal(data: dict[str, Any], folder: Path, parts: _Parts) -> Portal:
    satisfaction = data.get("satisfaction", {"scale": []})
    k = data.get("disclosure", {"k": 10})["k"]
    tiers = {code: data.get("tiers", {}).get(code, names) for code, names in TIERS.items()}
    return Portal(
        id=data["portal"],
        folder=folder,
        time_zone=data["time_zone"],
        synthetic=data["synthetic"],
        languages=tuple(data["languages"]),
        exports=tuple(data.get("exports", ())),
        complete_months=months_of_ranges(data["complete_months"]),
        levels=tuple(data.get("levels", ())),
        response_due=data["cohorts"]["response_due"],
        reply_due=data["cohorts"]["reply_due"],
        satisfied_values=frozenset(item["value"] for item in satisfaction["scale"] if item["satisfied"]),
        satisfaction_scale=tuple(item["value"] for item in satisfaction["scale"]),
        headline_askers=tuple(satisfaction.get("askers", ("居民", "企业"))),
        ranking=tuple(RankingRule(**rule) for rule in data["ranking"]),
        k=k,
        rejected_rows_at_most=Fraction(str(data.get("gate", {}).get("rejected_rows_at_most", 0))),
        tiers=tiers,
        indicators=adopted(parts.indicators, data.get("adopted")),
        limits=parts.limits,
        calendar=parts.calendar,
        mappings=parts.mappings,
        registers=parts.registers,
        schemes=parts.schemes,
        year_close=data.get("year_close", ""),
        command_centre=data.get("command_centre", ""),
        public={key: data[key] for key in _PUBLIC_KEYS if key in data} | {"disclosure": {"k": k}},
        answers=data.get("answers", "first"),
        callback_days=data.get("callback_days", 3),
        texts=parts.texts,
    )
