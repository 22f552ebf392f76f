"""Events through the gate, once they are staged: what happened to cases on their way, one row each."""

from __future__ import annotations

import hashlib

import duckdb

from generator.intake import found, rules
from generator.intake.stage import Staging
from generator.intake.staging import Export, Intake, import_id, supplied, write_accepted
from generator.sql import month_of
from generator.timed_rows import read_texts

# The one field that an events export reports, as indicators name it in `needs`.
FIELD = "events"


def finish_events(con: duckdb.DuckDBPyConnection, export: Export, staging: Staging) -> Intake:
    """Check the staged events against each other, the portal and the known cases, and write what is accepted."""
    con.execute(
        f"CREATE TABLE known AS SELECT case_id, min({month_of('received_at')}) AS month, max(as_of) AS as_of"
        f" FROM {read_texts(con, export.cases)} GROUP BY case_id"
    )
    rules.check_events(con, export.portal, staging.stated_as_of)
    rejected = found.reject(con)
    rules.beyond(con, export.newest, ("at",))
    findings = found.collect(con, export.path.name, export.mapping, staging.raw, [*staging.notes])
    supply = supplied(con, "at", export.mapping.fields)
    first_month, last_month, latest = _reach(con)
    as_of = export.as_of or staging.stated_as_of or latest
    # The same file says more once more of its cases are known, so what was rejected belongs to the import's name.
    identity = hashlib.sha256(f"{import_id(export, export.as_of)} {rejected}".encode()).hexdigest()[:16]
    write_accepted(con, export, identity, as_of)
    accepted = staging.rows_read - rejected
    return Intake(
        file=export.path.name,
        mapping=export.mapping.name,
        encoding=staging.encoding,
        import_id=identity,
        as_of=as_of,
        first_month=first_month,
        last_month=last_month,
        fields=(FIELD,),
        rows_read=staging.rows_read,
        rows_rejected=rejected,
        filled=((FIELD, accepted),),
        computed=(),
        findings=findings.told,
        staged=export.staged,
        table="events",
        counts=findings.counts,
        tallies=findings.tallies,
        supply=supply,
    )


def _reach(con: duckdb.DuckDBPyConnection) -> tuple[str, str, str]:
    """The month of the first receipt among the cases concerned, of the last one known, and the latest event."""
    row = con.execute(
        'SELECT min(known.month), (SELECT max(month) FROM known), time_text(max("at"))'
        " FROM staged ANTI JOIN rejected USING (row_index) JOIN known USING (case_id)"
    ).fetchone()
    return (row[0] or "", row[1] or "", row[2] or "") if row else ("", "", "")
