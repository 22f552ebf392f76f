"""The beta-binomial distribution: chance around rates that differ between units by themselves.

Source: sections A3 and A4 of the statistics note. It serves the bands of satisfaction; its parameters are published
with a release.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import islice

from generator.facts.chance.precision import WORKING, decimal, settled


@dataclass(frozen=True)
class BetaBinomial:
    """Units' own rates vary around `mean` (μ) as Beta(μM, (1−μ)M); a larger `concentration` (M) is less variation.

    Raises ValueError unless 0 < μ < 1 and M > 0.
    """

    mean: Fraction
    concentration: Fraction

    def __post_init__(self) -> None:
        if not (0 < self.mean < 1 and self.concentration > 0):
            raise ValueError(f"no beta-binomial with mean {self.mean}, concentration {self.concentration}")


def lower_tail(successes: int, n: int, model: BetaBinomial) -> Decimal:
    """P(X ≤ successes) for a beta-binomial X, to 40 digits; 0 or 1 where `successes` lies outside 0..n."""
    if successes < 0 or successes >= n:
        return Decimal(0) if successes < 0 else Decimal(1)
    with localcontext(WORKING):
        # The side with fewer terms is summed.
        if 2 * successes > n:
            return settled(1 - _sum(n - successes, n, _mirrored(model)))
        return settled(_sum(successes + 1, n, model))


def upper_tail(successes: int, n: int, model: BetaBinomial) -> Decimal:
    """P(X ≥ successes) for a beta-binomial X, to 40 digits; 0 or 1 where `successes` lies outside 0..n."""
    return lower_tail(n - successes, n, _mirrored(model))


def points(n: int, model: BetaBinomial) -> Iterator[Decimal]:
    """P(X = 0), P(X = 1), …, P(X = n), with 60 digits; to be walked inside the working context."""
    a, b = decimal(model.mean * model.concentration), decimal((1 - model.mean) * model.concentration)
    point = Decimal(1)
    for i in range(n):
        point *= (b + i) / (a + b + i)
    yield point
    for x in range(n):
        point *= (n - x) * (a + x) / ((x + 1) * (b + n - x - 1))
        yield point


def _mirrored(model: BetaBinomial) -> BetaBinomial:
    """The same for failures."""
    return BetaBinomial(1 - model.mean, model.concentration)


def _sum(terms: int, n: int, model: BetaBinomial) -> Decimal:
    """The sum of the first `terms` points."""
    return sum(islice(points(n, model), terms), Decimal(0))
