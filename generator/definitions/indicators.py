"""Indicators: one declarative file each; the page text and the calculation share it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.definitions.codes import OUTCOMES
from generator.definitions.conditions import Condition, ConditionError, parse_condition
from generator.definitions.findings import Finding, finding
from generator.definitions.settings import Settings, read_settings
from generator.resources import resource_dir

Text = dict[str, str]


@dataclass(frozen=True)
class Indicator:
    """A rate or a volume over one count table.

    `table` names the public count table; `denominator` is None for a volume. `needs` are the canonical fields
    without which a source does not report the indicator. `matures_after_days`: the days after a period's end
    until every case had its chance; before that there is no figure.
    """

    id: str
    version: int
    title: Text
    meaning: Text
    why: Text
    table: str
    numerator: Condition
    denominator: Condition | None
    direction: str
    needs: tuple[str, ...]
    matures_after_days: int
    caveats: tuple[Text, ...]
    author: str
    checker: str
    reviewed: str

    @property
    def definition(self) -> str:
        """Id and version, as figures name it."""
        return f"{self.id}@{self.version}"


def load_indicators(portal_dir: Path, wanted: tuple[str, ...]) -> tuple[tuple[Indicator, ...], list[Finding]]:
    """The indicators `wanted`, in that order, from the portal's own folder or else the standard set."""
    problems: list[Finding] = []
    found: list[Indicator] = []
    for name in wanted:
        own = portal_dir / "indicators" / f"{name}.yml"
        path = own if own.is_file() else resource_dir("indicators") / f"{name}.yml"
        if not path.is_file():
            problems.append(finding("indicator-missing", "portal.yml", column="indicators", id=name))
            continue
        settings, trouble = read_settings(path, "indicator", f"indicators/{path.name}")
        problems.extend(trouble)
        if settings is not None:
            indicator, trouble = _indicator(settings, name)
            problems.extend(trouble)
            if indicator is not None:
                found.append(indicator)
    return tuple(found), problems


def _indicator(settings: Settings, name: str) -> tuple[Indicator | None, list[Finding]]:
    data: dict[str, Any] = settings.data
    problems: list[Finding] = []
    if data["id"] != name:
        problems.append(finding("name-differs", settings.file, row=settings.line(["id"]), column="id"))
    conditions: dict[str, Condition | None] = {"denominator": None}
    for key in ("numerator", "denominator"):
        if key not in data:
            continue
        try:
            conditions[key] = parse_condition(data[key], OUTCOMES[data["cohort"]])
        except ConditionError as error:
            row = settings.line([key])
            problems.append(finding("condition-invalid", settings.file, row=row, column=key, reason=error))
    numerator = conditions.get("numerator")
    if problems or numerator is None:
        return None, problems
    return (
        Indicator(
            id=data["id"],
            version=data["version"],
            title=data["title"],
            meaning=data["meaning"],
            why=data["why"],
            table=data["cohort"],
            numerator=numerator,
            denominator=conditions["denominator"],
            direction=data["direction"],
            needs=tuple(data["needs"]),
            matures_after_days=data.get("matures_after_days", 0),
            caveats=tuple(data.get("caveats", ())),
            author=data["author"],
            checker=data["checker"],
            reviewed=str(data["reviewed"]),
        ),
        [],
    )
