"""Rankings: exactly one indicator, peer group and window each; n ≥ 30; competition ties on exact fractions.

Source: the ranking rules of the design and A5 of the statistics note (sort by the exact fraction, "1224" ties,
equals in order of code). A group with fewer than five rankable units gets no ranks.

Beside each place stand the places that the unit could hold as well, chance allowed for (A5).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from generator.definitions.indicators import Indicator
from generator.definitions.public_lists import MINIMUM_GROUP
from generator.facts.baselines import Judging
from generator.facts.chance.binomial import Count
from generator.facts.chance.rank_intervals import RankInterval, rank_intervals
from generator.facts.clusters import Clusters
from generator.facts.figures import Figure


@dataclass(frozen=True, order=True)
class RankingRow:
    """A unit's place. `rank` and `tied` (units that share it) are None unless `status` is `ranked`.

    `rank_from` and `rank_to`, the places that chance leaves open, are None for rates that are no sample, too.
    """

    period: str
    indicator: str
    group: str
    rank_order: int
    unit: str
    numerator: int | None
    denominator: int | None
    value: str
    rank: int | None
    tied: int | None
    status: str
    rank_from: int | None = None
    rank_to: int | None = None


def rank_units(
    figures: Iterable[Figure],
    indicator: Indicator,
    period: str,
    group_of: Mapping[str, str],
    hidden: Collection[str],
) -> list[RankingRow]:
    """The ranking of every group by `indicator` over `period`; `hidden` are units whose answers are pooled."""
    by_group: dict[str, list[Figure]] = {}
    for figure in figures:
        if (figure.scope, figure.indicator, figure.period) == ("unit", indicator.id, period) and figure.key in group_of:
            by_group.setdefault(group_of[figure.key], []).append(figure)
    rows: list[RankingRow] = []
    for group, members in sorted(by_group.items()):
        rows += _rank_group(members, indicator, group)
    for unit in sorted(hidden):
        group = group_of[unit]
        rows.append(RankingRow(period, indicator.id, group, 2, unit, None, None, "", None, None, "pooled"))
    return sorted(rows, key=lambda row: (row.group, row.rank_order, row.rank or 0, row.unit))


def _rank_group(members: list[Figure], indicator: Indicator, group: str) -> list[RankingRow]:
    enough = [figure for figure in members if (figure.denominator or 0) >= indicator.least_n]
    few = [figure for figure in members if figure not in enough]
    if len(enough) < MINIMUM_GROUP:
        rows = [_row(figure, group, "small_group") for figure in enough]
    else:
        places = competition_ranks({figure.key: figure.rate or Fraction(0) for figure in enough}, indicator.direction)
        rows = [_row(figure, group, "ranked", *places[figure.key]) for figure in enough]
    return rows + [_row(figure, group, "few_cases") for figure in few]


def with_intervals(
    rows: Iterable[RankingRow], indicator: Indicator, clusters: Clusters, judging: Judging
) -> list[RankingRow]:
    """The rows of one ranking, each that is ranked with the places that chance leaves open."""
    rows = list(rows)
    if not indicator.sampled:
        return rows
    ranked: dict[str, dict[str, Count]] = {}
    for row in rows:
        if row.status == "ranked":
            ranked.setdefault(row.group, {})[row.unit] = Count(row.numerator or 0, row.denominator or 0)
    places: dict[str, RankInterval] = {}
    period = rows[0].period if rows else ""
    for counts in ranked.values():
        worth = {unit: clusters.worth(unit, period, count) for unit, count in counts.items()}
        intervals, _ = rank_intervals(counts, indicator.direction, judging.level, worth)
        places |= {interval.unit: interval for interval in intervals}
    return [
        replace(row, rank_from=places[row.unit].low, rank_to=places[row.unit].high) if row.unit in places else row
        for row in rows
    ]


def rank_width(rows: Iterable[RankingRow]) -> Fraction | None:
    """The mean share of a group's places that chance leaves open to its ranked units; None where none is tested."""
    widths = [row.rank_to - row.rank_from + 1 for row in rows if row.rank_to is not None and row.rank_from is not None]
    return Fraction(sum(widths), len(widths) ** 2) if widths else None


def competition_ranks(rates: Mapping[str, Fraction], direction: str) -> dict[str, tuple[int, int]]:
    """Unit → (rank, how many share it): 1 + the number of units that are strictly better."""
    ordered = sorted(rates.values(), reverse=direction == "higher")
    return {unit: (ordered.index(rate) + 1, ordered.count(rate)) for unit, rate in rates.items()}


def group_ranks(rates: Mapping[str, Fraction], direction: str) -> dict[str, int]:
    """Unit → its competition rank in its group; none at all in a group of fewer than five."""
    if len(rates) < MINIMUM_GROUP:
        return {}
    return {unit: rank for unit, (rank, _) in competition_ranks(rates, direction).items()}


def _row(figure: Figure, group: str, status: str, rank: int | None = None, tied: int | None = None) -> RankingRow:
    return RankingRow(
        period=figure.period,
        indicator=figure.indicator,
        group=group,
        rank_order=1 if status == "few_cases" else 0,
        unit=figure.key,
        numerator=figure.numerator,
        denominator=figure.denominator,
        value=figure.value,
        rank=rank,
        tied=tied,
        status=status,
    )
