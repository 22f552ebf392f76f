"""Rankings: exactly one indicator, peer group and window each; n ≥ 30; competition ties on exact fractions.

Source: the ranking rules of the design and A5 of the statistics note (sort by the exact fraction, "1224" ties,
equals in order of code). A group with fewer than five rankable units gets no ranks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from generator.definitions.codes import MINIMUM_GROUP
from generator.definitions.indicators import Indicator
from generator.facts.rates import Figure


@dataclass(frozen=True, order=True)
class RankingRow:
    """A unit's place. `rank` and `tied` (units that share it) are None unless `status` is `ranked`."""

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
