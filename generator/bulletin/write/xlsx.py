"""The bulletin's tables as a workbook: a sheet for each, frozen heads, filters, formats, notes, ready to print.

A rate has three columns: the rate, its numerator, its denominator; a note on its head says how one follows from the
others. Nothing is a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from generator.bulletin.model import COUNT, PLACE, RATE, Bulletin, Cell, Column, Table
from generator.spreadsheet import new_workbook

# A name of a sheet has at most so many signs, and none of these.
_LONGEST: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']")
_HEAD: Final = 2
# Formats for fewer decimals than this.
_MOST: Final = 7
_WIDTHS: Final = {"name": 26, RATE: 12, COUNT: 10, PLACE: 8, "text": 22}


def xlsx(bulletin: Bulletin) -> bytes:
    """The file."""
    held = io.BytesIO()
    with new_workbook(
        held, datetime.fromisoformat(bulletin.moment), author=bulletin.author, title=bulletin.letter.title
    ) as book:
        formats = {
            "bold": book.add_format({"bold": True, "font_size": 12}),
            "head": book.add_format(
                {
                    "bold": True,
                    "border": 1,
                    "bg_color": "#EDEDED",
                    "text_wrap": True,
                    "align": "center",
                    "valign": "vcenter",
                }
            ),
            "text": book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"}),
            COUNT: book.add_format({"border": 1, "num_format": "#,##0"}),
            **{f"%{n}": book.add_format({"border": 1, "num_format": f'{_zeros(n)}"%"'}) for n in range(_MOST)},
            **{f".{n}": book.add_format({"border": 1, "num_format": _zeros(n)}) for n in range(_MOST)},
            "note": book.add_format({"italic": True, "font_color": "#4A5A64"}),
        }
        _about(book, bulletin, formats)
        taken = {bulletin.terms.about.casefold()}
        for table in bulletin.tables:
            _sheet(book, bulletin, table, sheet_name(table.sheet, taken), formats)
    return held.getvalue()


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that a workbook takes and no other sheet has; it is added to `taken`."""
    plain = _FORBIDDEN.sub(" ", wanted).strip()[:_LONGEST] or "-"
    name, number = plain, 2
    while name.casefold() in taken:
        tail = f" {number}"
        name, number = f"{plain[: _LONGEST - len(tail)]}{tail}", number + 1
    taken.add(name.casefold())
    return name


def _about(book: Any, bulletin: Bulletin, formats: dict[str, Any]) -> None:
    """The first sheet: title, marks, and the last section, which says how far figures can be relied on."""
    sheet = book.add_worksheet(bulletin.terms.about)
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    last = bulletin.sections[-1].blocks if bulletin.sections else ()
    words = [bulletin.letter.title, *bulletin.marks, *(text for block in last if (text := getattr(block, "text", "")))]
    for row, line in enumerate(words):
        sheet.write_string(row, 0, line, formats["bold"] if row == 0 else None)
    _print_set_up(sheet, bulletin)


def _sheet(book: Any, bulletin: Bulletin, table: Table, name: str, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(name)
    parts = any(row.part for row in table.rows)
    wide = [_holds_rates(table, place) for place in range(len(table.columns))]
    sheet.write_string(0, 0, " · ".join((table.caption, *bulletin.marks)), formats["bold"])
    heads = _heads(bulletin, table.columns, wide, parts=parts)
    sheet.set_row(_HEAD - 1, 32)
    for place, (head, width, note) in enumerate(heads):
        sheet.write_string(_HEAD - 1, place, head, formats["head"])
        sheet.set_column(place, place, width)
        if note:
            sheet.write_comment(_HEAD - 1, place, note, {"x_scale": 2})
    for line, row in enumerate(table.rows, _HEAD):
        place = 0
        if parts:
            sheet.write_string(line, 0, row.part, formats["text"])
            place = 1
        for cell, counted in zip(row.cells, wide, strict=True):
            place = _write(sheet, line, place, cell, formats, counted=counted)
    last = _HEAD + len(table.rows)
    sheet.freeze_panes(_HEAD, 2 if parts else 1)
    sheet.autofilter(_HEAD - 1, 0, max(last - 1, _HEAD - 1), len(heads) - 1)
    for place, note in enumerate(table.notes):
        sheet.write_string(last + 1 + place, 0, note, formats["note"])
    sheet.repeat_rows(_HEAD - 1)
    _print_set_up(sheet, bulletin)


def _holds_rates(table: Table, place: int) -> bool:
    return any(row.cells[place].denominator for row in table.rows)


def _heads(
    bulletin: Bulletin, columns: Sequence[Column], wide: Sequence[bool], *, parts: bool
) -> list[tuple[str, int, str]]:
    """Head, width and note of every column of the sheet."""
    terms = bulletin.terms
    heads = [(terms.part, 24, "")] if parts else []
    for place, (column, counted) in enumerate(zip(columns, wide, strict=True)):
        width = _WIDTHS["name"] if place == 0 and column.kind != PLACE else _WIDTHS[column.kind]
        if not counted:
            heads.append((column.head, width, ""))
            continue
        numerator, denominator = terms.numerator.format(head=column.head), terms.denominator.format(head=column.head)
        heads.append((column.head, _WIDTHS[RATE], f"{column.head} = {numerator} ÷ {denominator} × 100"))
        heads += [(numerator, _WIDTHS[COUNT], ""), (denominator, _WIDTHS[COUNT], "")]
    return heads


def _write(sheet: Any, line: int, place: int, cell: Cell, formats: dict[str, Any], *, counted: bool) -> int:
    """Write a cell, and the counts of a rate beside it; where the next one goes."""
    if cell.value:
        form = (
            (f"%{_decimals(cell)}" if cell.text.endswith("%") else f".{_decimals(cell)}")
            if cell.kind == RATE
            else COUNT
        )
        sheet.write_number(line, place, float(cell.value), formats[form])
    else:
        sheet.write_string(line, place, cell.text, formats["text"])
    if not counted:
        return place + 1
    for offset, text in enumerate((cell.numerator, cell.denominator), 1):
        if text:
            sheet.write_number(line, place + offset, int(text.replace(",", "")), formats[COUNT])
        else:
            sheet.write_blank(line, place + offset, None, formats["text"])
    return place + 3


def _decimals(cell: Cell) -> int:
    return min(len(cell.value.partition(".")[2]), _MOST - 1)


def _zeros(decimals: int) -> str:
    return f"0.{'0' * decimals}" if decimals else "0"


def _print_set_up(sheet: Any, bulletin: Bulletin) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if bulletin.marks:
        sheet.set_header(f"&R{' · '.join(bulletin.marks).replace('&', '&&')}")
    sheet.set_footer("&C— &P —")
