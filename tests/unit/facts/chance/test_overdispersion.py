"""Overdispersion and shrinkage: the numbers of the statistics note, and the likelihood in floating point as oracle."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from math import comb, lgamma, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.facts.chance import binomial
from generator.facts.chance.beta_binomial import BetaBinomial, lower_tail, shrunk, shrunk_interval, upper_tail
from generator.facts.chance.binomial import Count
from generator.facts.chance.overdispersion import adjusted_z, dispersion, fit

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


@pytest.mark.parametrize(
    ("x", "n", "wanted"),
    [(18, 20, "0.986909"), (20, 20, "0.996000"), (58, 58, "0.996589"), (1490, 1500, "0.993600")],
)
def test_shrinkage(x: int, n: int, wanted: str) -> None:
    assert f"{float(shrunk(Count(x, n), CITY)):.6f}" == wanted


def test_interval_of_a_shrunk_rate() -> None:
    interval = shrunk_interval(Count(18, 20), CITY)
    assert (f"{float(interval.low):.5f}", f"{float(interval.high):.5f}") == ("0.96826", "0.99740")
    assert interval.shown == ("96.83", "99.74")


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


def test_dispersion_by_hand() -> None:
    # Two units of 100 around ½: z = ±4, φ = 16, w = 400 each, τ² = (2·16 − 1) / (800 − 400) = 0.0775.
    found = dispersion([Count(30, 100), Count(70, 100)], Fraction(1, 2))
    assert found is not None
    assert (found.units, found.phi, found.tau_squared) == (2, Fraction(16), Fraction(31, 400))
    assert found.tail == pytest.approx(Decimal("1.1253517e-7"), rel=Decimal("1e-6"))  # χ² with 2: e^-16
    assert adjusted_z(Count(70, 100), Fraction(1, 2), found.tau_squared) == pytest.approx(
        Decimal(0.2 / sqrt(0.0025 + 0.0775)), rel=Decimal("1e-12")
    )


def test_extreme_units_are_drawn_in() -> None:
    # Of 20 units two at either end take the value of the third: here 0, so nothing is left.
    counts = [Count(50, 100)] * 16 + [Count(0, 100), Count(1, 100), Count(99, 100), Count(100, 100)]
    found = dispersion(counts, Fraction(1, 2))
    assert found is not None
    assert (found.phi, found.tau_squared, found.tail) == (Fraction(0), Fraction(0), Decimal(1))


def test_variation_by_chance_gets_no_allowance() -> None:
    counts = list(drawn(0.9, None, 100, 400).values())
    found = dispersion(counts, Fraction(9, 10))
    assert found is not None
    assert found.tau_squared == 0
    assert found.tail >= Decimal("0.05")
    assert adjusted_z(Count(90, 100), Fraction(9, 10), Fraction(0)) == 0


def test_no_dispersion_where_nothing_can_vary() -> None:
    assert dispersion([Count(10, 10), Count(20, 20)], Fraction(1)) is None
    assert dispersion([Count(5, 10), Count(0, 0)], Fraction(1, 2)) is None
    with pytest.raises(ValueError, match="nothing can vary"):
        adjusted_z(Count(10, 10), Fraction(1), Fraction(0))
