"""Bulletins made by hand, and what stands in the files of one: the text of a PDF, the tables of a Word document."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import docx
import pypdf

from generator.bulletin.model import (
    COUNT,
    PLACE,
    RATE,
    Bulletin,
    Cell,
    Chart,
    Column,
    Letter,
    Paragraph,
    Row,
    Section,
    Subheading,
    Table,
    Terms,
)

TERMS = Terms("{head} 分子", "{head} 分母", "分档", "表", "图", "附件", "抄送", "印发范围", "说明", "：", "。")
LETTER = Letter(
    title="关于 2024 年 3 月诉求办理情况的通报",
    subtitle="海棠市",
    masthead="海棠市诉求办理通报",
    number="海诉通〔2024〕3 号",
    to="各镇街、各部门",
    signed="海棠市考核办",
    day="2024 年 4 月 8 日",
    copies="市委办公室",
    reach="公开发布",
    printed="海棠市考核办印发",
    attached=("数据表（bulletin.xlsx）",),
    opening=(Paragraph("开头的话。", own=True),),
    closing=(Paragraph("结尾的话。", own=True),),
)
SVG = (
    '<svg viewBox="0 0 100 50" xmlns="http://www.w3.org/2000/svg"><desc>一</desc>'
    '<path d="M0 40 L100 10" stroke="#0b5f5a"/><text x="4" y="12" font-size="11">按时 91.52</text></svg>'
)


def rate(numerator: int, denominator: int) -> Cell:
    """A rate as a cell; what it comes to does not matter here."""
    value = f"{numerator}.{denominator % 100:02d}"
    return Cell(f"{value}%", RATE, value, f"{numerator:,}", f"{denominator:,}")


def units(many: int, name: str = "单位") -> Table:
    """A ranking of so many units in two bands."""
    columns = (Column("名次", PLACE, 2), Column("单位", width=5), Column("按时回复率", RATE, 3), Column("件数", COUNT))
    rows = tuple(
        Row(
            (
                Cell(str(n), PLACE, str(n)),
                Cell(f"{name}{n}"),
                rate(n, 1000 + n),
                Cell(f"{n * 11:,}", COUNT, str(n * 11)),
            ),
            "第一档" if n <= many // 2 else "第二档",
        )
        for n in range(1, many + 1)
    )
    return Table("units", "排名", "各单位排名", columns, rows, ("组平均（同组合计）。",))


def bulletin(table: Table | None = None, *, short: bool = False, marks: tuple[str, ...] = ("演示数据",)) -> Bulletin:
    """A bulletin with one table and one chart, and a last section of words."""
    blocks = (Paragraph("共 12 件。"), Subheading("镇街"), table or units(4), Chart("c", "趋势", SVG, "上升", 100, 50))
    sections = (Section("ranking", "分组分档", blocks), Section("record", "数据说明", (Paragraph("数据截至四月。"),)))
    return Bulletin("made", "zh", "2024-04-05", "海棠市考核办", LETTER, marks, sections, TERMS, short)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, without the spaces that lines and letters have between them."""
    return [re.sub(r"\s+", "", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def word_tables(content: bytes) -> Iterator[list[list[str]]]:
    """The rows of each table of a Word document; a joined cell stands once."""
    for table in docx.Document(io.BytesIO(content)).tables:
        yield [
            [text for _, text in dict.fromkeys((id(cell._tc), cell.text) for cell in row.cells)] for row in table.rows
        ]


def tight(text: str) -> str:
    """A text without spaces."""
    return re.sub(r"\s+", "", text)
