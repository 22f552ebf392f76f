"""From a release's public counts and its rules to everything that is computed.

One pure function, used to publish a release and again to verify it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from generator.definitions.cohorts import MARGIN_SCOPES, NUMBERS_OF, WAITING, WITHHELD
from generator.definitions.indicators import Indicator
from generator.definitions.periods import periods_ending
from generator.disclosure.tables import PublicTable
from generator.facts.baselines import BaselineRow
from generator.facts.case_mix import AdjustedRow, adjusted_rows
from generator.facts.earlier import Comparison, Concentrations, EarlierBaseline, earlier_tables
from generator.facts.figures import Figure, figures
from generator.facts.funnel import FunnelRow
from generator.facts.interval_rows import IntervalRow, interval_rows
from generator.facts.one_case import RobustnessRow, robustness_rows
from generator.facts.ranking import RankingRow
from generator.facts.schemes.deduction_rows import DeductionRow
from generator.facts.schemes.deduction_totals import DeductionSource, DeductionTotal
from generator.facts.schemes.rows import ScoreRow
from generator.facts.story.model import Found
from generator.facts.trends import TrendRow
from generator.facts.verdicts import VerdictRow
from generator.release.draft.basis import Basis
from generator.release.draft.judged import judge
from generator.release.draft.rules import Rules
from generator.release.draft.schemes import deductions, scores, unit_states
from generator.release.draft.story import tell_story
from generator.release.format import count_file

# Question and value of every row that is no told answer.
_NUMBERS = tuple(
    {"question": question, "value": value}
    for question, values in NUMBERS_OF.items()
    for value in (*(WAITING, WITHHELD), *values)
)


@dataclass(frozen=True)
class Computed:
    """Everything that follows from a release's count tables, in total order.

    `robustness` is None where the portal does not publish it; `story` are findings without words. A release has either
    `verdicts` and totals and sources of deductions or, if it is from before there were any, `comparisons`.
    """

    figures: tuple[Figure, ...]
    ranking: tuple[RankingRow, ...]
    verdicts: tuple[VerdictRow, ...] | None
    scores: tuple[ScoreRow, ...]
    deductions: tuple[DeductionRow, ...]
    intervals: tuple[IntervalRow, ...]
    baselines: tuple[BaselineRow | EarlierBaseline, ...]
    funnel: tuple[FunnelRow, ...]
    trends: tuple[TrendRow, ...]
    adjusted: tuple[AdjustedRow, ...]
    deduction_totals: tuple[DeductionTotal, ...] | None = None
    deduction_sources: tuple[DeductionSource, ...] | None = None
    robustness: tuple[RobustnessRow, ...] | None = None
    comparisons: tuple[Comparison, ...] | None = None
    story: tuple[Found, ...] = ()


def compute(basis: Basis, rules: Rules) -> Computed:
    """What a release says beside its counts."""
    shown = _figures(basis, rules)
    judged = judge(shown, basis, rules)
    points = scores(shown, basis, rules)
    lost = deductions(shown, basis, rules, unit_states(judged.verdicts, rules.indicators))
    return Computed(
        figures=tuple(sorted(shown)),
        ranking=judged.ranking,
        verdicts=tuple(sorted(judged.verdicts)),
        scores=tuple(points),
        deductions=lost.rows,
        intervals=tuple(interval_rows(shown, rules.indicators, _pointed(points, lost.rows, rules))),
        baselines=tuple(sorted(judged.baselines)),
        funnel=tuple(sorted(judged.funnel)),
        trends=tuple(sorted(judged.trends)),
        adjusted=tuple(sorted(_adjusted(basis, rules))),
        deduction_totals=lost.totals,
        deduction_sources=lost.sources,
        robustness=tuple(robustness_rows(judged.ranking, rules.indicators)) if rules.robustness else None,
        story=() if rules.earlier else tell_story(basis, rules, shown, judged.verdicts),
    )


def compute_earlier(basis: Basis, rules: Rules, concentrations: Concentrations) -> Computed:
    """What a release from before verdicts says beside its counts."""
    computed = compute(basis, replace(rules, earlier=True, judging=replace(rules.judging, clustered=False)))
    earlier = earlier_tables(
        computed.figures, computed.ranking, rules.indicators, rules.group_of, rules.judging, concentrations
    )
    return replace(computed, verdicts=None, **vars(earlier))


def _figures(basis: Basis, rules: Rules) -> list[Figure]:
    months = periods_ending(basis.month)
    rows: list[Figure] = []
    for name, table in basis.tables.items():
        for indicator in rules.indicators:
            if indicator.table == name and not basis.says_nothing(indicator):
                marks = {
                    period: mark
                    for period, mark in basis.marks.items()
                    if _can_be_told(indicator, months[period], basis.as_of)
                }
                untold = basis.untold(indicator)
                rows += [
                    figure
                    for figure in figures(_for(indicator, table), [indicator], marks, count_file(name))
                    if (figure.period, figure.scope, figure.key) not in untold
                ]
    return rows


def _for(indicator: Indicator, table: PublicTable) -> PublicTable:
    """What of a table an indicator can be worked out from: margins of answers tell sums and none of their numbers."""
    if indicator.table != "answers" or "question" not in table.columns or not indicator.reads(_NUMBERS):
        return table
    return replace(table, rows=tuple(row for row in table.rows if row.scope not in MARGIN_SCOPES))


def _can_be_told(indicator: Indicator, months: Sequence[str], as_of: str) -> bool:
    """Whether an indicator has a figure in a period: every case has had its days, and one rule holds throughout.

    A window in which the rule changed has no figure: its months are not comparable.
    """
    return indicator.is_ripe(months[-1], as_of) and indicator.holds_in(months)


def _adjusted(basis: Basis, rules: Rules) -> list[AdjustedRow]:
    """The ranked indicators adjusted for case mix, in every period that the open tables hold."""
    ranked = {rule.indicator for rule in rules.ranking}
    rows: list[AdjustedRow] = []
    for indicator in rules.indicators:
        if indicator.id in ranked and indicator.sampled and indicator.table in basis.opened:
            periods = [
                period
                for period, months in periods_ending(basis.month).items()
                if _can_be_told(indicator, months, basis.as_of)
            ]
            table, limited = basis.opened[indicator.table], not rules.earlier
            rows += adjusted_rows(table, indicator, periods, rules.top_of, rules.group_of, limited=limited)
    return rows


def _pointed(points: list[ScoreRow], lost: Sequence[DeductionRow], rules: Rules) -> set[tuple[str, str, str]]:
    """Period, unit and indicator of every rate that points hang on."""
    measured = {scheme.definition: scheme.rules["indicator"] for scheme in rules.schemes if scheme.kind == "deduction"}
    return {(row.period, row.unit, row.component) for row in points} | {
        (row.period, row.unit, measured[row.scheme]) for row in lost
    }
