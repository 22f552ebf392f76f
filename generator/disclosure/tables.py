"""Public count tables: the only counts that anything behind disclosure sees."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from generator.definitions.codes import POOLED

# Period, scope and key.
Place = tuple[str, str, str]


@dataclass(frozen=True, order=True)
class PublicRow:
    """`n` cases of a period that share a scope's key and their outcomes (in the order of the table's columns)."""

    period: str
    scope: str
    key: str
    outcomes: tuple[str, ...]
    n: int


@dataclass(frozen=True)
class PublicTable:
    """One cohort's public counts, in total order.

    `hidden` holds (period, scope, key) of what may not be named there: pooled keys, and totals that would give a
    pooled key away. Names only, no counts.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[PublicRow, ...]
    hidden: frozenset[Place]


def merge_hidden(rows: Iterable[PublicRow], hidden: Collection[Place]) -> tuple[PublicRow, ...]:
    """Rows with hidden units and margin keys merged under `_pooled`; hidden totals are left out."""
    sums: dict[tuple[str, str, str, tuple[str, ...]], int] = {}
    for row in rows:
        key = row.key
        if (row.period, row.scope, row.key) in hidden:
            if row.scope in ("all", "tier", "group"):
                continue
            key = POOLED
        place = (row.period, row.scope, key, row.outcomes)
        sums[place] = sums.get(place, 0) + row.n
    return tuple(sorted(PublicRow(*place, n) for place, n in sums.items()))
