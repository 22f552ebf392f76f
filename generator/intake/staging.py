"""Staging an export: mapped row by row to the canonical columns of its table, as UTF-8 CSV and then in DuckDB."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from generator.definitions.case_terms import DUE_TIMES
from generator.definitions.findings import Finding, finding
from generator.definitions.mappings import ExportMapping
from generator.definitions.portal import Portal
from generator.intake import rules
from generator.intake.alike import breaches_of_all
from generator.intake.contract import field_names
from generator.intake.mapping import Trouble, bind
from generator.intake.readers import Cell, Sheet
from generator.sql import TIME_MACROS, identifier, literal

# Column of stored cases beside those of the schema.
WORKED_OUT = "worked_out"

Progress = Callable[[str, int], None]
# Fills deadlines that rows (field → a value for each, and how many) leave blank; for each row those that it worked
# out, as bits in the order of DUE_TIMES.
Complete = Callable[[dict[str, list[str]], int], Sequence[int]]
# Table → what names a row of it.
_ORDER = {"cases": "case_id", "events": 'case_id, "at", event, unit, reason, until'}
# Rows that are mapped at a time.
_BATCH = 5000


@dataclass(frozen=True)
class Export:
    """One export on its way through the gate: the sheet that is read, by which mapping, for which portal.

    `work` is a folder for staged files; `as_of` is blank unless stated; `notes` were made when the sheet was chosen.
    """

    path: Path
    sheet: Sheet
    mapping: ExportMapping
    portal: Portal
    work: Path
    as_of: str
    notes: tuple[Finding, ...]
    progress: Progress

    @property
    def table(self) -> str:
        """What it holds: `cases` or `events`."""
        return self.mapping.table

    @property
    def canonical(self) -> Path:
        """The mapped rows as CSV, while they are checked."""
        return self.work / f"{self.table}.csv"

    @property
    def staged(self) -> Path:
        """The accepted rows as Parquet."""
        return self.work / f"{self.table}.parquet"

    def unread(self, code: str) -> Intake:
        """The intake of an export of which nothing can be used."""
        return unread(self.path, [*self.notes, finding(code, self.path.name, sheet=self.sheet.name)])


@dataclass(frozen=True)
class Intake:
    """What came of one export.

    `table` is what it holds: `cases` or `events`. `first_month` and `last_month` are those of the first and last
    receipt (for events: of the cases that they concern, and of all known cases); `staged` is the Parquet file of
    accepted rows (None when the file could not be read); `filled` counts the accepted rows in which a field is known
    (for events: all of them, as `events`), `computed` those of them whose deadline was worked out from the limits.
    """

    file: str
    mapping: str
    encoding: str
    import_id: str
    as_of: str
    first_month: str
    last_month: str
    fields: tuple[str, ...]
    rows_read: int
    rows_rejected: int
    filled: tuple[tuple[str, int], ...]
    computed: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]
    staged: Path | None
    table: str = "cases"

    @property
    def rows_accepted(self) -> int:
        """Rows read less rows rejected."""
        return self.rows_read - self.rows_rejected


def unread(path: Path, problems: Iterable[Finding]) -> Intake:
    """The intake of a file that could not be read."""
    return Intake(path.name, "", "", "", "", "", "", (), 0, 0, (), (), tuple(sorted(problems)), None)


@dataclass(frozen=True)
class Staging:
    """Source row numbers of the staged rows, and what mapping them met."""

    rows: array[int]
    troubles: dict[int, list[Trouble]]
    misfits: dict[int, int]
    stated_as_of: str
    width: int

    @property
    def rows_read(self) -> int:
        """Every row of the sheet that is not blank."""
        return len(self.rows)

    def findings(self, file: str, sheet: str) -> Iterable[Finding]:
        """What mapping the rows met."""
        for index, troubles in self.troubles.items():
            for item in troubles:
                yield finding(
                    item.code,
                    file,
                    sheet=sheet,
                    row=self.rows[index],
                    column=item.column,
                    field=item.field,
                    expected=item.expected,
                )
        for index, cells in self.misfits.items():
            row = self.rows[index]
            yield finding("row-width", file, sheet=sheet, row=row, cells=cells, expected=self.width)


def stage(export: Export, complete: Complete) -> Staging:
    """Write the canonical rows as UTF-8 CSV; rows that do not fit the header are staged blank and rejected.

    `complete` may fill deadlines that mapped rows leave blank; what it says of each row is the last column, `bits`.
    """
    sheet, portal = export.sheet, export.portal
    mapper = bind(export.mapping, sheet.header, portal.registers, portal.time_zone)
    names, width = field_names(export.table), len(sheet.header)
    rows: array[int] = array("q")
    troubles: dict[int, list[Trouble]] = {}
    misfits: dict[int, int] = {}
    stated = ""
    with export.canonical.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow((*names, "bits"))
        for batch in _batches(sheet):
            begin, count = len(rows), len(batch)
            fitted = []
            for place, (number, source) in enumerate(batch, begin):
                cells = _fit(source, width)
                if cells is None:
                    misfits[place] = len(source)
                    cells = ("",) * width
                fitted.append(cells)
                rows.append(number)
            columns, met = mapper.map(fitted)
            troubles |= {begin + place: items for place, items in met.items()}
            stated = max([stated, *columns.get("as_of", [])])
            bits = complete(columns, count)
            blank = ("",) * count
            writer.writerows(zip(*(columns.get(name, blank) for name in names), bits, strict=True))
            export.progress("read", len(rows))
    return Staging(rows, troubles, misfits, stated, width)


def _batches(sheet: Sheet) -> Iterator[list[tuple[int, tuple[Cell, ...]]]]:
    rows = sheet.rows()
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _fit(cells: Sequence[Cell], width: int) -> Sequence[Cell] | None:
    """The cells at the header's width; None when values stand outside it or the row is cut short."""
    if len(cells) == width:
        return cells
    if len(cells) > width and not any(cells[width:]):
        return cells[:width]
    return None


def load(con: duckdb.DuckDBPyConnection, canonical: Path, table: str) -> None:
    """Create the table `staged` from the canonical CSV file: text, NULL = blank, rows counted from 0.

    Its column `worked_out` lists the deadlines worked out from limits. A deadline that the export gives is never
    touched, one that was worked out moves when its clock was suspended, and the limits of a later day could not tell
    them apart. So the store says it.
    """
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in field_names(table))
    fields = ", ".join(f"CASE WHEN bits & {1 << place} > 0 THEN '{name}' END" for place, name in enumerate(DUE_TIMES))
    con.execute(TIME_MACROS)
    con.execute(
        "CREATE TABLE staged AS SELECT row_number() OVER () - 1 AS row_index, * EXCLUDE (bits),"
        f" CASE WHEN bits > 0 THEN list_filter([{fields}], lambda field: field IS NOT NULL) END AS {WORKED_OUT}"
        " FROM read_csv(?, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '',"
        f" auto_detect = false, parallel = false, columns = {{{columns}, 'bits': 'UTINYINT'}})",
        [str(canonical)],
    )


def contract_hits(con: duckdb.DuckDBPyConnection, export: Export, staging: Staging) -> Iterable[rules.Hit]:
    """Breaches of the table's contract, less those of cells that mapping has reported already."""
    reported = {(index, item.field) for index, items in staging.troubles.items() for item in items}
    for breach in breaches_of_all(con, export.table, export.work):
        if (breach.row, breach.field) not in reported and breach.row not in staging.misfits:
            yield breach.row, breach.field, breach.code, breach.rule


def problems_of(export: Export, staging: Staging, hits: Iterable[rules.Hit]) -> list[Finding]:
    """Everything found: notes, what mapping met, and hits of rules at the source's own row and column; in order."""
    return sorted(
        {*export.notes, *staging.findings(export.path.name, export.sheet.name), *_hit_findings(export, staging, hits)}
    )


def _hit_findings(export: Export, staging: Staging, hits: Iterable[rules.Hit]) -> Iterable[Finding]:
    columns = {rule.field: " + ".join(rule.sources) for rule in export.mapping.columns}
    for index, field, code, expected in hits:
        yield finding(
            code,
            export.path.name,
            sheet=export.sheet.name,
            row=staging.rows[index],
            column=columns.get(field) or field,
            field=field,
            expected=expected,
        )


def reject(con: duckdb.DuckDBPyConnection, staging: Staging, problems: Iterable[Finding]) -> int:
    """Create the table `rejected` (row_index) from the findings that reject a row; the number of such rows."""
    rejected = {item.row for item in problems if item.severity == "rejects"}
    indexes = [index for index, row in enumerate(staging.rows) if row in rejected] if rejected else []
    con.execute("CREATE TABLE rejected AS SELECT unnest(?::INTEGER[]) AS row_index", [indexes])
    return len(rejected)


def write_accepted(
    con: duckdb.DuckDBPyConnection, export: Export, import_id: str, as_of: str, more: tuple[str, ...] = ()
) -> None:
    """The accepted rows as Parquet, each with its import and its as-of, in the order of what names a row.

    `more` are columns of `staged` beside those of the table's schema.
    """
    fields = ", ".join(map(identifier, (*field_names(export.table), *more)))
    con.execute(
        f"COPY (SELECT {fields}, {literal(import_id)} AS import_id, {literal(as_of)} AS as_of"
        f" FROM staged ANTI JOIN rejected USING (row_index) ORDER BY {_ORDER[export.table]})"
        f" TO {literal(str(export.staged))} (FORMAT parquet, COMPRESSION zstd)"
    )
