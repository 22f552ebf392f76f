"""Bands and funnel: the numbers of the statistics note, and laws that hold for any counts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.public_lists import BANDS, BEYOND_CHANCE, BEYOND_CHANCE_OF, UNFAVOURABLE
from generator.facts.chance.bands import (
    Baseline,
    Thresholds,
    band,
    bands,
    expected_by_chance,
    full_count_stands_out,
    funnel_limits,
    pooled,
    tails,
)
from generator.facts.chance.binomial import Count, lower_tail

AVERAGE = Baseline(Fraction("0.9956"))
ANY_NUMBER = Thresholds(minimum_n=1)
LEVELS = (Fraction(1, 1000), Fraction(25, 1000), Fraction(975, 1000), Fraction(999, 1000))

count = st.integers(0, 300).flatmap(lambda n: st.builds(Count, st.integers(0, n), st.just(n)))
tables = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), count, min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("x", "code"), [(20, "no_difference"), (19, "no_difference"), (18, "lower"), (17, "much_lower")]
)
def test_twenty_cases(x: int, code: str) -> None:
    assert bands({"a": Count(x, 20)}, AVERAGE, ANY_NUMBER)[0].code == code
    # Twenty cases are too few, whatever the tails say.
    assert bands({"a": Count(x, 20)}, AVERAGE)[0].code == "few_cases"


def test_the_edges_of_the_bands() -> None:
    one = Decimal(1)
    assert band(29, Decimal(0), one) == "few_cases"
    assert band(30, Decimal("0.001"), one) == "lower"
    assert band(30, Decimal("0.000999"), one) == "much_lower"
    assert band(30, Decimal("0.025"), one) == "no_difference"
    assert band(30, one, Decimal("0.0249")) == "higher"
    assert band(30, one, Decimal("0.0009")) == "much_higher"


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


def test_what_chance_flags_in_a_table_of_115() -> None:
    assert expected_by_chance(115, Fraction(1, 1000)) == Fraction("0.23")
    assert expected_by_chance(115, Fraction(25, 1000)) == Fraction("5.75")


def test_the_worked_example_of_the_deductions() -> None:
    counts = {"A": Count(398, 400), "B": Count(147, 150), "C": Count(60, 60), "D": Count(19, 20), "E": Count(0, 0)}
    baseline = pooled(counts)
    assert baseline == Baseline(Fraction(104, 105))
    found = {row.unit: str(round(row.lower, 3)) for row in bands(counts, baseline)}
    assert (found["A"], found["B"], found["D"]) == ("0.895", "0.173", "0.174")
    assert pooled({"E": Count(0, 0)}) is None


@given(tables)
def test_bands_follow_from_published_tails(counts: dict[str, Count]) -> None:
    baseline = pooled(counts)
    if baseline is None:
        return
    for row in bands(counts, baseline):
        assert row.code == band(row.count.n, row.lower, row.upper)
        assert row.code in BANDS
        if row.code.endswith("lower"):
            assert row.count.x < baseline.rate * row.count.n
        if row.code.endswith("higher"):
            assert row.count.x > baseline.rate * row.count.n


@given(tables, st.integers(1, 3))
def test_an_average_unit_changes_no_band(counts: dict[str, Count], times: int) -> None:
    baseline = pooled(counts)
    if baseline is None:
        return
    average = Count(times * sum(c.x for c in counts.values()), times * sum(c.n for c in counts.values()))
    joined = counts | {"average": average}
    assert pooled(joined) == baseline
    assert [row for row in bands(joined, baseline) if row.unit != "average"] == bands(counts, baseline)


@given(tables)
def test_the_order_of_rows_changes_nothing(counts: dict[str, Count]) -> None:
    turned = dict(reversed(counts.items()))
    baseline = pooled(counts)
    assert pooled(turned) == baseline
    if baseline is not None:
        assert bands(turned, baseline) == bands(counts, baseline)


def test_every_code_has_words() -> None:
    assert set(BEYOND_CHANCE_OF) == set(BANDS)
    assert set(BEYOND_CHANCE_OF.values()) == set(BEYOND_CHANCE)
    assert {code for code, said in BEYOND_CHANCE_OF.items() if said == "yes"} == set(UNFAVOURABLE.values())


@pytest.mark.parametrize(("rate", "concentration"), [("-0.1", None), ("1.1", None), ("1", "5"), ("0.5", "0")])
def test_what_is_no_baseline_is_refused(rate: str, concentration: str | None) -> None:
    with pytest.raises(ValueError, match=r"no (rate|beta-binomial)"):
        Baseline(Fraction(rate), None if concentration is None else Fraction(concentration))
