"""The allowance for overdispersion and the tails under it: fractions, and the likelihood in floats, as oracles."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb, lgamma

import pytest
from generator.facts.chance.overdispersion import fit
from hypothesis import given
from hypothesis import strategies as st

from generator.facts.chance import binomial
from generator.facts.chance.beta_binomial import BetaBinomial, lower_tail, upper_tail
from generator.facts.chance.binomial import Count

CITY = BetaBinomial(Fraction("0.9956"), Fraction(200))


def drawn(mean: float, concentration: float | None, units: int, n: int, seed: int = 4) -> dict[str, Count]:
    """Counts of units whose own rates vary as the beta-binomial says, or not at all."""
    chance = random.Random(seed)
    counts = {}
    for unit in range(units):
        size = chance.randint(max(1, n // 10), n)
        rate = mean if concentration is None else chance.betavariate(mean * concentration, (1 - mean) * concentration)
        counts[f"{unit:03}"] = Count(sum(chance.random() < rate for _ in range(size)), size)
    return counts


@given(
    st.integers(0, 40),
    st.integers(-1, 41),
    st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50),
    st.fractions(Fraction(1, 10), 500, max_denominator=10),
)
def test_tails_equal_sums_of_fractions(n: int, x: int, mean: Fraction, concentration: Fraction) -> None:
    a, b = mean * concentration, (1 - mean) * concentration

    def rising(start: Fraction, steps: int) -> Fraction:
        product = Fraction(1)
        for i in range(steps):
            product *= start + i
        return product

    points = [comb(n, k) * rising(a, k) * rising(b, n - k) / rising(a + b, n) for k in range(n + 1)]
    assert sum(points) == 1
    model = BetaBinomial(mean, concentration)
    near = Fraction(1, 10**37)
    assert abs(Fraction(lower_tail(x, n, model)) - sum(points[: max(x + 1, 0)])) < near
    assert abs(Fraction(upper_tail(x, n, model)) - sum(points[max(x, 0) :])) < near


def test_an_allowance_widens_the_tails() -> None:
    # Far from the mean; one failure is even a little likelier without it.
    for x in (15, 17, 18):
        assert lower_tail(x, 20, CITY) > binomial.lower_tail(x, 20, CITY.mean)


def log_likelihood(counts: dict[str, Count], mean: float, concentration: float) -> float:
    a, b = mean * concentration, (1 - mean) * concentration
    return sum(
        lgamma(c.x + a) + lgamma(c.n - c.x + b) - lgamma(c.n + a + b) + lgamma(a + b) - lgamma(a) - lgamma(b)
        for c in counts.values()
    )


@pytest.mark.parametrize(("mean", "concentration", "n"), [(0.9956, 120.0, 900), (0.9045, 20.0, 300), (0.5, 3.0, 40)])
def test_the_fit_has_the_largest_likelihood(mean: float, concentration: float, n: int) -> None:
    counts = drawn(mean, concentration, 60, n)
    found = fit(counts)
    assert found is not None
    at = (float(found.mean), float(found.concentration))
    best = log_likelihood(counts, *at)
    for change in (0.9, 0.99, 1.01, 1.1):
        assert log_likelihood(counts, at[0], at[1] * change) < best
        other = 1 - (1 - at[0]) * change
        assert log_likelihood(counts, other, at[1]) < best
        # Nor does it lie on a ridge: with another M, no better μ helps.
        assert log_likelihood(counts, other, at[1] * change) < best
    assert 10**6 % found.mean.denominator == 0
    assert 100 % found.concentration.denominator == 0


def test_the_fit_does_not_depend_on_the_order_of_units() -> None:
    counts = drawn(0.97, 50.0, 30, 100)
    assert fit(dict(reversed(counts.items()))) == fit(counts)


def test_no_fit_without_more_variation_than_chance() -> None:
    assert fit({str(unit): Count(95, 100) for unit in range(20)}) is None
    assert fit({"a": Count(5, 10)}) is None
    assert fit({"a": Count(10, 10), "b": Count(20, 20)}) is None
    assert fit({"a": Count(0, 0), "b": Count(1, 20)}) is None
