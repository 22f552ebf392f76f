"""Workbooks for people: the same content gives the same bytes, whatever the clock and the machine."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from typing import Any, Final

# The year in which the format's archives begin.
NO_TIME = datetime(1980, 1, 1)
# What a workbook keeps exactly: fifteen digits. Other texts stay texts, whatever their first sign.
_NUMBER: Final = re.compile(r"(?!(?:\D*\d){16})-?\d{1,12}(\.\d{1,9})?")
# Rows of so many tell together from which column to which they have cells.
_BLOCK: Final = 16


@contextmanager
def new_workbook(target: io.BytesIO, moment: datetime = NO_TIME, **properties: str) -> Iterator[Any]:
    """An empty workbook, written to `target` at the end: created and modified at `moment`, with these properties."""
    # Only what writes workbooks needs it.
    from xlsxwriter import Workbook

    with Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": moment, **properties})
        yield book


def add_table(
    book: Any, title: str, heads: Sequence[Sequence[str]], rows: Iterable[Sequence[str]], numeric: frozenset[int]
) -> Any:
    """A new sheet of `book` with rows of bold `heads` above those of texts; cells that are blank stay empty.

    Texts in the columns `numeric` that are numbers become such, with as many decimals as they have. The sheet has the
    bytes that the library's own `write_string` and `write_number` give it, which take ten times as long.
    """
    from xlsxwriter.utility import xl_col_to_name
    from xlsxwriter.worksheet import Worksheet

    class Table(Worksheet):  # type: ignore[misc]
        def _write_rows(self) -> None:
            self.fh.write("".join(lines))

    sheet = book.add_worksheet(title, Table)
    bold = _style(book, bold=True)
    of_decimals: dict[int, str] = {}
    texts: dict[str, int] = sheet.str_table.string_table
    names: list[str] = []
    blocks: list[list[tuple[int, list[str], list[int]]]] = []
    for number, row in enumerate(chain(heads, rows)):
        names += [xl_col_to_name(place) for place in range(len(names), len(row))]
        cells, places, head = [], [], number < len(heads)
        for place, text in enumerate(row):
            if not head and place in numeric and _NUMBER.fullmatch(text):
                decimals = len(text.partition(".")[2])
                if decimals not in of_decimals:
                    of_decimals[decimals] = _style(book, decimals=decimals)
                cells.append(f'<c r="{names[place]}{number + 1}"{of_decimals[decimals]}><v>{float(text):.16G}</v></c>')
            elif text or head:
                index = texts.setdefault(text, len(texts))
                sheet.str_table.count += 1
                style = bold if head else ""
                cells.append(f'<c r="{names[place]}{number + 1}"{style} t="s"><v>{index}</v></c>')
            else:
                continue
            places.append(place)
        if number % _BLOCK == 0:
            blocks.append([])
        if cells:
            blocks[-1].append((number, cells, places))
            sheet._check_dimensions(number, places[0])
            sheet._check_dimensions(number, places[-1])
    sheet.str_table.unique_count = len(texts)
    lines = [line for block in blocks for line in _lines(block)]
    return sheet


def _style(book: Any, *, bold: bool = False, decimals: int = 0) -> str:
    """The style of a cell in bold, or of a number with so many decimals: each is numbered when it is first used."""
    look: dict[str, Any] = {"bold": True} if bold else {"num_format": f"0.{'0' * decimals}"} if decimals else {}
    return f' s="{book.add_format(look)._get_xf_index()}"' if look else ""


def _lines(block: Sequence[tuple[int, list[str], list[int]]]) -> Iterator[str]:
    """The rows of a block as the format writes them; each is its number, its cells and their columns."""
    reached = [place for _, _, places in block for place in (places[0], places[-1])]
    for number, cells, _ in block:
        yield f'<row r="{number + 1}" spans="{min(reached) + 1}:{max(reached) + 1}">{"".join(cells)}</row>'
