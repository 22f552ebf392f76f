"""One export through the gate: read, mapped, checked; accepted rows staged as Parquet, every problem a finding."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from generator.definitions.case_terms import DUE_TIMES, EVENT_TIMES
from generator.definitions.deadlines import FACTS, deadline_finder
from generator.definitions.findings import Finding, finding
from generator.definitions.mappings import ExportMapping
from generator.definitions.portal import Portal
from generator.definitions.registers import OPTIONAL
from generator.definitions.worktime import CalendarEndsError
from generator.intake import rules
from generator.intake.choose import choose_sheet
from generator.intake.contract import field_names
from generator.intake.events import take_in_events
from generator.intake.readers import Sheet, UnreadableError
from generator.intake.staging import (
    WORKED_OUT,
    Complete,
    Intake,
    Progress,
    Staging,
    contract_hits,
    hit_findings,
    load,
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
        if mapping.table == "events":
            import_id = _import_id(path, mapping, portal, as_of)
            return take_in_events(path, sheet, mapping, portal, work, as_of, notes, progress, cases, import_id)
        return _take_in(path, sheet, mapping, portal, work, as_of, notes, progress)
    except UnreadableError as error:
        return unread(path, [error.finding(path.name)])


def _take_in(
    path: Path,
    sheet: Sheet,
    mapping: ExportMapping,
    portal: Portal,
    work: Path,
    as_of: str,
    notes: list[Finding],
    progress: Progress,
) -> Intake:
    canonical = work / "cases.csv"
    beyond: list[int] = []
    staging = stage(sheet, mapping, portal, canonical, progress, _deadlines(portal, beyond))
    if not staging.rows:
        return unread(path, [*notes, finding("no-rows", path.name, sheet=sheet.name)])
    if beyond:
        notes.append(finding("calendar-ends", "calendar.csv", last=portal.calendar.last, count=len(beyond)))
    progress("check", staging.rows_read)
    with workbench() as con:
        load(con, canonical, "cases")
        hits = [*contract_hits(con, work, "cases", staging), *_rule_hits(con, portal, staging)]
        problems = [*notes, *staging.findings(path.name, sheet.name)]
        problems += hit_findings(hits, path, sheet, mapping, staging)
        problems = sorted(set(problems))
        rejected = reject(con, staging, problems)
        as_of = as_of or staging.stated_as_of or _latest_event(con)
        import_id = _import_id(path, mapping, portal, as_of)
        write_accepted(con, work / "cases.parquet", "cases", "case_id", import_id, as_of, (WORKED_OUT,))
        filled, computed = _filled(con), _computed(con)
        first_month, last_month = _months(con)
    canonical.unlink()
    return Intake(
        file=path.name,
        mapping=mapping.name,
        encoding=sheet.encoding,
        import_id=import_id,
        as_of=as_of,
        first_month=first_month,
        last_month=last_month,
        fields=tuple(sorted(mapping.fields)),
        rows_read=staging.rows_read,
        rows_rejected=rejected,
        filled=filled,
        computed=computed,
        findings=tuple(problems),
        staged=work / "cases.parquet",
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
                found = deadlines(dict(zip(FACTS, values, strict=True)))
            except CalendarEndsError:
                beyond.append(1)
                continue
            for field, moment in found.items():
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
    found = con.execute(f"SELECT max(greatest({events})) FROM staged ANTI JOIN rejected USING (row_index)")
    row = found.fetchone()
    return str(row[0]) if row and row[0] else ""


def _months(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The months of the first and the last receipt of the accepted rows."""
    month = month_of("received_at")
    found = con.execute(
        f"SELECT min({month}), max({month}) FROM staged ANTI JOIN rejected USING (row_index)"
    ).fetchone()
    return (found[0] or "", found[1] or "") if found else ("", "")


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


def _import_id(path: Path, mapping: ExportMapping, portal: Portal, as_of: str) -> str:
    """The same export under the same mapping, registers, limits, calendar and as-of is the same import."""
    digest = hashlib.sha256()
    settings = [portal.folder / mapping.file, portal.folder / "limits.yml", portal.folder / "calendar.csv"]
    # Reasons of rulings say nothing of how an export is read.
    settings += sorted(item for item in (portal.folder / "registers").glob("*.csv") if item.stem not in OPTIONAL)
    for part in (path, *(item for item in settings if item.exists())):
        with part.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    digest.update(as_of.encode())
    return digest.hexdigest()[:16]
