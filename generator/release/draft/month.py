"""A release in memory: everything one month's folder will hold, computed from public counts alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from generator.definitions.cohorts import ANSWER_WINDOWS, STOCKS
from generator.definitions.indicators import Indicator
from generator.definitions.official import official_windows
from generator.definitions.periods import final_on, months_between, period_months, shift, window_of
from generator.definitions.portal import Portal
from generator.disclosure.answers.telling import AnswersTold
from generator.disclosure.ledgers import Ledgers
from generator.disclosure.pool.windows import join_tables, only_period, window_table
from generator.disclosure.tables import OpenTable, PublicTable
from generator.facts.baselines import Judging
from generator.facts.case_mix import OpenCounts
from generator.facts.verdicts import Said
from generator.release.draft.basis import Basis, complete_period, marks_of
from generator.release.draft.case_ledgers import WINDOWS as LEDGER_WINDOWS
from generator.release.draft.case_ledgers import EventRow, ExclusionRow, event_rows, exclusion_rows
from generator.release.draft.compute import Computed, compute
from generator.release.draft.rules import Rules, portal_rules
from generator.release.draft.story import story_months, story_scopes
from generator.release.format import FINAL, INCOMPLETE

# What a deduction is worked out from.
_ADDED_SCOPES = ("all", "group", "unit")


@dataclass(frozen=True)
class PublicCounts:
    """What disclosure lets out of all months: count tables, ledgers of cases, open tables.

    `answers` is what the release of one month says of answers; None where nobody was asked.
    """

    tables: Mapping[str, PublicTable]
    ledgers: Ledgers
    opened: Mapping[str, OpenTable] = field(default_factory=dict)
    answers: AnswersTold | None = None


@dataclass(frozen=True)
class Draft:
    """The figures of one month by the `indicators` in force, before they have a release name."""

    month: str
    mark: str
    as_of: str
    marks: Mapping[str, str]
    indicators: tuple[Indicator, ...]
    tables: Mapping[str, PublicTable]
    computed: Computed
    exclusions: tuple[ExclusionRow, ...]
    ledger: tuple[EventRow, ...]
    ledger_kinds: tuple[str, ...]
    answers: AnswersTold | None
    open_tables: Mapping[str, OpenTable] = field(default_factory=dict)
    judging: Judging = field(default_factory=Judging)


def reported_indicators(portal: Portal, fields: frozenset[str]) -> tuple[Indicator, ...]:
    """The portal's indicators that its sources report, `fields` being the canonical fields they fill."""
    return tuple(indicator for indicator in portal.indicators if indicator.reported_by(fields))


def draft_month(
    month: str,
    counts: PublicCounts,
    portal: Portal,
    indicators: tuple[Indicator, ...],
    as_of: str,
    said: Mapping[str, Mapping[str, Said]],
) -> Draft:
    """Everything that is published with `month`: the month, and each longer window that ends in it.

    `said` is what the verdicts of the official windows before say, indicator → unit.
    Of the open tables only what is final: provisional counts are told by unit alone, so that nothing can be learnt
    from what changes until then.
    """
    marks = marks_of(month, portal.complete_months, as_of, final_on(month, portal.year_close).isoformat())
    rules = portal_rules(portal, indicators)
    told = {} if counts.answers is None else {"answers": counts.answers.table}
    tables = {**counts.tables, **told}
    opened = _final_tables(counts.opened, month, marks)
    basis = Basis(
        month,
        as_of,
        marks,
        _public_tables(tables, rules, month, marks, portal.complete_months),
        {name: OpenCounts(table.columns, tuple(table.rows())) for name, table in opened.items()},
        said,
        frozenset() if counts.answers is None else frozenset(counts.answers.said.one_value),
    )
    computed = compute(basis, rules)
    listed = {period: period_months(period) for period in marks if window_of(period) in LEDGER_WINDOWS}
    return Draft(
        month=month,
        mark=marks[month],
        as_of=as_of,
        marks=marks,
        indicators=indicators,
        tables=basis.tables,
        computed=computed,
        exclusions=exclusion_rows(counts.ledgers, tables, computed.figures, indicators, listed),
        ledger=event_rows(counts.ledgers, listed),
        ledger_kinds=counts.ledgers.reported,
        open_tables=opened,
        answers=counts.answers,
        judging=rules.judging,
    )


def _public_tables(
    tables: Mapping[str, PublicTable], rules: Rules, month: str, marks: Mapping[str, str], complete: frozenset[str]
) -> dict[str, PublicTable]:
    """The count tables of the release: its periods, and what deductions, verdicts, trends and story need of others."""
    added = _months_to_add_up(rules, month, marks)
    before = _to_tell_apart(rules, month, marks, complete)
    looked_back, scopes = story_months(month, complete), story_scopes(rules)
    public: dict[str, PublicTable] = {}
    for name, table in tables.items():
        months = added.get(name, [])
        pieces = _pieces(table, month, marks)
        pieces += [only_period(table, piece, _ADDED_SCOPES) for piece in months]
        pieces += [
            only_period(_whole(table, period, inside), period, ("unit",))
            for period, inside in before.get(name, {}).items()
            if period not in months and period not in marks
        ]
        held = {**dict.fromkeys(before.get(name, ()), ("unit",)), **dict.fromkeys(months, _ADDED_SCOPES)}
        pieces.append(_looked_back(table, {each: scopes[name] for each in looked_back if name in scopes}, held))
        public[name] = join_tables(tuple(pieces))
    return public


def _looked_back(
    table: PublicTable, wanted: Mapping[str, Collection[str]], held: Mapping[str, Collection[str]]
) -> PublicTable:
    """Of earlier months the scopes that a story reads and the release does not hold yet."""
    rows = tuple(
        row
        for row in table.rows
        if row.scope in wanted.get(row.period, ()) and row.scope not in held.get(row.period, ())
    )
    return PublicTable(table.name, table.columns, rows, frozenset())


def _pieces(table: PublicTable, month: str, marks: Mapping[str, str]) -> list[PublicTable]:
    """The table in every period of the release. Stocks do not add up, so they are told of the month alone."""
    if table.name == "answers":
        return [only_period(table, period) for period in marks if window_of(period) in ANSWER_WINDOWS]
    if table.name in STOCKS:
        return [only_period(table, month)]
    return [window_table(table, period, period_months(period)) for period in marks]


def _whole(table: PublicTable, period: str, months: tuple[str, ...]) -> PublicTable:
    """A table that holds the period: those of answers and of stocks are no sums of months."""
    return table if table.name == "answers" or table.name in STOCKS else window_table(table, period, months)


def _final_tables(opened: Mapping[str, OpenTable], month: str, marks: Mapping[str, str]) -> dict[str, OpenTable]:
    """The open tables of a final month, with the quarter and year that end in it and are final too."""
    if marks[month] != FINAL:
        return {}
    final = [period for period, mark in marks.items() if mark == FINAL]
    return {name: table.only(final) for name, table in opened.items()}


def _months_to_add_up(rules: Rules, month: str, marks: Mapping[str, str]) -> dict[str, list[str]]:
    """Table → earlier months whose counts a release at the year's end must hold, for the sum of their deductions."""
    if complete_period("year", month, marks) is None:
        return {}
    tables = {indicator.id: indicator.table for indicator in rules.indicators}
    names = {
        tables[scheme.rules["indicator"]]
        for scheme in rules.schemes
        if scheme.kind == "deduction" and scheme.holds_in(month) and scheme.rules["indicator"] in tables
    }
    earlier = list(months_between(f"{month[:4]}-01", shift(month, -1)))
    return dict.fromkeys(sorted(names), earlier)


def _to_tell_apart(
    rules: Rules, month: str, marks: Mapping[str, str], complete: frozenset[str]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Table → code and months of the other periods whose units a release must hold: to tell a change from chance, to
    measure how much units' months vary, and to fit an allowance where there is a whole year for it."""
    official = official_windows(
        rules.ranking, rules.indicators, month, lambda window: marks.get(window.period, INCOMPLETE) != INCOMPLETE
    )
    periods: dict[str, dict[str, tuple[str, ...]]] = {}
    for window in official:
        if not window.indicator.sampled:
            continue
        year = window.year_before if window.allows and complete.issuperset(window.year_before) else ()
        wanted = window.compared | {each: (each,) for each in (*window.told_apart(), *year)}
        whole = {period: inside for period, inside in wanted.items() if complete.issuperset(inside)}
        periods.setdefault(window.indicator.table, {}).update(whole)
    return periods
