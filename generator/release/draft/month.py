"""A release in memory: everything one month's folder will hold, computed from public counts alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from generator.definitions.cohorts import ANSWER_SCOPES, MARGIN_SCOPES, STOCKS
from generator.definitions.indicators import Indicator
from generator.definitions.periods import (
    WINDOWS,
    final_on,
    month_end,
    months_between,
    period_code,
    shift,
    window_before,
)
from generator.definitions.portal import Portal
from generator.disclosure.ledgers import Ledgers
from generator.disclosure.pool.windows import join_tables, only_period, window_table
from generator.disclosure.tables import OpenTable, PublicTable
from generator.facts.baselines import Judging
from generator.facts.case_mix import OpenCounts
from generator.release.draft.allowance import fit_allowances
from generator.release.draft.case_ledgers import WINDOWS as LEDGER_WINDOWS
from generator.release.draft.case_ledgers import EventRow, ExclusionRow, event_rows, exclusion_rows
from generator.release.draft.compute import Computed, compute, months_of
from generator.release.draft.maturity import Maturity
from generator.release.draft.rules import Rules, portal_rules

# What a deduction is worked out from.
_ADDED_SCOPES = ("all", "group", "unit")
_OFFICE_SCOPES = tuple(scope for scope in ANSWER_SCOPES if scope not in MARGIN_SCOPES)
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
    computed: Computed
    exclusions: tuple[ExclusionRow, ...]
    ledger: tuple[EventRow, ...]
    ledger_kinds: tuple[str, ...]
    held: tuple[str, ...]
    open_tables: Mapping[str, OpenTable] = field(default_factory=dict)
    judging: Judging = field(default_factory=Judging)
    matured: Maturity = field(default_factory=Maturity)


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
    *,
    opened: Mapping[str, OpenTable] | None = None,
    held: tuple[str, ...] = (),
) -> Draft:
    """Everything that is published with `month`: the month, and each longer window that ends in it.

    Of the `opened` tables only what is final: provisional counts are told by unit alone, so that nothing can be learnt
    from what changes until then. `held` are units whose answers stay as a release before has them; blank stands for
    all.
    """
    windows = {
        period: (window, months)
        for window in WINDOWS
        if (months := months_of(month).get(period := period_code(window, month))) and _in_reach(window, months, portal)
    }
    marks = {period: _mark(months, portal, as_of) for period, (_, months) in windows.items()}
    rules = portal_rules(portal, indicators)
    fitted = fit_allowances(rules, month, tables, portal.complete_months)
    rules = replace(rules, judging=replace(rules.judging, allowances=fitted))
    added = _months_to_add_up(rules, month, marks)
    before = _windows_before(rules, month, marks, portal)
    public: dict[str, PublicTable] = {}
    for name, table in tables.items():
        if name == "answers":
            # Margins of answers wait until nothing is provisional: their small changes would show single answers.
            scopes = ANSWER_SCOPES if marks[month] == "F" else _OFFICE_SCOPES
            pieces = [only_period(table, p, scopes) for p, (window, _) in windows.items() if window in _ANSWER_WINDOWS]
        elif name in STOCKS:
            pieces = [only_period(table, month)]
        else:
            pieces = [window_table(table, period, months) for period, (_, months) in windows.items()]
        pieces += [only_period(table, piece, _ADDED_SCOPES) for piece in added.get(name, ())]
        for period, months in before.get(name, {}).items():
            if period not in added.get(name, ()):
                whole = table if name == "answers" or name in STOCKS else window_table(table, period, months)
                pieces.append(only_period(whole, period, ("unit",)))
        public[name] = join_tables(tuple(pieces))
    final = _final_tables(opened or {}, month, marks)
    mix = {name: OpenCounts(table.columns, tuple(table.rows())) for name, table in final.items()}
    computed = compute(month, as_of, marks, public, rules, mix)
    listed = {period: months for period, (window, months) in windows.items() if window in LEDGER_WINDOWS}
    return Draft(
        month=month,
        mark=marks[month],
        as_of=as_of,
        marks=marks,
        tables=public,
        computed=computed,
        exclusions=exclusion_rows(ledgers, tables, computed.figures, indicators, listed),
        ledger=event_rows(ledgers, listed),
        ledger_kinds=ledgers.reported,
        open_tables=final,
        held=held,
        judging=rules.judging,
    )


def _final_tables(opened: Mapping[str, OpenTable], month: str, marks: Mapping[str, str]) -> dict[str, OpenTable]:
    """The open tables of a final month, with the quarter and year that end in it and are final too."""
    if marks[month] != "F":
        return {}
    final = [period for period, mark in marks.items() if mark == "F"]
    return {name: table.only(final) for name, table in opened.items()}


def _months_to_add_up(rules: Rules, month: str, marks: Mapping[str, str]) -> dict[str, list[str]]:
    """Table → earlier months whose counts a release at the year's end must hold, for the sum of their deductions."""
    tables = {item.id: item.table for item in rules.indicators}
    if marks.get(month[:4], "incomplete") == "incomplete":
        return {}
    names = {
        tables[scheme.rules["indicator"]]
        for scheme in rules.schemes
        if scheme.kind == "deduction" and scheme.holds_in(month) and scheme.rules["indicator"] in tables
    }
    earlier = list(months_between(f"{month[:4]}-01", shift(month, -1)))
    return dict.fromkeys(sorted(names), earlier)


def _windows_before(
    rules: Rules, month: str, marks: Mapping[str, str], portal: Portal
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Table → code and months of the earlier windows whose units a release must hold, to tell a trend from chance."""
    tables = {item.id: item.table for item in rules.indicators}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for rule in rules.ranking:
        before = window_before(rule.window, month)
        ranked = marks.get(period_code(rule.window, month), "incomplete") != "incomplete"
        if before is None or not ranked or rule.indicator not in tables:
            continue
        if all(one in portal.complete_months for one in before[1]):
            found.setdefault(tables[rule.indicator], {})[before[0]] = before[1]
    return found


def _in_reach(window: str, months: tuple[str, ...], portal: Portal) -> bool:
    """A rolling window needs every one of its months complete; a named quarter or year is marked instead."""
    return window not in ("P3M", "P12M") or all(month in portal.complete_months for month in months)


def _mark(months: tuple[str, ...], portal: Portal, as_of: str) -> str:
    ended = as_of[:10] > month_end(months[-1]).isoformat()
    if not ended or any(month not in portal.complete_months for month in months):
        return "incomplete"
    return "F" if as_of[:10] >= final_on(months[-1], portal.year_close).isoformat() else "P"
