"""From a release's public counts and its rules to everything that is computed.

One pure function, used to publish a release and again to verify it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.definitions.official import OfficialWindow, official_windows
from generator.definitions.periods import WINDOWS, period_code, window_before, window_months
from generator.disclosure.tables import PublicTable
from generator.facts.baselines import BaselineRow, baseline_row, baselines
from generator.facts.case_mix import AdjustedRow, OpenCounts, adjusted_rows
from generator.facts.comparisons import Comparison, compare_units
from generator.facts.figures import Figure, figures
from generator.facts.funnel import FunnelRow, funnel_rows
from generator.facts.interval_rows import IntervalRow, interval_rows
from generator.facts.one_case import RobustnessRow, robustness_rows
from generator.facts.ranking import RankingRow, rank_units, with_chance
from generator.facts.schemes.rows import DeductionRow, ScoreRow
from generator.facts.trends import TrendRow, trend_rows
from generator.release.draft.rules import Rules
from generator.release.draft.schemes import deductions, scores


@dataclass(frozen=True)
class Computed:
    """Everything that follows from a release's count tables, in total order.

    `robustness` is None where the portal does not publish it.
    """

    figures: tuple[Figure, ...]
    ranking: tuple[RankingRow, ...]
    comparisons: tuple[Comparison, ...]
    scores: tuple[ScoreRow, ...]
    deductions: tuple[DeductionRow, ...]
    intervals: tuple[IntervalRow, ...]
    baselines: tuple[BaselineRow, ...]
    funnel: tuple[FunnelRow, ...]
    trends: tuple[TrendRow, ...]
    adjusted: tuple[AdjustedRow, ...]
    robustness: tuple[RobustnessRow, ...] | None = None


def compute(
    month: str,
    as_of: str,
    marks: Mapping[str, str],
    public: Mapping[str, PublicTable],
    rules: Rules,
    opened: Mapping[str, OpenCounts] | None = None,
) -> Computed:
    """What a release of `month` says, `marks` naming its periods and `as_of` the day until which the data go.

    `opened` are its open tables, which only a final release has.
    """
    found = _figures(month, as_of, marks, public, rules)
    official = [
        window
        for window in official_windows(rules.ranking, rules.indicators, month)
        if marks.get(window.period, "incomplete") != "incomplete"
    ]
    ranking = [row for window in official for row in _ranking(found, public, rules, window)]
    points = scores(found, public, rules, month, marks)
    lost = deductions(found, public, rules, month, marks)
    judged_against, funnel = _baselines(found, ranking, rules)
    return Computed(
        figures=tuple(sorted(found)),
        ranking=tuple(ranking),
        comparisons=tuple(compare_units(found, rules.indicators, rules.group_of, rules.judging)),
        scores=tuple(points),
        deductions=tuple(lost),
        intervals=tuple(interval_rows(found, rules.indicators, _pointed(points, lost, rules))),
        baselines=tuple(sorted(judged_against)),
        funnel=tuple(sorted(funnel)),
        trends=tuple(sorted(_trends(found, public, rules, official))),
        adjusted=tuple(sorted(_adjusted(opened or {}, rules, as_of, months_of(month)))),
        robustness=tuple(robustness_rows(ranking, rules.indicators)) if rules.robustness else None,
    )


def table_file(name: str) -> str:
    """The file name of a public count table in a release."""
    return f"counts-{name}.csv"


def months_of(month: str) -> dict[str, tuple[str, ...]]:
    """Every period that ends with `month` → its months."""
    return {period_code(window, month): months for window in WINDOWS if (months := window_months(window, month))}


def _figures(
    month: str, as_of: str, marks: Mapping[str, str], public: Mapping[str, PublicTable], rules: Rules
) -> list[Figure]:
    months = months_of(month)
    found: list[Figure] = []
    for name, table in public.items():
        for indicator in rules.indicators:
            if indicator.table == name:
                # A window in which the rule changed has no figure: its months are not comparable.
                ripe = {
                    period: mark
                    for period, mark in marks.items()
                    if indicator.is_ripe(months[period][-1], as_of) and indicator.holds_in(months[period])
                }
                found += figures(table, [indicator], ripe, table_file(name))
    return found


def _ranking(
    found: list[Figure],
    public: Mapping[str, PublicTable],
    rules: Rules,
    official: OfficialWindow,
) -> list[RankingRow]:
    indicator, period = official.indicator, official.period
    hidden = {key for where, scope, key in public[indicator.table].hidden if (where, scope) == (period, "unit")}
    rows = rank_units(found, indicator, period, rules.group_of, hidden)
    return with_chance(rows, indicator, baselines(found, indicator, rules.judging), rules.judging)


def _baselines(
    found: list[Figure], ranking: list[RankingRow], rules: Rules
) -> tuple[list[BaselineRow], list[FunnelRow]]:
    """What each ranked group was judged against, and the limits that follow from it."""
    by_id = {item.id: item for item in rules.indicators}
    judged: dict[tuple[str, str, str], list[int]] = {}
    for row in ranking:
        enough = row.status in ("ranked", "small_group")
        judged.setdefault((row.period, row.indicator, row.group), []).extend([row.denominator or 0] if enough else [])
    groups = {(item.period, item.indicator, item.key): item for item in found if item.scope == "group"}
    rows: list[BaselineRow] = []
    funnel: list[FunnelRow] = []
    for place, cases in judged.items():
        period, name, group = place
        baseline = baselines(found, by_id[name], rules.judging).get((period, group))
        if baseline is not None:
            rows.append(baseline_row(groups[place], len(cases), baseline, by_id[name], rules.judging))
            funnel += funnel_rows(place, cases, baseline, rules.judging)
    return rows, funnel


def _trends(
    found: list[Figure],
    public: Mapping[str, PublicTable],
    rules: Rules,
    official: Iterable[OfficialWindow],
) -> list[TrendRow]:
    """Each official window beside the one before it, as far as the release's tables hold that one's units."""
    rows: list[TrendRow] = []
    for now in official:
        indicator, before = now.indicator, window_before(now.window, now.months[-1])
        # Two versions of a rule are not compared.
        if before is None or not indicator.holds_in(before[1]):
            continue
        earlier = figures(public[indicator.table], [indicator], {before[0]: ""}, "")
        periods = (now.period, before[0])
        rows += trend_rows([*found, *earlier], indicator, periods, rules.group_of, rules.judging.level)
    return rows


def _adjusted(
    opened: Mapping[str, OpenCounts], rules: Rules, as_of: str, months: Mapping[str, tuple[str, ...]]
) -> list[AdjustedRow]:
    """The ranked indicators adjusted for case mix, in every period that the open tables hold."""
    ranked = {rule.indicator for rule in rules.ranking}
    rows: list[AdjustedRow] = []
    for indicator in rules.indicators:
        if indicator.id in ranked and indicator.sampled and indicator.table in opened:
            periods = [
                period
                for period, inside in months.items()
                if indicator.is_ripe(inside[-1], as_of) and indicator.holds_in(inside)
            ]
            rows += adjusted_rows(opened[indicator.table], indicator, periods, rules.top_of, rules.group_of)
    return rows


def _pointed(points: list[ScoreRow], lost: list[DeductionRow], rules: Rules) -> set[tuple[str, str, str]]:
    """Period, unit and indicator of every rate that points hang on."""
    measured = {item.definition: item.rules["indicator"] for item in rules.schemes if item.kind == "deduction"}
    return {(row.period, row.unit, row.component) for row in points} | {
        (row.period, row.unit, measured[row.scheme]) for row in lost
    }
