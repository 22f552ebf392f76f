"""Merged cells: what stands in the first one holds for all that lie below it; across columns it holds for none."""

from __future__ import annotations

import duckdb

from generator.intake.loading import LoadNotes, Plan
from generator.intake.readers.sheets import Cut


def fill_merged(con: duckdb.DuckDBPyConnection, plan: Plan, notes: LoadNotes) -> list[tuple[str, int, int]]:
    """Fill `loaded` downwards, and mark rows in which a wanted cell is merged with its neighbour.

    Sheet, first row and number of the ranges that were filled, for each sheet that has any.
    """
    filled = []
    for cut, found in notes.sheets:
        below = [area for area in found.merged if area[2] > cut.header_row]
        down = [(max(area[0], cut.header_row + 1), area) for area in below if area[1] == area[3] and area[0] < area[2]]
        wanted = [(first, area) for first, area in down if area[1] in cut.columns]
        for number, place in enumerate(cut.columns):
            ranges = [(first, area[2]) for first, area in wanted if area[1] == place]
            _fill(con, cut, f"r{number}", ranges)
        across = [area for area in below if area[3] > area[1] and any(area[1] <= c <= area[3] for c in cut.columns)]
        _mark(con, plan, cut, [(max(area[0], cut.header_row + 1), area[2]) for area in across])
        if wanted:
            filled.append((cut.sheet.name, min(first for first, _ in wanted), len(wanted)))
    return filled


def _fill(con: duckdb.DuckDBPyConnection, cut: Cut, column: str, ranges: list[tuple[int, int]]) -> None:
    if not ranges:
        return
    lists = [[first for first, _ in ranges], [last for _, last in ranges]]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE merged AS SELECT unnest(?::BIGINT[]) AS first, unnest(?::BIGINT[]) AS last", lists
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE tops AS SELECT merged.*, numbered.{column} AS value FROM merged"
        " JOIN numbered ON numbered.row = merged.first AND numbered.sheet = ?",
        [cut.sheet.name],
    )
    con.execute(
        f"UPDATE loaded SET {column} = tops.value FROM tops WHERE loaded.sheet = ? AND loaded.row > tops.first"
        f" AND loaded.row <= tops.last AND loaded.{column} IS NULL",
        [cut.sheet.name],
    )


def _mark(con: duckdb.DuckDBPyConnection, plan: Plan, cut: Cut, ranges: list[tuple[int, int]]) -> None:
    if not ranges:
        return
    blank = ", ".join(f"{name} = NULL" for name in (*plan.columns, *(item.name for item in plan.derived)))
    lists = [[first for first, _ in ranges], [last for _, last in ranges]]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE merged AS SELECT unnest(?::BIGINT[]) AS first, unnest(?::BIGINT[]) AS last", lists
    )
    con.execute(
        f"UPDATE loaded SET trouble = 'cells-merged-across', {blank} FROM merged"
        " WHERE loaded.sheet = ? AND loaded.row BETWEEN merged.first AND merged.last",
        [cut.sheet.name],
    )
