"""Workbooks other than XLSX (old .xls, WPS's .et, .xlsb, .ods), read by python-calamine in a process of its own.

It tells values and merged cells. It does not tell the format of a date: a whole day stands for a midnight where the
column also holds times, and for a day elsewhere.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.intake.readers.bounds import UnreadableError
from generator.intake.readers.number_formats import number_text
from generator.intake.readers.xlsx_rows import SheetNotes

_PROCESS = Path(__file__).with_name("book_process.py")
_ENCRYPTED = 3
# What the process may take.
_MEGABYTES, _SECONDS = 2048, 600


@dataclass(frozen=True)
class BookSheet:
    """A sheet as the process left it: its name, whether it is hidden, its merged ranges, the file of its rows."""

    name: str
    hidden: bool
    merged: tuple[tuple[int, int, int, int], ...]
    rows: Path


def read_book(path: Path, folder: Path) -> tuple[BookSheet, ...]:
    """The sheets of the workbook, their rows as files in the empty `folder`. Raises UnreadableError."""
    command = [sys.executable, "-P", str(_PROCESS), str(path), str(folder), str(_MEGABYTES)]
    try:
        # Our own program and two paths; what the library says on its way down is of no use to anybody.
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("file-too-large", expected=f"{_SECONDS} s") from error
    if done.returncode == _ENCRYPTED:
        raise UnreadableError("file-encrypted")
    if done.returncode:
        raise UnreadableError("workbook-damaged", value="calamine")
    described = json.loads((folder / "sheets.json").read_text("utf-8"))
    return tuple(
        BookSheet(item["name"], item["hidden"], tuple(map(tuple, item["merged"])), folder / f"{number}.jsonl")
        for number, item in enumerate(described)
    )


def book_rows(sheet: BookSheet, notes: SheetNotes) -> Iterator[tuple[int, dict[int, str]]]:
    """As `generator.intake.readers.xlsx_rows.sheet_rows`."""
    notes.merged.extend(sheet.merged)
    timed = {place for _, cells in _lines(sheet.rows) for place, cell in cells.items() if cell.startswith("m")}
    for number, cells in _lines(sheet.rows):
        yield number, {int(place): _text(cell, timed=place in timed) for place, cell in cells.items()}


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            number, cells = json.loads(line)
            yield number, cells


def _text(cell: str, *, timed: bool) -> str:
    kind, text = cell[0], cell[1:]
    if kind == "n":
        return number_text(text)
    return f"{text} 00:00:00" if kind == "d" and timed else text
