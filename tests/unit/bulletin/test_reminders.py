"""提示督办: a page for each unit, with its own cases and no other's."""

from __future__ import annotations

import io

import docx
import pytest

from generator.bulletin.reminders import reminders
from tests.unit.bulletin.made import word_tables

LINE = {
    "单位": "D01",
    "单位名称": "物业局",
    "诉求编号": "A-1",
    "受理时间": "2024-03-01T09:00:00",
    "办理时限": "2024-03-05",
    "延期至": "",
    "回复时间": "",
    "逾期天数": "9",
    "牌": "红牌",
    "数据截止时间": "2024-03-14T18:00:00",
    "演示数据": "是",
}


def test_a_unit_is_sent_its_own_cases_alone() -> None:
    soon = LINE | {"诉求编号": "A-2", "逾期天数": "", "牌": "黄牌"}
    other = LINE | {"单位": "D02", "单位名称": "公园局", "诉求编号": "B-1"}
    pages = reminders([LINE, other, soon], {"signed": {"zh": "考核办"}})
    assert list(pages) == ["D01", "D02"]
    document = docx.Document(io.BytesIO(pages["D01"]))
    text = "\n".join(line.text for line in document.paragraphs)
    assert "物业局：" in text
    assert "截至 2024 年 3 月 14 日，你单位有超期未办结的诉求 1 件、临近时限的 1 件" in text
    assert "考核办" in text
    (rows,) = word_tables(pages["D01"])
    assert [row[0] for row in rows] == ["诉求编号", "A-1", "A-2"]
    # None of the cases was extended: there is no such column.
    assert rows[0][1:] == ["受理时间", "办理时限", "逾期天数", "牌"]
    assert rows[1][1:] == ["2024-03-01 09:00", "2024-03-05", "9", "红牌"]
    assert document.sections[0].header.paragraphs[0].text == "内部 · 演示数据"
    assert b"B-1" not in pages["D01"]


def test_the_id_of_a_case_is_as_the_office_has_it() -> None:
    (rows,) = word_tables(reminders([LINE | {"诉求编号": "ZT2024T0301-000123"}], {})["D01"])
    assert rows[1][0] == "ZT2024T0301-000123"


@pytest.mark.parametrize(
    ("days", "said", "unsaid"), [("9", "超期未办结的诉求 1 件，请", "临近"), ("", "临近时限的诉求 1 件，请", "超期")]
)
def test_what_there_is_none_of_is_not_said(days: str, said: str, unsaid: str) -> None:
    page = reminders([LINE | {"逾期天数": days}], {})["D01"]
    (words,) = [line.text for line in docx.Document(io.BytesIO(page)).paragraphs if line.text.startswith("截至")]
    assert said in words
    assert unsaid not in words


def test_nothing_overdue_no_page() -> None:
    assert reminders([], {}) == {}
