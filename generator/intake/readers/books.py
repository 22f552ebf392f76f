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
from typing import Any

from generator.intake.readers.bounds import UnreadableError
from generator.intake.readers.number_formats import number_text
from generator.intake.readers.ods import OdsNotes, scan_ods
from generator.intake.readers.xls import XlsNotes, scan_xls
from generator.intake.readers.xlsx_rows import SheetNotes

_PROCESS = Path(__file__).with_name("book_process.py")
_ENCRYPTED = 3
# What the process may take.
_MEGABYTES, _SECONDS = 2048, 600


@dataclass(frozen=True)
class BookSheet:
    """A sheet as the process left it: its name, whether it is hidden, its merged ranges, the file of its rows.

    What the process does not see are `hidden_rows`, `formulas` (row, column from 0, formula without a value) and
    `empty_formulas`, whose result is nothing.
    """

    name: str
    hidden: bool
    merged: tuple[tuple[int, int, int, int], ...]
    rows: Path
    hidden_rows: tuple[int, ...] = ()
    formulas: tuple[tuple[int, int, str], ...] = ()
    empty_formulas: tuple[tuple[int, int], ...] = ()


def read_book(path: Path, folder: Path, kind: str) -> tuple[BookSheet, ...]:
    """The sheets of the workbook, their rows as files in the empty `folder`. Raises UnreadableError.

    `kind` is `ods`, `xls` or `book`, as `generator.intake.readers.kinds` tells it.
    """
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
    unseen = scan_ods(path) if kind == "ods" else {}
    old = scan_xls(path) if kind == "xls" else {}
    return tuple(
        _sheet(
            item, folder / f"{number}.jsonl", unseen.get(item["name"], OdsNotes()), old.get(item["name"], XlsNotes())
        )
        for number, item in enumerate(described)
    )


def _sheet(item: dict[str, Any], rows: Path, unseen: OdsNotes, old: XlsNotes) -> BookSheet:
    formulas = [(row, place, text) for row, cells in unseen.formulas.items() for place, text in cells.items()]
    merged = tuple(map(tuple, item["merged"]))
    hidden = (*unseen.hidden, *old.hidden)
    return BookSheet(item["name"], item["hidden"], merged, rows, hidden, tuple(sorted(formulas)), tuple(old.empty))


def book_rows(sheet: BookSheet, notes: SheetNotes) -> Iterator[tuple[int, dict[int, str]]]:
    """As `generator.intake.readers.xlsx_rows.sheet_rows`."""
    notes.merged.extend(sheet.merged)
    notes.hidden.extend(sheet.hidden_rows)
    notes.empty.extend(sheet.empty_formulas)
    uncalculated: dict[int, dict[int, str]] = {}
    for row, place, formula in sheet.formulas:
        uncalculated.setdefault(row, {})[place] = formula
    timed = {place for _, cells in _lines(sheet.rows) for place, cell in cells.items() if cell.startswith("m")}
    for number, cells in _lines(sheet.rows):
        for row in sorted(row for row in uncalculated if row < number):
            yield row, uncalculated.pop(row)
        read = {int(place): _text(cell, timed=place in timed) for place, cell in cells.items()}
        yield number, read | uncalculated.pop(number, {})
    yield from sorted(uncalculated.items())


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
