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
from generator.counts.ledgers import LedgerCounts, exclusions, ledger_events, reported_kinds
from generator.counts.rulings import KnownCase, apply_rulings, check_rulings, in_effect, known_cases
from generator.counts.store import Import, open_cases
from generator.definitions.case_terms import DUE_TIMES
from generator.definitions.cohorts import DIMENSIONS
from generator.definitions.findings import Finding
from generator.definitions.portal import Portal
from generator.definitions.rulings import BEFORE_AND_AFTER, Ruling
from generator.sql import TIME_MACROS, literal
from generator.workbench import workbench


@dataclass(frozen=True)
class Counts:
    """Full-grain counts: cohort → frame of period, dimensions, outcomes (categories, blank = "") and `n` (int64).

    The closed cohort also has `caller` (int64: always the same number for a pseudonym, 0 where unknown) for counting
    distinct callers.
    `outcomes`: public count table → its outcome columns, those of the portal's own indicators included.
    `deadlines`: field → how many of the cases have it given (by the export or a ruling), worked out from the limits,
    and moved by a suspension (these are among the worked out).
    `findings` are those of the rulings and of the calendar, `ruled` the cases ruled on, as the store has them.
    """

    tables: Mapping[str, pd.DataFrame]
    outcomes: Mapping[str, tuple[str, ...]]
    ledgers: LedgerCounts
    deadlines: Mapping[str, Mapping[str, int]]
    findings: tuple[Finding, ...]
    ruled: Mapping[str, KnownCase]


def count_cases(imports: tuple[Import, ...], portal: Portal, as_of: str, rulings: Sequence[Ruling] = ()) -> Counts:
    """Count every cohort of the portal from the store's imports and the rulings, as known at `as_of`.

    A ruling that something is found against is left out of the counts.
    """
    fields = frozenset(field for imported in imports for field in imported.fields)
    with workbench() as con:
        ruled, findings = prepare(con, imports, portal, as_of, rulings)
        queries = cohort_queries(portal, fields)
        outcomes = {name: columns for query in queries for name, columns in query.tables}
        tables = {query.cohort: _count(con, query) for query in queries}
        left_out = exclusions(con)
        apart = cohort_queries(portal, fields, "excluded_cases") if left_out else ()
        ledgers = LedgerCounts(
            left_out,
            ledger_events(con, with_events=_with_events(imports)),
            {query.cohort: _count(con, query) for query in apart if query.cohort in BEFORE_AND_AFTER},
            reported_kinds(fields, with_events=_with_events(imports), with_rulings=bool(rulings)),
        )
        return Counts(tables, outcomes, ledgers, _deadlines(con), tuple(findings), ruled)


def prepare(
    con: duckdb.DuckDBPyConnection,
    imports: tuple[Import, ...],
    portal: Portal,
    as_of: str,
    rulings: Sequence[Ruling] = (),
) -> tuple[dict[str, KnownCase], list[Finding]]:
    """Create `cases` as known at `as_of` and ruled on, with the columns of its events where events are reported.

    What was excluded is in `known_cases` and `excluded_cases` only; `moved` says which deadlines a suspension moved.
    Returns the cases ruled on as the store has them, and what was found against the rulings and the calendar.
    """
    con.execute(TIME_MACROS)
    con.execute("SET VARIABLE as_of = ?", [as_of])
    open_cases(con, imports, as_of)
    con.execute("CREATE TABLE moved (case_id VARCHAR, field VARCHAR, old VARCHAR, new VARCHAR)")
    # Before the events: owners and extended deadlines follow from the unit and the deadline that hold.
    known = known_cases(con, rulings) if rulings else {}
    findings = check_rulings(rulings, known, portal, as_of)
    apply_rulings(con, in_effect(rulings, findings, as_of), known)
    if _with_events(imports):
        findings = [*findings, *add_events(con, imports, portal, as_of)]
    con.execute("ALTER TABLE cases RENAME TO known_cases")
    for view, which in (("cases", "NULL"), ("excluded_cases", "NOT NULL")):
        con.execute(f"CREATE VIEW {view} AS SELECT * EXCLUDE (excluded) FROM known_cases WHERE excluded IS {which}")
    return known, findings


def _with_events(imports: tuple[Import, ...]) -> bool:
    return any(imported.table == "events" for imported in imports)


def _deadlines(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """How many of the cases have each deadline, by where it is from; a deadline that no case has is left out."""
    deadlines: dict[str, dict[str, int]] = {}
    for field in DUE_TIMES:
        given, worked_out, moved = con.execute(
            f"SELECT count({field}) FILTER (NOT coalesce(list_contains(worked_out, {literal(field)}), false)),"
            f" count({field}) FILTER (list_contains(worked_out, {literal(field)})),"
            " count(*) FILTER (case_id IN (SELECT case_id FROM moved WHERE field = ?)) FROM cases",
            [field],
        ).fetchone() or (0, 0, 0)
        if given or worked_out:
            deadlines[field] = {"given": given, "worked_out": worked_out, "moved": moved}
    return deadlines


def _count(con: duckdb.DuckDBPyConnection, query: CohortQuery) -> pd.DataFrame:
    """The cohort's counts."""
    columns = ["period", *DIMENSIONS, *query.outcomes]
    con.execute(
        f"CREATE OR REPLACE TABLE counted AS SELECT {', '.join(columns)}, count(*) AS n"
        f" FROM ({query.sql}) WHERE period IS NOT NULL GROUP BY ALL"
    )
    # Millions of rows hold few texts: as categories each is held once. Pseudonyms are many, and only told apart.
    casts = []
    for name in columns:
        if name == "caller":
            # The same number in every count, for counts of different days are put together.
            casts.append(
                f"CASE caller WHEN '' THEN 0 ELSE (md5_number(caller) % {2**63 - 1})::BIGINT + 1 END AS caller"
            )
            continue
        con.execute(f"DROP TYPE IF EXISTS text_of_{name}")
        con.execute(f"CREATE TYPE text_of_{name} AS ENUM (SELECT DISTINCT {name} FROM counted ORDER BY {name})")
        casts.append(f"{name}::text_of_{name} AS {name}")
    frame = con.execute(f"SELECT {', '.join(casts)}, n FROM counted ORDER BY {', '.join(columns)}").df()
    con.execute("DROP TABLE counted")
    return frame
