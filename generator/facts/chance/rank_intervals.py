"""How sure a rank is: the places a unit could hold if chance is allowed for.

Source: section A5 of the statistics note; the idea of rank sets from pairwise tests is that of Mogstad, Romano,
Shaikh and Wilhelm 2023, in the exact form with Holm's correction of Bazylik et al. 2021. For all ordered pairs (a, b)
the hypothesis "a is no better than b" is tested by Fisher's exact test, and all m(m−1) tests are judged together by
Holm's rule. The intervals of all units hold at the same time with at least 95 % certainty; nothing is drawn at random.

Only decisions leave this module, never a floating-point number: p-values are first found in floating point by
`+ - * /` alone, and a decision closer to its threshold than their error is taken again in whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from generator.facts.chance.binomial import Count
from generator.facts.chance.fisher import exact_better_tail

LEVEL: Final = Fraction(1, 20)
# Far above the error of the sums: each of some hundred to thousand terms adds a few 2^-53, and what is left out
# after the last one is a geometric series that starts below 10^-13 of the sum.
_DOUBT = 1e-9
_NEGLIGIBLE = 1e-13

Pair = tuple[str, str]


@dataclass(frozen=True, order=True)
class RankInterval:
    """A unit's place among `units`, and the places from `low` to `high` that chance leaves open.

    `better` and `worse` count the units that are demonstrably better and worse; the rest cannot be told apart from it.
    """

    rank: int
    unit: str
    low: int
    high: int
    better: int
    worse: int
    units: int


def demonstrably_better(
    counts: Mapping[str, Count], direction: str = "higher", level: Fraction = LEVEL
) -> frozenset[Pair]:
    """The ordered pairs (a, b) of units of which a is better than b beyond chance, all judged together at `level`.

    `direction` is that of the indicator: with `lower` the smaller rate is the better one. The caller passes the units
    that are ranked (n ≥ 30, one peer group and window).
    """
    kept = {
        unit: count if direction == "higher" else Count(count.n - count.x, count.n) for unit, count in counts.items()
    }
    tests = len(kept) * (len(kept) - 1)
    if not tests:
        return frozenset()
    # A unit whose rate is not above the other's has a p-value of at least 1/2 (the median of a hypergeometric
    # distribution is next to its mean), so it counts as a test and is never rejected.
    ordered = sorted(kept, key=lambda unit: (Fraction(kept[unit].x, kept[unit].n), unit), reverse=True)
    certain, open_tests = [], {}
    for place, a in enumerate(ordered):
        for b in ordered[place + 1 :]:
            if kept[a].x * kept[b].n == kept[b].x * kept[a].n:
                continue
            tail = _quick_tail(kept[a], kept[b], float(level) / tests)
            if tail == 0:
                certain.append((a, b))
            elif tail < float(level) * (1 + _DOUBT):
                open_tests[a, b] = tail
    return frozenset(_step_down(kept, certain, open_tests, tests, level))


def rank_intervals(
    counts: Mapping[str, Count],
    direction: str = "higher",
    level: Fraction = LEVEL,
    worth: Mapping[str, Count] | None = None,
) -> tuple[list[RankInterval], frozenset[Pair]]:
    """One row per unit in order of rank, then code; and the pairs they were counted from.

    The interval of j is [1 + units demonstrably better than j, m − units demonstrably worse]. Ranks are competition
    ranks of the exact fractions; each lies inside its interval, since only a strictly better rate can be demonstrably
    better. `worth`: the counts that are tested in place of the units' own (`dispersion.effective`).
    """
    rates = {unit: Fraction(count.x, count.n) for unit, count in counts.items()}
    pairs = demonstrably_better(counts if worth is None else worth, direction, level)
    if worth is not None:
        # Rounding must not turn an order round.
        pairs = frozenset(
            (a, b) for a, b in pairs if rates[a] != rates[b] and (rates[a] > rates[b]) == (direction == "higher")
        )
    ordered = sorted(rates.values(), reverse=direction == "higher")
    first: dict[Fraction, int] = {}
    for place, rate in enumerate(ordered, 1):
        first.setdefault(rate, place)
    better = dict.fromkeys(counts, 0)
    worse = dict.fromkeys(counts, 0)
    for a, b in pairs:
        better[b] += 1
        worse[a] += 1
    m = len(counts)
    rows = [
        RankInterval(first[rates[unit]], unit, 1 + better[unit], m - worse[unit], better[unit], worse[unit], m)
        for unit in counts
    ]
    return sorted(rows), pairs


def _step_down(
    counts: Mapping[str, Count], certain: list[Pair], open_tests: Mapping[Pair, float], tests: int, level: Fraction
) -> list[Pair]:
    """Holm's rule: reject what is below level / (tests left), until nothing more is."""
    rejected = list(certain)
    waiting = sorted(open_tests, key=lambda pair: (open_tests[pair], pair))
    while True:
        threshold = level / (tests - len(rejected))
        passed = [pair for pair in waiting if _at_most(counts, pair, open_tests[pair], threshold)]
        if not passed:
            return rejected
        rejected += passed
        done = set(passed)
        waiting = [pair for pair in waiting if pair not in done]


def _at_most(counts: Mapping[str, Count], pair: Pair, tail: float, threshold: Fraction) -> bool:
    wanted = float(threshold)
    if abs(tail - wanted) > _DOUBT * wanted:
        return tail < wanted
    return exact_better_tail(counts[pair[0]], counts[pair[1]]) <= threshold


def _quick_tail(first: Count, second: Count, certain: float) -> float:
    """The one-sided p-value in floating point; 0 as soon as it is sure to be below `certain`.

    The terms outwards from the observed table are summed first; then those inwards, which only make the p-value
    smaller, so that a clear difference is settled after few of them.
    """
    k, n, successes = first.x, first.n, first.x + second.x
    rest = second.n - successes
    weight = upper = 1.0
    for at in range(k, min(n, successes)):
        weight *= ((n - at) * (successes - at)) / ((at + 1) * (rest + at + 1))
        upper += weight
        if weight < upper * _NEGLIGIBLE:
            break
    weight, lower = 1.0, 0.0
    enough = upper * (1 / certain) * (1 + _DOUBT)
    for at in range(k, max(0, -rest), -1):
        weight *= (at * (rest + at)) / ((n - at + 1) * (successes - at + 1))
        lower += weight
        if lower > enough:
            return 0.0
        if weight < lower * _NEGLIGIBLE:
            break
    return upper / (upper + lower)
