"""Exact rates, rounding once at display, and competition ranks."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.facts.figures import percent
from generator.facts.ranking import competition_ranks

rates = st.fractions(0, 1, max_denominator=5000)


@pytest.mark.parametrize(
    ("rate", "wanted"),
    [
        (Fraction(52620, 58176), "90.45"),
        (Fraction(1, 3), "33.33"),
        (Fraction(2, 3), "66.67"),
        (Fraction(0), "0.00"),
        (Fraction(1), "100.00"),
        (Fraction(5, 100000), "0.01"),
        (Fraction(2025, 100000), "2.03"),
        (Fraction(1, 800), "0.13"),
    ],
)
def test_half_up(rate: Fraction, wanted: str) -> None:
    assert percent(rate) == wanted


@given(rates)
def test_decimal_agrees(rate: Fraction) -> None:
    exact = Decimal(rate.numerator * 100) / Decimal(rate.denominator)
    if (rate * 20_000).denominator == 1 or exact == exact.quantize(Decimal("0.0000000001")):
        assert percent(rate) == str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_ties_share_the_better_place() -> None:
    found = competition_ranks(
        dict(zip("abcde", map(Fraction, ("1", "1", "0.995", "0.995", "0.98")), strict=True)), "higher"
    )
    assert found == {"a": (1, 2), "b": (1, 2), "c": (3, 2), "d": (3, 2), "e": (5, 1)}


@given(st.dictionaries(st.text(min_size=1, max_size=3), rates, min_size=1))
def test_rank_is_one_more_than_the_number_of_better_units(by_unit: dict[str, Fraction]) -> None:
    for direction, better in (("higher", Fraction.__gt__), ("lower", Fraction.__lt__)):
        for unit, (rank, tied) in competition_ranks(by_unit, direction).items():
            assert rank == 1 + sum(better(rate, by_unit[unit]) for rate in by_unit.values())
            assert tied == sum(rate == by_unit[unit] for rate in by_unit.values())
