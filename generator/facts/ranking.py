"""Rankings: exactly one indicator, peer group and window each; n ≥ 30; competition ties on exact fractions.

Source: the ranking rules of the design and A5 of the statistics note (sort by the exact fraction, "1224" ties,
equals in order of code). A group with fewer than five rankable units gets no ranks.

Beside each place stands what chance leaves of it: the unit's band and the places that it could hold as well (A3, A5).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from generator.definitions.indicators import Indicator
from generator.definitions.public_lists import BEYOND_CHANCE_OF, MINIMUM_GROUP
from generator.facts.baselines import Judging, Place
from generator.facts.chance.bands import Baseline, band_code
from generator.facts.chance.binomial import Count
from generator.facts.chance.rank_intervals import RankInterval, blocks, rank_intervals
from generator.facts.figures import Figure


@dataclass(frozen=True, order=True)
class RankingRow:
    """A unit's place. `rank` and `tied` (units that share it) are None unless `status` is `ranked`.

    `band` and `beyond_chance` are blank for pooled units and where no baseline is published; they, `rank_from`,
    `rank_to` and `block` (of `rank_intervals.blocks`) are blank for rates that are no sample.
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
    band: str = ""
    rank_from: int | None = None
    rank_to: int | None = None
    beyond_chance: str = ""
    block: int | None = None


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


def with_chance(
    rows: Iterable[RankingRow], indicator: Indicator, baselines: Mapping[Place, Baseline], judging: Judging
) -> list[RankingRow]:
    """The rows of one ranking, each with its band and, if it is ranked, the interval of its rank."""
    rows = list(rows)
    if not indicator.sampled:
        return rows
    ranked: dict[str, dict[str, Count]] = {}
    for row in rows:
        if row.status == "ranked":
            ranked.setdefault(row.group, {})[row.unit] = _count(row)
    places: dict[str, RankInterval] = {}
    block_of: dict[str, int] = {}
    for counts in ranked.values():
        intervals, pairs = rank_intervals(counts, indicator.direction, judging.level)
        places |= {interval.unit: interval for interval in intervals}
        block_of |= blocks(intervals, pairs)
    judged = []
    for row in rows:
        baseline = baselines.get((row.period, row.group))
        if row.status == "pooled" or baseline is None:
            band = ""
        else:
            band = band_code(_count(row), baseline, judging.thresholds(indicator))
        place = places.get(row.unit)
        judged.append(
            replace(
                row,
                band=band,
                rank_from=place.low if place else None,
                rank_to=place.high if place else None,
                beyond_chance=BEYOND_CHANCE_OF.get(band, ""),
                block=block_of.get(row.unit),
            )
        )
    return judged


def _count(row: RankingRow) -> Count:
    return Count(row.numerator or 0, row.denominator or 0)


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
