"""Cross-row and cross-field rules of the gate: plain functions over the staged cases in DuckDB.

The staged table holds the canonical fields as text (NULL = blank) and `row_index`, counting rows from 0. Each rule
yields (row_index, canonical field, finding code, parameter).
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from generator.definitions.case_terms import DUE_TIMES, EVENT_TIMES
from generator.sql import day_of, identifier

Hit = tuple[int, str, str, str]


def repeated_ids(con: duckdb.DuckDBPyConnection) -> Iterator[Hit]:
    """Every row whose case_id another row has too: nobody but the supplier knows which is right."""
    rows = con.execute(
        "SELECT row_index, count(*) OVER (PARTITION BY case_id) AS times FROM staged"
        " WHERE case_id IS NOT NULL QUALIFY times > 1 ORDER BY row_index"
    ).fetchall()
    yield from ((index, "case_id", "id-duplicate", str(times)) for index, times in rows)


def impossible_order(con: duckdb.DuckDBPyConnection) -> Iterator[Hit]:
    """Events and deadlines before the receipt. A closing before the receipt rejects the row, others are noted."""
    for field in (*EVENT_TIMES[1:], *DUE_TIMES):
        code = {"closed_at": "closed-before-received"}.get(field, "time-before-received")
        rows = con.execute(
            f"SELECT row_index FROM staged WHERE time_before({field}, received_at) ORDER BY row_index"
        ).fetchall()
        yield from ((index, field, code, "") for (index,) in rows)


def outside_export(con: duckdb.DuckDBPyConnection, as_of: str, fields: tuple[str, ...]) -> Iterator[Hit]:
    """Rows with an event (one of the time `fields`) after the export's own date: it cannot have happened yet."""
    for field in fields:
        rows = con.execute(
            f"SELECT row_index FROM staged WHERE time_before(?, {identifier(field)}) ORDER BY row_index", [as_of]
        ).fetchall()
        yield from ((index, field, "outside-export", as_of[:10]) for (index,) in rows)


def invalid_units(con: duckdb.DuckDBPyConnection, validity: dict[str, tuple[str, str]]) -> Iterator[Hit]:
    """Rows whose unit did not exist on the day of receipt; `validity` maps a code to its first and last day."""
    bounded = [(code, first, last) for code, (first, last) in sorted(validity.items()) if first or last]
    for code, first, last in bounded:
        rows = con.execute(
            f"SELECT row_index FROM staged WHERE unit = ? AND {day_of('received_at')} NOT BETWEEN ? AND ?"
            " ORDER BY row_index",
            [code, first or "0000", last or "9999"],
        ).fetchall()
        yield from ((index, "unit", "unit-not-valid", f"{first}–{last}") for (index,) in rows)


def unlisted(
    con: duckdb.DuckDBPyConnection, field: str, code: str, allowed: tuple[str, ...], expected: str
) -> Iterator[Hit]:
    """Rows whose value of `field` the portal does not list."""
    rows = con.execute(
        f"SELECT row_index FROM staged WHERE {field} IS NOT NULL AND NOT list_contains(?, {field}) ORDER BY row_index",
        [list(allowed)],
    ).fetchall()
    yield from ((index, field, code, expected) for (index,) in rows)


def unknown_cases(con: duckdb.DuckDBPyConnection) -> Iterator[Hit]:
    """Events of a case that no import holds; the table `known` has a row for every case."""
    rows = con.execute(
        "SELECT row_index FROM staged ANTI JOIN known USING (case_id) WHERE case_id IS NOT NULL ORDER BY row_index"
    ).fetchall()
    yield from ((index, "case_id", "case-unknown", "") for (index,) in rows)


def repeated_events(con: duckdb.DuckDBPyConnection) -> Iterator[Hit]:
    """Events that say in every field what an earlier row says: one event, counted once."""
    rows = con.execute(
        "SELECT row_index FROM staged WHERE case_id IS NOT NULL"
        ' QUALIFY row_number() OVER (PARTITION BY case_id, "at", event, unit, reason, until ORDER BY row_index) > 1'
        " ORDER BY row_index"
    ).fetchall()
    yield from ((index, "event", "event-repeated", "") for (index,) in rows)


def ends_before_event(con: duckdb.DuckDBPyConnection) -> Iterator[Hit]:
    """Events that last until a time before they happened."""
    rows = con.execute('SELECT row_index FROM staged WHERE time_before(until, "at") ORDER BY row_index').fetchall()
    yield from ((index, "until", "until-before-event", "") for (index,) in rows)


def after_the_cases(con: duckdb.DuckDBPyConnection) -> Iterator[Hit]:
    """Events after the as-of of the newest export of cases: no figure knows them until newer cases come."""
    rows = con.execute(
        "SELECT row_index, newest FROM staged, (SELECT max(as_of) AS newest FROM known)"
        ' WHERE time_before(newest, "at") ORDER BY row_index'
    ).fetchall()
    yield from ((index, "at", "event-after-cases", newest[:10]) for index, newest in rows)
