"""Rounding: once, half-up, on exact fractions. No other module rounds a figure.

A tie goes away from zero: 2.025 → 2.03, and −2.025 → −2.03. What is compared, ranked or added up stays a fraction,
except where a published rule rounds before it goes on (`half_up`).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

_HALF = Fraction(1, 2)


def half_up(value: Fraction, places: int = 2) -> Fraction:
    """`value` rounded to so many decimals, as a fraction."""
    return Fraction(_steps(value, places), 10**places)


def decimal_text(value: Fraction, places: int = 2) -> str:
    """`value` with exactly so many decimals (one at least), a sign only below zero: −1/3 → `-0.33`, 1/900 → `0.00`."""
    steps = _steps(value, places)
    whole, part = divmod(abs(steps), 10**places)
    return f"{'-' if steps < 0 else ''}{whole}.{part:0{places}d}"


def percent(rate: Fraction) -> str:
    """A rate in percent with two decimals, without a percent sign: 1/3 → `33.33`."""
    return decimal_text(100 * rate)


def percent_of(numerator: int, denominator: int | None) -> str:
    """`percent` of two counts; blank where the denominator is 0 or there is none."""
    return percent(Fraction(numerator, denominator)) if denominator else ""


def so_many_of(numerator: int, denominator: int) -> tuple[int, int] | None:
    """A share for a sentence: so many of 10, or of 100 where ten would say all or none; (8, 10) for 260 of 320.

    None where a hundred would say all or none, too. `denominator` is above 0.
    """
    for size in (10, 100):
        share = _steps(Fraction(size * numerator, denominator), 0)
        if 0 < share < size:
            return share, size
    return None


def exact_text(value: Fraction) -> str:
    """A fraction that is a decimal of few places, written as that decimal: 1/1000 → `0.001`.

    Raises ValueError for one that is not, for it would have to be rounded.
    """
    text = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(text) != value:
        raise ValueError(f"no decimal of few places: {value}")
    return str(text)


def _steps(value: Fraction, places: int) -> int:
    """`value` in units of the last decimal."""
    size: int = floor(abs(value) * 10**places + _HALF)
    return -size if value < 0 else size
