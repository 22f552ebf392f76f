"""Counts of today from those of the state before: only what changed cases add and take away is counted.

    counts = counts before + (changed cases as known now) − (the same cases as known before)

Counts are sums over cases, so this is exact. Where the rules of counting are other ones, everything is counted anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from generator.counts.changed import write_changed
from generator.counts.engine import CountTable, Prepared, count_tables, rules_digest, tally
from generator.counts.parts import Folders, digest, write_sorted
from generator.counts.state import State, counts_file
from generator.counts.store import Sources, read_rows
from generator.definitions.portal import Portal
from generator.workbench import workbench

# Table → month → hash of its file.
CountHashes = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Increment:
    """The counts now, the hash of the rules they follow, and what was found against rulings and calendar."""

    counts: CountHashes
    rules: str
    prepared: Prepared


def count_increment(portal: Portal, state: State, after: Sources, folders: Folders, work: Path) -> Increment:
    """Count what changed since `state`. New files are written below `folders.fresh`, drafts of them below `work`.

    Raises ValueError where less than nothing would be left of a count: then something changed unnoticed.
    """
    rules = rules_digest(portal, after.known)
    only: Path | None = None
    if rules == state.rules:
        before = Sources(state.known, state.rulings, settled=True)
        only = work / "changed.parquet"
        if not write_changed(portal, before, after, only):
            return Increment(state.counts, rules, Prepared({}, ()))
        tally(portal, before, work / "before", only)
    prepared = tally(portal, after, work / "after", only)
    counts: dict[str, dict[str, str]] = {}
    with workbench() as con:
        for table in count_tables(portal, after.known):
            old = state.counts.get(table.name, {}) if only is not None else {}
            counts[table.name] = _merged(con, table, old, folders, work)
    return Increment(counts, rules, prepared)


def _merged(
    con: duckdb.DuckDBPyConnection, table: CountTable, old: Mapping[str, str], folders: Folders, work: Path
) -> dict[str, str]:
    """Month → hash of the table's file, for every month that has any counts."""
    keys = ", ".join(table.keys)
    added, taken = work / "after" / f"{table.name}.parquet", work / "before" / f"{table.name}.parquet"
    less = f" UNION ALL SELECT {keys}, -n AS n FROM {read_rows([taken])}" if taken.is_file() else ""
    con.execute(
        f"CREATE OR REPLACE TABLE change AS SELECT {keys}, sum(n)::BIGINT AS n"
        f" FROM (SELECT {keys}, n FROM {read_rows([added])}{less}) GROUP BY ALL HAVING sum(n) <> 0"
    )
    hashes = dict(old)
    for (month,) in con.execute("SELECT DISTINCT period FROM change ORDER BY 1").fetchall():
        before = hashes.pop(month, "")
        rows = f"SELECT {keys}, n FROM change WHERE period = '{month}'"
        if before:
            path = folders.path(counts_file(table.name, month, before))
            rows += f" UNION ALL SELECT {keys}, n FROM {read_rows([path])}"
        con.execute(
            f"CREATE OR REPLACE TABLE counted AS SELECT {keys}, sum(n)::BIGINT AS n FROM ({rows})"
            " GROUP BY ALL HAVING sum(n) <> 0"
        )
        least = con.execute("SELECT min(n) FROM counted").fetchone()
        if least is None or least[0] is None:
            continue
        if least[0] < 0:
            raise ValueError(f"{table.name} of {month}: cases changed that nothing named")
        draft = work / "counted.parquet"
        write_sorted(con, "SELECT * FROM counted", "ALL", draft)
        hashes[month] = digest(draft)
        target = folders.fresh / counts_file(table.name, month, hashes[month])
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(target)
    return dict(sorted(hashes.items()))
