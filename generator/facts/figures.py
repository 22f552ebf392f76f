"""Figures: numerators and denominators summed from public counts, rates as exact fractions.

Rates are rounded for display alone (`definitions/rounding.py`); everything compared or ranked uses the fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from generator.definitions.indicators import Indicator
from generator.definitions.rounding import percent_of
from generator.disclosure.tables import PublicTable


class Figure(NamedTuple):
    """One published figure. `denominator` is None for a volume."""

    period: str
    scope: str
    key: str
    indicator: str
    numerator: int
    denominator: int | None
    mark: str
    definition: str
    source: str

    @property
    def rate(self) -> Fraction | None:
        """Numerator over denominator; None for a volume and where the denominator is 0."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def value(self) -> str:
        """The rate as a percentage for display; empty where there is none."""
        return percent_of(self.numerator, self.denominator)


def figures(table: PublicTable, indicators: Iterable[Indicator], marks: Mapping[str, str], source: str) -> list[Figure]:
    """Every figure of the `indicators` that a public table gives, for the periods named in `marks`.

    `marks` maps a period to its mark; `source` is the file name of the table in the release.
    """
    rows: list[Figure] = []
    for indicator in indicators:
        sums: dict[tuple[str, str, str], tuple[int, int]] = {}
        holds: dict[tuple[str, ...], tuple[bool, bool]] = {}
        for period in sorted(marks):
            for _, scope, key, outcomes, n in table.of(period):
                if outcomes not in holds:
                    holds[outcomes] = counts_in(indicator, dict(zip(table.columns, outcomes, strict=True)))
                in_numerator, in_denominator = holds[outcomes]
                numerator, denominator = sums.get((period, scope, key), (0, 0))
                sums[period, scope, key] = (numerator + n * in_numerator, denominator + n * in_denominator)
        rows += [
            Figure(
                period,
                scope,
                key,
                indicator.id,
                numerator,
                denominator if indicator.denominator else None,
                marks[period],
                indicator.definition,
                source,
            )
            for (period, scope, key), (numerator, denominator) in sums.items()
        ]
    return rows


def counts_in(indicator: Indicator, outcomes: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether what shares these `outcomes` (column → value) counts in the numerator, and in the denominator.

    A case counts in the numerator only if it counts in the denominator, so no rate can exceed 100 %; a ratio may.
    """
    below = indicator.denominator is None or indicator.denominator.holds(outcomes)
    return (below or indicator.ratio) and indicator.numerator.holds(outcomes), below
