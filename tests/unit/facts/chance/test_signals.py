"""Signals to check: the numbers of the statistics note, and what must come together."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.public_lists import SIGNAL_RESULTS
from generator.facts.chance.binomial import Count
from generator.facts.chance.signals import (
    bunching,
    bunching_with_worse_quality,
    expected_false_alarms,
    heaping,
    heaping_statistic,
    heavy_share,
    implausible_perfection,
    worse_quality,
)

AVERAGE = Fraction("0.9956")
LOW, MEDIAN, HIGH = Fraction(2, 10), Fraction(5, 10), Fraction(7, 10)


def shown(tail: Decimal | None, form: str) -> str:
    assert tail is not None
    return f"{tail:{form}}"


def test_bunching() -> None:
    assert shown(bunching(180, 60).tail, ".2e") == "2.05e-15"
    assert bunching(180, 60).result == "to_check"
    assert shown(bunching(70, 60).tail, ".4f") == "0.2150"
    assert bunching(70, 60).result == "none"
    assert bunching(0, 0).result == "none"


def test_bunching_asks_only_together_with_worse_quality() -> None:
    worse, same = Count(30, 180), Count(18, 180)
    earlier = Count(100, 1000)
    assert worse_quality(worse, earlier).result == "to_check"
    *_, both = bunching_with_worse_quality(180, 60, worse, earlier)
    assert both.result == "to_check"
    assert both.tail == worse_quality(worse, earlier).tail
    assert both.threshold == Fraction(1, 100)
    assert bunching_with_worse_quality(180, 60, same, earlier)[-1].result == "none"
    assert bunching_with_worse_quality(70, 60, worse, earlier)[-1].result == "none"
    assert bunching_with_worse_quality(180, 60, worse, Count(0, 0))[-1].result == "few_cases"


def test_perfection_asks_only_at_low_participation() -> None:
    ordinary = implausible_perfection(Count(400, 400), AVERAGE, LOW, MEDIAN)
    assert (shown(ordinary.tail, ".3f"), ordinary.result) == ("0.171", "none")
    rare = implausible_perfection(Count(2000, 2000), AVERAGE, LOW, MEDIAN)
    assert (shown(rare.tail, ".5f"), rare.result) == ("0.00015", "to_check")
    assert implausible_perfection(Count(2000, 2000), AVERAGE, HIGH, MEDIAN).result == "none"
    assert implausible_perfection(Count(2000, 2000), AVERAGE, MEDIAN, MEDIAN).result == "none"
    assert implausible_perfection(Count(1999, 2000), AVERAGE, LOW, MEDIAN).result == "none"


def test_heavy_shares() -> None:
    assert heavy_share("excluded", Count(30, 100), Fraction(1, 10)).result == "to_check"
    assert heavy_share("excluded", Count(15, 100), Fraction(1, 10)).result == "none"
    assert heavy_share("excluded", Count(0, 100), Fraction(1, 10)).result == "none"
    assert heavy_share("excluded", Count(29, 29), Fraction(1, 10)).result == "few_cases"


def test_heaping() -> None:
    even = [10] * 60
    assert heaping_statistic(even) == 0
    assert (heaping(even).tail, heaping(even).result) == (Decimal(1), "none")
    # Forty more at the full hour: 60 (50² + 59·10²) / 640 − 640 = 147.5.
    heaped = [50] + [10] * 59
    assert heaping_statistic(heaped) == Fraction("147.5")
    assert heaping(heaped).result == "to_check"
    assert heaping([4] * 60).result == "few_cases"


@given(st.lists(st.integers(0, 40), min_size=2, max_size=60))
def test_the_statistic_is_that_of_the_definition(cells: list[int]) -> None:
    total = sum(cells)
    if total:
        expected = Fraction(total, len(cells))
        assert heaping_statistic(cells) == sum((number - expected) ** 2 / expected for number in cells)


def test_budget_of_false_alarms() -> None:
    assert expected_false_alarms(115, Fraction(1, 1000)) == Fraction("0.115")


@pytest.mark.parametrize("result", ["to_check", "none", "few_cases"])
def test_every_result_has_words(result: str) -> None:
    assert SIGNAL_RESULTS[result].keys() == {"zh", "en"}
