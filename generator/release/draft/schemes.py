"""The city's schemes over one month's release: the scheme of that month, in the window that ends there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from generator.definitions.indicators import Indicator
from generator.definitions.periods import window_months
from generator.definitions.schemes import SchemeFile
from generator.facts.case_mix import category_cells
from generator.facts.figures import Figure, figures
from generator.facts.schemes.deduction_rows import (
    PLACES,
    PLACES_EARLIER,
    DeductionRow,
    annual_sum_rows,
    deduction_rows,
    official_mode,
    year_figures,
)
from generator.facts.schemes.deduction_totals import (
    DeductionSource,
    DeductionTotal,
    States,
    category_sources,
    deduction_totals,
    month_sources,
)
from generator.facts.schemes.per_case import per_case_rows
from generator.facts.schemes.rows import ScoreRow, score_rows
from generator.facts.verdicts import VerdictRow
from generator.release.draft.basis import Basis, complete_period
from generator.release.draft.rules import Rules


def scores(shown: list[Figure], basis: Basis, rules: Rules) -> list[ScoreRow]:
    """The scores of the month's schemes, from the figures that the release shows."""
    known = {indicator.id: indicator for indicator in rules.indicators}
    rows: list[ScoreRow] = []
    for kind, compute in (("score", score_rows), ("per_case", per_case_rows)):
        for scheme, period in _current(basis, rules, kind):
            components = [known[name] for name in scheme.indicators if name in known]
            hidden = {unit for indicator in components for unit in basis.hidden_units(indicator, period)}
            rows += compute(shown, scheme, period, rules.group_of, hidden)
    return sorted(rows)


@dataclass(frozen=True)
class Deductions:
    """The deductions of a month's schemes; what they add up to and come from, which earlier releases do not say."""

    rows: tuple[DeductionRow, ...]
    totals: tuple[DeductionTotal, ...] | None
    sources: tuple[DeductionSource, ...] | None


def deductions(shown: list[Figure], basis: Basis, rules: Rules, states: States) -> Deductions:
    """The deductions of the month's schemes; at the year's end also both annual modes.

    `states` are the verdicts of the release.
    """
    rows: list[DeductionRow] = []
    sources: list[DeductionSource] = []
    groups = rules.group_of
    places = PLACES_EARLIER if rules.earlier else PLACES
    year, months = complete_period("year", basis.month, basis.marks), window_months("year", basis.month)
    for stated, period in _current(basis, rules, "deduction"):
        # Earlier releases took a year for whole, whenever in it the scheme began.
        scheme = replace(stated, valid_from="", valid_to="") if rules.earlier else stated
        indicator = next((known for known in rules.indicators if known.id == scheme.rules["indicator"]), None)
        if indicator is None:
            continue
        every = shown
        if year is not None and months is not None:
            monthly = figures(basis.tables[indicator.table], [indicator], dict.fromkeys(months, basis.marks[year]), "")
            every = [*shown, *monthly]
        own = every
        if period == year and months is not None:
            own = year_figures(every, scheme, year, months)
        if period == year or all(map(scheme.holds_in, window_months(scheme.window, basis.month) or ())):
            current = deduction_rows(own, scheme, period, groups, "month", places)
            rows += current
            sources += _categories(current, scheme, indicator, basis, rules)
        if year is None or months is None or period == year:
            continue
        yearly = {
            "pooled": deduction_rows(year_figures(every, scheme, year, months), scheme, year, groups, "pooled", places),
            "sum": annual_sum_rows(every, scheme, year, months, groups, places),
        }
        official = yearly[official_mode(scheme)]
        rows += [row for listed in yearly.values() for row in listed]
        sources += month_sources(official, every, scheme, months, groups)
        if all(map(scheme.holds_in, months)):
            sources += _categories(official, scheme, indicator, basis, rules)
    if rules.earlier:
        return Deductions(tuple(sorted(rows)), None, None)
    measured = {scheme.definition: scheme.rules["indicator"] for scheme in rules.schemes if scheme.kind == "deduction"}
    return Deductions(tuple(sorted(rows)), tuple(deduction_totals(rows, measured, states)), tuple(sorted(sources)))


def unit_states(verdicts: Iterable[VerdictRow], indicators: Iterable[Indicator]) -> dict[tuple[str, str, str], str]:
    """Period, indicator and unit → the state of its verdict, where chance is asked at all."""
    sampled = {indicator.id for indicator in indicators if indicator.sampled}
    return {(row.period, row.indicator, row.unit): row.state for row in verdicts if row.indicator in sampled}


def _categories(
    rows: Sequence[DeductionRow], scheme: SchemeFile, indicator: Indicator, basis: Basis, rules: Rules
) -> list[DeductionSource]:
    """The categories that deductions come from, where an open table has the period."""
    opened = basis.opened.get(indicator.table)
    if opened is None or not rows:
        return []
    period = rows[0].period
    return category_sources(rows, scheme, category_cells(opened, indicator, [period], rules.top_of).get(period, {}))


def _current(basis: Basis, rules: Rules, kind: str) -> list[tuple[SchemeFile, str]]:
    """Schemes of a kind that are the rule of the month and whose window ends in it, with the window's period."""
    return [
        (scheme, period)
        for scheme in rules.schemes
        if scheme.kind == kind and scheme.holds_in(basis.month)
        if (period := complete_period(scheme.window, basis.month, basis.marks))
    ]
