"""The PDF: every line of every table, tagged, with its fonts; long names, many units and missing signs."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pypdf
import pytest

from generator.bulletin.model import Letter, Paragraph, Section
from generator.bulletin.write.pdf import pdf, picture
from generator.errors import UserError
from tests.unit.bulletin.made import LETTER, SVG, bulletin, pages, tight, units


def test_the_same_model_gives_the_same_bytes() -> None:
    assert pdf(bulletin()) == pdf(bulletin())


def test_it_says_that_it_is_tagged_and_for_keeping_and_holds_its_fonts() -> None:
    read = pypdf.PdfReader(io.BytesIO(pdf(bulletin())))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("zh")
    data = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in data
    assert "<pdfaid:part>2</pdfaid:part>" in data
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in data
    fonts = {font for page in read.pages for font in page["/Resources"]["/Font"].values()}
    embedded = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert embedded
    assert all("/FontFile3" in descriptor for descriptor in embedded)


def test_all_that_stands_around_the_text_is_there() -> None:
    text = "".join(pages(pdf(bulletin())))
    for words in (LETTER.title, LETTER.masthead, LETTER.number, LETTER.to, LETTER.signed, LETTER.day, LETTER.reach):
        assert tight(words) in text
    for words in ("开头的话。", "结尾的话。", "一、分组分档", "（一）镇街", "二、数据说明", "附件：数据表"):
        assert words in text
    bare = "".join(pages(pdf(replace(bulletin(), letter=replace(LETTER, masthead="", number="", copies="")))))
    assert "抄送" not in bare
    assert tight(LETTER.number) not in bare


def test_the_marks_and_the_number_stand_on_every_page() -> None:
    read = pages(pdf(bulletin(units(120), marks=("演示数据", "送审稿 第 3 稿 · 未公布"))))
    assert len(read) > 3
    for number, text in enumerate(read, 1):
        assert "演示数据·送审稿第3稿·未公布" in text
        assert f"—{number}—" in text


@pytest.mark.parametrize("many", [1, 300])
def test_no_line_of_a_table_is_lost_and_its_head_repeats(many: int) -> None:
    table = units(many)
    read = pages(pdf(bulletin(table)))
    whole = "".join(read)
    for row in table.rows:
        assert tight("".join(f"{cell.text}{cell.counts}" for cell in row.cells)) in whole
    holding = [text for text in read if any(tight(row.cells[1].text) in text for row in table.rows)]
    assert all("名次单位按时回复率件数" in text for text in holding)


@pytest.mark.parametrize("letter", ["长", "W"])
def test_a_name_of_sixty_characters_is_whole_and_stays_in_its_column(letter: str) -> None:
    content = pdf(replace(bulletin(units(2, letter * 60)), letter=Letter("通报")))
    (page,) = pypdf.PdfReader(io.BytesIO(content)).pages
    text = page.extract_text()
    assert text.count(letter) == 120
    longest = max(len(run) for run in re.findall(f"{letter}+", text))
    assert longest < 24


def test_what_no_font_has_is_an_error_with_a_way_on() -> None:
    with pytest.raises(UserError, match="GONGSHI_FONTS"):
        pdf(bulletin(units(1, "\U00020000")))


def test_a_chart_is_a_picture_of_the_size_that_is_asked_for() -> None:
    drawn = picture(SVG, 100, 50, 2)
    assert drawn.startswith(b"\x89PNG")
    assert (int.from_bytes(drawn[16:20]), int.from_bytes(drawn[20:24])) == (200, 100)
    assert drawn == picture(SVG, 100, 50, 2)


def test_a_page_of_text_has_22_lines_of_28_characters() -> None:
    text = Section("a", "长文", (Paragraph("诉求办理情况通报全文" * 200),))
    read = pypdf.PdfReader(io.BytesIO(pdf(replace(bulletin(marks=()), sections=(text,)))))
    lines = [line.strip() for line in read.pages[1].extract_text().splitlines() if line.strip()]
    body = [line for line in lines if not line.startswith("—")]
    assert len(body) == 22
    assert {len(line) for line in body} == {28}


def test_a_small_table_stands_on_one_page_and_a_high_one_goes_on() -> None:
    many = (units(8), True), (units(10, "长" * 200), False)
    for lines, (table, whole) in ((lines, kind) for lines in (0, 4, 8) for kind in many):
        section = Section("a", "长文", (Paragraph("诉" * (28 * lines + 1)), table))
        read = pages(pdf(replace(bulletin(marks=()), sections=(section,))))
        rates = [f"{tight(row.cells[2].text)}{row.cells[2].counts}" for row in table.rows]
        holding = {place for place, page in enumerate(read) for rate in rates if rate in page}
        assert (len(holding) == 1) == whole, (lines, holding)
        assert sum(rate in page for page in read for rate in rates) == len(rates)


def test_a_line_may_end_between_a_share_and_its_numbers() -> None:
    words = "与去年同期、与上月比都看不出差别：按时回复率95.1%（1,820 件）。"
    text = Section("a", "长文", (Paragraph(words),))
    read = pypdf.PdfReader(io.BytesIO(pdf(replace(bulletin(marks=()), sections=(text,)))))
    whole = "\n".join(page.extract_text() for page in read.pages)
    assert "按时回复率 95.1%\n（1,820 件）。" in whole


@pytest.mark.parametrize("lines", range(12, 19))
def test_no_heading_stays_behind_when_its_table_goes_to_the_next_page(lines: int) -> None:
    text = Section("a", "长文", (Paragraph("诉" * (28 * lines)),))
    section = Section("b", "后面", (units(4),))
    read = pages(pdf(replace(bulletin(marks=()), sections=(text, section))))
    (page,) = [page for page in read if "二、后面" in page]
    assert "表1各单位排名" in page
    assert "单位1" in page
