"""Numbers of cases in two months: more or fewer only where chance, and the usual unrest of months, give less.

Cases that come independently are Poisson: of those of two months together, as many fall in the second as its share of
the days lets expect, a binomial tail (Przyborowski and Wilenski 1940, Biometrika 31:313). Cases do not come
independently, though (a burst pipe is reported fifty times), so numbers are divided by φ first: how much more they
jump from month to month than Poisson numbers do. Of the squared jumps the median is taken, over that of a χ² with one
degree of freedom, so that a season or a flood does not hide what is usual (Rao and Scott 1992 for the division).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from generator.definitions.rounding import half_up
from generator.facts.chance.intervals import clopper_pearson
from generator.facts.chance.special import beta_below

# The median of a χ² with one degree of freedom.
_MEDIAN: Final = Fraction(454_936, 1_000_000)
PHI_DECIMALS: Final = 2
# Of more cases no more are counted: what they could still decide is no news.
MOST: Final = 1_000_000
RATIO_DECIMALS: Final = 4


@dataclass(frozen=True)
class Volume:
    """So many cases in so many days."""

    n: int
    days: int


def jumps(months: Sequence[Volume]) -> list[Fraction]:
    """The squared jumps between neighbours of `months` (in order), each 1 on average where numbers are Poisson."""
    return [
        Fraction((after.n * before.days - before.n * after.days) ** 2, (before.n + after.n) * before.days * after.days)
        for before, after in pairwise(months)
        if before.n + after.n
    ]


def unrest(squared: Iterable[Fraction]) -> Fraction | None:
    """φ of these jumps to two decimals, 1 at least; None where there are none."""
    ordered = sorted(squared)
    if not ordered:
        return None
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    return max(Fraction(1), half_up(middle / _MEDIAN, PHI_DECIMALS))


def more_tail(before: Volume, now: Volume, phi: Fraction = Fraction(1)) -> Decimal:
    """P of so many cases now, or more, if they came as often as before: the one-sided test."""
    own, both = _worth(before, now, phi)
    return _at_least(own, both, Fraction(now.days, before.days + now.days))


def different_tail(before: Volume, now: Volume, phi: Fraction = Fraction(1)) -> Decimal:
    """The same for more or fewer: twice the smaller tail, 1 at most."""
    own, both = _worth(before, now, phi)
    share = Fraction(now.days, before.days + now.days)
    return min(Decimal(1), 2 * min(_at_least(own, both, share), _at_least(both - own, both, 1 - share)))


def ratio_interval(before: Volume, now: Volume, phi: Fraction = Fraction(1)) -> tuple[Fraction, Fraction] | None:
    """So many times as many as before, at least and at most: exact, 95 %, to four decimals.

    None where no upper bound exists (no case before).
    """
    own, both = _worth(before, now, phi)
    if not both:
        return None
    found = clopper_pearson(own, both)
    if found.high == 1:
        return None
    return half_up(found.low / (1 - found.low), RATIO_DECIMALS), half_up(found.high / (1 - found.high), RATIO_DECIMALS)


def _worth(before: Volume, now: Volume, phi: Fraction) -> tuple[int, int]:
    """Of so many independent cases, how many are now's: both numbers by φ, each rounded half-up."""
    divisor = max(phi, Fraction(before.n + now.n, MOST))
    first, second = (int(half_up(volume.n / divisor, 0)) for volume in (before, now))
    return second, first + second


def _at_least(successes: int, n: int, share: Fraction) -> Decimal:
    """P(X ≥ successes) for X ~ Bin(n, share)."""
    return beta_below(share, successes, n - successes + 1) if successes else Decimal(1)
