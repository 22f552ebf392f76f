"""Full-grain counts of some months, read from their files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import duckdb
import numpy as np
import pandas as pd

from generator.counts.cohorts import cohort_queries
from generator.counts.engine import DEADLINES, EXCLUDED_FROM, FILLED, count_tables
from generator.counts.increments import CountHashes
from generator.counts.ledgers import EXCLUSIONS, HAPPENINGS, LedgerCounts, Row, reported_kinds
from generator.counts.parts import Folders
from generator.counts.state import counts_file
from generator.counts.store import Sources
from generator.definitions.case_terms import DUE_TIMES
from generator.definitions.portal import Portal
from generator.sql import identifier, read_rows
from generator.workbench import workbench


@dataclass(frozen=True)
class Counts:
    """Full-grain counts: cohort → frame of period, dimensions, outcomes (categories, blank = "") and `n` (int64).

    `outcomes`: public count table → its outcome columns, those of the portal's own indicators included.
    """

    tables: Mapping[str, pd.DataFrame]
    outcomes: Mapping[str, tuple[str, ...]]
    ledgers: LedgerCounts


def outcomes_of(portal: Portal, fields: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Public count table → its outcome columns."""
    return {name: columns for query in cohort_queries(portal, fields) for name, columns in query.tables}


def table_values(files: Sequence[Path], column: str) -> list[str]:
    """The values of a column in files of counts, in order."""
    if not files:
        return []
    with workbench(threads=1) as con:
        rows = con.execute(f"SELECT DISTINCT {identifier(column)} FROM {read_rows(files)} ORDER BY 1").fetchall()
    return [str(value) for (value,) in rows]


def any_row(hashes: Mapping[str, str], folders: Folders, name: str, condition: str) -> bool:
    """Whether a table, month → hash, has a row that meets a condition of SQL."""
    files = [folders.path(counts_file(name, month, digest)) for month, digest in hashes.items()]
    with workbench(threads=1) as con:
        found = con.execute(f"SELECT 1 FROM {read_rows(files)} WHERE {condition} LIMIT 1").fetchone() if files else None
    return found is not None


def counts_frame(
    con: duckdb.DuckDBPyConnection, files: Sequence[Path], keys: Sequence[str], condition: str = "TRUE"
) -> pd.DataFrame:
    """The rows of files of counts that meet a condition of SQL: `keys` (categories) and `n` (int64)."""
    if files:
        rows = f"SELECT {', '.join(keys)}, n FROM {read_rows(files)} WHERE {condition}"
        found = con.execute(rows).fetchnumpy()
    else:
        found = {name: np.array([], dtype="object") for name in keys}
        found["n"] = np.array([], dtype="int64")
    return pd.DataFrame({name: _categories(found[name]) for name in keys} | {"n": found["n"]})


def _categories(texts: Any) -> Any:
    """Texts as categories (pd.Categorical): millions of rows hold few, and so each is held once."""
    codes, names = pd.factorize(texts, sort=True)
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(pd.Index(names, dtype="str")), validate=False)


def load_counts(
    portal: Portal, sources: Sources, hashes: CountHashes, folders: Folders, months: Collection[str]
) -> Counts:
    """The counts of `months`, of all tables but that of answers, which has a row a case and is read by other ways."""
    with workbench(threads=1) as con:
        frames = {
            table.name: counts_frame(
                con,
                [
                    folders.path(counts_file(table.name, month, digest))
                    for month, digest in hashes.get(table.name, {}).items()
                    if month in months
                ],
                table.keys,
            )
            for table in count_tables(portal, sources.known)
            if table.name != "answers"
        }
    apart = {
        name.removeprefix(EXCLUDED_FROM): frame
        for name, frame in frames.items()
        if name.startswith(EXCLUDED_FROM) and len(frame)
    }
    known = sources.known
    kinds = reported_kinds(known.fields, with_events=known.with_events, with_rulings=bool(sources.rulings))
    if portal.excludes and "excluded" not in kinds:
        kinds = (*kinds, "excluded")
    ledgers = LedgerCounts(_rows(frames[EXCLUSIONS]), _rows(frames[HAPPENINGS]), apart, kinds)
    cohorts = {query.cohort for query in cohort_queries(portal, sources.known.fields)}
    tables = {name: frame for name, frame in frames.items() if name in cohorts}
    return Counts(tables, outcomes_of(portal, sources.known.fields), ledgers)


def _rows(frame: pd.DataFrame) -> tuple[Row, ...]:
    return tuple(sorted(cast("Row", (*map(str, key), int(n))) for *key, n in frame.itertuples(index=False)))


def count_filled(hashes: CountHashes, folders: Folders) -> dict[str, int]:
    """Field → how many cases have it, of each case its newest row; `events` → how many events there are."""
    files = [folders.path(counts_file(DEADLINES, month, digest)) for month, digest in hashes[DEADLINES].items()]
    if not files:
        return {}
    with workbench(threads=1) as con:
        rows = con.execute(
            f"SELECT field, sum(n)::BIGINT FROM {read_rows(files)} WHERE origin = '{FILLED}' GROUP BY ALL ORDER BY 1"
        ).fetchall()
    return {field: int(n) for field, n in rows}


def count_deadlines(hashes: CountHashes, folders: Folders) -> dict[str, dict[str, int]]:
    """Field → how many of the cases have it given (by the export or a ruling), worked out, and moved.

    A deadline that no case has is left out.
    """
    files = [folders.path(counts_file(DEADLINES, month, digest)) for month, digest in hashes[DEADLINES].items()]
    if not files:
        return {}
    with workbench(threads=1) as con:
        rows = con.execute(f"SELECT field, origin, sum(n)::BIGINT FROM {read_rows(files)} GROUP BY ALL").fetchall()
    sums = {(field, origin): int(n) for field, origin, n in rows}
    origins = ("given", "worked_out", "moved")
    return {
        field: {origin: sums.get((field, origin), 0) for origin in origins}
        for field in DUE_TIMES
        if any((field, origin) in sums for origin in origins)
    }
