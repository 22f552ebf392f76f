"""Cross-row and cross-field rules of the gate: SQL over the staged rows in DuckDB.

The table `staged` holds the canonical fields (NULL = blank) and `row_index`, counting rows from 0. Each rule adds what
it finds to the table `found`.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from generator.definitions.case_terms import DUE_TIMES, EVENT_TIMES
from generator.definitions.portal import Portal
from generator.intake.found import report
from generator.sql import day_of, identifier, literal

# Where nothing bounds the validity of a unit.
_FIRST_DAY, _LAST_DAY = "0001-01-01", "9998-12-31"


def check_cases(con: duckdb.DuckDBPyConnection, portal: Portal, stated_as_of: str) -> None:
    """All rules about cases; `stated_as_of` is what the export says of itself, "" where it says nothing."""
    impossible_order(con)
    if stated_as_of:
        outside_export(con, stated_as_of, EVENT_TIMES)
    units = portal.registers["units"].rows
    invalid_units(con, {row["code"]: (row["valid_from"], row["valid_to"]) for row in units})
    scale = portal.satisfaction_scale
    if scale:
        unlisted(con, "satisfaction", "value-not-listed", scale, ", ".join(scale))
    if portal.levels:
        unlisted(con, "level", "value-not-listed", portal.levels, ", ".join(portal.levels))
    for field, register in (("kind", "kinds"), ("channel", "channels"), ("unit", "units")):
        codes = tuple(portal.registers[register].by_code)
        code = "unit-unknown" if field == "unit" else "code-unknown"
        unlisted(con, field, code, codes, f"registers/{register}.csv")


def check_events(con: duckdb.DuckDBPyConnection, portal: Portal, stated_as_of: str) -> None:
    """All rules about events; the table `known` has a row for every case (case_id, month, as_of)."""
    report(con, "case-unknown", "case_id", "FROM staged ANTI JOIN known USING (case_id) WHERE case_id IS NOT NULL")
    repeated_events(con)
    report(con, "until-before-event", "until", 'FROM staged WHERE time_before(until, "at")')
    after_the_cases(con)
    if stated_as_of:
        outside_export(con, stated_as_of, ("at",))
    units = tuple(portal.registers["units"].by_code)
    unlisted(con, "unit", "unit-unknown", units, "registers/units.csv")


def impossible_order(con: duckdb.DuckDBPyConnection) -> None:
    """Events and deadlines before the receipt. A closing before the receipt rejects the row, others are noted."""
    for field in (*EVENT_TIMES[1:], *DUE_TIMES):
        code = {"closed_at": "closed-before-received"}.get(field, "time-before-received")
        report(con, code, field, f"FROM staged WHERE time_before({field}, received_at)")


def outside_export(con: duckdb.DuckDBPyConnection, as_of: str, fields: Sequence[str]) -> None:
    """Rows with an event (one of the time `fields`) after the export's own date: it cannot have happened yet."""
    for field in fields:
        report(
            con,
            "outside-export",
            field,
            f"FROM staged WHERE time_before({literal(as_of)}, {identifier(field)})",
            literal(as_of[:10]),
        )


def beyond(con: duckdb.DuckDBPyConnection, newest: str, fields: Sequence[str]) -> None:
    """Accepted rows with an event (one of the time `fields`), and all rows with an as-of, after the day `newest`.

    Nothing can have happened then, and one such cell would make months final too early. None where `newest` is blank.
    """
    places = dict.fromkeys(fields, "FROM staged ANTI JOIN rejected USING (row_index)") | {"as_of": "FROM staged"}
    for field, rows in places.items() if newest else ():
        later = f"{day_of(identifier(field))} > {literal(newest)}"
        report(con, "as-of-far", field, f"{rows} WHERE {later}", literal(newest))


def invalid_units(con: duckdb.DuckDBPyConnection, validity: dict[str, tuple[str, str]]) -> None:
    """Rows whose unit did not exist on the day of receipt; `validity` maps a code to its first and last day."""
    bounded = [(code, first, last) for code, (first, last) in sorted(validity.items()) if first or last]
    for code, first, last in bounded:
        report(
            con,
            "unit-not-valid",
            "unit",
            f"FROM staged WHERE unit = {literal(code)} AND {day_of('received_at')}"
            f" NOT BETWEEN {literal(first or _FIRST_DAY)} AND {literal(last or _LAST_DAY)}",
            literal(f"{first}–{last}"),
        )


def unlisted(con: duckdb.DuckDBPyConnection, field: str, code: str, allowed: Sequence[str], expected: str) -> None:
    """Rows whose value of `field` the portal does not list."""
    con.execute(
        "INSERT INTO found BY NAME SELECT row_index, ? AS code, ? AS field, ? AS expected FROM staged"
        f" WHERE {field} IS NOT NULL AND NOT list_contains(?::VARCHAR[], {field})",
        [code, field, expected, list(allowed)],
    )


def repeated_events(con: duckdb.DuckDBPyConnection) -> None:
    """Events that say in every field what an earlier row says: one event, counted once."""
    report(
        con,
        "event-repeated",
        "event",
        "FROM staged WHERE case_id IS NOT NULL"
        ' QUALIFY row_number() OVER (PARTITION BY case_id, "at", event, unit, reason, until ORDER BY row_index) > 1',
    )


def after_the_cases(con: duckdb.DuckDBPyConnection) -> None:
    """Events after the as-of of the newest export of cases: no figure knows them until newer cases come."""
    report(
        con,
        "event-after-cases",
        "at",
        'FROM staged, (SELECT max(as_of) AS newest FROM known) WHERE time_before(newest, "at")',
        day_of("newest"),
    )
