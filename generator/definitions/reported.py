"""Figures that a platform reports without cases: described in portal.yml, given in `figures_reported.csv`.

They are what somebody said, not what was counted from cases: published as reported, beside where they come from, never
ranked and never added to counted figures. Source: the companions of the canonical case in the design.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from generator.definitions.bounds import MAX_DIGITS
from generator.definitions.findings import Finding, finding
from generator.definitions.registers import Register, Row, load_registers, read_table
from generator.definitions.screen import screen_portal, unreviewed
from generator.definitions.settings import read_settings
from generator.definitions.texts import FILE as TEXTS
from generator.definitions.texts import AuthoredText, load_texts

FILE = "figures_reported.csv"
RATE = "rate"
_WHOLE = re.compile(rf"0|[1-9][0-9]{{0,{MAX_DIGITS - 1}}}")

Text = dict[str, str]


@dataclass(frozen=True)
class FigureKind:
    """What a figure is: a `number` of something (`measure`) or a `rate`; its basis is `stated` or `assumed`."""

    id: str
    title: Text
    form: str
    measure: Text | None
    basis: str


@dataclass(frozen=True, order=True)
class ReportedFigure:
    """One figure. `denominator` is None for a plain number; `note` may be blank."""

    unit: str
    period: str
    indicator: str
    numerator: int
    denominator: int | None
    note: str

    @property
    def rate(self) -> Fraction | None:
        """Numerator over denominator; None for a plain number."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


@dataclass(frozen=True)
class ReportedPortal:
    """A portal of figures without cases. `public` is what its readers see of portal.yml."""

    id: str
    folder: Path
    synthetic: bool
    periods: tuple[str, ...]
    kinds: tuple[FigureKind, ...]
    figures: tuple[ReportedFigure, ...]
    registers: dict[str, Register]
    public: dict[str, Any]
    texts: tuple[AuthoredText, ...] = ()


def reports_figures(folder: Path) -> bool:
    """Whether the portal in `folder` reports figures instead of cases."""
    return (folder / FILE).is_file()


def load_reported(folder: Path) -> tuple[ReportedPortal | None, list[Finding]]:
    """Read and check such a portal's folder: its settings, registers and figures; None when any problem was found."""
    settings, problems = read_settings(folder / "portal.yml", "portal-reported", "portal.yml")
    registers, trouble = load_registers(folder / "registers")
    problems += trouble
    rows, misread = read_table(folder / FILE, "figures_reported", FILE)
    problems += misread
    texts, unfit = load_texts(folder / TEXTS, registers["units"].by_code)
    problems += [*unfit, *screen_portal(folder), *unreviewed(folder)]
    if settings is None:
        return None, problems
    data = settings.data
    kinds = tuple(
        FigureKind(item["id"], item["title"], item["form"], item.get("measure"), item["basis"])
        for item in data["figures"]
    )
    if data["portal"] != folder.resolve().name:
        problems.append(finding("name-differs", "portal.yml", row=settings.line(["portal"]), column="portal"))
    if not trouble:
        known = {(item.row, item.column) for item in misread}
        forms = {item.id: item.form for item in kinds}
        unsound = check_figures(rows, registers["units"].by_code, forms, data["periods"])
        problems += [item for item in unsound if (item.row, item.column) not in known]
    if problems:
        return None, problems
    return (
        ReportedPortal(
            id=data["portal"],
            folder=folder,
            synthetic=data["synthetic"],
            periods=tuple(data["periods"]),
            kinds=kinds,
            figures=tuple(sorted(_figure(row) for row in rows)),
            registers=registers,
            public=dict(data),
            texts=texts,
        ),
        [],
    )


def check_figures(
    rows: Sequence[Row], units: Container[str], forms: Mapping[str, str], periods: Container[str]
) -> list[Finding]:
    """Every problem of the figures' `rows` (columns as text, blank = none), in order of row.

    `units` are the codes of the register, `forms` maps a described figure to `number` or `rate`, `periods` are the
    portal's.
    """
    problems: list[Finding] = []
    first: dict[tuple[str, str, str], int] = {}
    for number, row in enumerate(rows, 2):
        if row["unit"] not in units:
            problems.append(finding("figure-unit-unknown", FILE, row=number, column="unit"))
        if row["period"] not in periods:
            problems.append(finding("figure-period-unknown", FILE, row=number, column="period"))
        form = forms.get(row["indicator"])
        if form is None:
            problems.append(finding("figure-unknown", FILE, row=number, column="indicator"))
        problems += _check_numbers(row, number, form)
        place = (row["unit"], row["period"], row["indicator"])
        if place in first:
            problems.append(finding("figure-repeated", FILE, row=number, column="indicator", other=first[place]))
        first.setdefault(place, number)
    return problems


def _check_numbers(row: Row, number: int, form: str | None) -> Iterable[Finding]:
    numerator, denominator = _whole(row["numerator"]), _whole(row["denominator"])
    if numerator is None:
        yield finding("figure-number", FILE, row=number, column="numerator", least=0)
    if row["denominator"] and not denominator:
        yield finding("figure-number", FILE, row=number, column="denominator", least=1)
    elif form is not None and bool(row["denominator"]) != (form == RATE):
        yield finding("figure-denominator", FILE, row=number, column="denominator", form=form)
    elif numerator is not None and denominator and numerator > denominator:
        yield finding("figure-above-whole", FILE, row=number, column="numerator")


def _whole(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text) else None


def _figure(row: Row) -> ReportedFigure:
    denominator = int(row["denominator"]) if row["denominator"] else None
    return ReportedFigure(row["unit"], row["period"], row["indicator"], int(row["numerator"]), denominator, row["note"])
