"""Outcomes of the cohorts by month alone, whatever the unit, place or category: what rules and scales are judged by."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import duckdb
import pandas as pd

from generator.counts.cohorts import cohort_queries
from generator.counts.engine import Prepared, prepare
from generator.counts.increments import CountHashes
from generator.counts.parts import Folders
from generator.counts.state import counts_file
from generator.counts.store import Sources
from generator.definitions.portal import Portal
from generator.engines.embedded import embedded
from generator.sql import read_rows
from generator.workbench import workbench

# Public count table → frame of `period`, the table's outcome columns (texts, blank = "") and `n` (int64), in order.
Outcomes = Mapping[str, pd.DataFrame]


def count_outcomes(portal: Portal, sources: Sources) -> tuple[Outcomes, Prepared]:
    """The outcomes of all that is known, and what was found against rulings and calendar. Nothing is written."""
    with workbench() as con:
        prepared = prepare(embedded(con, sources.known.as_of), portal, sources, once=True, as_kept=True)
        rows = {
            name: (columns, f"SELECT *, 1 AS n FROM ({query.sql}) WHERE period IS NOT NULL")
            for query in cohort_queries(portal, sources.known.fields)
            for name, columns in query.tables
        }
        return dict(_summed(con, rows)), prepared


def sum_outcomes(
    portal: Portal, sources: Sources, hashes: CountHashes, folders: Folders, months: Collection[str]
) -> Outcomes:
    """The outcomes of `months`, from the files of their counts; a table without any is left out."""
    rows: dict[str, tuple[tuple[str, ...], str]] = {}
    for query in cohort_queries(portal, sources.known.fields):
        counted = hashes.get(query.cohort, {}).items()
        files = [folders.path(counts_file(query.cohort, month, digest)) for month, digest in counted if month in months]
        if files:
            rows |= {name: (columns, f"SELECT * FROM {read_rows(files)}") for name, columns in query.tables}
    with workbench() as con:
        return dict(_summed(con, rows))


def _summed(
    con: duckdb.DuckDBPyConnection, rows: Mapping[str, tuple[tuple[str, ...], str]]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Of each table (its outcome columns, its rows), the sums of `n`."""
    for name, (columns, select) in rows.items():
        keys = ", ".join(("period", *columns))
        frame = con.execute(f"SELECT {keys}, sum(n)::BIGINT AS n FROM ({select}) GROUP BY ALL ORDER BY ALL").df()
        yield name, frame
