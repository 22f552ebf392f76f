"""The city's schemes over one month's release: the scheme of that month, in the window that ends there."""

from __future__ import annotations

from collections.abc import Mapping

from generator.definitions.periods import period_code, window_months
from generator.definitions.schemes import SchemeFile
from generator.disclosure.tables import PublicTable
from generator.facts.figures import Figure, figures
from generator.facts.schemes.per_case import per_case_rows
from generator.facts.schemes.rows import DeductionRow, ScoreRow, annual_sum_rows, deduction_rows, score_rows
from generator.release.draft.rules import Rules


def scores(
    found: list[Figure],
    public: Mapping[str, PublicTable],
    rules: Rules,
    month: str,
    marks: Mapping[str, str],
) -> list[ScoreRow]:
    """The scores of the month's schemes. `public` are the release's tables: they know which units are pooled."""
    tables = {item.id: item.table for item in rules.indicators}
    rows: list[ScoreRow] = []
    for kind, compute in (("score", score_rows), ("per_case", per_case_rows)):
        for scheme, period in _current(rules, kind, month, marks):
            components = {tables[name] for name in scheme.indicators if name in tables}
            hidden = {
                key
                for name in components
                for where, scope, key in public[name].hidden
                if (where, scope) == (period, "unit")
            }
            rows += compute(found, scheme, period, rules.group_of, hidden)
    return sorted(rows)


def deductions(
    found: list[Figure],
    public: Mapping[str, PublicTable],
    rules: Rules,
    month: str,
    marks: Mapping[str, str],
) -> list[DeductionRow]:
    """The deductions of the month's schemes; at the year's end also both annual modes."""
    rows: list[DeductionRow] = []
    groups = rules.group_of
    for scheme, period in _current(rules, "deduction", month, marks):
        rows += deduction_rows(found, scheme, period, groups, "month")
        year, months = period_code("year", month), window_months("year", month)
        indicator = next((item for item in rules.indicators if item.id == scheme.rules["indicator"]), None)
        if (
            indicator is None
            or months is None
            or scheme.window == "year"
            or marks.get(year, "incomplete") == "incomplete"
        ):
            continue
        rows += deduction_rows(found, scheme, year, groups, "pooled")
        table = public[indicator.table]
        monthly = figures(table, [indicator], dict.fromkeys(months, marks[year]), "")
        rows += annual_sum_rows([*found, *monthly], scheme, year, months, groups)
    return sorted(rows)


def _current(rules: Rules, kind: str, month: str, marks: Mapping[str, str]) -> list[tuple[SchemeFile, str]]:
    """Schemes of a kind that are the rule of the month and whose window ends in it, with the window's period."""
    found = []
    for scheme in rules.schemes:
        if scheme.kind != kind or not scheme.holds_in(month) or window_months(scheme.window, month) is None:
            continue
        period = period_code(scheme.window, month)
        if marks.get(period, "incomplete") != "incomplete":
            found.append((scheme, period))
    return found
