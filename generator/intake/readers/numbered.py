"""Rows that Python had to read, written as plain CSV with their numbers, for DuckDB to take up."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from generator.intake.cleaning import cleaned
from generator.intake.readers.books import BookSheet, book_rows
from generator.intake.readers.bounds import MAX_BROKEN, UnreadableError
from generator.intake.readers.csv_mend import Record, records
from generator.intake.readers.sheets import Cut
from generator.intake.readers.xlsx_rows import SheetNotes, sheet_rows

# Beside the wanted columns: the row's number, what makes it useless, what that says, and the first text in the row.
COLUMNS = ("row", "trouble", "said", "lead")


@dataclass(frozen=True)
class NumberedFile:
    """A file of numbered rows and the length in bytes that none of its lines exceeds."""

    path: Path
    longest: int


def write_text_rows(cut: Cut, text: Path, lines: int, target: Path) -> NumberedFile:
    """The rows of a text file in UTF-8 from its physical line `lines` on. Raises UnreadableError."""
    if cut.sheet.text is None:
        raise ValueError("no text file")
    with text.open(encoding="utf-8", newline="\n") as stream:
        below = islice(stream, lines, None)
        return _write(cut, records(below, cut.header_row, cut.sheet.text.delimiter, cut.width), target)


def write_book_rows(cut: Cut, notes: SheetNotes, target: Path) -> NumberedFile:
    """The rows of a sheet of a workbook; `notes` is filled. Raises UnreadableError."""
    sheet = cut.sheet
    if isinstance(sheet.book, BookSheet):
        rows = book_rows(sheet.book, notes)
    elif sheet.book is not None:
        rows = sheet_rows(sheet.path, sheet.book, sheet.part, notes)
    else:
        raise ValueError("no workbook")
    return _write(cut, _records_of(rows, cut), target)


def _records_of(rows: Iterator[tuple[int, dict[int, str]]], cut: Cut) -> Iterator[Record]:
    for number, cells in rows:
        if number > cut.header_row and any(map(cleaned, cells.values())):
            last = max(place for place, text in cells.items() if cleaned(text))
            trouble = ("row-width", str(last + 1)) if last >= cut.width else ("", "")
            yield Record(number, [cells.get(place, "") for place in range(max(cut.width, last + 1))], *trouble)


def _write(cut: Cut, found: Iterator[Record], target: Path) -> NumberedFile:
    longest = rows = broken = 0
    blank = [""] * len(cut.columns)
    try:
        # Both line ends are quoted then wherever they stand in a cell.
        with target.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\r\n")
            for item in found:
                rows, broken = rows + 1, broken + bool(item.trouble)
                if broken > MAX_BROKEN and 2 * broken > rows:
                    raise UnreadableError("csv-broken", sheet=cut.sheet.name, row=item.number)
                lead = next((text for text in map(cleaned, item.cells[: cut.width]) if text), "")[:200]
                cells = blank if item.trouble else [item.cells[place] for place in cut.columns]
                longest = max(longest, sum(map(len, cells)))
                writer.writerow((item.number, item.trouble, item.said, lead, *cells))
    except UnicodeDecodeError as error:
        raise UnreadableError("encoding", candidates="utf-8") from error
    # Four bytes are the most for a character; quotation marks double.
    return NumberedFile(target, 8 * longest + 4096)
