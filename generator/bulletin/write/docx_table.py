"""A table of the model as a table of Word: a head that repeats on every page, lines that no page cuts, fixed widths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from generator.bulletin.model import TEXT, Cell, Column, Table

# Width of the text in twentieths of a point: 156 mm.
WIDTH = 8844
_SIZE, _SMALL = 19, 16
# Tables of so many lines at most stay on one page.
_TOGETHER = 10
_EDGE = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="5a5a5a"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS = '<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'


def table_xml(table: Table) -> Any:
    """The element of the table."""
    widths = column_widths(table.columns)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(_lines(table, widths))
    look = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_EDGE}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{_MARGINS}</w:tblCellMar>'
        f"<w:tblCaption w:val={quoteattr(table.caption)}/></w:tblPr>"
    )
    return parse_xml(f"<w:tbl {nsdecls('w')}>{look}<w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>")


def column_widths(columns: tuple[Column, ...]) -> list[int]:
    """The widths of the columns: shares of the width of the text."""
    whole = sum(column.width for column in columns)
    widths = [WIDTH * column.width // whole for column in columns]
    return [*widths[:-1], WIDTH - sum(widths[:-1])]


def _lines(table: Table, widths: list[int]) -> Iterator[str]:
    heads = (
        _cell(width, _paragraph(column.head, "center", bold=True, keep=True), fill="ededed")
        for column, width in zip(table.columns, widths, strict=True)
    )
    yield _row("".join(heads), head=True)
    part, together = "", len(table.rows) <= _TOGETHER
    for row in table.rows:
        if row.part and row.part != part:
            part = row.part
            yield _row(
                _cell(sum(widths), _paragraph(part, "left", bold=True, keep=True), fill="f5f5f5", span=len(widths))
            )
        # What stands together is kept with the line below it; the last has none.
        keep = together and row is not table.rows[-1]
        parts = zip(row.cells, table.columns, widths, strict=True)
        yield _row("".join(_cell(width, _printed(cell, column, keep=keep)) for cell, column, width in parts))


def _row(cells: str, *, head: bool = False) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{cells}</w:tr>"


def _cell(width: int, content: str, fill: str = "", span: int = 1) -> str:
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    look = f'<w:tcW w:w="{width}" w:type="dxa"/>{spans}{shade}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{content}</w:tc>"


def _printed(cell: Cell, column: Column, *, keep: bool) -> str:
    """A word in a column of figures stands where they stand."""
    side = "left" if cell.kind == column.kind == TEXT else "right"
    counts = f"<w:r>{_look(_SMALL)}<w:br/>{_text(cell.counts)}</w:r>" if cell.counts else ""
    return _paragraph(cell.text, side, more=counts, keep=keep)


def _paragraph(words: str, side: str, *, bold: bool = False, more: str = "", keep: bool = False) -> str:
    form = (
        f'<w:pPr>{"<w:keepNext/>" if keep else ""}<w:spacing w:before="0" w:after="0" w:line="250" w:lineRule="auto"/>'
        f'<w:ind w:firstLine="0" w:firstLineChars="0"/><w:jc w:val="{side}"/></w:pPr>'
    )
    return f"<w:p>{form}<w:r>{_look(_SIZE, bold=bold)}{_text(words)}</w:r>{more}</w:p>"


def _look(half_points: int, *, bold: bool = False) -> str:
    return f'<w:rPr>{"<w:b/>" if bold else ""}<w:spacing w:val="0"/><w:sz w:val="{half_points}"/></w:rPr>'


def _text(words: str) -> str:
    return f'<w:t xml:space="preserve">{escape(words)}</w:t>'
