"""A ranked window beside the one before it: better or worse only where the difference exceeds chance.

Source: `facts/chance/change.py`, whose tests are judged together over all units of a ranking.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
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
    figures: Sequence[Figure],
    indicator: Indicator,
    periods: tuple[str, str],
    units: Collection[str],
    level: Fraction,
    worth: Callable[[str, str, Count], Count],
) -> list[TrendRow]:
    """The trend of `units` from the second to the first of `periods`, where `figures` name them in both.

    `worth` says of a unit, a period and a count how many independent cases it is worth.
    """
    if not indicator.sampled or indicator.direction == "none":
        return []
    period, earlier = periods
    before, now = (_counts(figures, indicator, each, units) for each in (earlier, period))
    tested = {
        unit: (worth(unit, earlier, before[unit]), worth(unit, period, now[unit]))
        for unit in before.keys() & now.keys()
    }
    rows = changes(before, now, indicator.direction, level, indicator.least_n, tested)
    return [
        TrendRow(period, indicator.id, row.unit, earlier, row.now.x, row.now.n, row.before.x, row.before.n, row.result)
        for row in rows
    ]


def _counts(figures: Iterable[Figure], indicator: Indicator, period: str, units: Collection[str]) -> dict[str, Count]:
    return {
        figure.key: Count(figure.numerator, figure.denominator or 0)
        for figure in figures
        if (figure.period, figure.scope, figure.indicator) == (period, "unit", indicator.id) and figure.key in units
    }
