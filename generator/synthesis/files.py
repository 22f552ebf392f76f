"""Writing an export: CSV as such platforms write it, gzip, or a workbook. Same rows, same bytes."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from generator.errors import UserError
from generator.spreadsheet import new_workbook
from generator.synthesis.columns import TIME, Column
from generator.synthesis.registers import DAY

Progress = Callable[[int, int], None]

_CHUNK = 2000
_SUFFIXES = (".csv", ".csv.gz", ".xlsx")


def check_name(out: Path) -> None:
    """UserError unless the name ends in a form that can be written."""
    if not out.name.lower().endswith(_SUFFIXES):
        raise UserError(f"{out.name}: the name must end in .csv, .csv.gz or .xlsx")


@dataclass(frozen=True)
class Table:
    """What a file holds: `sheet` names it in a workbook, seconds are counted from the midnight of `first_day`."""

    sheet: str
    first_day: date
    columns: Sequence[Column]

    @property
    def rows(self) -> int:
        """How many rows there are below the header."""
        return len(self.columns[0].values)


def write_table(out: Path, table: Table, progress: Progress | None = None) -> None:
    """Write `table` to `out`, replacing it only when all is written.

    CSV is UTF-8 with a byte-order mark and CRLF, times like `2023/3/5 9:05:33`; a workbook has real date
    cells. `progress` is called with rows written and rows in all. Raises UserError when `out` cannot be
    written.
    """
    check_name(out)
    part = out.with_name(out.name + ".part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.name.lower().endswith(".xlsx"):
            _write_workbook(part, table, progress)
        else:
            _write_csv(part, table, progress, zipped=out.name.lower().endswith(".gz"))
        part.replace(out)
    except OSError as error:
        raise UserError(f"{out.name} cannot be written: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)


def _write_csv(part: Path, table: Table, progress: Progress | None, *, zipped: bool) -> None:
    columns = table.columns
    days = _day_texts(table.first_day, columns)
    clock = [f"{s // 3600}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY)]
    cells: list[Sequence[Any]] = [
        [f"{days[s // DAY]} {clock[s % DAY]}" if s >= 0 else "" for s in map(int, column.values)]
        if column.form == TIME
        else list(column.values)
        for column in columns
    ]
    with part.open("wb") as raw:
        # No name and no time in the gzip header: the bytes depend on the rows alone.
        binary = gzip.GzipFile("", "wb", 6, raw, mtime=0) if zipped else raw
        text = io.TextIOWrapper(binary, "utf-8-sig", newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([column.header for column in columns])
        for rows in _chunks(cells, progress):
            writer.writerows(rows)
        text.flush()
        text.detach()
        if zipped:
            binary.close()


def _write_workbook(part: Path, table: Table, progress: Progress | None) -> None:
    columns = table.columns
    start = datetime(table.first_day.year, table.first_day.month, table.first_day.day)
    held = io.BytesIO()
    with new_workbook(held, start) as book:
        page, times = book.add_worksheet(table.sheet), book.add_format({"num_format": "yyyy/m/d h:mm:ss"})
        for place, column in enumerate(columns):
            page.write_string(0, place, column.header)
        timed = [column.form == TIME for column in columns]
        numbered = enumerate(chain.from_iterable(_chunks([_plain(column) for column in columns], progress)), 1)
        for number, row in numbered:
            for place, (value, is_time) in enumerate(zip(row, timed, strict=True)):
                if is_time and value >= 0:
                    page.write_datetime(number, place, start + timedelta(seconds=value), times)
                elif isinstance(value, str) and value:
                    page.write_string(number, place, value)
                elif value and not is_time:
                    page.write_number(number, place, value)
    part.write_bytes(held.getvalue())


def _plain(column: Column) -> list[Any]:
    return [*map(int, column.values)] if column.form == TIME else list(column.values)


def _chunks(cells: Sequence[Sequence[Any]], progress: Progress | None) -> Iterator[list[tuple[Any, ...]]]:
    total = len(cells[0])
    for begin in range(0, total, _CHUNK):
        yield list(zip(*(column[begin : begin + _CHUNK] for column in cells), strict=True))
        if progress is not None:
            progress(min(begin + _CHUNK, total), total)


def _day_texts(first_day: date, columns: Sequence[Column]) -> list[str]:
    latest = max((int(max(c.values)) for c in columns if c.form == TIME and len(c.values)), default=0)
    days = (first_day + timedelta(days=i) for i in range(latest // DAY + 1))
    return [f"{day.year}/{day.month}/{day.day}" for day in days]
