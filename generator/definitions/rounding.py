"""Rounding: once, half-up, on exact fractions. No other module rounds a figure.

A tie goes away from zero: 2.025 → 2.03, and −2.025 → −2.03. What is compared, ranked or added up stays a fraction,
except where a published rule rounds before it goes on (`half_up`).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def half_up(value: Fraction, places: int = 2) -> Fraction:
    """`value` rounded to so many decimals, as a fraction."""
    return Fraction(_steps(value.numerator, value.denominator, places), 10**places)


def decimal_text(value: Fraction, places: int = 2) -> str:
    """`value` with exactly so many decimals (one at least), a sign only below zero: −1/3 → `-0.33`, 1/900 → `0.00`."""
    return _text(value.numerator, value.denominator, places)


def percent(rate: Fraction) -> str:
    """A rate in percent with two decimals, without a percent sign: 1/3 → `33.33`."""
    return _text(100 * rate.numerator, rate.denominator, 2)


def percent_of(numerator: int, denominator: int | None) -> str:
    """`percent` of two counts; blank where the denominator is 0 or there is none."""
    return _text(100 * numerator, denominator, 2) if denominator else ""


def so_many_of(numerator: int, denominator: int) -> tuple[int, int] | None:
    """A share for a sentence: so many of 10, or of 100 where ten would say all or none; (8, 10) for 260 of 320.

    None where a hundred would say all or none, too. `denominator` is above 0.
    """
    for size in (10, 100):
        share = _steps(size * numerator, denominator, 0)
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


def _text(numerator: int, denominator: int, places: int) -> str:
    """`decimal_text` of the two parts of a fraction, the denominator above 0."""
    steps = _steps(numerator, denominator, places)
    whole, part = divmod(abs(steps), 10**places)
    return f"{'-' if steps < 0 else ''}{whole}.{part:0{places}d}"


def _steps(numerator: int, denominator: int, places: int) -> int:
    """A fraction, the denominator above 0, in units of the last decimal."""
    # Whole numbers alone: a fraction is reduced with every step, and a release has thousands.
    size: int = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    return -size if numerator < 0 else size
