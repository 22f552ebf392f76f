"""The workbook of a delivery: what was found, by value, by unit and by month, and the supplier's own sheets marked.

Every cell of the supplier's is text, so that nothing is run; the same delivery gives the same bytes.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any, Final

from generator.release.files.program import zipped
from generator.supply.marked import Marked
from generator.supply.paper import Paper, about, group_rows, quality_rows, remark, unit_rows

_CLOCK: Final = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MOMENT: Final = b"2000-01-01T00:00:00Z"
# What XML cannot hold, and the longest text of a cell and of a comment that is still read.
_ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MOST_TEXT, _MOST_COMMENT = 32_000, 2_000
_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_MOST_TITLE: Final = 31
_MEND, _LOOK, _HEAD, _UNREAD = "FFFFC7CE", "FFFFEB9C", "FFDDEBF7", "FFEDEDED"
_WIDTHS: Final = (14, 18, 18, 22, 12, 22, 24, 8, 18, 48, 48)


def workbook(made: Paper) -> bytes:
    """The workbook's bytes."""
    # Only those who check exports need it.
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    titles = made.words("sheets")
    lines: list[Sequence[object]] = [(line,) for line in (made.words("internal"), *about(made))]
    _table(book, titles["about"], (made.words("title"),), lines, (120,))
    _table(book, titles["groups"], made.words("group_heads"), group_rows(made), _WIDTHS)
    _table(book, titles["units"], made.words("unit_heads"), unit_rows(made), (28, 18, 36, 10, 14))
    quality: list[Sequence[object]] = [*quality_rows(made), (), (made.words("formula"),)]
    _table(book, titles["quality"], made.words("quality_heads"), quality, (24, 10, 14, 10, 10, 14, 16, 10))
    taken = {name.casefold() for name in book.sheetnames}
    for sheet in made.sheets:
        _copy(book, _title(sheet, taken), sheet, made)
    held = io.BytesIO()
    book.save(held)
    return _timeless(held.getvalue())


def text_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet, every cell of it text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    page = book.create_sheet()

    def cell(text: str) -> Any:
        made = WriteOnlyCell(page, _plain(text)[:_MOST_TEXT] or None)
        if text:
            made.data_type = "s"
            made.number_format = "@"
        return made

    for row in itertools.chain((heads,), rows):
        page.append([cell(text) for text in row])
    held = io.BytesIO()
    book.save(held)
    return _timeless(held.getvalue())


def _table(
    book: Any, title: str, heads: Sequence[str], rows: Sequence[Sequence[object]], widths: Sequence[int]
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(title)
    page.freeze_panes = "A2"
    for place, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(place)].width = width
    for place, head in enumerate(heads, 1):
        cell = _text(page, 1, place, head)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=_HEAD)
    for number, row in enumerate(rows, 2):
        for place, value in enumerate(row, 1):
            if isinstance(value, int):
                page.cell(number, place, value)
            else:
                _text(page, number, place, str(value)).alignment = Alignment(wrap_text=len(row) > 1, vertical="top")


def _copy(book: Any, title: str, sheet: Marked, made: Paper) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    page = book.create_sheet(title)
    page.freeze_panes = page.cell(sheet.header_row + 1, 1)
    # Rows that are not copied keep their place, unseen.
    page.sheet_format.zeroHeight = None if sheet.whole else True
    mend, look, unread = (PatternFill("solid", fgColor=colour) for colour in (_MEND, _LOOK, _UNREAD))
    bold = Font(bold=True)
    for number, cells in sheet.rows:
        page.row_dimensions[number].height = 15
        for place, text in enumerate(cells):
            if (number, place) in sheet.hidden and number > sheet.header_row:
                _text(page, number, place + 1, made.words("hidden"))
            elif text:
                cell = _text(page, number, place + 1, text)
                if number == sheet.header_row:
                    cell.font = bold
                    if place not in sheet.copied:
                        cell.fill = unread
    for (number, place), items in sheet.marks.items():
        cell = page.cell(number, place + 1)
        cell.fill = mend if any(item.severity != "notes" for item in items) else look
        comment = Comment(
            _plain(remark(made, items, hidden=(number, place) in sheet.hidden))[:_MOST_COMMENT], "gongshi"
        )
        comment.width, comment.height = 320, 160
        cell.comment = comment


def _text(page: Any, row: int, column: int, text: str) -> Any:
    """A cell that is text whatever its first sign is, and stays so when somebody edits it."""
    cell = page.cell(row, column)
    cell.value = _plain(text)[:_MOST_TEXT]
    if cell.data_type != "s":
        cell.data_type = "s"
    if text[:1] in ("=", "+", "-", "@", "\t", "\r"):
        cell.quotePrefix = True
        cell.number_format = "@"
    return cell


def _plain(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)


def _title(sheet: Marked, taken: set[str]) -> str:
    wanted = _NOT_IN_TITLES.sub(" ", sheet.sheet or sheet.file.rpartition(".")[0] or sheet.file).strip() or "1"
    number = 1
    title = wanted[:_MOST_TITLE]
    while title.casefold() in taken:
        number += 1
        title = f"{wanted[: _MOST_TITLE - len(str(number)) - 1]} {number}"
    taken.add(title.casefold())
    return title


def _timeless(book: bytes) -> bytes:
    """The workbook without the clock: one moment for all, entries without times."""
    with zipfile.ZipFile(io.BytesIO(book)) as source:
        entries = {name: source.read(name) for name in sorted(source.namelist())}
    entries["docProps/core.xml"] = _CLOCK.sub(_MOMENT, entries["docProps/core.xml"])
    return zipped(entries)
