"""What was supplied, month by month: rows, those with findings, and cells that every row should have."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from generator.sql import identifier, month_of

# What is known of a case or event on the day on which it begins, so that no row need be without it.
_KNOWN_AT_ONCE = ("case_id", "unit", "category", "kind", "channel", "area", "asker", "received_at", "at", "event")


@dataclass(frozen=True)
class SupplyMonth:
    """The rows of an export that were received (events: happened) in one month, "" where nobody can tell the month.

    `rejected` of its `rows` were, `found` have any finding at all; `filled` of the `cells` that should be filled are.
    """

    month: str
    rows: int
    rejected: int
    found: int
    cells: int
    filled: int


def supplied(con: duckdb.DuckDBPyConnection, time: str, fields: frozenset[str]) -> tuple[SupplyMonth, ...]:
    """The account of the table `staged` by the month of the field `time`, of the mapped `fields`, in order of month."""
    known = [name for name in _KNOWN_AT_ONCE if name in fields]
    filled = " + ".join(f"({identifier(name)} IS NOT NULL)::BIGINT" for name in known)
    rows = con.execute(
        f"SELECT coalesce({month_of(identifier(time))}, '') AS month, count(*), count(rejected.row_index),"
        f" count(with_found.row_index), sum({filled})::BIGINT FROM staged LEFT JOIN rejected USING (row_index)"
        " LEFT JOIN (SELECT DISTINCT row_index FROM found WHERE row_index IS NOT NULL) AS with_found USING (row_index)"
        " GROUP BY month ORDER BY month"
    ).fetchall()
    return tuple(
        SupplyMonth(month, count, rejected, found, count * len(known), int(cells or 0))
        for month, count, rejected, found, cells in rows
    )
