"""Text files: delimiter, first rows, and where the rows below the header are for DuckDB to read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from generator.intake.cleaning import header_key
from generator.intake.readers.bounds import MAX_COLUMNS, UnreadableError
from generator.intake.readers.encodings import candidates, head_text
from generator.intake.readers.sheets import TOP_ROWS, Sheet, TextForm, TopRow, Wanted

DELIMITERS = (",", "\t", ";", "|")
_SEPARATOR_LINE = "sep="


def open_text(path: Path, name: str, wanted: Wanted) -> Sheet:
    """The one table of a text file. Raises UnreadableError.

    The delimiter is what a first line `sep=` says, else the one under which most of the wanted columns are there.
    """
    encodings = candidates(path, wanted.encodings)
    text = head_text(path, encodings)
    if not text.strip("\ufeff \t\n\r,;|"):
        raise UnreadableError("file-empty")
    stated = _stated_delimiter(text)
    tops = {mark: _top(text, mark) for mark in ([stated] if stated else DELIMITERS)}
    keys = frozenset(map(header_key, wanted.headers))
    delimiter = max(tops, key=lambda mark: _fit(tops[mark][0], keys))
    top, lines = tops[delimiter]
    return Sheet(name, "csv", path, top, text=TextForm(encodings, delimiter, lines))


def _fit(top: tuple[TopRow, ...], keys: frozenset[str]) -> tuple[int, int]:
    """How many of the wanted columns are there; where none is, how many cells the fullest row has."""
    wanted = max(_wanted_cells(row, keys) for _, row in top)
    return wanted, 0 if wanted else max(len(row) for _, row in top)


def _wanted_cells(cells: tuple[str, ...], keys: frozenset[str]) -> int:
    return sum(header_key(cell) in keys for cell in cells)


def _stated_delimiter(text: str) -> str:
    first = text.lstrip("\ufeff").partition("\n")[0].strip(' "')
    mark = first[len(_SEPARATOR_LINE) :]
    return mark if first.lower().startswith(_SEPARATOR_LINE) and len(mark) == 1 else ""


def _top(text: str, delimiter: str) -> tuple[tuple[TopRow, ...], tuple[int, ...]]:
    """The first rows that are not blank, and how many physical lines lie above the end of each."""
    rows: list[TopRow] = []
    lines: list[int] = []
    for number, physical, cells in _records(text, delimiter):
        if len(cells) > MAX_COLUMNS:
            raise UnreadableError("too-many-columns", row=number, value=len(cells), expected=MAX_COLUMNS)
        if any(cell.strip("\ufeff \t\n") for cell in cells) and not _is_separator_line(number, cells, text):
            rows.append((number, tuple(cells)))
            lines.append(physical)
        if len(rows) == TOP_ROWS:
            break
    return tuple(rows) or ((1, ("",)),), tuple(lines) or (1,)


def _is_separator_line(number: int, cells: list[str], text: str) -> bool:
    return number == 1 and bool(_stated_delimiter(text))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    # What is broken here is broken below too, where it becomes a finding with its row.
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    number = 0
    while True:
        try:
            cells = next(reader)
        except (StopIteration, csv.Error):
            return
        number += 1
        yield number, reader.line_num, cells
