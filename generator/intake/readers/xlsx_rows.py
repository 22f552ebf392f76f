"""The rows of one sheet of an XLSX workbook as text, read as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from generator.intake.readers.bounds import (
    BLANK_FOR_ONE,
    MAX_BLANK,
    MAX_COLUMNS,
    MAX_LINE,
    UnreadableError,
    check_growth,
)
from generator.intake.readers.number_formats import date_text, number_text
from generator.intake.readers.xlsx import Workbook, local, open_package, parse, unescaped

MAX_ROWS = 1_048_576
# Of a column's name; XFD is the last that there is.
_LETTERS = 7


@dataclass
class SheetNotes:
    """What a sheet holds beside its rows, filled while they are read.

    `hidden` are the numbers of hidden rows, `empty` rows and columns of formulas that give nothing; `merged` are ranges
    of cells, each (first row, first column, last row, last column). Rows count from 1 and columns from 0.
    """

    hidden: list[int] = field(default_factory=list)
    empty: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


class _RowBuilder:
    """Collects the cells of the rows that the parser meets."""

    def __init__(self, book: Workbook, notes: SheetNotes, packed: int) -> None:
        self.book, self.notes, self.packed = book, notes, packed
        self.rows: list[tuple[int, dict[int, str]]] = []
        self.number = 0
        self.filled = self.blank = self.size = 0
        self.cells: dict[int, str] = {}
        self.place = -1
        self.kind, self.style = "n", 0
        # Pieces, never joined before the cell ends: a text of countless pieces would be copied for each.
        self.value: list[str] = []
        self.formula: list[str] | None = None
        self.length = 0
        self.valued = False
        self.reading = ""
        self.phonetic = False
        self.prefix = ""

    def start(self, tag: str, at: dict[str, str]) -> None:
        name = tag if not self.prefix else tag.removeprefix(self.prefix)
        if name == "c":
            self.kind, self.value, self.formula, self.valued = at.get("t", "n"), [], None, False
            self.length = 0
            style = at.get("s", "0")
            self.style = int(style) if style.isdigit() else 0
            self.place = column_of(at["r"].rstrip("0123456789")) if "r" in at else self.place + 1
            if self.place >= MAX_COLUMNS:
                raise UnreadableError("too-many-columns", row=self.number, value=self.place, expected=MAX_COLUMNS)
        elif name in ("v", "t"):
            self.valued = True
            self.reading = "" if self.phonetic else name
        elif name == "f":
            self.reading, self.formula = name, []
        elif name == "row":
            number = at.get("r", "")
            self.number = int(number) if number.isdigit() else self.number + 1
            if self.number > MAX_ROWS:
                raise UnreadableError("workbook-damaged", value=f"row {number}")
            self.cells, self.place = {}, -1
            if at.get("hidden", "0") in ("1", "true"):
                self.notes.hidden.append(self.number)
        elif name == "mergeCell":
            self.notes.merged.append(range_of(at.get("ref", "A1")))
        elif name == "rPh":
            self.phonetic = True
        elif local(tag) == "worksheet":
            self.prefix = tag.removesuffix("worksheet")

    def text(self, data: str) -> None:
        if self.reading:
            pieces = self.value if self.reading != "f" or self.formula is None else self.formula
            pieces.append(data)
            self.length += len(data)
            if self.length > MAX_LINE:
                raise UnreadableError("line-too-long", row=self.number, expected=MAX_LINE >> 20)

    def end(self, tag: str) -> None:
        name = tag if not self.prefix else tag.removeprefix(self.prefix)
        if name in ("v", "t", "f"):
            self.reading = ""
        elif name == "c":
            text = self.cell("".join(self.value))
            if text:
                self.cells[self.place] = text
                self.filled += 1
                # A text that all cells share is one in the file and many here.
                self.size += len(text)
                check_growth(self.packed, self.size)
            else:
                self.blank += 1
                if self.blank > MAX_BLANK and self.blank > BLANK_FOR_ONE * self.filled:
                    raise UnreadableError("sheet-blank", row=self.number, value=f"{self.blank:,}")
        elif name == "row" and self.cells:
            self.rows.append((self.number, self.cells))
        elif name == "rPh":
            self.phonetic = False

    def cell(self, value: str) -> str:
        """What the cell says: of a formula that nobody has calculated the formula."""
        if not value:
            # A text without anything in it is a result; no text at all is none.
            return "" if self.formula is None or (self.kind == "str" and self.valued) else "=" + "".join(self.formula)
        if self.kind == "s":
            return self.book.strings[int(value)]
        if self.kind in ("str", "inlineStr"):
            return unescaped(value)
        if self.kind == "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE"
        if self.kind in ("e", "d"):
            return value
        day, time = self.book.formats[self.style] if self.style < len(self.book.formats) else (False, False)
        if day or time:
            shown = date_text(float(value), day=day, time=time, from_1904=self.book.from_1904)
            if shown is not None:
                return shown
        return number_text(value)


def sheet_rows(path: Path, book: Workbook, part: str, notes: SheetNotes) -> Iterator[tuple[int, dict[int, str]]]:
    """Number and cells (column from 0 → text) of each row that holds any; `notes` is full once they are read through.

    Raises UnreadableError.
    """
    builder = _RowBuilder(book, notes, path.stat().st_size)
    with open_package(path) as archive:
        try:
            for _ in parse(archive, part, builder.start, builder.end, builder.text):
                rows, builder.rows = builder.rows, []
                yield from rows
        except (ValueError, IndexError, OverflowError) as error:
            raise UnreadableError("workbook-damaged", value=f"{part}, row {builder.number}") from error


@cache
def column_of(letters: str) -> int:
    """The column that letters name, counted from 0. Raises ValueError for anything else."""
    number = 0
    if len(letters) > _LETTERS:
        raise ValueError("no column")
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError("no column")
        number = number * 26 + ord(letter) - 64
    return number - 1


def range_of(reference: str) -> tuple[int, int, int, int]:
    """First row, first column, last row and last column of a range such as `C2:C21`."""
    first, _, last = reference.replace("$", "").partition(":")
    ends = [
        (int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), column_of(cell.rstrip("0123456789")))
        for cell in (first, last or first)
    ]
    return (*ends[0], *ends[1])
