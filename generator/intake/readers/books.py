"""Workbooks other than XLSX (old .xls, WPS's .et, .xlsb, .ods), read by python-calamine.

It tells values and merged cells. It does not tell the format of a date: a whole day stands for a midnight where
the column also holds times, and for a day elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.intake.readers.bounds import UnreadableError
from generator.intake.readers.number_formats import number_text
from generator.intake.readers.xlsx_rows import SheetNotes

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook


def book_sheets(path: Path) -> tuple[tuple[str, bool], ...]:
    """Name and whether hidden, of each sheet. Raises UnreadableError."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    with _open(path) as book:
        return tuple(
            (item.name, item.visible != SheetVisibleEnum.Visible)
            for item in book.sheets_metadata
            if item.typ == SheetTypeEnum.WorkSheet
        )


def book_rows(path: Path, name: str, notes: SheetNotes) -> Iterator[tuple[int, dict[int, str]]]:
    """As `generator.intake.readers.xlsx_rows.sheet_rows`."""
    with _open(path) as book:
        sheet = book.get_sheet_by_name(name)
        timed = _timed_columns(sheet)
        first_row, first_column = sheet.start or (0, 0)
        for (row, column), (last_row, last_column) in sheet.merged_cell_ranges or ():
            notes.merged.append((row + 1, column, last_row + 1, last_column))
        for number, cells in enumerate(sheet.iter_rows(), first_row + 1):
            texts = {
                place: _text(cell, timed=place - first_column in timed)
                for place, cell in enumerate(cells, first_column)
                if cell != ""
            }
            if texts:
                yield number, texts


@contextmanager
def _open(path: Path) -> Iterator[CalamineWorkbook]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with path.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
            yield book
    except PasswordError as error:
        raise UnreadableError("file-encrypted") from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableError("workbook-damaged", value=type(error).__name__) from error
    except BaseException as error:
        # A panic of the library is no Exception; nothing of ours raises one here.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableError("workbook-damaged", value="calamine") from error


def _timed_columns(sheet: CalamineSheet) -> frozenset[int]:
    return frozenset(
        place for cells in sheet.iter_rows() for place, cell in enumerate(cells) if isinstance(cell, datetime)
    )


def _text(cell: Any, *, timed: bool) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return number_text(repr(cell))
    if isinstance(cell, datetime):
        return (cell + timedelta(microseconds=500)).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d} 00:00:00" if timed else f"{cell:%Y-%m-%d}"
    if isinstance(cell, time):
        return f"{cell:%H:%M:%S}"
    return str(cell)
