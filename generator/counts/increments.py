"""Counts of today from those of the state before: only what changed cases add and take away is counted.

    counts = counts before + (changed cases as known now) − (the same cases as known before)

Counts are sums over cases, so this is exact. Where the rules of counting are other ones, everything is counted anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.counts.changed import write_changed
from generator.counts.engine import CountTable, Prepared, count_tables, prepare, rules_digest, tally
from generator.counts.parts import Folders, digest, write_rows
from generator.counts.state import State, counts_file
from generator.counts.store import Sources
from generator.definitions.portal import Portal
from generator.engines.bench import Bench, Opener
from generator.sql import literal, read_rows

# Table → month → hash of its file.
CountHashes = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Increment:
    """The counts now, the hash of the rules they follow, and what was found against rulings and calendar."""

    counts: CountHashes
    rules: str
    prepared: Prepared


def count_increment(
    portal: Portal, state: State, after: Sources, folders: Folders, work: Path, opener: Opener
) -> Increment:
    """Count what changed since `state`, on benches of an engine. New files are written below `folders.fresh`, drafts of
    them below `work`.

    Raises ValueError where less than nothing would be left of a count: then something changed unnoticed.
    """
    rules = rules_digest(portal, after.known)
    only: Path | None = None
    if rules == state.rules:
        before = Sources(state.known, state.rulings, settled=True)
        only = work / "changed.parquet"
        with opener(after.known.as_of) as bench:
            changed = write_changed(bench, portal, before, after, only)
        if not changed:
            return Increment(state.counts, rules, Prepared({}, ()))
        with opener(before.known.as_of) as bench:
            tally(bench, portal, before, work / "before", only)
    with opener(after.known.as_of) as bench:
        prepared = prepare(bench, portal, after, only, as_kept=True)
        counts = {
            table.name: _merged(bench, table, state.counts.get(table.name, {}) if only else {}, folders, work)
            for table in count_tables(portal, after.known)
        }
    return Increment(counts, rules, prepared)


def _merged(bench: Bench, table: CountTable, old: Mapping[str, str], folders: Folders, work: Path) -> dict[str, str]:
    """Month → hash of the table's file, for every month that has any counts."""
    con, keys = bench.con, ", ".join(table.keys)
    hashes = dict(old)
    taken = work / "before" / f"{table.name}.parquet"
    rows = f"SELECT {keys}, n FROM ({table.counted(bench)})"
    if old or taken.is_file():
        less = f" UNION ALL SELECT {keys}, -n AS n FROM {read_rows([taken])}" if taken.is_file() else ""
        con.execute(f"CREATE TABLE change AS {_summed(keys, rows + less)}")
        touched = [month for (month,) in con.execute("SELECT DISTINCT period FROM change").fetchall()]
        before = [
            folders.path(counts_file(table.name, month, hashes.pop(month))) for month in touched if month in hashes
        ]
        more = f" UNION ALL SELECT {keys}, n FROM {read_rows(before)}" if before else ""
        rows = _summed(keys, f"SELECT {keys}, n FROM change{more}")
    con.execute(f"CREATE TABLE counted AS SELECT {keys}, n::BIGINT AS n FROM ({rows}) ORDER BY ALL")
    for month, least in con.execute("SELECT period, min(n) FROM counted GROUP BY period ORDER BY period").fetchall():
        if least < 0:
            raise ValueError(f"{table.name} of {month}: cases changed that nothing named")
        draft = work / "counted.parquet"
        write_rows(con, f"SELECT * FROM counted WHERE period = {literal(month)}", draft)
        hashes[month] = digest(draft)
        target = folders.fresh / counts_file(table.name, month, hashes[month])
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(target)
    con.execute("DROP TABLE IF EXISTS change")
    con.execute("DROP TABLE counted")
    return dict(sorted(hashes.items()))


def _summed(keys: str, rows: str) -> str:
    """The sums of counts that are not 0."""
    return f"SELECT {keys}, sum(n)::BIGINT AS n FROM ({rows}) GROUP BY ALL HAVING sum(n) <> 0"
