"""数据质量分: how good a supplier's file is, month by month, on counts alone.

score = 50 × accepted ÷ rows + 30 × filled ÷ cells + 20 × rows without any finding ÷ rows

`cells` are those of the mapped columns that are known of every case at once (number, unit, category, kind, channel,
area, asker, time of receipt). A file that cannot be read scores 0. An internal figure, for the talk with the supplier;
the weights are this program's own, modelled on the quality scores in bulletins of Jiangsu's platforms.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from generator.definitions.rounding import decimal_text
from generator.intake.staging import Intake, SupplyMonth

ACCEPTED_WEIGHT: Final = 50
FILLED_WEIGHT: Final = 30
CLEAN_WEIGHT: Final = 20


@dataclass(frozen=True)
class Quality:
    """The account of one supplier (a mapping; where none fits, the file) and month, and its score with one decimal."""

    supplier: str
    account: SupplyMonth
    score: str


def score(account: SupplyMonth) -> Fraction:
    """Points from 0 to 100, exact."""
    if not account.rows:
        return Fraction(0)
    accepted = Fraction(account.rows - account.rejected, account.rows)
    clean = Fraction(account.rows - account.found, account.rows)
    filled = Fraction(account.filled, account.cells) if account.cells else Fraction(0)
    return ACCEPTED_WEIGHT * accepted + FILLED_WEIGHT * filled + CLEAN_WEIGHT * clean


def qualities(intakes: Iterable[Intake]) -> tuple[Quality, ...]:
    """A line for each supplier and month, in this order; files of one supplier together."""
    totals: dict[tuple[str, str], SupplyMonth] = {}
    for intake in intakes:
        for account in intake.supply or (SupplyMonth("", 0, 0, 0, 0, 0),):
            key = (intake.mapping or intake.file, account.month)
            totals[key] = _sum(totals.get(key), account)
    return tuple(
        Quality(supplier, account, decimal_text(score(account), 1)) for (supplier, _), account in sorted(totals.items())
    )


def _sum(one: SupplyMonth | None, other: SupplyMonth) -> SupplyMonth:
    if one is None:
        return other
    return SupplyMonth(
        one.month,
        one.rows + other.rows,
        one.rejected + other.rejected,
        one.found + other.found,
        one.cells + other.cells,
        one.filled + other.filled,
    )
