"""From a release's public counts and its rules to everything that is computed.

One pure function, used to publish a release and again to verify it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from generator.definitions.cohorts import MARGIN_SCOPES, NUMBERS_OF, WAITING, WITHHELD
from generator.definitions.indicators import Indicator
from generator.definitions.official import OfficialWindow, official_windows
from generator.definitions.periods import periods_ending, window_before
from generator.disclosure.tables import PublicTable
from generator.facts.baselines import BaselineRow, baseline_row, baselines
from generator.facts.case_mix import AdjustedRow, adjusted_rows
from generator.facts.comparisons import Comparison, compare_units
from generator.facts.figures import Figure, figures
from generator.facts.funnel import FunnelRow, funnel_rows
from generator.facts.interval_rows import IntervalRow, interval_rows
from generator.facts.one_case import RobustnessRow, robustness_rows
from generator.facts.ranking import RankingRow, rank_units, with_chance
from generator.facts.schemes.rows import DeductionRow, ScoreRow
from generator.facts.trends import TrendRow, trend_rows
from generator.facts.verdicts import Fits, VerdictRow, verdict_rows
from generator.release.draft.basis import Basis, complete_period, longer_periods
from generator.release.draft.rules import Rules
from generator.release.draft.schemes import deductions, scores
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

    `robustness` is None where the portal does not publish it.
    """

    figures: tuple[Figure, ...]
    ranking: tuple[RankingRow, ...]
    verdicts: tuple[VerdictRow, ...]
    comparisons: tuple[Comparison, ...]
    scores: tuple[ScoreRow, ...]
    deductions: tuple[DeductionRow, ...]
    intervals: tuple[IntervalRow, ...]
    baselines: tuple[BaselineRow, ...]
    funnel: tuple[FunnelRow, ...]
    trends: tuple[TrendRow, ...]
    adjusted: tuple[AdjustedRow, ...]
    robustness: tuple[RobustnessRow, ...] | None = None


def compute(basis: Basis, rules: Rules) -> Computed:
    """What a release says beside its counts."""
    shown = _figures(basis, rules)
    official = _official(basis, rules)
    ranking = [row for window in official for row in _ranking(shown, basis, rules, window)]
    points = scores(shown, basis, rules)
    lost = deductions(shown, basis, rules)
    judged_against, funnel = _baselines(shown, ranking, rules)
    return Computed(
        figures=tuple(sorted(shown)),
        ranking=tuple(ranking),
        verdicts=tuple(sorted(_verdicts(shown, ranking, basis, rules, official))),
        comparisons=tuple(compare_units(shown, rules.indicators, rules.group_of, rules.judging)),
        scores=tuple(points),
        deductions=tuple(lost),
        intervals=tuple(interval_rows(shown, rules.indicators, _pointed(points, lost, rules))),
        baselines=tuple(sorted(judged_against)),
        funnel=tuple(sorted(funnel)),
        trends=tuple(sorted(_trends(shown, basis, rules, official))),
        adjusted=tuple(sorted(_adjusted(basis, rules))),
        robustness=tuple(robustness_rows(ranking, rules.indicators)) if rules.robustness else None,
    )


def _figures(basis: Basis, rules: Rules) -> list[Figure]:
    months = periods_ending(basis.month)
    rows: list[Figure] = []
    for name, table in basis.tables.items():
        for indicator in rules.indicators:
            if indicator.table == name:
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


def _official(basis: Basis, rules: Rules) -> list[OfficialWindow]:
    """The rankings of this release: those whose window is complete."""
    return [
        window
        for window in official_windows(rules.ranking, rules.indicators, basis.month)
        if complete_period(window.window, basis.month, basis.marks)
    ]


def _ranking(shown: list[Figure], basis: Basis, rules: Rules, official: OfficialWindow) -> list[RankingRow]:
    indicator, period = official.indicator, official.period
    rows = rank_units(shown, indicator, period, rules.group_of, basis.hidden_units(indicator, period))
    return with_chance(rows, indicator, baselines(shown, indicator, rules.judging), rules.judging)


def _verdicts(
    shown: list[Figure], ranking: list[RankingRow], basis: Basis, rules: Rules, official: list[OfficialWindow]
) -> list[VerdictRow]:
    """What is said of each ranked unit."""
    rows: list[VerdictRow] = []
    for window in official:
        indicator, period = window.indicator, window.period
        own = {
            (figure.period, figure.scope, figure.key): figure for figure in shown if figure.indicator == indicator.id
        }
        ranked = [row for row in ranking if (row.period, row.indicator) == (period, indicator.id)]
        longer = longer_periods(window.window, basis.month, basis.marks)
        rows += verdict_rows(ranked, own, indicator, longer, rules.judging, Fits(), {})
    return rows


def _baselines(
    shown: list[Figure], ranking: list[RankingRow], rules: Rules
) -> tuple[list[BaselineRow], list[FunnelRow]]:
    """What each ranked group was judged against, and the limits that follow from it."""
    by_id = {indicator.id: indicator for indicator in rules.indicators}
    judged: dict[tuple[str, str, str], list[int]] = {}
    for row in ranking:
        enough = row.status in ("ranked", "small_group")
        judged.setdefault((row.period, row.indicator, row.group), []).extend([row.denominator or 0] if enough else [])
    groups = {(figure.period, figure.indicator, figure.key): figure for figure in shown if figure.scope == "group"}
    rows: list[BaselineRow] = []
    funnel: list[FunnelRow] = []
    for place, cases in judged.items():
        period, name, group = place
        baseline = baselines(shown, by_id[name], rules.judging).get((period, group))
        if baseline is not None:
            rows.append(baseline_row(groups[place], len(cases), baseline, by_id[name], rules.judging))
            funnel += funnel_rows(place, cases, baseline, rules.judging)
    return rows, funnel


def _trends(shown: list[Figure], basis: Basis, rules: Rules, official: list[OfficialWindow]) -> list[TrendRow]:
    """Each official window beside the one before it, as far as the release's tables hold that one's units."""
    rows: list[TrendRow] = []
    for now in official:
        indicator, before = now.indicator, window_before(now.window, basis.month)
        # Two versions of a rule are not compared.
        if before is None or not indicator.holds_in(before[1]):
            continue
        earlier = figures(basis.tables[indicator.table], [indicator], {before[0]: ""}, "")
        periods = (now.period, before[0])
        rows += trend_rows([*shown, *earlier], indicator, periods, rules.group_of, rules.judging.level)
    return rows


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
            rows += adjusted_rows(basis.opened[indicator.table], indicator, periods, rules.top_of, rules.group_of)
    return rows


def _pointed(points: list[ScoreRow], lost: list[DeductionRow], rules: Rules) -> set[tuple[str, str, str]]:
    """Period, unit and indicator of every rate that points hang on."""
    measured = {scheme.definition: scheme.rules["indicator"] for scheme in rules.schemes if scheme.kind == "deduction"}
    return {(row.period, row.unit, row.component) for row in points} | {
        (row.period, row.unit, measured[row.scheme]) for row in lost
    }
