"""提示督办: for each unit a page to send it, of its cases that are overdue or soon due. Internal: it has ids of cases.

Made from the rows of the office's list (`supervision.csv`), all that is known here. In Chinese, as the list is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.bulletin.compose import plain_terms
from generator.bulletin.letter import Settings
from generator.bulletin.model import COUNT, TEXT, Bulletin, Cell, Column, Letter, Paragraph, Row, Section, Table
from generator.bulletin.scene import catalogue
from generator.bulletin.write.docx_file import docx
from generator.site.words.names import date_label

Line = Mapping[str, str]
# Columns of the list that a unit is sent, and how wide they are.
_COLUMNS = {"诉求编号": 6, "受理时间": 5, "办理时限": 5, "延期至": 5, "逾期天数": 3, "牌": 3}
_DAYS = "逾期天数"
_TIMES = ("受理时间", "办理时限", "延期至")


def reminders(lines: Sequence[Line], settings: Settings) -> dict[str, bytes]:
    """Unit → its page as a Word document; units with nothing overdue or soon due have none."""
    units = dict.fromkeys(line["单位"] for line in lines)
    return {unit: docx(_page([line for line in lines if line["单位"] == unit], settings)) for unit in units}


def _page(lines: Sequence[Line], settings: Settings) -> Bulletin:
    w = catalogue("zh")
    first = lines[0]
    name = first["单位名称"] or first["单位"]
    late = sum(1 for line in lines if line[_DAYS])
    soon = len(lines) - late
    as_of = date_label(w, first["数据截止时间"])
    which = "words" if late and soon else "late" if late else "soon"
    words = w.plain(f"bulletin.reminder.{which}", as_of=as_of, late=late, soon=soon)
    # A column in which no case has anything is left out.
    heads = [head for head in _COLUMNS if any(line[head] for line in lines)]
    columns = tuple(Column(head, COUNT if head == _DAYS else TEXT, _COLUMNS[head]) for head in heads)
    rows = tuple(Row(tuple(_cell(head, line[head]) for head in heads)) for line in lines)
    table = Table("reminder", w.plain("bulletin.reminder.sheet"), w.plain("bulletin.reminder.caption"), columns, rows)
    marks = [w.plain("bulletin.reminder.mark"), *([w.plain("demo.mark")] if first.get("演示数据") else [])]
    signed = w.pick(settings.get("signed"))
    letter = Letter(
        title=w.plain("bulletin.reminder.title"),
        to=name,
        signed=signed,
        day=w.plain("bulletin.fill_day") if signed else "",
    )
    return Bulletin(
        name=first["单位"],
        lang="zh",
        moment=first["数据截止时间"][:10],
        author=signed,
        letter=letter,
        marks=tuple(marks),
        sections=(Section("reminder", w.plain("bulletin.reminder.sheet"), (Paragraph(words), table)),),
        terms=plain_terms(w),
    )


def _cell(head: str, value: str) -> Cell:
    """A day, or a day and a minute; a number of days; all else as it is."""
    if head == _DAYS and value:
        return Cell(value, COUNT, value)
    return Cell(value.replace("T", " ")[: len("2024-03-01 09:00")] if head in _TIMES else value)
