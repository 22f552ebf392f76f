"""A sheet that is written at once has the bytes that the library gives the same cells one by one."""

from __future__ import annotations

import io

from generator.spreadsheet import add_table, new_workbook

HEADS = (("标题 · <&>",), ("编码", "", "数 (%)", "位次"))
ROWS = [
    *(["D01", "名 & 称", "12.50", str(number)] for number in range(1, 16)),
    ["", "", "", ""],
    ["", "前后空格 ", "100.00", ""],
    ["", "=SUM(A1)", "–", "-3"],
    ["0012", "12.5", "0.5", "1234567890123456"],
    *(["", "", str(number), ""] for number in range(20)),
]
NUMERIC = frozenset({2, 3})


def one_by_one() -> bytes:
    """The two sheets written cell by cell."""
    held = io.BytesIO()
    with new_workbook(held, title="t") as book:
        bold = book.add_format({"bold": True})
        forms = {places: book.add_format({"num_format": f"0.{'0' * places}"}) for places in (1, 2)}
        for title in ("甲", "乙"):
            page = book.add_worksheet(title)
            page.freeze_panes(2, 0)
            for number, row in enumerate((*HEADS, *ROWS)):
                for place, text in enumerate(row):
                    if number < len(HEADS):
                        page.write_string(number, place, text, bold)
                    elif place in NUMERIC and text not in ("", "–", "1234567890123456"):
                        page.write_number(number, place, float(text), forms.get(len(text.partition(".")[2])))
                    elif text:
                        page.write_string(number, place, text)
    return held.getvalue()


def test_a_sheet_at_once_has_the_bytes_of_one_cell_by_cell() -> None:
    held = io.BytesIO()
    with new_workbook(held, title="t") as book:
        for title in ("甲", "乙"):
            add_table(book, title, HEADS, ROWS, NUMERIC).freeze_panes(2, 0)
    assert held.getvalue() == one_by_one()
