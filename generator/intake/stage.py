"""From the chosen sheets to the table `staged`: canonical rows, and all that was found on the way.

Cells are text; a column of times whose times are all of one kind is a TIMESTAMP or a DATE.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from generator.definitions.case_terms import DUE_TIMES
from generator.definitions.findings import Finding, finding
from generator.definitions.mappings import ColumnRule, ExportMapping
from generator.definitions.portal import Portal
from generator.intake import found
from generator.intake.alike import report_breaches
from generator.intake.choose import Choice
from generator.intake.cleaning import CELL_TROUBLE_MACRO, CLEANED_MACRO
from generator.intake.contract import field_names
from generator.intake.date_columns import read_by_engine, read_rest, time_rules
from generator.intake.deadlines import Deadlines, deadlines
from generator.intake.far_dates import report_far_dates
from generator.intake.ids import check_ids, id_column
from generator.intake.loading import LoadNotes, Plan, load
from generator.intake.mapping import KEYS, TIMES, SourceColumns, create_text_macro, map_columns
from generator.intake.merged import fill_merged
from generator.intake.personal_cells import personal_file_name, report_personal
from generator.intake.plain_times import EPOCH, EPOCH_1904
from generator.intake.readers.xlsx import Workbook
from generator.intake.staging import WORKED_OUT
from generator.intake.totals import leave_out_totals, stated_rows
from generator.sql import MOMENT, TEXT, day_of, identifier

# The time of a row without which it is no case or event.
REQUIRED_TIME = {"cases": "received_at", "events": "at"}


@dataclass(frozen=True)
class Staging:
    """What staging an export found besides the table `found`: how many rows it has, and notes on the whole of it.

    `raw` gives for each field SQL over `source` for what the export says; `stated_as_of` is its own as-of, blank
    where it states none.
    """

    encoding: str
    rows_read: int
    stated_as_of: str
    raw: Mapping[str, str]
    notes: tuple[Finding, ...]


def stage(con: duckdb.DuckDBPyConnection, file: str, choice: Choice, portal: Portal, work: Path) -> Staging:
    """Create `source`, `staged`, `found` and the tables behind them. Raises UnreadableError.

    Without a row to read only the notes are worth anything.
    """
    mapping = choice.mapping
    if mapping is None:
        raise ValueError("nothing was chosen")
    con.execute(CLEANED_MACRO)
    con.execute(CELL_TROUBLE_MACRO)
    create_text_macro(con, mapping)
    found.create(con)
    columns = SourceColumns(mapping.required_headers)
    plan = Plan(choice.cuts, read_by_engine(mapping, columns, portal))
    loaded = load(con, plan, work)
    notes = [*choice.notes, *personal_file_name(file), *_sheet_notes(file, loaded)]
    notes += _merged_notes(con, file, plan, loaded)
    required = next(
        (rule for rule in mapping.columns if rule.field == REQUIRED_TIME[mapping.table] and rule.sources), None
    )
    if required is not None:
        untimed = f"CASE WHEN t_{required.field} IS NULL THEN {columns.text(required)} IS NULL ELSE FALSE END"
        leave_out_totals(con, untimed, plan.columns)
    rows = _count(con, "source")
    notes += _row_notes(con, file, rows)
    raw = {rule.field: columns.raw(rule) for rule in mapping.columns if rule.headers}
    if not rows:
        notes.append(finding("no-rows", file, sheet=choice.cuts[0].sheet.name))
        return Staging(loaded.encoding, 0, "", raw, tuple(notes))
    read_rest(con, mapping, columns, portal, _epoch(choice), loaded)
    fields = _fields(con, mapping, columns, portal)
    con.execute(
        "INSERT INTO found BY NAME SELECT row_index, trouble AS code, said AS value FROM source"
        " WHERE trouble IS NOT NULL"
    )
    beyond = _create_staged(con, mapping, fields, portal)
    if beyond:
        notes.append(finding("calendar-ends", "calendar.csv", last=portal.calendar.last, count=beyond))
    report_personal(con, mapping)
    times = [rule.field for rule in time_rules(mapping)]
    report_breaches(con, mapping.table, {*times, *DUE_TIMES})
    check_ids(con, sorted(KEYS & mapping.fields))
    report_far_dates(
        con,
        [name for name in times if name not in DUE_TIMES and name != "until"],
        [name for name in times if name in DUE_TIMES],
    )
    notes += _lost_notes(con, file, loaded)
    return Staging(loaded.encoding, rows, _stated_as_of(con, times), raw, tuple(notes))


def _fields(
    con: duckdb.DuckDBPyConnection, mapping: ExportMapping, columns: SourceColumns, portal: Portal
) -> dict[str, tuple[str, str]]:
    """Field → SQL for its value over `source`, and the join that it needs."""
    fields = map_columns(con, mapping, columns, portal.registers)
    fields |= {rule.field: (f"t_{rule.field}", "") for rule in time_rules(mapping)}
    fields["case_id"] = (id_column(con, fields["case_id"][0]), "") if "case_id" in fields else ("NULL", "")
    unit = next((rule for rule in mapping.columns if rule.field == "unit" and rule.register), None)
    value, join = fields.get("unit", ("", ""))
    # Without a join every text is a code.
    if unit and join and con.execute("SELECT 1 FROM map_unit WHERE dated IS NOT NULL LIMIT 1").fetchone():
        _date_units(con, fields[REQUIRED_TIME[mapping.table]][0], join, portal)
        fields["unit"] = (f"coalesce({value}, dated_units.code)", f"{join} LEFT JOIN dated_units USING (row_index)")
    return fields


def _date_units(con: duckdb.DuckDBPyConnection, day: str, join: str, portal: Portal) -> None:
    """The table `dated_units`: rows whose unit's name several codes have had, with the one that was valid that day."""
    rows = portal.registers["units"].rows
    lists = [
        [row["code"] for row in rows],
        [row["valid_from"] for row in rows],
        [row["valid_to"] or "9999" for row in rows],
    ]
    con.execute(
        "CREATE TABLE unit_terms AS SELECT unnest(?::VARCHAR[]) AS code, unnest(?::VARCHAR[]) AS first,"
        " unnest(?::VARCHAR[]) AS last",
        lists,
    )
    con.execute(
        f"CREATE TABLE dated_names AS SELECT source.row_index, {day_of(day)}::VARCHAR AS day, dated FROM source {join}"
        " WHERE dated IS NOT NULL AND source.trouble IS NULL"
    )
    con.execute(
        "CREATE TABLE dated_units AS SELECT row_index, min(code) AS code"
        " FROM (SELECT row_index, day, unnest(dated) AS code FROM dated_names) JOIN unit_terms USING (code)"
        " WHERE day BETWEEN first AND last GROUP BY row_index HAVING count(*) = 1"
    )
    con.execute(
        "INSERT INTO found BY NAME SELECT row_index, 'name-ambiguous' AS code, 'unit' AS field,"
        " array_to_string(dated, ', ') AS expected FROM dated_names ANTI JOIN dated_units USING (row_index)"
        " WHERE day IS NOT NULL"
    )


def _create_staged(
    con: duckdb.DuckDBPyConnection, mapping: ExportMapping, fields: Mapping[str, tuple[str, str]], portal: Portal
) -> int:
    """Create `staged`, deadlines from the limits included; how many cases have one beyond the calendar."""
    names = field_names(mapping.table)
    blank_as = {name: MOMENT if name in TIMES else TEXT for name in names}
    values = [
        f'{fields[name][0] if name in fields else f"NULL::{blank_as.get(name, TEXT)}"} AS "{name}"'
        for name in (*names, "as_of")
    ]
    joins = " ".join(dict.fromkeys(join for _, join in fields.values() if join))
    rules = {rule.field: rule for rule in mapping.columns}
    given = [f"{_given(rules.get(name), mapping)} AS {name}_given" for name in DUE_TIMES]
    con.execute(f"CREATE VIEW mapped AS SELECT source.row_index, {', '.join((*values, *given))} FROM source {joins}")
    limited = mapping.table == "cases" and bool(portal.limits)
    worked = deadlines(con, portal, fields) if limited else Deadlines((), (), "")
    rows = _with_deadlines(worked) if limited else "mapped"
    # Fields that nobody reports take no room.
    kept = [name for name in (*names, "as_of") if name in fields or name in worked.fields]
    columns = ["row_index", *map(identifier, kept), *((WORKED_OUT, "beyond") if limited else ())]
    con.execute(f"CREATE TABLE staged_cells AS SELECT {', '.join(columns)} FROM ({rows})")
    blank = [
        f"NULL::{blank_as.get(name, TEXT)} AS {identifier(name)}" for name in (*names, "as_of") if name not in kept
    ]
    blank += [f"NULL::VARCHAR[] AS {WORKED_OUT}"] if mapping.table == "cases" and not limited else []
    con.execute(f"CREATE VIEW staged AS SELECT {', '.join(('*', *blank))} FROM staged_cells")
    row = con.execute("SELECT count(*) FILTER (beyond) FROM staged_cells").fetchone() if limited else None
    return int(row[0]) if row else 0


def _with_deadlines(worked: Deadlines) -> str:
    """`mapped` with the deadlines from limits; an expression that stands twice in one SELECT is worked out twice."""
    filled = ", ".join(f"{sql} AS {field}" for field, sql in zip(worked.fields, worked.filled, strict=True))
    listed = ", ".join(f"CASE WHEN {field}_worked IS NOT NULL THEN '{field}' END" for field in worked.fields)
    beyond = " OR ".join(f"({field}_begun AND {field}_worked IS NULL)" for field in worked.fields)
    return (
        f"SELECT * EXCLUDE ({WORKED_OUT}) REPLACE ({filled}),"
        f" CASE WHEN len({WORKED_OUT}) > 0 THEN {WORKED_OUT} END AS {WORKED_OUT} FROM (SELECT *, {beyond} AS beyond,"
        f" list_filter([{listed}], lambda field: field IS NOT NULL) AS {WORKED_OUT} FROM ({worked.select}))"
    )


def _given(rule: ColumnRule | None, mapping: ExportMapping) -> str:
    """SQL that says whether the export gives a deadline: whatever stands there, the limits do not fill it."""
    if rule is None or not rule.sources:
        return "FALSE"
    columns = SourceColumns(mapping.required_headers)
    return f"({columns.text(rule)}) IS NOT NULL"


def _sheet_notes(file: str, loaded: LoadNotes) -> list[Finding]:
    notes = []
    for cut, sheet in loaded.sheets:
        hidden = [number for number in sheet.hidden if number > cut.header_row]
        if hidden:
            notes.append(finding("rows-hidden", file, sheet=cut.sheet.name, row=hidden[0], expected=len(hidden)))
        empty = [(row, place) for row, place in sheet.empty if row > cut.header_row and place in cut.columns]
        if empty:
            notes.append(finding("formulas-empty", file, sheet=cut.sheet.name, row=empty[0][0], expected=len(empty)))
        if isinstance(cut.sheet.book, Workbook) and cut.sheet.book.styles_damaged:
            notes.append(finding("styles-damaged", file, sheet=cut.sheet.name))
    return notes


def _merged_notes(con: duckdb.DuckDBPyConnection, file: str, plan: Plan, loaded: LoadNotes) -> list[Finding]:
    filled = fill_merged(con, plan, loaded)
    return [finding("cells-merged", file, sheet=sheet, row=row, expected=count) for sheet, row, count in filled]


def _row_notes(con: duckdb.DuckDBPyConnection, file: str, rows: int) -> list[Finding]:
    """What was left out, and whether what it states of the rows is so."""
    left, beyond, stated = stated_rows(con, found.MOST_PLACES)
    notes = [finding("row-left-out", file, sheet=sheet, row=row, value=lead) for sheet, row, lead in left]
    if beyond:
        notes.append(finding("findings-more", file, value="row-left-out", expected=beyond))
    if stated is not None and stated != rows:
        notes.append(finding("rows-differ", file, value=rows, expected=stated))
    return notes


def _lost_notes(con: duckdb.DuckDBPyConnection, file: str, loaded: LoadNotes) -> list[Finding]:
    """Characters that were lost in columns that nobody reads; in those that are read each has its own finding."""
    row = con.execute("SELECT count(DISTINCT row_index) FROM found WHERE code = 'character-lost'").fetchone()
    unread = loaded.lost - (int(row[0]) if row else 0)
    return [finding("character-lost-unread", file, expected=unread)] if unread > 0 else []


def _stated_as_of(con: duckdb.DuckDBPyConnection, times: Sequence[str]) -> str:
    if "as_of" not in times:
        return ""
    row = con.execute(
        "SELECT time_text(max(as_of)) FROM staged"
        " ANTI JOIN (SELECT row_index FROM found WHERE field = 'as_of') USING (row_index)"
    ).fetchone()
    return str(row[0]) if row and row[0] else ""


def _epoch(choice: Choice) -> date:
    from_1904 = any(isinstance(cut.sheet.book, Workbook) and cut.sheet.book.from_1904 for cut in choice.cuts)
    return EPOCH_1904 if from_1904 else EPOCH


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
