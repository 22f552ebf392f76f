"""Which rows of trends.csv tell of the window right before, and which of the same window of last year."""

from __future__ import annotations

from collections.abc import Iterable

from generator.definitions.periods import period_months, shift

Row = dict[str, str]


def right_before(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows that tell of the window right before; of two windows of an indicator, of the shorter one.

    A year is compared with the one right before it, too: that is no trend where a shorter window is told.
    """
    adjacent = [row for row in rows if shift(period_months(row["period"])[0], -1) == period_months(row["before"])[-1]]
    lengths: dict[str, int] = {}
    for row in adjacent:
        length = len(period_months(row["period"]))
        lengths[row["indicator"]] = min(length, lengths.get(row["indicator"], length))
    return tuple(row for row in adjacent if len(period_months(row["period"])) == lengths[row["indicator"]])


def a_year_before(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows that tell of the same window of last year."""
    return tuple(row for row in rows if row["before"] == year_before(row["period"]))


def year_before(period: str) -> str:
    """The code of the same window of last year: `2024-02-P12M` → `2023-02-P12M`."""
    return f"{int(period[:4]) - 1}{period[4:]}"
