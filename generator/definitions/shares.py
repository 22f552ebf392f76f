"""A share as so many of ten, or of a hundred: for sentences, beside the percentage."""

from __future__ import annotations

_SIZES = (10, 100)


def so_many_of(numerator: int, denominator: int) -> tuple[int, int] | None:
    """`numerator` of `denominator` as (so many, of ten), or of a hundred where ten would say all or none.

    Rounded once, half-up, from the counts; None where a hundred would say all or none, too. `denominator` is above 0.
    """
    for size in _SIZES:
        share = (2 * size * numerator + denominator) // (2 * denominator)
        if 0 < share < size:
            return share, size
    return None
