"""Intervals for one rate: Wilson as the default, Clopper–Pearson where points are deducted.

Source: section A2 of the statistics note; Wilson 1927; Clopper and Pearson 1934; Brown, Cai, DasGupta 2001. The
textbook interval (Wald) is not offered: it gives a full count no width. Whether a rate may have an interval at all
(an inferred rating may not) is for the caller to decide. For a full count the interval does not say that some cases
were missed: it says what the same unit could have scored by chance with the same quality.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from generator.definitions.rounding import percent
from generator.facts.chance.precision import WORKING, decimal, settled
from generator.facts.chance.special import beta_quantile

# Two-sided 95 %: with the six decimals that the published formula gives.
Z95: Final = Fraction(1_959_964, 1_000_000)
LEVEL: Final = Fraction(95, 100)


@dataclass(frozen=True)
class Interval:
    """Bounds of a rate, within [0, 1], exact to at least 30 decimals."""

    low: Fraction
    high: Fraction

    @property
    def shown(self) -> tuple[str, str]:
        """Both bounds in percent with two decimals, rounded half-up: (`93.79`, `100.00`)."""
        return percent(self.low), percent(self.high)


def wilson(successes: int, n: int, z: Fraction = Z95) -> Interval:
    """The score interval. Raises ValueError unless 0 ≤ successes ≤ n and n ≥ 1."""
    _check(successes, n)
    square = z * z
    with localcontext(WORKING):
        # Both bounds over the common denominator 2 (n + z²); what stands under the root is z² (z² + 4 x (n − x) / n).
        root = decimal(square * (square + Fraction(4 * successes * (n - successes), n))).sqrt()
        middle, scale = decimal(2 * successes + square), decimal(2 * (n + square))
        low, high = (middle - root) / scale, (middle + root) / scale
    # At both ends the bound is the end itself, which the root only nearly says.
    return Interval(
        Fraction(settled(low)) if successes else Fraction(0), Fraction(settled(high)) if successes < n else Fraction(1)
    )


def clopper_pearson(successes: int, n: int, level: Fraction = LEVEL) -> Interval:
    """The exact interval: every rate that neither tail rejects at (1 − level) / 2. Raises as `wilson`."""
    _check(successes, n)
    tail = (1 - level) / 2
    failures = n - successes
    low = beta_quantile(tail, Fraction(successes), Fraction(failures + 1)) if successes else Decimal(0)
    high = beta_quantile(1 - tail, Fraction(successes + 1), Fraction(failures)) if failures else Decimal(1)
    return Interval(Fraction(low), Fraction(high))


def _check(successes: int, n: int) -> None:
    if not (n >= 1 and 0 <= successes <= n):
        raise ValueError(f"no interval for {successes} of {n}")
