"""Open tables: a cohort by unit, period, outcomes, and as much of category, channel and street as k allows.

Source: the deterministic bottom-up recoding of the statistics note (C4), and the design's rules where they differ.
Unit, period and outcomes are never recoded, so that every rate of a unit can be recomputed from an open table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from generator.definitions.cohorts import ANY_KEY, OPEN_TABLES, OUTCOMES
from generator.disclosure.open.cells import Cells, Numbers, open_cells
from generator.disclosure.open.margins import classes_to_hide, visible_levels
from generator.disclosure.policy import Policy
from generator.disclosure.pool.scopes import renamed, sums
from generator.disclosure.tables import OPEN_KEYS, OpenTable, PublicTable

# What a class shares beside period and unit, from the finest to the coarsest; the last level shares nothing more.
LEVELS: Final = (
    ("street", "leaf", "channel"),
    ("street", "leaf"),
    ("street", "parent"),
    ("street",),
    ("parent",),
)


def open_tables(
    counts: Mapping[str, pd.DataFrame],
    policy: Policy,
    tables: Mapping[str, PublicTable],
    outcomes: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, OpenTable]:
    """Open tables (table name → table) from full-grain counts and the public tables made of them.

    `counts`, `policy` and `outcomes` are those that `disclose` made `tables` from. The order of rows does not matter.
    """
    columns = {name: tuple(usual) for name, usual in OUTCOMES.items()} | dict(outcomes or {})
    return {
        name: _open_table(counts[name], tables[name], columns[name], policy) for name in OPEN_TABLES if name in tables
    }


@dataclass
class _Placed:
    """Every cell's level, 0 for the last, and its class, known by the first of its cells; -1 at the last level."""

    level: Numbers
    of: Numbers

    @property
    def classes(self) -> Numbers:
        """The first cells of all classes, in order."""
        return np.unique(self.of[self.of >= 0])

    def generalise_wholly(self, classes: Collection[int]) -> None:
        """Move these classes to the last level: their cells are told by unit and period alone."""
        moved = np.isin(self.of, list(classes))
        self.level[moved], self.of[moved] = 0, -1


def _open_table(frame: pd.DataFrame, table: PublicTable, outcomes: tuple[str, ...], policy: Policy) -> OpenTable:
    cells = open_cells(frame, table, policy)
    placed = _generalised(cells, policy.k)
    placed.generalise_wholly(_borrowed(cells, placed, policy.k))
    weights = _weights(cells, placed)
    seen = visible_levels(LEVELS)
    placed.generalise_wholly(classes_to_hide(cells, placed.level, placed.classes, weights, policy.k, seen))
    return OpenTable(table.name, outcomes, _told(frame, cells, placed.level, outcomes))


def _generalised(cells: Cells, k: int) -> _Placed:
    """Each cell at the finest level at which its class has k cases."""
    placed = _Placed(np.zeros(len(cells.n), dtype=np.int64), np.full(len(cells.n), -1, dtype=np.int64))
    has_leaf = np.array([text != ANY_KEY for text in cells.texts["leaf"]], dtype=bool)
    for level, shared in enumerate(LEVELS, start=1):
        rest = np.flatnonzero(placed.level == 0)
        # A sensitive category has no leaf and waits for the level of its parent.
        fit = rest[has_leaf[cells.keys["leaf"][rest]]] if "leaf" in shared else rest
        first, group, n = cells.grouped(("period", "unit", *shared), fit)
        enough = n[group] >= k
        placed.level[fit[enough]] = level
        placed.of[fit[enough]] = first[group][enough]
    return placed


def _weights(cells: Cells, placed: _Placed) -> Numbers:
    """The cases of each class."""
    inside = placed.of >= 0
    return np.bincount(placed.of[inside], cells.n[inside], len(cells.n)).astype(np.int64)[placed.classes]


def _borrowed(cells: Cells, placed: _Placed, k: int) -> list[int]:
    """The classes that leave nothing but k cases, or all there are, without further details at any unit and period.

    Where that residual would have fewer, the lightest class of the coarsest level joins it.
    """
    first, _, left = cells.grouped(("period", "unit"), np.flatnonzero(placed.level == 0))
    places = list(zip(cells.keys["period"].tolist(), cells.keys["unit"].tolist(), strict=True))
    short = {places[cell] for cell in first[left < k].tolist()}
    found = zip(placed.classes.tolist(), _weights(cells, placed).tolist(), strict=True)
    lightest: dict[tuple[int, int], int] = {}
    for place, _, _, one in sorted((places[at], -placed.level[at], n, at) for at, n in found if places[at] in short):
        lightest.setdefault(place, one)
    return list(lightest.values())


def _told(frame: pd.DataFrame, cells: Cells, level: Numbers, outcomes: tuple[str, ...]) -> pd.DataFrame:
    """The rows as they are published: keys, outcomes (categories of text) and n, sorted by all columns."""
    told = {"category": {1: "leaf", 2: "leaf", 3: "parent", 5: "parent"}, "channel": {1: "channel"}}
    told["street"] = dict.fromkeys((1, 2, 3, 4), "street")
    columns: dict[str, Any] = {name: _texts(cells.texts[name], cells.keys[name][cells.of]) for name in OPEN_KEYS[:2]}
    for name, by_level in told.items():
        texts = sorted({ANY_KEY}.union(*(cells.texts[source] for source in by_level.values())))
        codes = np.full(len(level), texts.index(ANY_KEY))
        for at, source in by_level.items():
            places = np.array([texts.index(text) for text in cells.texts[source]], dtype=np.int64)
            codes[level == at] = places[cells.keys[source][level == at]]
        columns[name] = _texts(texts, codes[cells.of])
    columns |= {name: renamed(frame[name], str).array for name in outcomes} | {"n": frame["n"].to_numpy()}
    return sums(pd.DataFrame(columns, copy=False), [*OPEN_KEYS, *outcomes])


def _texts(texts: list[str], codes: Numbers) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, pd.Index(texts, dtype="str"))
