"""Rates adjusted for the mix of cases, from open tables: beside the crude rate, which stays the order.

Source: section A6 of the statistics note; see `facts/chance/standardise.py`. Cases are told apart by top-level
category. What an open table generalises (`_any`) is a category of its own: it hides a mix, so the adjustment is the
weaker the more of it a unit has. Its share stands beside every row, and where it is more than half nothing is adjusted.
Reference rates are those of all units, pooled ones included.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from generator.definitions.cohorts import ANY_KEY
from generator.definitions.indicators import Indicator
from generator.definitions.rounding import decimal_text, percent, percent_of
from generator.disclosure.tables import OPEN_KEYS
from generator.facts.chance.binomial import Count
from generator.facts.chance.standardise import Adjusted, indirect
from generator.facts.figures import counts_in

# With a larger share of cases of untold category there is no mix that could be adjusted for.
MOST_UNTOLD: Final = Fraction(1, 2)


@dataclass(frozen=True)
class OpenCounts:
    """An open table: its outcome columns, and rows of OPEN_KEYS, outcomes and n."""

    columns: tuple[str, ...]
    rows: tuple[Sequence[str | int], ...]


@dataclass(frozen=True, order=True)
class AdjustedRow:
    """One unit's crude and adjusted rate; all shares in percent for display, blank where there are none.

    `any_share` is the share of its cases whose category the open table does not tell.
    """

    period: str
    indicator: str
    unit: str
    numerator: int
    denominator: int
    value: str
    expected: str
    adjusted: str
    failure_ratio: str
    failure_low: str
    failure_high: str
    alone: str
    any_share: str


def adjusted_rows(
    table: OpenCounts,
    indicator: Indicator,
    periods: Collection[str],
    top_of: Mapping[str, str],
    units: Collection[str],
    *,
    limited: bool = True,
) -> list[AdjustedRow]:
    """The adjusted rates of `units` in each of the `periods` that the table holds.

    `top_of` maps a category to the top one above it; a code that it does not know stands for itself. Releases from
    before verdicts are not `limited`: they gave an adjusted rate whatever its worth.
    """
    return [
        _row(period, indicator, adjusted, _any_share(cells, adjusted), limited)
        for period, cells in sorted(category_cells(table, indicator, periods, top_of).items())
        for adjusted in indirect(cells)
        if adjusted.unit in units
    ]


def category_cells(
    table: OpenCounts, indicator: Indicator, periods: Collection[str], top_of: Mapping[str, str]
) -> dict[str, dict[tuple[str, str], Count]]:
    """Period → count of each unit and top category, as `adjusted_rows` takes them from an open table."""
    by_period: dict[str, dict[tuple[str, str], Count]] = {}
    known: dict[tuple[str | int, ...], tuple[bool, bool]] = {}
    for row in table.rows:
        period, unit, category = map(str, row[:3])
        if period not in periods:
            continue
        outcomes, n = tuple(row[len(OPEN_KEYS) : -1]), int(row[-1])
        if outcomes not in known:
            known[outcomes] = counts_in(indicator, dict(zip(table.columns, map(str, outcomes), strict=True)))
        above, below = known[outcomes]
        cells = by_period.setdefault(period, {})
        place = (unit, top_of.get(category, category))
        before = cells.get(place, Count(0, 0))
        cells[place] = Count(before.x + n * above, before.n + n * below)
    return by_period


def tops(parents: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Category → the top one above it, from pairs of code and parent (blank at the top)."""
    above = dict(parents)
    top_of = {}
    for code in above:
        top, steps = code, 0
        while above.get(top) and steps < len(above):
            top, steps = above[top], steps + 1
        top_of[code] = top
    return top_of


def _any_share(cells: Mapping[tuple[str, str], Count], adjusted: Adjusted) -> Fraction:
    return Fraction(cells.get((adjusted.unit, ANY_KEY), Count(0, 0)).n, adjusted.count.n)


def _row(period: str, indicator: Indicator, adjusted: Adjusted, any_share: Fraction, limited: bool) -> AdjustedRow:
    hollow = limited and any_share > MOST_UNTOLD
    rate = None if hollow or (limited and (adjusted.rate or 0) > 1) else adjusted.rate
    failures = (adjusted.failure_ratio, adjusted.failure_low, adjusted.failure_high)
    ratio, low, high = ("", "", "") if hollow else map(_share, failures)
    return AdjustedRow(
        period=period,
        indicator=indicator.id,
        unit=adjusted.unit,
        numerator=adjusted.count.x,
        denominator=adjusted.count.n,
        value=percent_of(adjusted.count.x, adjusted.count.n),
        expected=decimal_text(adjusted.expected),
        adjusted=_share(rate),
        failure_ratio=ratio,
        failure_low=low,
        failure_high=high,
        alone=percent(adjusted.alone),
        any_share=percent(any_share),
    )


def _share(value: Fraction | None) -> str:
    return "" if value is None else percent(value)
