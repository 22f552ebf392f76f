"""From the sheets of an export to one table of text in DuckDB, with the source's own row numbers.

Table `loaded` has for every row `sheet`, `row`, `trouble` (the finding of a row that cannot be used; its cells are
blank then), `said` and `lead` (what the finding says, the first text of the row), the wanted columns as `r0`, `r1`, …
in the order of `Plan.headers`, and whatever `Plan.derived` adds. View `source` is what is read of it, each row with
`row_index`; `left_rows` are those that hold no case: blank ones, totals, notes below the table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from generator.intake.cleaning import CLEANED_MACRO
from generator.intake.readers.bounds import UnreadableError, check_rows
from generator.intake.readers.csv_proof import Proof, prove
from generator.intake.readers.encodings import Utf8File, to_utf8
from generator.intake.readers.numbered import COLUMNS, NumberedFile, write_book_rows, write_text_rows
from generator.intake.readers.sheets import Cut, TextForm
from generator.intake.readers.xlsx_rows import SheetNotes
from generator.sql import identifier, literal

_BUFFER = 32 << 20
_LINE = 2 << 20


@dataclass(frozen=True)
class Plan:
    """What is wanted of the sheets: each with its rows and columns, and SQL expressions over `r0`, `r1`, … by name."""

    cuts: tuple[Cut, ...]
    derived: tuple[tuple[str, str], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the wanted columns in the table."""
        return tuple(f"r{number}" for number in range(len(self.cuts[0].columns)))


@dataclass
class LoadNotes:
    """What was met while loading: the encoding of text, lines with lost characters, and notes on each sheet."""

    encoding: str = ""
    lost: int = 0
    sheets: list[tuple[Cut, SheetNotes]] = field(default_factory=list)


@dataclass(frozen=True)
class _Relation:
    """SQL that gives rows as `loaded` has them, less what is derived; `first` is the number of its first row, 0 where
    rows have their own; `blank` is SQL that says of each row whether all of its cells are blank, where that is open.
    """

    sql: str
    first: int = 0
    blank: str = ""


def load(con: duckdb.DuckDBPyConnection, plan: Plan, work: Path) -> LoadNotes:
    """Create `loaded` and `source`. Raises UnreadableError."""
    con.execute(CLEANED_MACRO)
    notes = LoadNotes()
    texts = (*COLUMNS[1:], *plan.columns, *(name for name, _ in plan.derived))
    con.execute(f"CREATE TABLE loaded (sheet VARCHAR, row BIGINT, {', '.join(f'{name} VARCHAR' for name in texts)})")
    con.execute("CREATE TABLE left_out (row_index BIGINT, code VARCHAR)")
    derived = "".join(f", {sql} AS {name}" for name, sql in plan.derived)
    numbers = []
    for number, cut in enumerate(plan.cuts):
        folder = work / f"rows-{number}"
        folder.mkdir()
        relation = _relation(cut, folder, notes)
        begin = _count(con)
        try:
            con.execute(f"INSERT INTO loaded SELECT *{derived} FROM ({relation.sql})", [cut.sheet.name])
        except duckdb.InvalidInputException as error:
            raise UnreadableError("csv-broken", sheet=cut.sheet.name) from error
        check_rows(cut.sheet.delivered, _count(con))
        if relation.first:
            numbers.append(f"WHEN rowid >= {begin} AND row IS NULL THEN rowid - {begin} + {relation.first}")
        _leave_out_blank(con, plan, relation, begin)
    row = f"CASE {' '.join(reversed(numbers))} ELSE row END" if numbers else "row"
    con.execute(f"CREATE VIEW numbered AS SELECT * REPLACE ({row} AS row), loaded.rowid AS row_index FROM loaded")
    con.execute("CREATE VIEW source AS FROM numbered ANTI JOIN left_out USING (row_index)")
    con.execute("CREATE VIEW left_rows AS FROM numbered JOIN left_out USING (row_index)")
    return notes


def leave_out(con: duckdb.DuckDBPyConnection, code: str, which: str) -> None:
    """Take rows that hold no case out of `source`: those for which the SQL `which` is true."""
    con.execute(f"INSERT INTO left_out SELECT row_index, '{code}' FROM source WHERE {which}")


def _count(con: duckdb.DuckDBPyConnection) -> int:
    row = con.execute("SELECT count(*) FROM loaded").fetchone()
    return int(row[0]) if row else 0


def _relation(cut: Cut, folder: Path, notes: LoadNotes) -> _Relation:
    sheet = cut.sheet
    if sheet.text is not None:
        return _text_relation(cut, sheet.text, folder, notes)
    if sheet.kind == "parquet":
        return _parquet_relation(cut)
    found = SheetNotes()
    file = write_book_rows(cut, found, folder / "rows.csv")
    notes.sheets.append((cut, found))
    return _numbered_relation(cut, file)


def _text_relation(cut: Cut, form: TextForm, folder: Path, notes: LoadNotes) -> _Relation:
    text = to_utf8(cut.sheet.path, form.encodings, folder)
    notes.encoding, notes.lost = text.encoding, notes.lost + text.lost
    numbers = [number for number, _ in cut.sheet.top]
    # A part that goes on without a header begins with its first line.
    lines = form.lines[numbers.index(cut.header_row)] if cut.header_row in numbers else 0
    proof = _proof(text, cut, form, lines)
    if proof is None:
        return _numbered_relation(cut, write_text_rows(cut, text.path, lines, folder / "rows.csv"))
    read = _read_csv(text, proof, form.delimiter, cut.width, lines)
    wanted = "".join(f", c{place} AS r{number}" for number, place in enumerate(cut.columns))
    lead = ", ".join(f"c{place}" for place in range(min(cut.width, 3)))
    every = ", ".join(f"cleaned(c{place})" for place in range(cut.width))
    return _Relation(
        f"SELECT ? AS sheet, NULL AS row, NULL AS trouble, NULL AS said, coalesce({lead}) AS lead{wanted} FROM {read}",
        cut.header_row + 1,
        f"SELECT coalesce({every}) IS NULL AS blank FROM {read}",
    )


def _proof(text: Utf8File, cut: Cut, form: TextForm, lines: int) -> Proof | None:
    with text.path.open("rb") as stream:
        for _ in range(lines):
            if b'"' in stream.readline():
                # Whether marks above the rows count as quotes is not agreed among readers.
                return None
        return prove(stream, form.delimiter, cut.width)


def _read_csv(text: Utf8File, proof: Proof, delimiter: str, width: int, lines: int) -> str:
    longest = max(proof.longest + 1024, _LINE)
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    mark = '"' if proof.quoted else ""
    return (
        f"read_csv({literal(str(text.path))}, auto_detect = false, header = false, skip = {lines},"
        f" delim = {literal(delimiter)}, quote = '{mark}', escape = '{mark}', nullstr = '', strict_mode = true,"
        f" parallel = {str(not proof.breaks).lower()},"
        f" max_line_size = {longest}, buffer_size = {max(_BUFFER, 2 * longest)}, columns = {{{columns}}})"
    )


def _numbered_relation(cut: Cut, file: NumberedFile) -> _Relation:
    names = (*COLUMNS, *(f"r{number}" for number in range(len(cut.columns))))
    columns = ", ".join(f"'{name}': '{'BIGINT' if name == 'row' else 'VARCHAR'}'" for name in names)
    longest = max(file.longest, _LINE)
    return _Relation(
        f"SELECT ? AS sheet, * FROM read_csv({literal(str(file.path))}, auto_detect = false, header = false,"
        f" delim = ',', quote = '\"', escape = '\"', nullstr = '', strict_mode = true,"
        f" parallel = false, max_line_size = {longest}, buffer_size = {max(_BUFFER, 2 * longest)},"
        f" columns = {{{columns}}})"
    )


def _parquet_relation(cut: Cut) -> _Relation:
    header = dict(cut.sheet.top)[cut.header_row]
    texts = [f"replace({identifier(name)}::VARCHAR, chr(0), chr(65533))" for name in header]
    wanted = "".join(f", {texts[place]} AS r{number}" for number, place in enumerate(cut.columns))
    read = f"read_parquet({literal(str(cut.sheet.path))})"
    return _Relation(
        "SELECT ? AS sheet, NULL AS row, NULL AS trouble, NULL AS said,"
        f" coalesce({', '.join(texts[:3])}) AS lead{wanted} FROM {read}",
        cut.header_row + 1,
        f"SELECT coalesce({', '.join(f'cleaned({text})' for text in texts)}) IS NULL AS blank FROM {read}",
    )


def _leave_out_blank(con: duckdb.DuckDBPyConnection, plan: Plan, relation: _Relation, begin: int) -> None:
    """Rows without anything in them; whether the columns that nobody wants hold anything is read only if it matters."""
    if not relation.blank:
        return
    # Nearly always the first column alone says that no row is blank.
    blank = f"FROM loaded WHERE rowid >= {begin} AND trouble IS NULL"
    for name in plan.columns:
        blank += f" AND is_blank({name})"
        if not con.execute(f"SELECT 1 {blank} LIMIT 1").fetchone():
            return
    con.execute(f"CREATE OR REPLACE TEMP TABLE blank_rows AS {relation.blank}")
    con.execute(f"INSERT INTO left_out SELECT rowid + {begin}, 'blank' FROM blank_rows WHERE blank")
