"""Falling back to the average: how many of the units farthest from their group's rate stand nearer to it one window on.

Units at the ends of a table owe part of their place to the ups and downs of that window; with nothing changed most of
them stand nearer in the next (Galton 1886, Journal of the Anthropological Institute 15:246). A release tells the figure
of its own data.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from generator.definitions.public_lists import MINIMUM_GROUP
from generator.facts.trends import TrendRow

# Those farthest from the rate: a fifth of the units.
_FARTHEST: Final = 5


@dataclass(frozen=True)
class FallingBack:
    """Of the `farthest` units in the window before, how many are `nearer` to their group's rate now."""

    farthest: int
    nearer: int


def falling_back(rows: Collection[TrendRow]) -> FallingBack | None:
    """What became of the fifth of a group's units that were farthest from its rate; all who share the border belong.

    `rows` are the trends of one group. Its rate in a window is that of these units together, those with few cases left
    out. None for fewer than five units, and where all of them stood at the rate.
    """
    units = [row for row in rows if row.result != "few_cases"]
    if len(units) < MINIMUM_GROUP:
        return None
    now = Fraction(sum(row.numerator for row in units), sum(row.denominator for row in units))
    before = Fraction(sum(row.numerator_before for row in units), sum(row.denominator_before for row in units))
    distances = [
        (
            abs(Fraction(row.numerator_before, row.denominator_before) - before),
            abs(Fraction(row.numerator, row.denominator) - now),
        )
        for row in units
    ]
    border = sorted((then for then, _ in distances), reverse=True)[len(units) // _FARTHEST - 1]
    farthest = [(then, later) for then, later in distances if then >= border > 0]
    return FallingBack(len(farthest), sum(later < then for then, later in farthest)) if farthest else None
