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
from generator.release.format import FigureKey

# The counts of each figure: numerator and denominator (None for a volume).
Counts = Mapping[FigureKey, tuple[int, int | None]]


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
    summaries: dict[str, Any] = {}
    for indicator in sorted(old.keys() & new.keys()):
        of_units = revisions(old[indicator], new[indicator])
        rows += [row for revision in of_units if (row := _row(month, indicator, revision)) is not None]
        sums = summary(of_units)
        if sums.mean_absolute is not None and sums.largest_absolute is not None:
            summaries[indicator] = {
                "units": sums.units,
                "changed": sums.changed,
                "mean_absolute": decimal_text(sums.mean_absolute),
                "largest_absolute": decimal_text(sums.largest_absolute),
            }
    return Maturity(tuple(sorted(rows)), summaries)


def _by_indicator(counts: Counts, month: str, ratios: Sequence[str]) -> dict[str, dict[str, Count]]:
    """Indicator → unit → count, of the month's rates."""
    of_units: dict[str, dict[str, Count]] = {}
    for (period, scope, key, indicator), (above, below) in counts.items():
        if (period, scope) != (month, "unit") or key == POOLED or indicator in ratios:
            continue
        if below is not None:
            of_units.setdefault(indicator, {})[key] = Count(above, below)
    return of_units


def _row(month: str, indicator: str, revision: Revision) -> RevisionRow | None:
    if revision.first is None or revision.latest is None or revision.change is None:
        return None
    first, latest, change = revision.first, revision.latest, decimal_text(revision.change)
    return RevisionRow(month, indicator, revision.unit, first.x, first.n, latest.x, latest.n, change)
