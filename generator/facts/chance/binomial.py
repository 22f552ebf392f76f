"""Successes among cases, and the exact tails of the binomial distribution: how often chance gives so few or so many.

Source: section A3 of the statistics note (exact tails, no normal approximation).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from math import comb

from generator.facts.chance.precision import NEGLIGIBLE, WORKING, decimal, power, settled


@dataclass(frozen=True)
class Count:
    """A unit's successes among its `n` cases. Raises ValueError unless 0 ≤ x ≤ n."""

    x: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.x <= self.n:
            raise ValueError(f"no rate of {self.x} in {self.n}")


def lower_tail(successes: int, n: int, rate: Fraction) -> Decimal:
    """P(X ≤ successes) for X ~ Bin(n, rate), to 40 digits.

    `successes` may lie outside 0..n, where the tail is 0 or 1. Raises ValueError for a negative `n` or a `rate`
    outside [0, 1].
    """
    _check(n, rate)
    if successes < 0:
        return Decimal(0)
    if successes >= n:
        return Decimal(1)
    if rate in (0, 1):
        return Decimal(1) if rate == 0 else Decimal(0)
    if successes < n * rate:
        return settled(_sum_downwards(successes, n, rate))
    # Beyond the mean the other tail is the small one, and is summed instead.
    return settled(WORKING.subtract(Decimal(1), _sum_downwards(n - successes - 1, n, 1 - rate)))


def upper_tail(successes: int, n: int, rate: Fraction) -> Decimal:
    """P(X ≥ successes) for X ~ Bin(n, rate), to 40 digits. Raises as `lower_tail`."""
    _check(n, rate)
    return lower_tail(n - successes, n, 1 - rate)


def probability(successes: int, n: int, rate: Fraction) -> Decimal:
    """P(X = successes) for X ~ Bin(n, rate), to 40 digits. Raises as `lower_tail`."""
    _check(n, rate)
    return settled(_point(successes, n, rate)) if 0 <= successes <= n else Decimal(0)


def _check(n: int, rate: Fraction) -> None:
    if n < 0 or not 0 <= rate <= 1:
        raise ValueError(f"no binomial distribution with n={n}, rate={rate}")


def _point(successes: int, n: int, rate: Fraction) -> Decimal:
    return WORKING.multiply(
        WORKING.multiply(power(decimal(rate), successes), power(decimal(1 - rate), n - successes)),
        WORKING.create_decimal(comb(n, successes)),
    )


def _sum_downwards(successes: int, n: int, rate: Fraction) -> Decimal:
    """P(X ≤ successes) for `successes` below the mean, largest term first.

    Each term is smaller than the one before by a factor that itself shrinks, so what is left after a term is at most
    a geometric series, and the sum ends when that cannot be seen any more.
    """
    with localcontext(WORKING):
        odds = decimal((1 - rate) / rate)
        term = total = _point(successes, n, rate)
        for x in range(successes, 0, -1):
            factor = odds * x / (n - x + 1)
            term *= factor
            total += term
            if factor < 1 and term * factor < total * NEGLIGIBLE * (1 - factor):
                break
        return total
