"""No subtraction of an open table from the margins: what they say of a key beyond its open rows is nothing, or k."""

from __future__ import annotations

from collections.abc import Sequence

from generator.definitions.cohorts import MARGIN_SCOPES
from generator.disclosure.open.cells import Cells

# The field of a class by which each margin is seen: a category is seen by its leaf and by its parent.
_SEEN_BY = {"category": {"leaf", "parent"}, "channel": {"channel"}, "street": {"street"}}


def visible_levels(levels: Sequence[Sequence[str]]) -> dict[str, tuple[int, ...]]:
    """Margin scope → the levels (from 1) at which a class tells its key."""
    return {
        scope: tuple(level for level, shared in enumerate(levels, start=1) if _SEEN_BY[scope] & set(shared))
        for scope in MARGIN_SCOPES
    }


def classes_to_hide(cells: Cells, k: int, levels: Sequence[Sequence[str]]) -> list[int]:
    """The classes that must go to the last level, so that every margin key is left with nothing or with `k`.

    For each key that would be left with less, its lightest class: it weighs k, so one is enough, and what is left of
    any other key can only grow. Keys pooled in the margins count as the one key `_pooled`.
    """
    seen = visible_levels(levels)
    moved: list[int] = []
    done: set[tuple[str, str, str]] = set()
    for scope in MARGIN_SCOPES:
        shown = ", ".join(map(str, seen[scope]))
        unseen = f"(SELECT cells.* FROM cells LEFT JOIN placed USING (cell) WHERE coalesce(level, 0) NOT IN ({shown}))"
        left = f"SELECT period, m_{scope}, sum(n) AS n FROM {unseen} GROUP BY ALL"
        rows = cells.con.execute(
            f"WITH short AS (SELECT period, m_{scope} FROM ({left}) WHERE n < {k}),"
            f" near AS (FROM classes JOIN short USING (period, m_{scope}) WHERE level IN ({shown})),"
            f" least AS (SELECT period, m_{scope}, min(n) AS n FROM near GROUP BY ALL)"
            f" SELECT period, m_{scope}, n, class, level, m_category, m_channel, m_street"
            f" FROM near JOIN least USING (period, m_{scope}, n)"
        ).fetchall()
        for period, key, _, found, level, *keys in sorted(rows):
            if (period, scope, key) in done:
                continue
            moved.append(found)
            done |= {
                (period, other, its)
                for other, its in zip(("category", "channel", "street"), keys, strict=True)
                if level in seen[other]
            }
    return moved
