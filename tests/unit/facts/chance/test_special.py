"""Beta, χ² and Poisson against finite sums and published tables."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.facts.chance.binomial import upper_tail
from generator.facts.chance.special import beta_quantile, chi_square_tail, poisson_limits


@given(
    st.integers(1, 300),
    st.integers(1, 300),
    st.sampled_from([Fraction(1, 1000), Fraction(1, 40), Fraction(1, 2), Fraction(39, 40)]),
)
def test_the_quantile_of_whole_parameters_turns_a_binomial_tail_back(a: int, b: int, p: Fraction) -> None:
    x = Fraction(beta_quantile(p, Fraction(a), Fraction(b)))
    small = Fraction(1, 10**29)
    below, above = (Fraction(upper_tail(a, a + b - 1, at)) for at in (x * (1 - small), x + (1 - x) * small))
    assert below - Fraction(1, 10**24) <= p <= above + Fraction(1, 10**24)


# From any printed table of χ²: the 5 %, 1 % and 0.1 % points.
@pytest.mark.parametrize(
    ("point", "degrees", "tail"),
    [
        ("3.841459", 1, "0.05"),
        ("10.827566", 1, "0.001"),
        ("5.991465", 2, "0.05"),
        ("7.814728", 3, "0.05"),
        ("18.307038", 10, "0.05"),
        ("77.930524", 59, "0.05"),
        ("98.324", 59, "0.001"),
        ("124.342113", 100, "0.05"),
        ("135.806723", 100, "0.01"),
    ],
)
def test_points_of_chi_square(point: str, degrees: int, tail: str) -> None:
    assert chi_square_tail(Fraction(point), degrees) == pytest.approx(Decimal(tail), rel=Decimal("1e-4"))


@given(st.integers(1, 80), st.fractions(0, 300, max_denominator=20))
def test_chi_square_never_rises(degrees: int, statistic: Fraction) -> None:
    here, further = (chi_square_tail(statistic + step, degrees) for step in (0, 1))
    assert 0 <= further <= here <= 1


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, "0.0000", "3.6889"), (1, "0.0253", "5.5716"), (10, "4.7954", "18.3904")],
)
def test_limits_of_a_poisson_mean(count: int, low: str, high: str) -> None:
    found = poisson_limits(count, Fraction(95, 100))
    assert tuple(round(value, 4) for value in found) == (Decimal(low), Decimal(high))


@given(st.integers(1, 400), st.sampled_from([Fraction(90, 100), Fraction(95, 100), Fraction(998, 1000)]))
def test_limits_have_the_tails_that_define_them(count: int, level: Fraction) -> None:
    low, high = poisson_limits(count, level)
    for mean, cases, up in ((low, count, True), (high, count, False)):
        # In plain decimals, from P(Y = 0) = e^-mean upwards.
        with localcontext(prec=60):
            point = below = (-mean).exp()
            for k in range(1, cases if up else cases + 1):
                point *= mean / k
                below += point
            found = 1 - below if up else below
        assert abs(found - (1 - Decimal(level.numerator) / level.denominator) / 2) < Decimal("1e-25")
