"""No subtraction of an open table from the margins: what they say of a key beyond its open rows is nothing, or k."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from generator.definitions.cohorts import MARGIN_SCOPES
from generator.disclosure.open.cells import Cells, Numbers

# The field of a class by which each margin is seen: a category is seen by its leaf and by its parent.
_SEEN_BY = {"category": {"leaf", "parent"}, "channel": {"channel"}, "street": {"street"}}


def visible_levels(levels: Sequence[Sequence[str]]) -> dict[str, tuple[int, ...]]:
    """Margin scope → the levels (from 1) at which a class tells its key."""
    return {
        scope: tuple(level for level, shared in enumerate(levels, start=1) if _SEEN_BY[scope] & set(shared))
        for scope in MARGIN_SCOPES
    }


def classes_to_hide(
    cells: Cells, level: Numbers, classes: Numbers, n: Numbers, k: int, seen: Mapping[str, tuple[int, ...]]
) -> list[int]:
    """The classes that must go to the last level, so that every margin key is left with nothing or with `k`.

    `level` is that of every cell, 0 for the last; `classes` are known by their first cells and hold `n` cases each;
    `seen` as `visible_levels` has it. For each key that would be left with less, its lightest class: it weighs k, so
    one is enough, and what is left of any other key can only grow. Keys pooled in the margins count as the one key
    `_pooled`.
    """
    moved: list[int] = []
    done: set[tuple[int, str, int]] = set()
    for scope, shown in seen.items():
        margin = f"m_{scope}"
        first, _, left = cells.grouped(("period", margin), np.flatnonzero(~np.isin(level, shown)))
        places = list(zip(cells.keys["period"].tolist(), cells.keys[margin].tolist(), strict=True))
        short = {places[cell] for cell in first[left < k].tolist()}
        near = np.isin(level[classes], shown)
        found = zip(classes[near].tolist(), n[near].tolist(), strict=True)
        for (period, key), _, lightest in sorted((places[at], of, at) for at, of in found if places[at] in short):
            if (period, scope, key) in done:
                continue
            moved.append(lightest)
            done |= {
                (period, other, int(cells.keys[f"m_{other}"][lightest]))
                for other, levels in seen.items()
                if level[lightest] in levels
            }
    return moved
