"""Public count tables: the only counts that anything behind disclosure sees."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from generator.definitions.cohorts import POOLED

if TYPE_CHECKING:
    import pandas as pd

# The keys of an open table, before its outcomes.
OPEN_KEYS = ("period", "unit", "category", "channel", "street")

# Period, scope and key.
Place = tuple[str, str, str]


class PublicRow(NamedTuple):
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

    def of(self, period: str) -> list[PublicRow]:
        """The rows of one period, in order."""
        return self._by_period.get(period, [])

    @cached_property
    def _by_period(self) -> dict[str, list[PublicRow]]:
        found: dict[str, list[PublicRow]] = {}
        for row in self.rows:
            found.setdefault(row.period, []).append(row)
        return found


@dataclass(frozen=True)
class OpenTable:
    """One cohort's open table: `frame` has OPEN_KEYS, the outcomes (`columns`), n (int64), sorted by all of them.

    Keys and outcomes are categories of text: `_any` is generalised, `_none` blank in the source, `_pooled` a unit that
    the public table pools.
    """

    name: str
    columns: tuple[str, ...]
    frame: pd.DataFrame

    def only(self, periods: Collection[str]) -> OpenTable:
        """The rows of these periods."""
        return replace(self, frame=self.frame[self.frame["period"].isin(list(periods))])

    def rows(self) -> Iterator[tuple[str | int, ...]]:
        """The rows as plain texts and numbers, in order."""
        return zip(*(self.frame[name].tolist() for name in self.frame.columns), strict=True)


def merge_hidden(rows: Iterable[PublicRow], hidden: Collection[Place]) -> tuple[PublicRow, ...]:
    """Rows with hidden units and margin keys merged under `_pooled`; hidden totals are left out."""
    sums: dict[tuple[str, str, str, tuple[str, ...]], int] = {}
    for period, scope, named, outcomes, n in rows:
        key = named
        if (period, scope, named) in hidden:
            if scope in ("all", "tier", "group"):
                continue
            key = POOLED
        place = (period, scope, key, outcomes)
        sums[place] = sums.get(place, 0) + n
    return tuple(sorted(PublicRow(*place, n) for place, n in sums.items()))
