"""Numbers of cases in two months, and how unrestful months are."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.facts.chance.binomial import upper_tail
from generator.facts.chance.volumes import MOST, Volume, different_tail, jumps, more_tail, ratio_interval, unrest

COUNTS = st.integers(0, 300)
DAYS = st.integers(28, 31)


@given(COUNTS, DAYS, COUNTS, DAYS)
def test_the_tail_is_that_of_the_share_of_days(before: int, earlier: int, now: int, later: int) -> None:
    found = more_tail(Volume(before, earlier), Volume(now, later))
    wanted = upper_tail(now, before + now, Fraction(later, earlier + later))
    assert abs(found - wanted) < Decimal("1e-36")


@given(COUNTS, DAYS, COUNTS, DAYS)
def test_which_month_comes_first_does_not_matter_to_a_difference(a: int, early: int, b: int, late: int) -> None:
    one, other = Volume(a, early), Volume(b, late)
    assert abs(different_tail(one, other) - different_tail(other, one)) < Decimal("1e-36")
    assert different_tail(one, other) <= 1


def test_unrest_makes_a_rise_less_certain() -> None:
    before, now = Volume(600, 31), Volume(720, 31)
    assert more_tail(before, now) < Decimal("0.001") < Decimal("0.05") < more_tail(before, now, Fraction(10))


def test_millions_are_tested_in_no_more_time_than_thousands() -> None:
    many = more_tail(Volume(10**12, 31), Volume(2 * 10**12, 31))
    assert many == more_tail(Volume(MOST // 3, 31), Volume(2 * MOST // 3 + 1, 31))


def test_jumps_are_squared_and_as_large_as_chance_gives_on_average() -> None:
    assert jumps([Volume(100, 30), Volume(120, 30), Volume(0, 30), Volume(0, 30)]) == [
        Fraction(400, 220),
        Fraction(120),
    ]
    assert jumps([Volume(310, 31), Volume(280, 28)]) == [0]


def test_unrest_is_of_the_median_so_a_flood_does_not_count() -> None:
    calm = [Fraction(1, 4)] * 6
    assert unrest([*calm, Fraction(10_000)]) == 1
    assert unrest([Fraction(454_936, 100_000)] * 3) == 10
    assert unrest([]) is None


def test_the_interval_holds_the_ratio_and_has_no_end_without_a_case_before() -> None:
    interval = ratio_interval(Volume(620, 31), Volume(930, 31))
    assert interval is not None
    assert interval[0] < Fraction(3, 2) < interval[1]
    assert ratio_interval(Volume(0, 31), Volume(9, 31)) is None
    assert ratio_interval(Volume(0, 31), Volume(0, 31)) is None


@pytest.mark.parametrize(
    ("before", "now", "low", "high"), [(10, 20, "0.8935", "4.7846"), (100, 150, "1.1569", "1.9517")]
)
def test_the_interval_is_the_exact_one(before: int, now: int, low: str, high: str) -> None:
    """p/(1−p) of the Clopper–Pearson bounds of now's share, worked out with scipy 1.15."""
    assert ratio_interval(Volume(before, 31), Volume(now, 31)) == (Fraction(low), Fraction(high))
