"""Bands and funnel: the numbers of the statistics note, and laws that hold for any counts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.public_lists import BANDS
from generator.facts.chance.bands import (
    Baseline,
    Thresholds,
    band,
    band_code,
    full_count_stands_out,
    funnel_limits,
    tails,
)
from generator.facts.chance.binomial import Count, lower_tail

AVERAGE = Baseline(Fraction("0.9956"))
ANY_NUMBER = Thresholds(minimum_n=1)
LEVELS = (Fraction(1, 1000), Fraction(25, 1000), Fraction(975, 1000), Fraction(999, 1000))

counts = st.integers(0, 300).flatmap(lambda n: st.builds(Count, st.integers(0, n), st.just(n)))
rates = st.fractions(0, 1, max_denominator=300)


@pytest.mark.parametrize(
    ("x", "code"), [(20, "no_difference"), (19, "no_difference"), (18, "lower"), (17, "much_lower")]
)
def test_twenty_cases(x: int, code: str) -> None:
    assert band_code(Count(x, 20), AVERAGE, ANY_NUMBER) == code
    # Twenty cases are too few, whatever the tails say.
    assert band_code(Count(x, 20), AVERAGE, Thresholds()) == "few_cases"


def test_the_edges_of_the_bands() -> None:
    large = Decimal(1)
    for n, lower, upper, code in (
        (29, Decimal(0), large, "few_cases"),
        (30, Decimal("0.001"), large, "lower"),
        (30, Decimal("0.000999"), large, "much_lower"),
        (30, Decimal("0.025"), large, "no_difference"),
        (30, large, Decimal("0.0249"), "higher"),
        (30, large, Decimal("0.0009"), "much_higher"),
    ):
        assert band(n, lower, upper, Thresholds()) == code


@pytest.mark.parametrize(("n", "lowest", "low"), [(20, "0.86336", "0.91329"), (100, "0.95948", "0.97241")])
def test_limits_of_the_funnel(n: int, lowest: str, low: str) -> None:
    found = funnel_limits(n, AVERAGE, LEVELS)
    assert [str(round(value, 5)) for value in found[:2]] == [lowest, low]
    assert found == sorted(found)


@given(st.integers(1, 2000), st.fractions(Fraction(1, 300), Fraction(299, 300), max_denominator=300))
def test_limits_follow_the_appendix(n: int, rate: Fraction) -> None:
    found = funnel_limits(n, Baseline(rate), LEVELS)
    for value, level in zip(found, LEVELS, strict=True):
        limit = Decimal(level.numerator) / level.denominator
        low, high = 0, n
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if lower_tail(middle, n, rate) > limit else (middle + 1, high)
        here, before = lower_tail(low, n, rate), lower_tail(low - 1, n, rate)
        wanted = (low - (here - limit) / (here - before)) / n
        assert abs(value - max(wanted, Decimal(0))) < Decimal("1e-20")


def test_a_baseline_without_chance_has_no_funnel() -> None:
    for rate in (0, 1):
        assert funnel_limits(50, Baseline(Fraction(rate)), LEVELS) == [rate] * 4


def test_limits_need_sense() -> None:
    with pytest.raises(ValueError, match="limits need"):
        funnel_limits(0, AVERAGE, LEVELS)
    with pytest.raises(ValueError, match="limits need"):
        funnel_limits(10, AVERAGE, LEVELS[::-1])


@pytest.mark.parametrize(("threshold", "n"), [("0.025", 837), ("0.001", 1567)])
def test_from_which_number_a_full_count_stands_out(threshold: str, n: int) -> None:
    assert full_count_stands_out(AVERAGE, Fraction(threshold)) == n
    limit = Decimal(threshold)
    assert tails(Count(n, n), AVERAGE)[1] < limit <= tails(Count(n - 1, n - 1), AVERAGE)[1]


def test_a_full_count_may_never_stand_out() -> None:
    assert full_count_stands_out(Baseline(Fraction(1)), Fraction(1, 1000)) is None
    assert full_count_stands_out(Baseline(Fraction(0)), Fraction(1, 1000)) == 1
    allowance = Baseline(AVERAGE.rate, Fraction(200))
    n = full_count_stands_out(allowance, Fraction(25, 1000))
    assert n is not None
    assert tails(Count(n, n), allowance)[1] < Decimal("0.025") <= tails(Count(n - 1, n - 1), allowance)[1]
    assert full_count_stands_out(Baseline(AVERAGE.rate, Fraction(1)), Fraction(1, 1000)) is None


def test_the_worked_example_of_the_deductions() -> None:
    baseline = Baseline(Fraction(104, 105))
    lower = {unit: tails(Count(x, n), baseline)[0] for unit, x, n in (("A", 398, 400), ("B", 147, 150), ("D", 19, 20))}
    assert {unit: str(round(tail, 3)) for unit, tail in lower.items()} == {"A": "0.895", "B": "0.173", "D": "0.174"}


@given(counts, rates, st.booleans())
def test_one_tail_says_what_both_say(count: Count, rate: Fraction, allowed: bool) -> None:
    baseline = Baseline(rate, Fraction("12.5") if allowed and 0 < rate < 1 else None)
    code = band_code(count, baseline, ANY_NUMBER)
    assert code == band(count.n, *tails(count, baseline), ANY_NUMBER)
    assert code in BANDS
    if code.endswith("lower"):
        assert count.x < baseline.rate * count.n
    if code.endswith("higher"):
        assert count.x > baseline.rate * count.n


@pytest.mark.parametrize(("rate", "concentration"), [("-0.1", None), ("1.1", None), ("1", "5"), ("0.5", "0")])
def test_what_is_no_baseline_is_refused(rate: str, concentration: str | None) -> None:
    with pytest.raises(ValueError, match=r"no (rate|beta-binomial)"):
        Baseline(Fraction(rate), None if concentration is None else Fraction(concentration))
