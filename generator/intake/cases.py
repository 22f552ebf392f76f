"""Cases through the gate, once they are staged: rules, as-of, account, Parquet."""

from __future__ import annotations

import duckdb

from generator.definitions.case_terms import EVENT_TIMES
from generator.intake import found, rules
from generator.intake.contract import field_names
from generator.intake.ids import check_known_spelling, check_repeated_ids
from generator.intake.stage import Staging
from generator.intake.staging import WORKED_OUT, Export, Intake, import_id, supplied, write_accepted
from generator.sql import month_of

_ACCEPTED = "FROM staged ANTI JOIN rejected USING (row_index)"


def finish_cases(con: duckdb.DuckDBPyConnection, export: Export, staging: Staging) -> Intake:
    """Check the staged cases against each other, the portal and what is known, and write what is accepted."""
    rules.check_cases(con, export.portal, staging.stated_as_of)
    check_repeated_ids(con)
    notes = [*staging.notes]
    if export.cases:
        con.execute(
            "CREATE TABLE known_ids AS SELECT DISTINCT case_id FROM read_parquet(?, union_by_name = true)",
            [[str(item) for item in export.cases]],
        )
        check_known_spelling(con)
    rejected = found.reject(con)
    rules.beyond(con, export.newest, EVENT_TIMES)
    filled = _filled(con)
    findings = found.collect(con, export.path.name, export.mapping, staging.raw, notes)
    con.execute("DROP TABLE loaded CASCADE")
    supply = supplied(con, "received_at", export.mapping.fields)
    as_of = export.as_of or staging.stated_as_of or _latest_event(con)
    identity = import_id(export, as_of)
    write_accepted(con, export, identity, as_of)
    first_month, last_month = _months(con)
    return Intake(
        file=export.path.name,
        mapping=export.mapping.name,
        encoding=staging.encoding,
        import_id=identity,
        as_of=as_of,
        first_month=first_month,
        last_month=last_month,
        fields=tuple(sorted(export.mapping.fields)),
        rows_read=staging.rows_read,
        rows_rejected=rejected,
        filled=filled,
        computed=_computed(con),
        findings=findings.told,
        staged=export.staged,
        counts=findings.counts,
        tallies=findings.tallies,
        supply=supply,
    )


def _latest_event(con: duckdb.DuckDBPyConnection) -> str:
    """The latest event time of the accepted rows: never a due date, never the clock."""
    latest = ", ".join(f"time_text(max({field}))" for field in EVENT_TIMES)
    row = con.execute(f"SELECT greatest({latest}) {_ACCEPTED}").fetchone()
    return str(row[0]) if row and row[0] else ""


def _months(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The months of the first and the last receipt of the accepted rows."""
    ends = f"SELECT min(received_at) AS first, max(received_at) AS last {_ACCEPTED}"
    row = con.execute(f"SELECT {month_of('first')}, {month_of('last')} FROM ({ends})").fetchone()
    return (row[0] or "", row[1] or "") if row else ("", "")


def _filled(con: duckdb.DuckDBPyConnection) -> tuple[tuple[str, int], ...]:
    names = field_names("cases")
    row = con.execute(f"SELECT {', '.join(f'count({name})' for name in names)} {_ACCEPTED}").fetchone()
    return tuple((name, int(count)) for name, count in zip(names, row or (), strict=False) if count)


def _computed(con: duckdb.DuckDBPyConnection) -> tuple[tuple[str, int], ...]:
    """How many accepted rows have each deadline from the limits."""
    rows = con.execute(
        f"SELECT unnest({WORKED_OUT}) AS field, count(*) {_ACCEPTED} GROUP BY field ORDER BY field"
    ).fetchall()
    return tuple((field, int(count)) for field, count in rows)
