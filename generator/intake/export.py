"""One export through the gate: read, mapped, checked; accepted rows staged as Parquet, every problem a finding."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from generator.definitions.case_terms import DUE_TIMES, EVENT_TIMES
from generator.definitions.findings import finding
from generator.definitions.portal import Portal
from generator.definitions.registers import OPTIONAL
from generator.definitions.time_limits.deadlines import FACTS, deadline_finder
from generator.definitions.time_limits.worktime import CalendarEndsError
from generator.intake import rules
from generator.intake.choose import choose_sheet
from generator.intake.contract import field_names
from generator.intake.events import take_in_events
from generator.intake.readers import UnreadableError
from generator.intake.staging import (
    WORKED_OUT,
    Complete,
    Export,
    Intake,
    Progress,
    Staging,
    contract_hits,
    load,
    problems_of,
    reject,
    stage,
    unread,
    write_accepted,
)
from generator.sql import month_of
from generator.workbench import workbench

__all__ = ["Intake", "take_in"]


def take_in(
    path: Path, portal: Portal, work: Path, as_of: str, progress: Progress, cases: Sequence[Path] = ()
) -> Intake:
    """Read the export at `path`. `work` is an empty folder for staged files; `as_of` is blank unless stated.

    `cases` are Parquet files of the cases that are known already; events are about these.
    """
    try:
        sheet, mapping, notes = choose_sheet(path, portal.mappings)
        if sheet is None or mapping is None:
            return unread(path, notes)
        export = Export(path, sheet, mapping, portal, work, as_of, tuple(notes), progress)
        if export.table == "events":
            return take_in_events(export, cases, _import_id(export, as_of))
        return _take_in_cases(export)
    except UnreadableError as error:
        return unread(path, [error.finding(path.name)])


def _take_in_cases(export: Export) -> Intake:
    beyond: list[int] = []
    staging = stage(export, _deadlines(export.portal, beyond))
    if not staging.rows:
        return export.unread("no-rows")
    if beyond:
        last = export.portal.calendar.last
        note = finding("calendar-ends", "calendar.csv", last=last, count=len(beyond))
        export = replace(export, notes=(*export.notes, note))
    export.progress("check", staging.rows_read)
    with workbench() as con:
        load(con, export.canonical, export.table)
        hits = [*contract_hits(con, export, staging), *_rule_hits(con, export.portal, staging)]
        problems = problems_of(export, staging, hits)
        rejected = reject(con, staging, problems)
        as_of = export.as_of or staging.stated_as_of or _latest_event(con)
        import_id = _import_id(export, as_of)
        write_accepted(con, export, import_id, as_of, (WORKED_OUT,))
        filled, computed = _filled(con), _computed(con)
        first_month, last_month = _months(con)
    export.canonical.unlink()
    return Intake(
        file=export.path.name,
        mapping=export.mapping.name,
        encoding=export.sheet.encoding,
        import_id=import_id,
        as_of=as_of,
        first_month=first_month,
        last_month=last_month,
        fields=tuple(sorted(export.mapping.fields)),
        rows_read=staging.rows_read,
        rows_rejected=rejected,
        filled=filled,
        computed=computed,
        findings=tuple(problems),
        staged=export.staged,
    )


def _deadlines(portal: Portal, beyond: list[int]) -> Complete:
    """Fill deadlines from the limits; `beyond` grows by one for each case that the calendar does not reach."""
    deadlines = deadline_finder(portal.limits, portal.registers, portal.calendar)

    def complete(cases: dict[str, list[str]], count: int) -> list[int]:
        bits = [0] * count
        if not portal.limits:
            return bits
        facts = [cases.get(name) or [""] * count for name in FACTS]
        for place, values in enumerate(zip(*facts, strict=True)):
            try:
                worked_out = deadlines(dict(zip(FACTS, values, strict=True)))
            except CalendarEndsError:
                beyond.append(1)
                continue
            for field, moment in worked_out.items():
                cases.setdefault(field, [""] * count)[place] = moment
                bits[place] |= 1 << DUE_TIMES.index(field)
        return bits

    return complete


def _rule_hits(con: duckdb.DuckDBPyConnection, portal: Portal, staging: Staging) -> Iterable[rules.Hit]:
    yield from rules.repeated_ids(con)
    yield from rules.impossible_order(con)
    if staging.stated_as_of:
        yield from rules.outside_export(con, staging.stated_as_of, EVENT_TIMES)
    units = portal.registers["units"].rows
    yield from rules.invalid_units(con, {row["code"]: (row["valid_from"], row["valid_to"]) for row in units})
    scale = portal.satisfaction_scale
    if scale:
        yield from rules.unlisted(con, "satisfaction", "value-not-listed", scale, ", ".join(scale))
    if portal.levels:
        yield from rules.unlisted(con, "level", "value-not-listed", portal.levels, ", ".join(portal.levels))
    for field, register in (("kind", "kinds"), ("channel", "channels"), ("unit", "units")):
        codes = tuple(portal.registers[register].by_code)
        code = "unit-unknown" if field == "unit" else "code-unknown"
        yield from rules.unlisted(con, field, code, codes, f"registers/{register}.csv")


def _latest_event(con: duckdb.DuckDBPyConnection) -> str:
    """The latest event time of the accepted rows: never a due date, never the clock."""
    events = ", ".join(EVENT_TIMES)
    row = con.execute(f"SELECT max(greatest({events})) FROM staged ANTI JOIN rejected USING (row_index)").fetchone()
    return str(row[0]) if row and row[0] else ""


def _months(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The months of the first and the last receipt of the accepted rows."""
    month = month_of("received_at")
    reach = con.execute(
        f"SELECT min({month}), max({month}) FROM staged ANTI JOIN rejected USING (row_index)"
    ).fetchone()
    return (reach[0] or "", reach[1] or "") if reach else ("", "")


def _filled(con: duckdb.DuckDBPyConnection) -> tuple[tuple[str, int], ...]:
    names = field_names("cases")
    counts = ", ".join(f"count({name})" for name in names)
    row = con.execute(f"SELECT {counts} FROM staged ANTI JOIN rejected USING (row_index)").fetchone()
    return tuple((name, int(count)) for name, count in zip(names, row or (), strict=False) if count)


def _computed(con: duckdb.DuckDBPyConnection) -> tuple[tuple[str, int], ...]:
    """How many accepted rows have each deadline from the limits."""
    rows = con.execute(
        f"SELECT unnest({WORKED_OUT}) AS field, count(*) FROM staged ANTI JOIN rejected USING (row_index)"
        " GROUP BY field ORDER BY field"
    ).fetchall()
    return tuple((field, int(count)) for field, count in rows)


def _import_id(export: Export, as_of: str) -> str:
    """The same export under the same mapping, registers, limits, calendar and as-of is the same import."""
    folder = export.portal.folder
    settings = [folder / export.mapping.file, folder / "limits.yml", folder / "calendar.csv"]
    # Reasons of rulings say nothing of how an export is read.
    settings += sorted(path for path in (folder / "registers").glob("*.csv") if path.stem not in OPTIONAL)
    digest = hashlib.sha256()
    for part in (export.path, *(path for path in settings if path.exists())):
        with part.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    digest.update(as_of.encode())
    return digest.hexdigest()[:16]
