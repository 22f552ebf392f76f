"""How much an order depends on a single case, and on the weights of a score.

Shown in the office's own papers. Anybody can recompute the first from the public counts, and a portal may publish it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from generator.definitions.indicators import Indicator
from generator.facts.chance.binomial import Count
from generator.facts.ranking import RankingRow, competition_ranks
from generator.facts.schemes.scores import Scheme, Score


@dataclass(frozen=True, order=True)
class OneCase:
    """A unit's rank, and the ranks it would have had if one of its cases had ended the other way.

    `one_better` and `one_worse` are None where there is no such case to turn. `places` is the larger of both moves.
    """

    rank: int
    unit: str
    one_better: int | None
    one_worse: int | None
    places: int


@dataclass(frozen=True, order=True)
class RobustnessRow:
    """A published rank, and where one case that ended the other way would put the unit; see `OneCase`."""

    period: str
    indicator: str
    group: str
    rank: int
    unit: str
    one_better: int | None
    one_worse: int | None
    places: int


def robustness_rows(ranking: Iterable[RankingRow], indicators: Iterable[Indicator]) -> list[RobustnessRow]:
    """A row for every ranked unit; none for a ratio, of which no case has a single answer to turn."""
    by_id = {indicator.id: indicator for indicator in indicators}
    places: dict[tuple[str, str, str], dict[str, Count]] = {}
    for row in ranking:
        if row.status == "ranked" and not by_id[row.indicator].ratio:
            place = (row.period, row.indicator, row.group)
            places.setdefault(place, {})[row.unit] = Count(row.numerator or 0, row.denominator or 0)
    return sorted(
        RobustnessRow(*place, turn.rank, turn.unit, turn.one_better, turn.one_worse, turn.places)
        for place, counts in places.items()
        for turn in one_case_test(counts, by_id[place[1]].direction)
    )


def one_case_test(counts: Mapping[str, Count], direction: str = "higher") -> list[OneCase]:
    """One row per unit in order of rank, then code, all other units staying as they are. Needs n ≥ 1 everywhere."""
    ranks = _ranked(counts, direction)
    rows = []
    for unit, count in counts.items():
        turned = {
            change: _rank_if(counts, unit, Count(count.x + change, count.n), direction)
            for change in (1, -1)
            if 0 <= count.x + change <= count.n
        }
        better, worse = (turned.get(1), turned.get(-1)) if direction == "higher" else (turned.get(-1), turned.get(1))
        places = max(abs(rank - ranks[unit]) for rank in turned.values())
        rows.append(OneCase(ranks[unit], unit, better, worse, places))
    return sorted(rows)


def equal_weights(given: Score, scheme: Scheme) -> Fraction | None:
    """The mean share of full marks over the components of a score, each as heavy as any other; None without one.

    What a missing component gives is settled in `given` already; one that was left out is left out here too.
    """
    weights = {part.indicator: part.weight for part in scheme.components}
    shares = [points / weights[name] for name, points in given.points if points is not None and weights[name]]
    return sum(shares, Fraction(0)) / len(shares) if shares else None


def _ranked(counts: Mapping[str, Count], direction: str) -> dict[str, int]:
    """Unit → competition rank by its exact rate."""
    rates = {unit: Fraction(count.x, count.n) for unit, count in counts.items()}
    return {unit: rank for unit, (rank, _) in competition_ranks(rates, direction).items()}


def _rank_if(counts: Mapping[str, Count], unit: str, count: Count, direction: str) -> int:
    """The rank of `unit` if it had `count`: one more than the number of others that are strictly better."""
    ahead = 0
    for other, theirs in counts.items():
        gap = theirs.x * count.n - count.x * theirs.n
        ahead += other != unit and (gap > 0 if direction == "higher" else gap < 0)
    return ahead + 1
