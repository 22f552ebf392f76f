"""The workbook of a delivery: what was found, by value, by unit and by month, and the supplier's own sheets marked.

Every cell of the supplier's is text, so that nothing is run; the same delivery gives the same bytes.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from generator.spreadsheet import new_workbook
from generator.supply.marked import Marked
from generator.supply.paper import Paper, about, group_rows, quality_rows, remark, unit_rows

# What XML cannot hold, and the longest text of a cell and of a comment that is still read.
_ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MOST_TEXT, _MOST_COMMENT = 32_000, 2_000
_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_MOST_TITLE: Final = 31
_MEND, _LOOK, _HEAD, _UNREAD = "#FFC7CE", "#FFEB9C", "#DDEBF7", "#EDEDED"
_TEXT: Final = {"num_format": "@"}
_COMMENT: Final = {"author": "gongshi", "width": 320, "height": 160}
_WIDTHS: Final = (14, 18, 18, 22, 12, 22, 24, 8, 18, 48, 48)


def workbook(made: Paper) -> bytes:
    """The workbook's bytes."""
    held = io.BytesIO()
    with new_workbook(held) as book:
        forms = _Forms(book)
        titles = made.words("sheets")
        lines: list[Sequence[object]] = [(line,) for line in (made.words("internal"), *about(made))]
        _table(forms, titles["about"], (made.words("title"),), lines, (120,))
        _table(forms, titles["groups"], made.words("group_heads"), group_rows(made), _WIDTHS)
        _table(forms, titles["units"], made.words("unit_heads"), unit_rows(made), (28, 18, 36, 10, 14))
        quality: list[Sequence[object]] = [*quality_rows(made), (), (made.words("formula"),)]
        _table(forms, titles["quality"], made.words("quality_heads"), quality, (24, 10, 14, 10, 10, 14, 16, 10))
        taken = {page.name.casefold() for page in book.worksheets()}
        for sheet in made.sheets:
            _copy(forms, _title(sheet, taken), sheet, made)
    return held.getvalue()


def text_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet, every cell of it text."""
    held = io.BytesIO()
    with new_workbook(held) as book:
        page, form = book.add_worksheet(), book.add_format(_TEXT)
        for number, row in enumerate(itertools.chain((heads,), rows)):
            for place, text in enumerate(row):
                if text:
                    page.write_string(number, place, _plain(text), form)
    return held.getvalue()


@dataclass(frozen=True)
class _Forms:
    """A workbook with its formats, each made once."""

    book: Any
    made: dict[str, Any] = field(default_factory=dict)

    def of(self, text: str, **looks: object) -> Any:
        """The format of a cell that looks so and is text whatever its first sign is, and stays so when edited."""
        if text[:1] in ("=", "+", "-", "@", "\t", "\r"):
            looks |= _TEXT | {"quote_prefix": True}
        name = repr(sorted(looks.items()))
        if name not in self.made:
            self.made[name] = self.book.add_format(looks)
        return self.made[name]


def _table(
    forms: _Forms, title: str, heads: Sequence[str], rows: Sequence[Sequence[object]], widths: Sequence[int]
) -> None:
    page = forms.book.add_worksheet(title)
    page.freeze_panes(1, 0)
    for place, width in enumerate(widths):
        page.set_column(place, place, width)
    for place, head in enumerate(heads):
        page.write_string(0, place, _plain(head), forms.of(head, bold=True, bg_color=_HEAD))
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(number, place, value)
            else:
                text = _plain(str(value))
                page.write_string(number, place, text, forms.of(text, text_wrap=len(row) > 1, valign="top"))


def _copy(forms: _Forms, title: str, sheet: Marked, made: Paper) -> None:
    page = forms.book.add_worksheet(title)
    page.freeze_panes(sheet.header_row, 0)
    # Rows that are not copied keep their place, unseen.
    page.set_default_row(hide_unused_rows=not sheet.whole)
    texts: dict[tuple[int, int], str] = dict.fromkeys(sheet.marks, "")
    for number, cells in sheet.rows:
        page.set_row(number - 1, 15)
        texts |= {(number, place): _shown(sheet, number, place, text, made) for place, text in enumerate(cells)}
    for (number, place), text in texts.items():
        looks: dict[str, object] = {"bold": True} if number == sheet.header_row and text else {}
        if text and number == sheet.header_row and place not in sheet.copied:
            looks["bg_color"] = _UNREAD
        if items := sheet.marks.get((number, place)):
            looks["bg_color"] = _MEND if any(item.severity != "notes" for item in items) else _LOOK
            comment = _plain(remark(made, items, hidden=(number, place) in sheet.hidden))[:_MOST_COMMENT]
            page.write_comment(number - 1, place, comment, _COMMENT)
        if text:
            page.write_string(number - 1, place, text, forms.of(text, **looks))
        elif looks:
            page.write_blank(number - 1, place, None, forms.of(text, **looks))


def _shown(sheet: Marked, number: int, place: int, text: str, made: Paper) -> str:
    """The text of a cell, or why it is not shown."""
    if (number, place) in sheet.hidden and number > sheet.header_row:
        return str(made.words("hidden"))
    return _plain(text)


def _plain(text: str) -> str:
    """What a cell can hold of a text."""
    return _ILLEGAL.sub("\ufffd", text)[:_MOST_TEXT]


def _title(sheet: Marked, taken: set[str]) -> str:
    wanted = _NOT_IN_TITLES.sub(" ", sheet.sheet or sheet.file.rpartition(".")[0] or sheet.file).strip() or "1"
    number = 1
    title = wanted[:_MOST_TITLE]
    while title.casefold() in taken:
        number += 1
        title = f"{wanted[: _MOST_TITLE - len(str(number)) - 1]} {number}"
    taken.add(title.casefold())
    return title
