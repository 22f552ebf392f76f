"""Exact binomial tails against sums of whole numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.facts.chance.binomial import Count, lower_tail, probability, upper_tail

AVERAGE = Fraction("0.9956")
rates = st.fractions(0, 1, max_denominator=2000)


def plainly(successes: int, n: int, rate: Fraction) -> Fraction:
    """P(X ≤ successes), term by term in fractions."""
    terms = (comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(min(successes, n) + 1))
    return sum(terms, Fraction(0))


@pytest.mark.parametrize(("successes", "wanted"), [(19, "0.084417"), (18, "0.003490"), (17, "0.000092")])
def test_twenty_cases_of_an_average_unit(successes: int, wanted: str) -> None:
    assert round(lower_tail(successes, 20, AVERAGE), 6) == Decimal(wanted)


@given(st.integers(0, 60), st.integers(-2, 62), rates)
def test_tails_equal_the_sum_of_fractions(n: int, successes: int, rate: Fraction) -> None:
    exact = plainly(successes, n, rate)
    assert abs(Fraction(lower_tail(successes, n, rate)) - exact) <= exact / 10**38
    above = 1 - plainly(successes - 1, n, rate)
    assert abs(Fraction(upper_tail(successes, n, rate)) - above) <= above / 10**38


@given(st.integers(1, 20_000), st.data())
def test_tails_and_points_fit_together(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))
    rate = data.draw(rates)
    both = lower_tail(successes, n, rate) + upper_tail(successes, n, rate)
    assert abs(both - probability(successes, n, rate) - 1) < Decimal("1e-25")


def test_a_probability_that_equals_a_threshold_is_exact() -> None:
    assert upper_tail(3, 3, Fraction(1, 10)) == Decimal("0.001")
    assert upper_tail(1, 1, Fraction(1, 40)) == Decimal("0.025")
    assert lower_tail(0, 3, Fraction(9, 10)) == Decimal("0.001")


def test_large_counts() -> None:
    # By the normal approximation 1 - Φ(2.0007…) of an even split, within its own error.
    assert abs(upper_tail(10_142, 20_000, Fraction(1, 2)) - Decimal("0.0227")) < Decimal("0.0003")
    assert 0 < upper_tail(57_000, 58_176, Fraction(1, 2)) < Decimal("1e-10000")


@pytest.mark.parametrize(("n", "rate"), [(-1, Fraction(1, 2)), (5, Fraction(-1, 2)), (5, Fraction(3, 2))])
def test_what_is_no_distribution_is_refused(n: int, rate: Fraction) -> None:
    with pytest.raises(ValueError, match="no binomial"):
        lower_tail(0, n, rate)


@pytest.mark.parametrize(("x", "n"), [(-1, 5), (6, 5), (0, -1)])
def test_what_is_no_count_is_refused(x: int, n: int) -> None:
    with pytest.raises(ValueError, match="no rate"):
        Count(x, n)
