"""The city's schemes over one month's release: the scheme of that month, in the window that ends there."""

from __future__ import annotations

from generator.definitions.periods import window_months
from generator.definitions.schemes import SchemeFile
from generator.facts.figures import Figure, figures
from generator.facts.schemes.per_case import per_case_rows
from generator.facts.schemes.rows import DeductionRow, ScoreRow, annual_sum_rows, deduction_rows, score_rows
from generator.release.draft.basis import Basis, complete_period
from generator.release.draft.rules import Rules


def scores(shown: list[Figure], basis: Basis, rules: Rules) -> list[ScoreRow]:
    """The scores of the month's schemes, from the figures that the release shows."""
    tables = {indicator.id: indicator.table for indicator in rules.indicators}
    rows: list[ScoreRow] = []
    for kind, compute in (("score", score_rows), ("per_case", per_case_rows)):
        for scheme, period in _current(basis, rules, kind):
            components = {tables[name] for name in scheme.indicators if name in tables}
            hidden = {unit for name in components for unit in basis.hidden_units(name, period)}
            rows += compute(shown, scheme, period, rules.group_of, hidden)
    return sorted(rows)


def deductions(shown: list[Figure], basis: Basis, rules: Rules) -> list[DeductionRow]:
    """The deductions of the month's schemes; at the year's end also both annual modes."""
    rows: list[DeductionRow] = []
    groups = rules.group_of
    year, months = complete_period("year", basis.month, basis.marks), window_months("year", basis.month)
    for scheme, period in _current(basis, rules, "deduction"):
        rows += deduction_rows(shown, scheme, period, groups, "month")
        indicator = next((known for known in rules.indicators if known.id == scheme.rules["indicator"]), None)
        if indicator is None or year is None or months is None or scheme.window == "year":
            continue
        rows += deduction_rows(shown, scheme, year, groups, "pooled")
        table = basis.tables[indicator.table]
        monthly = figures(table, [indicator], dict.fromkeys(months, basis.marks[year]), "")
        rows += annual_sum_rows([*shown, *monthly], scheme, year, months, groups)
    return sorted(rows)


def _current(basis: Basis, rules: Rules, kind: str) -> list[tuple[SchemeFile, str]]:
    """Schemes of a kind that are the rule of the month and whose window ends in it, with the window's period."""
    return [
        (scheme, period)
        for scheme in rules.schemes
        if scheme.kind == kind and scheme.holds_in(basis.month)
        if (period := complete_period(scheme.window, basis.month, basis.marks))
    ]
