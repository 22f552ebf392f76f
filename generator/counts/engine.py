"""The waist: one additive integer count table for each cohort, each by one GROUP BY in DuckDB.

These counts are full-grain and thus microdata: they go to `disclose` and nowhere else. Nothing is ranked or
ordered here; every table is sorted by all of its columns when it is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pandas as pd

from generator.counts.cohorts import CohortQuery, cohort_queries
from generator.counts.events import add_events
from generator.counts.ledgers import LedgerCounts, exclusions, ledger_events
from generator.counts.rulings import KnownCase, apply_rulings, check_rulings, in_effect, known_cases
from generator.counts.store import Import, open_cases
from generator.definitions.codes import DIMENSIONS
from generator.definitions.findings import Finding
from generator.definitions.portal import Portal
from generator.definitions.rulings import BEFORE_AND_AFTER, Ruling
from generator.intake.rules import TIME_MACROS


@dataclass(frozen=True)
class Counts:
    """Full-grain counts: cohort → frame of period, dimensions, outcomes (text, blank = "") and `n` (int64).

    The closed cohort also has `caller` (a pseudonym, or blank where unknown) for counting distinct callers.
    `outcomes`: public count table → its outcome columns, those of the portal's own indicators included.
    `findings` are those of the rulings, `ruled` the cases that they are about, as the store has them.
    """

    tables: Mapping[str, pd.DataFrame]
    outcomes: Mapping[str, tuple[str, ...]]
    ledgers: LedgerCounts
    findings: tuple[Finding, ...]
    ruled: Mapping[str, KnownCase]


def count_cases(imports: tuple[Import, ...], portal: Portal, as_of: str, rulings: Sequence[Ruling] = ()) -> Counts:
    """Count every cohort of the portal from the store's imports and the rulings, as known at `as_of`.

    A ruling that something is found against is left out of the counts.
    """
    fields = frozenset(field for item in imports for field in item.fields)
    with duckdb.connect() as con:
        ruled, findings = prepare(con, imports, portal, as_of, rulings)
        queries = cohort_queries(portal, fields)
        outcomes = {name: columns for query in queries for name, columns in query.tables}
        tables = {query.cohort: _count(con, query) for query in queries}
        left_out = exclusions(con)
        ledgers = LedgerCounts(
            left_out,
            ledger_events(con, with_events=_with_events(imports)),
            {
                item.cohort: _count(con, item, "excluded_cases")
                for item in queries
                if left_out and item.cohort in BEFORE_AND_AFTER
            },
        )
        return Counts(tables, outcomes, ledgers, tuple(findings), ruled)


def prepare(
    con: duckdb.DuckDBPyConnection,
    imports: tuple[Import, ...],
    portal: Portal,
    as_of: str,
    rulings: Sequence[Ruling] = (),
) -> tuple[dict[str, KnownCase], list[Finding]]:
    """Create `cases` as known at `as_of` and ruled on, with the columns of its events where events are reported.

    What was excluded is in `known_cases` and `excluded_cases` only. Returns the cases ruled on as the store has them,
    and what was found against the rulings.
    """
    con.execute(TIME_MACROS)
    con.execute("SET VARIABLE as_of = ?", [as_of])
    open_cases(con, imports, as_of)
    # Before the events: owners and extended deadlines follow from the unit and the deadline that hold.
    known = known_cases(con, rulings) if rulings else {}
    findings = check_rulings(rulings, known, portal, as_of)
    apply_rulings(con, in_effect(rulings, findings, as_of), known)
    if _with_events(imports):
        add_events(con, imports, portal, as_of)
    con.execute("ALTER TABLE cases RENAME TO known_cases")
    for view, which in (("cases", "NULL"), ("excluded_cases", "NOT NULL")):
        con.execute(f"CREATE VIEW {view} AS SELECT * EXCLUDE (excluded) FROM known_cases WHERE excluded IS {which}")
    return known, findings


def ruling_findings(
    imports: tuple[Import, ...], portal: Portal, as_of: str, rulings: Sequence[Ruling]
) -> list[Finding]:
    """What is found against the rulings, given what is known at `as_of`; nothing is counted."""
    with duckdb.connect() as con:
        con.execute(TIME_MACROS)
        open_cases(con, imports, as_of)
        return check_rulings(rulings, known_cases(con, rulings), portal, as_of)


def _with_events(imports: tuple[Import, ...]) -> bool:
    return any(item.table == "events" for item in imports)


def _count(con: duckdb.DuckDBPyConnection, query: CohortQuery, source: str = "") -> pd.DataFrame:
    """The cohort's counts over `cases`, or over the view `source` in its place."""
    columns = ["period", *DIMENSIONS, *query.outcomes]
    keys = ", ".join(columns)
    instead = f"cases AS (SELECT * FROM {source}), " if source else ""
    frame = con.execute(
        f"WITH {instead}cohort AS ({query.sql})"
        f" SELECT {keys}, count(*) AS n FROM cohort WHERE period IS NOT NULL GROUP BY ALL"
    ).df()
    return frame.sort_values(columns, ignore_index=True)
