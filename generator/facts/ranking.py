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
from generator.facts.baselines import Judging, Place, band_code
from generator.facts.chance.bands import Baseline
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
    for item in figures:
        if (item.scope, item.indicator, item.period) == ("unit", indicator.id, period) and item.key in group_of:
            by_group.setdefault(group_of[item.key], []).append(item)
    rows: list[RankingRow] = []
    for group, members in sorted(by_group.items()):
        rows += _rank_group(members, indicator, period, group)
    for unit in sorted(hidden):
        group = group_of[unit]
        rows.append(RankingRow(period, indicator.id, group, 2, unit, None, None, "", None, None, "pooled"))
    return sorted(rows, key=lambda row: (row.group, row.rank_order, row.rank or 0, row.unit))


def _rank_group(members: list[Figure], indicator: Indicator, period: str, group: str) -> list[RankingRow]:
    enough = [item for item in members if (item.denominator or 0) >= indicator.minimum_n]
    few = [item for item in members if item not in enough]
    status = "ranked" if len(enough) >= MINIMUM_GROUP else "small_group"
    places = competition_ranks({item.key: _rate(item) for item in enough}, indicator.direction)
    rows = []
    for item in enough:
        rank, tied = places[item.key] if status == "ranked" else (None, None)
        rows.append(_row(item, group, 0, rank, tied, status))
    rows += [_row(item, group, 1, None, None, "few_cases") for item in few]
    return rows


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
        places |= {item.unit: item for item in intervals}
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


def _rate(item: Figure) -> Fraction:
    return item.rate if item.rate is not None else Fraction(0)


def _row(item: Figure, group: str, order: int, rank: int | None, tied: int | None, status: str) -> RankingRow:
    return RankingRow(
        period=item.period,
        indicator=item.indicator,
        group=group,
        rank_order=order,
        unit=item.key,
        numerator=item.numerator,
        denominator=item.denominator,
        value=item.value,
        rank=rank,
        tied=tied,
        status=status,
    )
