"""Intervals: the numbers of the statistics note, and what an interval must do."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.facts.chance import intervals
from generator.facts.chance.binomial import lower_tail, upper_tail
from generator.facts.chance.intervals import clopper_pearson, wilson

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def six(bound: Fraction) -> str:
    """A bound with six decimals."""
    return f"{Decimal(bound.numerator) / Decimal(bound.denominator):.6f}"


@pytest.mark.parametrize(
    ("x", "n", "low", "high", "shown"),
    [
        (58, 58, "0.937882", "1.000000", ("93.79", "100.00")),
        (29, 30, "0.833296", "0.994091", ("83.33", "99.41")),
        (19, 20, "0.763869", "0.991119", ("76.39", "99.11")),
        (0, 10, "0.000000", "0.277533", ("0.00", "27.75")),
        (57_920, 58_176, "0.995028", "0.996106", ("99.50", "99.61")),
    ],
)
def test_wilson(x: int, n: int, low: str, high: str, shown: tuple[str, str]) -> None:
    interval = wilson(x, n)
    assert (six(interval.low), six(interval.high)) == (low, high)
    assert interval.shown == shown


def test_clopper_pearson() -> None:
    assert six(clopper_pearson(58, 58).low) == "0.938379"
    assert clopper_pearson(58, 58).high == 1
    assert six(clopper_pearson(29, 30).low) == "0.827831"
    assert six(clopper_pearson(29, 30).high) == "0.999156"


def test_the_textbook_interval_is_absent() -> None:
    assert not [name for name in dir(intervals) if "wald" in name.lower()]


@settings(max_examples=30)
@given(counts)
def test_an_interval_holds_its_rate_and_mirrors(count: tuple[int, int]) -> None:
    x, n = count
    for method in (wilson, clopper_pearson):
        interval, mirrored = method(x, n), method(n - x, n)
        assert 0 <= interval.low <= Fraction(x, n) <= interval.high <= 1
        assert abs(interval.low - (1 - mirrored.high)) < Fraction(1, 10**30)


@settings(max_examples=40)
@given(counts)
def test_the_exact_bounds_have_the_tails_that_define_them(count: tuple[int, int]) -> None:
    x, n = count
    interval, tail, near = clopper_pearson(x, n), Decimal("0.025"), Decimal("1e-24")
    if x:
        assert abs(upper_tail(x, n, interval.low) - tail) < near
    if x < n:
        assert abs(lower_tail(x, n, interval.high) - tail) < near


@given(counts)
def test_the_score_bounds_solve_their_equation(count: tuple[int, int]) -> None:
    x, n = count
    for bound in (wilson(x, n).low, wilson(x, n).high):
        gap = (Fraction(x, n) - bound) ** 2 - intervals.Z95**2 * bound * (1 - bound) / n
        assert abs(gap) < Fraction(1, 10**30)


@pytest.mark.parametrize(("x", "n"), [(0, 0), (3, 2), (-1, 2)])
def test_no_interval_without_cases(x: int, n: int) -> None:
    for method in (wilson, clopper_pearson):
        with pytest.raises(ValueError, match="no interval"):
            method(x, n)
