"""Maturity: what changed from the provisional to the final figure, unit by unit.

Source: section D5 of the statistics note (revision table: first against latest value, mean absolute revision).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from generator.facts.chance.binomial import Count


@dataclass(frozen=True)
class Revision:
    """A unit's first and latest count; `change` is latest minus first rate in percentage points, exact.

    None where either rate does not exist (no case yet, or not published by name).
    """

    unit: str
    first: Count | None
    latest: Count | None
    change: Fraction | None


@dataclass(frozen=True)
class Summary:
    """Over the units with a change: how many, how many of them moved at all, and the mean and largest absolute one."""

    units: int
    changed: int
    mean_absolute: Fraction | None
    largest_absolute: Fraction | None


def revisions(first: Mapping[str, Count], latest: Mapping[str, Count]) -> list[Revision]:
    """One row per unit of either table, in order of code."""
    return [
        Revision(unit, first.get(unit), latest.get(unit), _change(first.get(unit), latest.get(unit)))
        for unit in sorted(first.keys() | latest.keys())
    ]


def summary(rows: list[Revision]) -> Summary:
    """The mean absolute revision: every unit with both rates weighs the same."""
    sizes = [abs(row.change) for row in rows if row.change is not None]
    if not sizes:
        return Summary(0, 0, None, None)
    return Summary(len(sizes), sum(size > 0 for size in sizes), sum(sizes, Fraction(0)) / len(sizes), max(sizes))


def _change(first: Count | None, latest: Count | None) -> Fraction | None:
    if first is None or latest is None or not first.n or not latest.n:
        return None
    return 100 * (Fraction(latest.x, latest.n) - Fraction(first.x, first.n))
