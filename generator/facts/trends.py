"""A ranked window beside the one before it: better or worse only where the difference exceeds chance.

Source: `facts/change.py`, whose tests are judged together over all units of a ranking.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from generator.definitions.indicators import Indicator
from generator.facts.chance.binomial import Count
from generator.facts.chance.change import changes
from generator.facts.figures import Figure


@dataclass(frozen=True, order=True)
class TrendRow:
    """A unit's counts in a ranked window and in the one before; `before` is that window's code."""

    period: str
    indicator: str
    unit: str
    before: str
    numerator: int
    denominator: int
    numerator_before: int
    denominator_before: int
    result: str


def trend_rows(
    now: Iterable[Figure],
    before: Iterable[Figure],
    indicator: Indicator,
    periods: tuple[str, str],
    units: Collection[str],
    level: Fraction,
) -> list[TrendRow]:
    """The trend of `units` from the second to the first of `periods`, where they stand by name in both."""
    if not indicator.sampled or indicator.direction == "none":
        return []
    period, earlier = periods
    rows = changes(
        _counts(before, indicator, earlier, units),
        _counts(now, indicator, period, units),
        indicator.direction,
        level,
        indicator.minimum_n,
    )
    return [
        TrendRow(period, indicator.id, row.unit, earlier, row.now.x, row.now.n, row.before.x, row.before.n, row.result)
        for row in rows
    ]


def _counts(figures: Iterable[Figure], indicator: Indicator, period: str, units: Collection[str]) -> dict[str, Count]:
    return {
        item.key: Count(item.numerator, item.denominator or 0)
        for item in figures
        if (item.period, item.scope, item.indicator) == (period, "unit", indicator.id) and item.key in units
    }
