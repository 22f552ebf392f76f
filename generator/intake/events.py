"""Events through the gate: what happened to cases on their way, one row each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from generator.definitions.portal import Portal
from generator.intake import rules
from generator.intake.staging import (
    Export,
    Intake,
    Staging,
    contract_hits,
    load,
    problems_of,
    reject,
    stage,
    write_accepted,
)
from generator.sql import month_of
from generator.workbench import workbench

# The one field that an events export reports, as indicators name it in `needs`.
FIELD = "events"


def take_in_events(export: Export, cases: Sequence[Path], import_id: str) -> Intake:
    """Read an events export; `cases` are Parquet files of the known cases, every event must be of one of them."""
    if not cases:
        return export.unread("events-without-cases")
    staging = stage(export, lambda rows, count: [0] * count)
    if not staging.rows:
        return export.unread("no-rows")
    export.progress("check", staging.rows_read)
    with workbench() as con:
        load(con, export.canonical, export.table)
        con.execute(
            f"CREATE TABLE known AS SELECT case_id, min({month_of('received_at')}) AS month, max(as_of) AS as_of"
            " FROM read_parquet(?, union_by_name = true) GROUP BY case_id",
            [[str(path) for path in cases]],
        )
        hits = [*contract_hits(con, export, staging), *_rule_hits(con, export.portal, staging)]
        problems = problems_of(export, staging, hits)
        rejected = reject(con, staging, problems)
        first_month, last_month, latest = _reach(con)
        as_of = export.as_of or staging.stated_as_of or latest
        # The same file says more once more of its cases are known, so what was rejected belongs to the import's name.
        import_id = hashlib.sha256(f"{import_id} {rejected}".encode()).hexdigest()[:16]
        write_accepted(con, export, import_id, as_of)
    export.canonical.unlink()
    return Intake(
        file=export.path.name,
        mapping=export.mapping.name,
        encoding=export.sheet.encoding,
        import_id=import_id,
        as_of=as_of,
        first_month=first_month,
        last_month=last_month,
        fields=(FIELD,),
        rows_read=staging.rows_read,
        rows_rejected=rejected,
        filled=((FIELD, staging.rows_read - rejected),),
        computed=(),
        findings=tuple(problems),
        staged=export.staged,
        table=export.table,
    )


def _rule_hits(con: duckdb.DuckDBPyConnection, portal: Portal, staging: Staging) -> Iterable[rules.Hit]:
    yield from rules.unknown_cases(con)
    yield from rules.repeated_events(con)
    yield from rules.ends_before_event(con)
    yield from rules.after_the_cases(con)
    if staging.stated_as_of:
        yield from rules.outside_export(con, staging.stated_as_of, ("at",))
    units = tuple(portal.registers["units"].by_code)
    yield from rules.unlisted(con, "unit", "unit-unknown", units, "registers/units.csv")


def _reach(con: duckdb.DuckDBPyConnection) -> tuple[str, str, str]:
    """The month of the first receipt among the cases concerned, of the last one known, and the latest event."""
    reach = con.execute(
        'SELECT min(known.month), (SELECT max(month) FROM known), max("at")'
        " FROM staged ANTI JOIN rejected USING (row_index) JOIN known USING (case_id)"
    ).fetchone()
    return (reach[0] or "", reach[1] or "", reach[2] or "") if reach else ("", "", "")
