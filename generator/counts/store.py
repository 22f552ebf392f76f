"""The case store: versions of cases and events, as each import had them. Nothing in it is ever changed.

Of a case that several imports hold, the one with the latest as-of counts; of equal ones the later import. Which imports
there are, and where their rows lie, says the state (`generator.counts.state`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from generator.counts.imports import Known, moment_key
from generator.definitions.case_terms import EVENT_TIMES
from generator.definitions.rulings import Ruling
from generator.intake.contract import field_names
from generator.intake.staging import WORKED_OUT
from generator.sql import identifier, literal


@dataclass(frozen=True)
class Sources:
    """What is counted: the imports as known at a day, and the office's decisions.

    `settled` are sources that were published, so nothing is found against their rulings.
    """

    known: Known = field(default_factory=Known)
    rulings: tuple[Ruling, ...] = ()
    settled: bool = False


def read_rows(paths: Iterable[Path]) -> str:
    """The rows of Parquet files as what a SELECT is from; a column that some of them lack is NULL there."""
    listed = ", ".join(literal(str(path)) for path in paths)
    return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"


def open_cases(con: duckdb.DuckDBPyConnection, known: Known, only: Path | None = None, kind: str = "TABLE") -> None:
    """Create `cases`: the newest version of every case that had been received by the as-of; none is `excluded` yet.

    `only` is a Parquet file with the ids of the cases that are wanted; all of them without it. `kind` is TABLE or VIEW.
    """
    create_rows(con, "stored", "cases", known, only)
    received = f"time_until(received_at, {literal(known.as_of)})"
    chosen = f"WHERE {received}"
    # A single import holds each case once, and so the newest version of it.
    if sum(imported.table == "cases" for imported in known.imports) > 1:
        create_newest(con, "newest", known, received)
        chosen = "SEMI JOIN newest USING (case_id, import_id)"
    # What happened after the as-of is not known yet.
    values = {
        name: f"CASE WHEN time_until({name}, {literal(known.as_of)}) THEN {name} END AS {name}"
        for name in EVENT_TIMES[1:]
    }
    columns = ", ".join(values.get(name, identifier(name)) for name in (*field_names("cases"), WORKED_OUT))
    con.execute(f"CREATE {kind} cases AS SELECT {columns}, NULL::VARCHAR AS excluded FROM stored {chosen}")


def open_events(con: duckdb.DuckDBPyConnection, known: Known, only: Path | None = None) -> None:
    """Create the table `events`: every event that had happened by the as-of, each once."""
    create_rows(con, "reported", "events", known, only)
    columns = ", ".join(map(identifier, field_names("events")))
    con.execute(
        f"CREATE TABLE events AS SELECT DISTINCT {columns} FROM reported"
        f" WHERE time_until({identifier('at')}, {literal(known.as_of)})"
    )


def create_rows(con: duckdb.DuckDBPyConnection, name: str, table: str, known: Known, only: Path | None = None) -> None:
    """Create the view `name` of all rows of the imports of `table`; a field that an older one did not know is NULL."""
    columns = ", ".join(f"NULL::VARCHAR AS {identifier(field)}" for field in (*field_names(table), "import_id"))
    if table == "cases":
        columns += f", NULL::VARCHAR[] AS {WORKED_OUT}"
    files = known.files(table)
    wanted = f" WHERE case_id IN (SELECT case_id FROM {read_rows([only])})" if only is not None else ""
    rows = f" UNION ALL BY NAME SELECT * FROM {read_rows(files)}{wanted}" if files else ""
    con.execute(f"CREATE VIEW {name} AS SELECT {columns} WHERE false{rows}")


def create_newest(con: duckdb.DuckDBPyConnection, name: str, known: Known, condition: str = "TRUE") -> None:
    """Create the table `name` (case_id, import_id): the newest version of each case among rows of the view `stored`.

    An import holds a case once. Finding the newest version of each by its key alone spares sorting whole rows.
    """
    by_age = sorted(known.imports, key=lambda imported: (moment_key(imported.as_of), imported.sequence))
    con.execute("CREATE TABLE ages (import_id VARCHAR, age INTEGER)")
    if by_age:
        con.executemany(
            "INSERT INTO ages VALUES (?, ?)", [(imported.import_id, age) for age, imported in enumerate(by_age)]
        )
    con.execute(
        f"CREATE TABLE {name} AS SELECT case_id, max_by(import_id, age) AS import_id"
        f" FROM stored JOIN ages USING (import_id) WHERE {condition} GROUP BY case_id"
    )
