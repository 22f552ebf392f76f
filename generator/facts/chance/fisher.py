"""Fisher's exact test for two rates, and Holm's correction for many tests at once.

Source: sections A5 and A7 of the statistics note; Fisher 1935; Holm 1979. With all four margins fixed the successes
of the first unit follow a hypergeometric distribution, whose terms are found from one another by exact ratios.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from math import comb
from typing import TypeVar

from generator.facts.chance.binomial import Count
from generator.facts.chance.precision import NEGLIGIBLE, WORKING, decimal, settled

Key = TypeVar("Key", bound=Hashable)

# Two tables count as equally likely when their probabilities agree to this share: far above the rounding of 60
# digits, far below what two different tables can differ by in practice.
_SAME = Decimal(10) ** -45


def better_tail(first: Count, second: Count) -> Decimal:
    """P of so many successes of `first`, or more, if it were no better than `second`: the one-sided test, 40 digits."""
    with localcontext(WORKING):
        upper, _ = _walk(first, second, 1, lambda weight: True)
        lower, _ = _walk(first, second, -1, lambda weight: True)
        return settled((1 + upper) / (1 + upper + lower))


def exact_better_tail(first: Count, second: Count) -> Fraction:
    """`better_tail` as a fraction of whole numbers: slow, for a comparison that rounding could decide."""
    successes = first.x + second.x
    above = range(first.x, min(first.n, successes) + 1)
    ways = sum(comb(first.n, k) * comb(second.n, successes - k) for k in above)
    return Fraction(ways, comb(first.n + second.n, successes))


def different_tail(first: Count, second: Count) -> Decimal:
    """P of a table as unlikely as this one, or more, if both rates were equal: the two-sided test, 40 digits."""
    with localcontext(WORKING):
        limit = 1 + _SAME
        up, rare_up = _walk(first, second, 1, lambda weight: weight <= limit)
        down, rare_down = _walk(first, second, -1, lambda weight: weight <= limit)
        return settled((1 + rare_up + rare_down) / (1 + up + down))


def _walk(first: Count, second: Count, step: int, counts: Callable[[Decimal], bool]) -> tuple[Decimal, Decimal]:
    """From the observed table outwards: the sum of all weights, and of those that count; the observed one weighs 1.

    The factor from one table to the next shrinks with every step, so once it is below 1 what is left is at most a
    geometric series, and the walk ends when that cannot be seen in the sum.
    """
    successes = first.x + second.x
    k, weight = first.x, Decimal(1)
    total = counted = Decimal(0)
    low, high = max(0, successes - second.n), min(first.n, successes)
    while low <= k + step <= high:
        if step > 0:
            over, under = (first.n - k) * (successes - k), (k + 1) * (second.n - successes + k + 1)
        else:
            over, under = k * (second.n - successes + k), (first.n - k + 1) * (successes - k + 1)
        weight = weight * over / under
        total += weight
        if counts(weight):
            counted += weight
            if over < under and weight * over < (1 + counted) * NEGLIGIBLE * (under - over):
                break
        k += step
    return total, counted


def holm(tails: Mapping[Key, Decimal], level: Fraction) -> frozenset[Key]:
    """The tests that are rejected when all of `tails` are judged together at `level`: Holm's step-down rule."""
    rejected: set[Key] = set()
    threshold = decimal(level)
    with localcontext(WORKING):
        for place, (key, tail) in enumerate(sorted(tails.items(), key=lambda test: test[1])):
            if tail * (len(tails) - place) > threshold:
                break
            rejected.add(key)
    return frozenset(rejected)
