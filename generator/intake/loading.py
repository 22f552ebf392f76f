"""From the sheets of an export to one table of text in DuckDB, with the source's own row numbers.

Table `loaded` has for every row `sheet`, `row`, `trouble` (the finding of a row that cannot be used; its cells are
blank then), `said` and `lead` (what the finding says, the first text of the row), the wanted columns as `r0`, `r1`, …
in the order of `Plan.headers`, and the columns of `Plan.derived`. View `source` is what is read of it, each row with
`row_index`; `left_rows` are those that hold no case: blank ones, totals, notes below the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from generator.sql import TEXT, TIME_MACROS, identifier, literal, types_of

_BUFFER = 32 << 20
_LINE = 2 << 20
# What so many rows say of a column is held to be true of all until another row says otherwise.
_FIRST_ROWS = 2_000


@dataclass(frozen=True)
class Derived:
    """A column of times worked out from others: its name, and SQL over `r0`, `r1`, … for each type that it may have.

    It has the type that the first rows have, and is text where these have several. `cell` is the column that it is
    worked out from, if it is one alone.
    """

    name: str
    kinds: tuple[tuple[str, str], ...]
    cell: str = ""

    def sql(self, kind: str) -> str:
        """SQL for the column of this type; as text it is whatever it can be."""
        texts = [f"time_text({sql})" for _, sql in self.kinds]
        return dict(self.kinds).get(kind) or (f"coalesce({', '.join(texts)})" if texts else f"NULL::{TEXT}")


@dataclass(frozen=True)
class Plan:
    """What is wanted of the sheets: each with its rows and columns, and what is worked out from these."""

    cuts: tuple[Cut, ...]
    derived: tuple[Derived, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the wanted columns in the table."""
        return tuple(f"r{number}" for number in range(len(self.cuts[0].columns)))


@dataclass
class LoadNotes:
    """What was met while loading: the encoding of text, lines with lost characters, and notes on each sheet.

    `cells` is SQL behind `*` for cells that are told from their times, `place` SQL over these rows with the source's
    own numbers of rows.
    """

    encoding: str = ""
    lost: int = 0
    sheets: list[tuple[Cut, SheetNotes]] = field(default_factory=list)
    cells: str = ""
    place: str = "*"


@dataclass(frozen=True)
class _Relation:
    """SQL that gives rows as `loaded` has them, less what is derived; `first` is the number of its first row, 0 where
    rows have their own; `blank` is SQL that says of each row whether all of its cells are blank, where that is open.

    `cells` is SQL that gives the wanted columns alone, and `lead` the first text of a row over these, where that is all
    that need be kept of a row.
    """

    sql: str
    first: int = 0
    blank: str = ""
    cells: str = ""
    lead: str = ""


def load(con: duckdb.DuckDBPyConnection, plan: Plan, work: Path) -> LoadNotes:
    """Create `loaded` and `source`, with the macros of cells and times. Raises UnreadableError."""
    con.execute(CLEANED_MACRO)
    con.execute(TIME_MACROS)
    notes = LoadNotes()
    con.execute("CREATE TABLE left_out (row_index BIGINT, code VARCHAR)")
    numbers = []
    derived = ""
    for number, cut in enumerate(plan.cuts):
        folder = work / f"rows-{number}"
        folder.mkdir()
        relation = _relation(cut, folder, notes)
        narrow = len(plan.cuts) == 1 and bool(relation.lead)
        try:
            if not number:
                derived = _create_loaded(con, plan, relation, narrow=narrow)
            begin = _count(con)
            if narrow:
                cells = f"SELECT *{derived} FROM ({relation.cells})"
                con.execute(f"INSERT INTO loaded SELECT *{_replace(_told_again(con, plan), 'nullif')} FROM ({cells})")
            else:
                con.execute(f"INSERT INTO loaded SELECT *{derived} FROM ({relation.sql})", [cut.sheet.name])
        except duckdb.InvalidInputException as error:
            raise UnreadableError("csv-broken", sheet=cut.sheet.name) from error
        check_rows(cut.sheet.delivered, _count(con))
        if narrow:
            notes.cells = _replace(_told_again(con, plan), "coalesce")
            notes.place = (
                f"{literal(cut.sheet.name)} AS sheet, row_index + {relation.first} AS row, NULL::{TEXT} AS trouble,"
                f" NULL::{TEXT} AS said, {relation.lead} AS lead, *"
            )
        elif relation.first:
            numbers.append(f"WHEN row_index >= {begin} AND row IS NULL THEN row_index - {begin} + {relation.first}")
        _leave_out_blank(con, plan, relation, begin, narrow=narrow)
    if numbers:
        notes.place = f"* REPLACE (CASE {' '.join(reversed(numbers))} ELSE row END AS row)"
    _create_views(con, notes)
    return notes


def _create_loaded(con: duckdb.DuckDBPyConnection, plan: Plan, relation: _Relation, *, narrow: bool) -> str:
    """Create the empty table; what is selected into it beside the columns of the relation."""
    kinds = _kinds(con, plan, relation)
    columns = [] if narrow else ["sheet VARCHAR", "row BIGINT", *(f"{name} VARCHAR" for name in COLUMNS[1:])]
    columns += [f"{name} VARCHAR" for name in plan.columns]
    columns += [f"{name} {kind}" for name, kind in kinds.items()]
    con.execute(f"CREATE TABLE loaded ({', '.join(columns)})")
    return "".join(f", {item.sql(kinds[item.name])} AS {item.name}" for item in plan.derived)


def _told_again(con: duckdb.DuckDBPyConnection, plan: Plan) -> dict[str, str]:
    """Column of cells → what nearly all of them say, as it can be told from their times: only others are kept."""
    kinds = types_of(con, "loaded")
    columns = {item.cell: item.name for item in reversed(plan.derived) if item.cell and kinds[item.name] != TEXT}
    return {cell: f"replace({name}::{TEXT}, 'T', ' ')" for cell, name in columns.items()}


def _replace(told: Mapping[str, str], function: str) -> str:
    cells = ", ".join(f"{function}({cell}, {text}) AS {cell}" for cell, text in told.items())
    return f" REPLACE ({cells})" if cells else ""


def _kinds(con: duckdb.DuckDBPyConnection, plan: Plan, relation: _Relation) -> dict[str, str]:
    """Derived column → its type, by the first rows where it may have several."""
    kinds = {item.name: item.kinds[0][0] if item.kinds else TEXT for item in plan.derived}
    unsure = [(item.name, kind, sql) for item in plan.derived for kind, sql in item.kinds if len(item.kinds) > 1]
    if not unsure:
        return kinds
    counted = ", ".join(f"count({sql})" for *_, sql in unsure)
    rows = f"SELECT * FROM ({relation.sql}) LIMIT {_FIRST_ROWS}"
    seen = con.execute(f"SELECT {counted} FROM ({rows})", [""]).fetchone() or ()
    found: dict[str, list[str]] = {}
    for (name, kind, _), count in zip(unsure, seen, strict=True):
        found.setdefault(name, []).extend([kind] * bool(count))
    return kinds | {name: said[0] if len(said) == 1 else TEXT for name, said in found.items() if said}


def _create_views(con: duckdb.DuckDBPyConnection, notes: LoadNotes) -> None:
    rows = f"SELECT *{notes.cells}, rowid AS row_index FROM loaded"
    con.execute(f"CREATE OR REPLACE VIEW numbered AS SELECT {notes.place} FROM ({rows})")
    con.execute("CREATE OR REPLACE VIEW source AS FROM numbered ANTI JOIN left_out USING (row_index)")
    con.execute("CREATE OR REPLACE VIEW left_rows AS FROM numbered JOIN left_out USING (row_index)")


def as_texts(con: duckdb.DuckDBPyConnection, names: Iterable[str], notes: LoadNotes) -> None:
    """Make columns of times texts, which may be of any kind."""
    for name in names:
        con.execute(f"ALTER TABLE loaded ALTER {name} TYPE {TEXT} USING time_text({name})")
    _create_views(con, notes)


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
    cells = ", ".join(f"c{place} AS r{number}" for number, place in enumerate(cut.columns))
    lead = ", ".join(f"c{place}" for place in range(min(cut.width, 3)))
    every = ", ".join(f"cleaned(c{place})" for place in range(cut.width))
    return _Relation(
        f"SELECT ? AS sheet, NULL AS row, NULL AS trouble, NULL AS said, coalesce({lead}) AS lead, {cells} FROM {read}",
        cut.header_row + 1,
        f"SELECT coalesce({every}) IS NULL AS blank FROM {read}",
        f"SELECT {cells} FROM {read}",
        _lead(cut),
    )


def _lead(cut: Cut) -> str:
    """SQL for the first text of a row over its wanted columns, "" where these have not all of the first three."""
    places = range(min(cut.width, 3))
    if not places or not {*places} <= {*cut.columns}:
        return ""
    return f"coalesce({', '.join(f'r{cut.columns.index(place)}' for place in places)})"


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
    cells = ", ".join(f"{texts[place]} AS r{number}" for number, place in enumerate(cut.columns))
    read = f"read_parquet({literal(str(cut.sheet.path))})"
    return _Relation(
        "SELECT ? AS sheet, NULL AS row, NULL AS trouble, NULL AS said,"
        f" coalesce({', '.join(texts[:3])}) AS lead, {cells} FROM {read}",
        cut.header_row + 1,
        f"SELECT coalesce({', '.join(f'cleaned({text})' for text in texts)}) IS NULL AS blank FROM {read}",
        f"SELECT {cells} FROM {read}",
        _lead(cut),
    )


def _leave_out_blank(
    con: duckdb.DuckDBPyConnection, plan: Plan, relation: _Relation, begin: int, *, narrow: bool
) -> None:
    """Rows without anything in them; whether the columns that nobody wants hold anything is read only if it matters."""
    if not relation.blank:
        return
    # Nearly always the first column alone says that no row is blank.
    blank = f"FROM loaded WHERE rowid >= {begin}" + ("" if narrow else " AND trouble IS NULL")
    for name in plan.columns:
        blank += f" AND is_blank({name})"
        if not con.execute(f"SELECT 1 {blank} LIMIT 1").fetchone():
            return
    con.execute(f"CREATE OR REPLACE TEMP TABLE blank_rows AS {relation.blank}")
    con.execute(f"INSERT INTO left_out SELECT rowid + {begin}, 'blank' FROM blank_rows WHERE blank")
