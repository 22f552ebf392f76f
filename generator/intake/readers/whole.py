"""Every row of a sheet with all of its cells, as text: for what is written back, never for figures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import duckdb

from generator.intake.readers.books import BookSheet, book_rows
from generator.intake.readers.bounds import UnreadableError
from generator.intake.readers.csv_mend import records
from generator.intake.readers.encodings import to_utf8
from generator.intake.readers.sheets import Sheet, TextForm
from generator.intake.readers.xlsx_rows import SheetNotes, sheet_rows
from generator.sql import literal

NumberedRow = tuple[int, list[str]]

_BATCH = 10_000


def whole_rows(sheet: Sheet, header_row: int, width: int, work: Path) -> Iterator[NumberedRow]:
    """The rows from the first on, those above the header included, each with the number that a spreadsheet shows.

    Of the rows below the header so many cells as it has (`width`), or as they have; none of a row whose cells are
    uncertain. Raises UnreadableError.
    """
    if sheet.text is not None:
        yield from _text_rows(sheet, sheet.text, header_row, width, work)
    elif sheet.kind == "parquet":
        yield from _parquet_rows(sheet)
    elif isinstance(sheet.book, BookSheet):
        yield from _padded(book_rows(sheet.book, SheetNotes()), width)
    elif sheet.book is not None:
        yield from _padded(sheet_rows(sheet.path, sheet.book, sheet.part, SheetNotes()), width)


def _text_rows(sheet: Sheet, form: TextForm, header_row: int, width: int, work: Path) -> Iterator[NumberedRow]:
    above = [(number, list(cells)) for number, cells in sheet.top if number <= header_row]
    yield from above
    lines = form.lines[len(above) - 1] if above else 0
    text = to_utf8(sheet.path, form.encodings, work)
    try:
        with text.path.open(encoding="utf-8", newline="\n") as stream:
            for record in records(islice(stream, lines, None), header_row, form.delimiter, width):
                yield record.number, [] if record.trouble else list(record.cells)
    except UnicodeDecodeError as error:
        raise UnreadableError("encoding", candidates="utf-8") from error


def _parquet_rows(sheet: Sheet) -> Iterator[NumberedRow]:
    yield 1, list(sheet.top[0][1])
    with duckdb.connect() as con:
        found = con.execute(f"SELECT COLUMNS(*)::VARCHAR FROM read_parquet({literal(str(sheet.path))})")
        number = 1
        while rows := found.fetchmany(_BATCH):
            for row in rows:
                number += 1
                yield number, [cell or "" for cell in row]


def _padded(rows: Iterator[tuple[int, dict[int, str]]], width: int) -> Iterator[NumberedRow]:
    for number, cells in rows:
        yield number, [cells.get(place, "") for place in range(max(width, max(cells, default=0) + 1))]
