"""The waist: one additive integer count table for each cohort, each by one GROUP BY in DuckDB.

These counts are full-grain and thus microdata: they go to `disclose` and nowhere else. Nothing is ranked or
ordered here; every table is sorted by all of its columns when it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pandas as pd

from generator.counts.cohorts import CohortQuery, cohort_queries
from generator.counts.events import add_events
from generator.counts.store import Import, open_cases
from generator.definitions.codes import DIMENSIONS
from generator.definitions.portal import Portal
from generator.intake.rules import TIME_MACROS


@dataclass(frozen=True)
class Counts:
    """Full-grain counts: cohort → frame of period, dimensions, outcomes (text, blank = "") and `n` (int64).

    The closed cohort also has `caller` (a pseudonym, or blank where unknown) for counting distinct callers.
    `outcomes`: public count table → its outcome columns, those of the portal's own indicators included.
    """

    tables: Mapping[str, pd.DataFrame]
    outcomes: Mapping[str, tuple[str, ...]]


def count_cases(imports: tuple[Import, ...], portal: Portal, as_of: str) -> Counts:
    """Count every cohort of the portal from the store's imports, as known at `as_of`."""
    fields = frozenset(field for item in imports for field in item.fields)
    with duckdb.connect() as con:
        prepare(con, imports, portal, as_of)
        queries = cohort_queries(portal, fields)
        outcomes = {name: columns for query in queries for name, columns in query.tables}
        return Counts({query.cohort: _count(con, query) for query in queries}, outcomes)


def prepare(con: duckdb.DuckDBPyConnection, imports: tuple[Import, ...], portal: Portal, as_of: str) -> None:
    """Create the table `cases` as known at `as_of`, with the columns of its events where events are reported."""
    con.execute(TIME_MACROS)
    con.execute("SET VARIABLE as_of = ?", [as_of])
    open_cases(con, imports, as_of)
    if any(item.table == "events" for item in imports):
        add_events(con, imports, portal, as_of)


def _count(con: duckdb.DuckDBPyConnection, query: CohortQuery) -> pd.DataFrame:
    columns = ["period", *DIMENSIONS, *query.outcomes]
    keys = ", ".join(columns)
    frame = con.execute(
        f"WITH cohort AS ({query.sql}) SELECT {keys}, count(*) AS n FROM cohort WHERE period IS NOT NULL GROUP BY ALL"
    ).df()
    return frame.sort_values(columns, ignore_index=True)
