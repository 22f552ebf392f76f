"""More variation between units than chance gives: the allowance for satisfaction, and only for satisfaction.

A legal limit applies to everyone, so response and on-time get no allowance. Source: sections A3 and A4 of the
statistics note: beta-binomial tails with (μ, M) by maximum likelihood. μ and M are rounded before anything is computed
from them and are published as parameters of the release, so that a reader needs no optimiser.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from typing import Final

from generator.facts.chance.beta_binomial import BetaBinomial
from generator.facts.chance.binomial import Count

MEAN_DECIMALS: Final = 6
CONCENTRATION_DECIMALS: Final = 2
_SMALLEST, _LARGEST = Decimal("0.01"), Decimal(1_000_000)
_FITTING: Final = Context(prec=34, rounding=ROUND_HALF_EVEN)
_CLOSE = Decimal(10) ** -12
_CLOSE_MEAN = Decimal(10) ** -18


def fit(counts: Mapping[str, Count]) -> BetaBinomial | None:
    """(μ, M) of the largest likelihood: M to 2 decimals, from 0.01 to 1,000,000, and the best μ for it to 6 decimals.

    None where the data show no more variation than chance (the likelihood still rises at the largest M), or where
    there are not two units and both outcomes. The slope of the log-likelihood is a sum of fractions 1 / (a + j), so no
    gamma function is needed: for every M the best μ is the one place where the slope in μ changes its sign.
    """
    used = [count for count in counts.values() if count.n]
    successes = sum(count.x for count in used)
    if len(used) < 2 or successes in (0, sum(count.n for count in used)):
        return None
    with localcontext(_FITTING):
        slopes = _Slopes(used)
        if slopes.at(_LARGEST)[1] >= 0:
            return None
        low, high = _SMALLEST, _LARGEST
        step = Decimal(10) ** -CONCENTRATION_DECIMALS
        while low.quantize(step) != high.quantize(step) and high - low > low * _CLOSE:
            middle = (low * high).sqrt()
            low, high = (middle, high) if slopes.at(middle)[1] > 0 else (low, middle)
        concentration = low.quantize(step)
        step = Decimal(10) ** -MEAN_DECIMALS
        mean = min(max(slopes.at(concentration)[0].quantize(step), step), 1 - step)
        return BetaBinomial(Fraction(mean), Fraction(concentration))


class _Slopes:
    """The slope of the log-likelihood of (μ, M), from how many units have more than j successes, for each j."""

    def __init__(self, counts: Sequence[Count]) -> None:
        self._successes = _exceeding([count.x for count in counts])
        self._failures = _exceeding([count.n - count.x for count in counts])
        self._cases = _exceeding([count.n for count in counts])
        self._mean = Decimal(sum(count.x for count in counts)) / sum(count.n for count in counts)

    def at(self, concentration: Decimal) -> tuple[Decimal, Decimal]:
        """The best μ for this M, and the slope in M there."""
        low, high, mean = Decimal(0), Decimal(1), self._mean
        while True:
            up, steeper_up = _sums(self._successes, mean * concentration)
            down, steeper_down = _sums(self._failures, (1 - mean) * concentration)
            low, high = (mean, high) if up > down else (low, mean)
            target = mean + (up - down) / (concentration * (steeper_up + steeper_down))
            if not low < target < high:
                target = (low + high) / 2
            if abs(target - mean) <= _CLOSE_MEAN:
                # The next search starts here: neighbouring values of M have neighbouring best μ.
                self._mean = target
                return target, target * up + (1 - target) * down - _sums(self._cases, concentration)[0]
            mean = target


def _exceeding(values: Sequence[int]) -> list[int]:
    """For j = 0, 1, … up to the largest value: how many values are above j."""
    at = [0] * (max(values) + 1)
    for value in values:
        at[value] += 1
    left, above = len(values), []
    for number in at[:-1]:
        left -= number
        above.append(left)
    return above


def _sums(exceeding: Sequence[int], shift: Decimal) -> tuple[Decimal, Decimal]:
    """Σ c_j / (shift + j), and Σ c_j / (shift + j)²."""
    total = squares = Decimal(0)
    at = shift
    for number in exceeding:
        share = number / at
        total += share
        squares += share / at
        at += 1
    return total, squares
