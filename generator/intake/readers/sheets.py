"""A sheet of an export, as far as it must be known to choose: its name, its first rows, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.intake.readers.books import BookSheet
from generator.intake.readers.xlsx import Workbook

# Rows in which a header may stand.
TOP_ROWS = 25

TopRow = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Wanted:
    """What mappings look for: the columns that any of them names, and the encodings that they declare."""

    headers: frozenset[str]
    encodings: tuple[str, ...]


@dataclass(frozen=True)
class TextForm:
    """How a text file is written; `lines` are the physical lines down to the end of each of the first rows."""

    encodings: tuple[str, ...]
    delimiter: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One table of an export.

    `kind` says which reader knows its rows (`csv`, `xlsx`, `book`, `parquet`), `part` where they lie in the file at
    `path`; `text` and `book` are what their readers must know besides. `top` are the first rows that are not blank,
    each with its number as a spreadsheet shows it. `delivered` are the bytes of the files that were handed over.
    """

    name: str
    kind: str
    path: Path
    top: tuple[TopRow, ...]
    part: str = ""
    hidden: bool = False
    text: TextForm | None = None
    book: Workbook | BookSheet | None = None
    delivered: int = 0


@dataclass(frozen=True)
class Cut:
    """Which rows and columns of a sheet are wanted: those below the header, and of its `width` the `columns`."""

    sheet: Sheet
    header_row: int
    width: int
    columns: tuple[int, ...]
