"""A share as so many of ten, or of a hundred: for sentences, beside the percentage."""

from __future__ import annotations

from fractions import Fraction

from generator.definitions.rounding import half_up

_SIZES = (10, 100)


def so_many_of(numerator: int, denominator: int) -> tuple[int, int] | None:
    """`numerator` of `denominator` as (so many, of ten), or of a hundred where ten would say all or none.

    Rounded once, from the counts; None where a hundred would say all or none, too. `denominator` is above 0.
    """
    for size in _SIZES:
        share = int(half_up(Fraction(size * numerator, denominator), 0))
        if 0 < share < size:
            return share, size
    return None
