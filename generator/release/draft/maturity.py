"""What became of the provisional rates of a month when they were final, unit by unit.

Source: section D5 of the statistics note; see `facts/revisions.py`. Both releases are published, so a reader can do it
again from their figures.csv.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.definitions.cohorts import POOLED
from generator.definitions.rounding import decimal_text
from generator.facts.chance.binomial import Count
from generator.facts.revisions import Revision, revisions, summary

# Period, scope, key and indicator → numerator and denominator (None for a volume), as `shelf.counts_of` gives them.
Counts = Mapping[tuple[str, str, str, str], tuple[int | None, int | None]]


@dataclass(frozen=True, order=True)
class RevisionRow:
    """A unit's rate of the month, provisional and final; `change` in percentage points, for display."""

    period: str
    indicator: str
    unit: str
    old_numerator: int
    old_denominator: int
    new_numerator: int
    new_denominator: int
    change: str


@dataclass(frozen=True)
class Maturity:
    """Every unit's revision, and what release.json says of each indicator."""

    rows: tuple[RevisionRow, ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)


def maturity(first: Counts, latest: Counts, month: str, ratios: Sequence[str] = ()) -> Maturity:
    """The revisions of the month's rates of units, from a provisional release to the final one.

    `ratios` are indicators whose numerator may exceed the denominator; they are left out.
    """
    old, new = _by_indicator(first, month, ratios), _by_indicator(latest, month, ratios)
    rows: list[RevisionRow] = []
    told: dict[str, Any] = {}
    for indicator in sorted(old.keys() & new.keys()):
        found = revisions(old[indicator], new[indicator])
        rows += [row for item in found if (row := _row(month, indicator, item)) is not None]
        sums = summary(found)
        if sums.mean_absolute is not None and sums.largest_absolute is not None:
            told[indicator] = {
                "units": sums.units,
                "changed": sums.changed,
                "mean_absolute": decimal_text(sums.mean_absolute),
                "largest_absolute": decimal_text(sums.largest_absolute),
            }
    return Maturity(tuple(sorted(rows)), told)


def _by_indicator(counts: Counts, month: str, ratios: Sequence[str]) -> dict[str, dict[str, Count]]:
    """Indicator → unit → count, of the month's rates."""
    found: dict[str, dict[str, Count]] = {}
    for (period, scope, key, indicator), (above, below) in counts.items():
        if (period, scope) != (month, "unit") or key == POOLED or indicator in ratios:
            continue
        if above is not None and below is not None:
            found.setdefault(indicator, {})[key] = Count(above, below)
    return found


def _row(month: str, indicator: str, item: Revision) -> RevisionRow | None:
    if item.first is None or item.latest is None or item.change is None:
        return None
    first, latest = item.first, item.latest
    return RevisionRow(month, indicator, item.unit, first.x, first.n, latest.x, latest.n, decimal_text(item.change))
