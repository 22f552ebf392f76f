"""The own reader of delimited text, for files that leave something to be asked: what is wrong, and in which row.

A cell is quoted when it begins with a quotation mark; marks inside other cells are text. A cell whose mark closes in
the middle, closes nowhere, or only after lines that are whole records by themselves was never meant to be quoted: its
line is a row of its own, to be rejected, and the next line is the next row. So no row swallows another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.intake.cleaning import cleaned
from generator.intake.readers.bounds import BLANK_FOR_ONE, MAX_BLANK, UnreadableError

# Lines that one cell may go over.
_MOST_LINES = 2000


@dataclass(frozen=True)
class Record:
    """One record: its number, its cells, and the finding (with what it says) of one that cannot be used."""

    number: int
    cells: Sequence[str]
    trouble: str = ""
    said: str = ""


def records(lines: Iterator[str], number: int, delimiter: str, width: int) -> Iterator[Record]:
    """The records of `lines` (each with its line end) that are not blank, counted on from `number`.

    Raises UnreadableError where hardly any of them says anything.
    """
    waiting: list[str] = []
    filled = blank = 0
    while True:
        line = waiting.pop(0) if waiting else next(lines, "")
        if not line:
            return
        number += 1
        text = line.removesuffix("\n").removesuffix("\r")
        cells: Sequence[str] | None = text.split(delimiter)
        trouble = ""
        if '"' in text:
            cells = _quoted(line, lines, waiting, delimiter, width)
            if cells is None:
                cells, trouble = text.split(delimiter), "csv-quote"
        if not any(map(cleaned, cells or ())):
            blank += 1
            if blank > MAX_BLANK and blank > BLANK_FOR_ONE * filled:
                raise UnreadableError("sheet-blank", row=number, value=f"{blank:,}")
        else:
            filled += 1
            yield _fitted(number, cells or (), trouble, width, whole=line.endswith("\n"))


def _fitted(number: int, cells: Sequence[str], trouble: str, width: int, *, whole: bool) -> Record:
    if trouble:
        return Record(number, cells, trouble)
    if len(cells) > width and not any(map(cleaned, cells[width:])):
        cells = cells[:width]
    if len(cells) == width:
        return Record(number, cells)
    return Record(number, cells, "row-width" if whole or len(cells) > width else "line-cut-off", str(len(cells)))


def _quoted(line: str, lines: Iterator[str], waiting: list[str], delimiter: str, width: int) -> list[str] | None:
    """The cells of the record that begins with `line`, which takes what it needs of the lines that follow.

    None when a mark is stray; then nothing is taken. Lines that were looked at and not taken are in `waiting`.
    """
    looked_at: list[str] = []
    text, place = line, 0
    cells: list[str] = []
    while True:
        step = _read_cells(text, place, delimiter, cells)
        if step == _DONE:
            del waiting[: len(looked_at)]
            return cells
        if step == _STRAY:
            return None
        more = waiting[len(looked_at)] if len(looked_at) < len(waiting) else next(lines, "")
        if not more:
            return None
        if len(looked_at) == len(waiting):
            waiting.append(more)
        looked_at.append(more)
        whole_rows = min(line.count(delimiter), more.count(delimiter)) >= width - 1 > 0
        if whole_rows or len(looked_at) > _MOST_LINES:
            return None
        place, text = step, text + more


_DONE, _STRAY = -1, -2


def _read_cells(text: str, place: int, delimiter: str, cells: list[str]) -> int:
    """Add the cells of `text` from `place` on; _DONE, _STRAY, or where the cell begins that does not end here."""
    line_end = len(text.removesuffix("\n").removesuffix("\r"))
    while True:
        if text.startswith('"', place):
            end = _closing(text, place + 1)
            if end < 0:
                return place
            if end + 1 < line_end and text[end + 1] != delimiter:
                return _STRAY
            cells.append(text[place + 1 : end].replace('""', '"'))
            place = end + 1
        else:
            end = text.find(delimiter, place, line_end)
            end = line_end if end < 0 else end
            cells.append(text[place:end])
            place = end
        if place >= line_end:
            return _DONE
        place += 1


def _closing(text: str, place: int) -> int:
    """Where the mark stands that closes a cell; -1 when it does not close here."""
    while (place := text.find('"', place)) >= 0:
        if not text.startswith('""', place):
            return place
        place += 2
    return -1
