"""Rounding once, half-up, away from zero: held to the decimal module's own half-up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.rounding import decimal_text, exact_text, half_up, percent, percent_of, so_many_of

# Fractions that a decimal of 28 digits holds whole, ties among them.
finite = st.builds(Fraction, st.integers(-(10**9), 10**9), st.sampled_from([1, 2, 8, 400, 2_000, 10**7]))


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
def test_percent(rate: Fraction, wanted: str) -> None:
    assert percent(rate) == wanted


@given(finite, st.integers(1, 6))
def test_it_is_half_up_as_decimals_know_it(value: Fraction, places: int) -> None:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    wanted = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert half_up(value, places) == Fraction(wanted)
    # Nothing is written as less than nothing.
    assert decimal_text(value, places) == (f"{wanted:f}" if wanted else f"{abs(wanted):f}")


@given(st.fractions(), st.integers(1, 6))
def test_what_is_rounded_stays_and_lies_near(value: Fraction, places: int) -> None:
    rounded = half_up(value, places)
    assert abs(rounded - value) <= Fraction(1, 2 * 10**places)
    assert half_up(rounded, places) == rounded == Fraction(decimal_text(rounded, places))
    assert half_up(-value, places) == -rounded


@pytest.mark.parametrize(
    ("change", "text"), [(Fraction(1, 3), "0.33"), (Fraction(-1, 200), "-0.01"), (Fraction(-1, 300), "0.00")]
)
def test_a_sign_stands_only_below_zero(change: Fraction, text: str) -> None:
    assert decimal_text(change) == text


def test_without_cases_there_is_no_percentage() -> None:
    assert (percent_of(1, 8), percent_of(0, 0), percent_of(5, None)) == ("12.50", "", "")


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_an_exact_text_says_all(number: int, places: int) -> None:
    value = Fraction(number, 10**places)
    assert Fraction(exact_text(value)) == value


def test_what_is_no_decimal_has_no_exact_text() -> None:
    assert (exact_text(Fraction(1, 1000)), exact_text(Fraction(120))) == ("0.001", "120")
    with pytest.raises(ValueError, match="no decimal"):
        exact_text(Fraction(1, 3))


@pytest.mark.parametrize(
    ("numerator", "denominator", "share"),
    [
        (260, 320, (8, 10)),
        (3, 4, (8, 10)),
        (118, 120, (98, 100)),
        (1, 30, (3, 100)),
        (95, 100, (95, 100)),
        (94, 100, (9, 10)),
        # 131 of 133 is printed as 98.50 and is less.
        (131, 133, (98, 100)),
        (30, 30, None),
        (0, 30, None),
        (1999, 2000, None),
    ],
)
def test_a_share_is_so_many_of_ten_or_a_hundred(
    numerator: int, denominator: int, share: tuple[int, int] | None
) -> None:
    assert so_many_of(numerator, denominator) == share


@given(st.integers(1, 5000), st.data())
def test_so_many_of_is_near_the_share(denominator: int, data: st.DataObject) -> None:
    exact = Fraction(data.draw(st.integers(0, denominator)), denominator)
    share = so_many_of(int(exact * denominator), denominator)
    if share:
        near, size = share
        assert abs(Fraction(near, size) - exact) <= Fraction(1, 2 * size)
        assert 0 < near < size
    else:
        assert exact in (0, 1) or min(exact, 1 - exact) <= Fraction(1, 200)
