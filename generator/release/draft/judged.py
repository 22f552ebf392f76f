"""The official rankings of a release, and all that is said of chance with them: places, verdicts, baselines, trends."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from generator.definitions.indicators import Indicator
from generator.definitions.official import OfficialWindow, official_windows
from generator.facts.baselines import BaselineRow, baseline_row, baselines, with_expectations
from generator.facts.chance.binomial import Count
from generator.facts.chance.dispersion import concentrations
from generator.facts.clusters import Clusters, clusters
from generator.facts.figures import Figure, figures
from generator.facts.funnel import FunnelRow, funnel_rows
from generator.facts.ranking import RankingRow, rank_units, rank_width, with_intervals
from generator.facts.trends import TrendRow, trend_rows
from generator.facts.verdicts import Fits, VerdictRow, verdict_rows
from generator.release.draft.basis import Basis, complete_period, longer_periods
from generator.release.draft.rules import Rules
from generator.release.format import INCOMPLETE

# The windows of which a release tells how far apart they would tell units, so that a page can say why one was chosen.
_CHOICES = ("month", "P3M", "P12M")
_CHOICES_OF_ANSWERS = ("month", "quarter", "year")


@dataclass(frozen=True)
class Judged:
    """Rows of official rankings, ranking by ranking."""

    ranking: tuple[RankingRow, ...] = ()
    verdicts: tuple[VerdictRow, ...] = ()
    baselines: tuple[BaselineRow, ...] = ()
    funnel: tuple[FunnelRow, ...] = ()
    trends: tuple[TrendRow, ...] = ()

    def __add__(self, other: Judged) -> Judged:
        """These rows, and then those of another ranking."""
        return Judged(
            self.ranking + other.ranking,
            self.verdicts + other.verdicts,
            self.baselines + other.baselines,
            self.funnel + other.funnel,
            self.trends + other.trends,
        )


def judge(shown: Sequence[Figure], basis: Basis, rules: Rules) -> Judged:
    """Everything that is said of the units in the official windows of a release; `shown` are its figures."""
    official = official_windows(
        rules.ranking,
        rules.indicators,
        basis.month,
        lambda window: basis.marks.get(window.period, INCOMPLETE) != INCOMPLETE,
    )
    rankings = [
        _Ranking(window, [row for row in shown if row.indicator == window.indicator.id], basis, rules)
        for window in official
    ]
    return sum(map(_judge, rankings), Judged())


@dataclass(frozen=True)
class _Ranking:
    """One official ranking: its window, its indicator's figures, and where they come from."""

    window: OfficialWindow
    shown: Sequence[Figure]
    basis: Basis
    rules: Rules

    @property
    def indicator(self) -> Indicator:
        """What is ranked."""
        return self.window.indicator

    def of_months(self, months: Collection[str]) -> list[Figure]:
        """The indicator's figures month by month, of those months that can be compared and are in the tables."""
        indicator, basis = self.indicator, self.basis
        comparable = [
            month for month in months if indicator.holds_in([month]) and indicator.is_ripe(month, basis.as_of)
        ]
        return figures(basis.tables[indicator.table], [indicator], dict.fromkeys(comparable, ""), "")

    def rows(self, period: str, varying: Clusters) -> list[RankingRow]:
        """Every group's ranking in a period."""
        hidden = self.basis.hidden_units(self.indicator, period)
        rows = rank_units(self.shown, self.indicator, period, self.rules.group_of, hidden)
        return with_intervals(rows, self.indicator, varying, self.rules.judging)


def _judge(ranking: _Ranking) -> Judged:
    """What one ranking says."""
    window, indicator, rules = ranking.window, ranking.indicator, ranking.rules
    varying = Clusters()
    if rules.judging.clustered and indicator.sampled:
        varying = clusters(ranking.of_months(window.told_apart()), rules.group_of, window.year)
    rows = ranking.rows(window.period, varying)
    fits = _fits(ranking, [row.unit for row in rows])
    by_place = {(figure.period, figure.scope, figure.key): figure for figure in ranking.shown}
    longer = longer_periods(window.window, ranking.basis.month, ranking.basis.marks)
    said = ranking.basis.said.get(indicator.id, {})
    trends = _trends(ranking, varying, window.trend_periods())
    years = _trends(ranking, varying, window.year_periods())
    return Judged(
        ranking=tuple(rows),
        verdicts=tuple(verdict_rows(rows, by_place, indicator, longer, rules.judging, fits, said)),
        baselines=tuple(_baselines(ranking, rows, varying, trends, fitted=bool(fits))),
        funnel=tuple(_funnel(ranking, rows)),
        trends=(*trends, *years),
    )


def _fits(ranking: _Ranking, units: Collection[str]) -> Fits:
    """The allowance of each unit, fitted to the others' year before the window; nothing without such a year."""
    window, group_of = ranking.window, ranking.rules.group_of
    months = ranking.of_months(window.year_before) if window.allows and ranking.rules.judging.clustered else []
    if not {figure.period for figure in months}.issuperset(window.year_before):
        return {}
    counts: dict[str, dict[str, Count]] = {}
    for figure in months:
        if figure.scope == "unit" and figure.key in group_of:
            of_group = counts.setdefault(group_of[figure.key], {})
            before = of_group.get(figure.key, Count(0, 0))
            of_group[figure.key] = Count(before.x + figure.numerator, before.n + (figure.denominator or 0))
    return concentrations(counts.values(), units)


def _baselines(
    ranking: _Ranking, rows: Sequence[RankingRow], varying: Clusters, trends: Sequence[TrendRow], *, fitted: bool
) -> list[BaselineRow]:
    """What each ranked group was judged against, and would have been in the other windows."""
    window, basis, indicator = ranking.window, ranking.basis, ranking.indicator
    choices = _CHOICES_OF_ANSWERS if indicator.table == "answers" else _CHOICES
    others = [complete_period(choice, basis.month, basis.marks) for choice in choices]
    year = (window.year_before[0], window.year_before[-1]) if fitted else ("", "")
    judge = ranking.rules.judging
    found = []
    for period in dict.fromkeys((window.period, *others)):
        if period is None:
            continue
        ranked = rows if period == window.period else ranking.rows(period, varying)
        by_group: dict[str, list[RankingRow]] = {}
        for row in ranked:
            by_group.setdefault(row.group, []).append(row)
        groups = {figure.key: figure for figure in ranking.shown if (figure.period, figure.scope) == (period, "group")}
        judging = baselines(groups.values(), indicator)
        for group, members in by_group.items():
            if (period, group) in judging:
                units = sum(row.status in ("ranked", "small_group") for row in members)
                judged = baseline_row(
                    groups[group],
                    indicator,
                    judge,
                    units,
                    varying.of_group(group),
                    rank_width(members),
                    year if period == window.period else ("", ""),
                )
                if period == window.period:
                    own = [trend for trend in trends if ranking.rules.group_of[trend.unit] == group]
                    judged = with_expectations(judged, own, judge)
                found.append(judged)
    return found


def _funnel(ranking: _Ranking, rows: Sequence[RankingRow]) -> list[FunnelRow]:
    """The limits of each ranked group, of the plain test."""
    judging = baselines(ranking.shown, ranking.indicator)
    cases: dict[str, list[int]] = {}
    for row in rows:
        enough = row.status in ("ranked", "small_group")
        cases.setdefault(row.group, []).extend([row.denominator or 0] if enough else [])
    period = ranking.window.period
    return [
        row
        for group, numbers in cases.items()
        if (period, group) in judging
        for row in funnel_rows(
            (period, ranking.indicator.id, group), numbers, judging[period, group], ranking.rules.judging
        )
    ]


def _trends(ranking: _Ranking, varying: Clusters, periods: Mapping[str, Collection[str]]) -> list[TrendRow]:
    """The first of two windows (code → months) beside the second, as far as the release's tables hold its units."""
    indicator, basis, rules = ranking.indicator, ranking.basis, ranking.rules
    # Two versions of a rule are not compared.
    if not periods or not all(indicator.holds_in(months) for months in periods.values()):
        return []
    now, before = periods
    if basis.marks.get(now, INCOMPLETE) == INCOMPLETE:
        return []
    earlier = figures(basis.tables[indicator.table], [indicator], {before: ""}, "")
    return trend_rows(
        [*ranking.shown, *earlier], indicator, (now, before), rules.group_of, rules.judging.level, varying.worth
    )
