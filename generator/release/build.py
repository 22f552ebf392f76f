"""A release in memory: everything one month's folder will hold, computed from public counts alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from generator.definitions.codes import STOCKS
from generator.definitions.indicators import Indicator
from generator.definitions.periods import WINDOWS, final_on, month_end, period_code, window_months
from generator.definitions.portal import Portal
from generator.disclosure.ledgers import Ledgers
from generator.disclosure.tables import PublicTable
from generator.disclosure.windows import join_tables, only_period, window_table
from generator.facts.assessment import DeductionRow, ScoreRow
from generator.facts.comparisons import Comparison, compare_units
from generator.facts.ranking import RankingRow, rank_units
from generator.facts.rates import Figure, figures
from generator.release.assess import deductions, scores
from generator.release.ledgers import EventRow, ExclusionRow, event_rows, exclusion_rows

# Windows of answers are sums of published pieces: months, quarters and years, never rolling ones.
_ANSWER_WINDOWS = ("month", "quarter", "year")


@dataclass(frozen=True)
class Draft:
    """The figures of one month, before they have a release name."""

    month: str
    mark: str
    as_of: str
    marks: Mapping[str, str]
    tables: Mapping[str, PublicTable]
    figures: tuple[Figure, ...]
    ranking: tuple[RankingRow, ...]
    comparisons: tuple[Comparison, ...]
    scores: tuple[ScoreRow, ...]
    deductions: tuple[DeductionRow, ...]
    exclusions: tuple[ExclusionRow, ...]
    ledger: tuple[EventRow, ...]


def reported_indicators(portal: Portal, fields: frozenset[str]) -> tuple[Indicator, ...]:
    """The portal's indicators that its sources report, `fields` being the canonical fields they fill."""
    return tuple(item for item in portal.indicators if item.reported_by(fields))


def draft_month(
    month: str,
    tables: Mapping[str, PublicTable],
    portal: Portal,
    indicators: tuple[Indicator, ...],
    as_of: str,
    ledgers: Ledgers,
) -> Draft:
    """Everything that is published with `month`: the month, and each longer window that ends in it."""
    windows = {
        period_code(window, month): (window, months)
        for window in WINDOWS
        if (months := window_months(window, month)) and _in_reach(window, months, portal)
    }
    marks = {period: _mark(months, portal, as_of) for period, (_, months) in windows.items()}
    public: dict[str, PublicTable] = {}
    for name, table in tables.items():
        if name == "answers":
            pieces = [only_period(table, p) for p, (window, _) in windows.items() if window in _ANSWER_WINDOWS]
        elif name in STOCKS:
            pieces = [only_period(table, month)]
        else:
            pieces = [window_table(table, period, months) for period, (_, months) in windows.items()]
        public[name] = join_tables(tuple(pieces))
    found: list[Figure] = []
    for name, table in public.items():
        for indicator in indicators:
            if indicator.table == name:
                # A window in which the rule changed has no figure: its months are not comparable.
                ripe = {
                    period: mark
                    for period, mark in marks.items()
                    if _ripe(indicator, windows[period][1][-1], as_of) and indicator.holds_in(windows[period][1])
                }
                found += figures(table, [indicator], ripe, table_file(name))
    group_of = {row["code"]: row["group"] for row in portal.registers["units"].rows}
    return Draft(
        month=month,
        mark=marks[month],
        as_of=as_of,
        marks=marks,
        tables=public,
        figures=tuple(sorted(found)),
        ranking=tuple(_rankings(found, public, portal, indicators, month, marks, group_of)),
        comparisons=tuple(compare_units(found, indicators, group_of)),
        scores=tuple(scores(found, public, portal, indicators, month, marks)),
        deductions=tuple(deductions(found, tables, portal, indicators, month, marks)),
        exclusions=exclusion_rows(ledgers, public, found, indicators, month),
        ledger=event_rows(ledgers, month),
    )


def table_file(name: str) -> str:
    """The file name of a public count table in a release."""
    return f"counts-{name}.csv"


def _in_reach(window: str, months: tuple[str, ...], portal: Portal) -> bool:
    """A rolling window needs every one of its months complete; a named quarter or year is marked instead."""
    return window not in ("P3M", "P12M") or all(month in portal.complete_months for month in months)


def _mark(months: tuple[str, ...], portal: Portal, as_of: str) -> str:
    ended = as_of[:10] > month_end(months[-1]).isoformat()
    if not ended or any(month not in portal.complete_months for month in months):
        return "incomplete"
    return "F" if as_of[:10] >= final_on(months[-1], portal.year_close).isoformat() else "P"


def _ripe(indicator: Indicator, last_month: str, as_of: str) -> bool:
    """Whether every case of a period that ends with `last_month` has had the indicator's days."""
    if not indicator.matures_after_days:
        return True
    ripe_on = month_end(last_month) + timedelta(days=indicator.matures_after_days)
    return date.fromisoformat(as_of[:10]) > ripe_on


def _rankings(
    found: list[Figure],
    public: Mapping[str, PublicTable],
    portal: Portal,
    indicators: tuple[Indicator, ...],
    month: str,
    marks: Mapping[str, str],
    group_of: Mapping[str, str],
) -> list[RankingRow]:
    by_id = {item.id: item for item in indicators}
    rows: list[RankingRow] = []
    for rule in portal.ranking:
        indicator = by_id.get(rule.indicator)
        months = window_months(rule.window, month)
        if indicator is None or months is None or not indicator.holds_in(months):
            continue
        period = period_code(rule.window, month)
        if marks.get(period, "incomplete") == "incomplete":
            continue
        hidden = {key for where, scope, key in public[indicator.table].hidden if (where, scope) == (period, "unit")}
        rows += rank_units(found, indicator, period, group_of, hidden)
    return rows
