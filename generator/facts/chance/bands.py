"""Bands: is a unit's distance from its group's rate more than chance would give?

Source: section A3 of the statistics note; Spiegelhalter 2005 (doi 10.1002/sim.1970), appendix A.1 for the limits of
the funnel. Tails are exact. In a table of 115 units the two findings together are expected 0.23 times by chance
alone, the two shades of attention 5.75 times: only the findings may be worded as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from math import isqrt
from typing import Final

from generator.definitions.public_lists import MINIMUM_RANKED_N
from generator.facts.chance import beta_binomial, binomial
from generator.facts.chance.beta_binomial import BetaBinomial
from generator.facts.chance.binomial import Count
from generator.facts.chance.precision import WORKING, decimal, power, settled

# Beyond this many cases no unit is asked for; under a beta-binomial the answer may lie as far as one likes.
FARTHEST: Final = 100_000


@dataclass(frozen=True)
class Thresholds:
    """Probabilities of each tail below which a rate is a finding or deserves attention; fewer cases get no band."""

    finding: Fraction = Fraction(1, 1000)
    attention: Fraction = Fraction(25, 1000)
    minimum_n: int = MINIMUM_RANKED_N


@dataclass(frozen=True)
class Baseline:
    """What an average unit is: the pooled rate t, or, with an allowance for overdispersion, (μ, M).

    Raises ValueError unless the rate lies in [0, 1] (with a concentration, inside it).
    """

    rate: Fraction
    concentration: Fraction | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= 1:
            raise ValueError(f"no rate: {self.rate}")
        _ = self.model

    @property
    def model(self) -> BetaBinomial | None:
        """The beta-binomial of the allowance; None without one."""
        return None if self.concentration is None else BetaBinomial(self.rate, self.concentration)


def tails(count: Count, baseline: Baseline) -> tuple[Decimal, Decimal]:
    """P(X ≤ x) and P(X ≥ x) for a unit that is average."""
    model = baseline.model
    if model is None:
        return (
            binomial.lower_tail(count.x, count.n, baseline.rate),
            binomial.upper_tail(count.x, count.n, baseline.rate),
        )
    return beta_binomial.lower_tail(count.x, count.n, model), beta_binomial.upper_tail(count.x, count.n, model)


def band_code(count: Count, baseline: Baseline, thresholds: Thresholds) -> str:
    """The code of `BANDS` of a unit with this count: what `band` says of both its `tails`, worked out faster."""
    if count.n < thresholds.minimum_n:
        return "few_cases"
    if baseline.concentration is not None:
        return band(count.n, *tails(count, baseline), thresholds)
    # The median of a binomial distribution is its mean rounded down or up, so the tail that holds the mean is at least
    # one half, which no threshold asks for.
    mean, large = count.n * baseline.rate, Decimal(1)
    lower = binomial.lower_tail(count.x, count.n, baseline.rate) if count.x < mean else large
    upper = binomial.upper_tail(count.x, count.n, baseline.rate) if count.x > mean else large
    return band(count.n, lower, upper, thresholds)


def band(n: int, lower: Decimal, upper: Decimal, thresholds: Thresholds) -> str:
    """The code of `BANDS` that two tails of a unit with `n` cases give."""
    if n < thresholds.minimum_n:
        return "few_cases"
    for name, threshold in (("much_", thresholds.finding), ("", thresholds.attention)):
        limit = decimal(threshold)
        if lower < limit:
            return f"{name}lower"
        if upper < limit:
            return f"{name}higher"
    return "no_difference"


def full_count_stands_out(baseline: Baseline, threshold: Fraction) -> int | None:
    """The smallest n at which a unit without a single failure is above average beyond chance.

    None where a full count never stands out (the baseline is full itself), or only beyond `FARTHEST` cases under an
    allowance. Below this n 100 % is no achievement that could be told from chance.
    """
    limit = decimal(threshold)
    model = baseline.model
    if model is not None:
        return _full_count_under_allowance(model, limit)
    if baseline.rate == 1:
        return None
    rate = decimal(baseline.rate)
    low, high = 0, 1
    while settled(power(rate, high)) >= limit:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if settled(power(rate, middle)) < limit else (middle, high)
    return high


def _full_count_under_allowance(model: BetaBinomial, limit: Decimal) -> int | None:
    with localcontext(WORKING):
        a, all_of_it = decimal(model.mean * model.concentration), decimal(model.concentration)
        full = Decimal(1)
        for i in range(FARTHEST):
            full *= (a + i) / (all_of_it + i)
            if settled(full) < limit:
                return i + 1
    return None


def funnel_limits(n: int, baseline: Baseline, probabilities: Sequence[Fraction]) -> list[Decimal]:
    """The rates at which the funnel is drawn for `n` cases, one for each of the rising lower-tail `probabilities`.

    Interpolated between counts: with r the smallest count with F(r) > p and α = (F(r) − p) / (F(r) − F(r − 1)), the
    limit is (r − α) / n, within [0, 1]; a baseline of 0 or 1 leaves nothing to chance, and the funnel no width. For
    drawing only; bands are judged by the exact tails. Give (0.001, 0.025, 0.975, 0.999) for the limits of the default
    thresholds. Raises ValueError for n < 1 and for probabilities that do not rise or lie outside (0, 1).
    """
    wanted = [decimal(p) for p in probabilities]
    if wanted != sorted(wanted) or not all(0 < p < 1 for p in wanted) or n < 1:
        raise ValueError("limits need at least one case and rising probabilities between 0 and 1")
    if baseline.rate in (0, 1):
        return [Decimal(int(baseline.rate))] * len(wanted)
    limits: list[Decimal] = []
    with localcontext(WORKING):
        for r, below, point in _cumulated(n, baseline, wanted[0]):
            while len(limits) < len(wanted) and (r == n or below + point > wanted[len(limits)]):
                alpha = (below + point - wanted[len(limits)]) / point if point else Decimal(0)
                limits.append(settled(min(max((r - alpha) / n, Decimal(0)), Decimal(1))))
            if len(limits) == len(wanted):
                break
    return limits


def _cumulated(n: int, baseline: Baseline, smallest: Decimal) -> Iterator[tuple[int, Decimal, Decimal]]:
    """(r, F(r − 1), P(X = r)) for rising r, from a start below the first limit."""
    model, rate = baseline.model, baseline.rate
    start, below = 0, Decimal(0)
    if model is not None:
        values = beta_binomial.points(n, model)
    else:
        mean, spread = n * rate, isqrt(int(n * rate * (1 - rate))) + 1
        start = max(0, int(mean) - 8 * spread)
        while start and binomial.lower_tail(start - 1, n, rate) > smallest:
            start //= 2
        below = binomial.lower_tail(start - 1, n, rate)
        values = _binomial_points(start, n, rate)
    for r, point in enumerate(values, start):
        yield r, below, point
        below += point


def _binomial_points(start: int, n: int, rate: Fraction) -> Iterator[Decimal]:
    point = binomial.probability(start, n, rate)
    yield point
    odds = decimal(rate / (1 - rate))
    for x in range(start, n):
        point = point * odds * (n - x) / (x + 1)
        yield point
