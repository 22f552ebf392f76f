"""The Word document: real styles, heads that repeat, captions and fields; a template that takes the text in."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx as library
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Length, Pt

from generator.bulletin.model import Bulletin, Cell, Paragraph, Section
from generator.bulletin.write.docx_file import docx
from generator.errors import UserError
from tests.unit.bulletin.made import LETTER, bulletin, tight, units, word_tables

PARTS = r"word/(document|styles|header\d|footer\d)\.xml"
# Members of forms in the order that ISO/IEC 29500-1 gives them (17.3.1.26, 17.3.2.28, 17.4.60, 17.4.70, 17.6.17).
ORDER = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
        " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd"
        " snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
        " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid"
        " vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em"
        " lang eastAsianLayout specVanish oMath"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd"
        " tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription"
    ),
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": (
        "footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType"
        " cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings"
    ),
}


def opened(content: bytes) -> library.document.Document:
    return library.Document(io.BytesIO(content))


def test_the_same_model_gives_the_same_bytes() -> None:
    assert docx(bulletin()) == docx(bulletin())
    with zipfile.ZipFile(io.BytesIO(docx(bulletin()))) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_page_is_that_of_an_official_letter() -> None:
    document = opened(docx(bulletin()))
    section = document.sections[0]
    sides = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
    assert [round(side.mm) for side in sides] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    body = document.styles["Normal"]
    assert body.font.size == Pt(16)
    assert body.paragraph_format.line_spacing == Pt(28)
    assert 'w:eastAsia="仿宋"' in body.element.xml


def test_headings_are_headings_and_captions_count_by_themselves() -> None:
    document = opened(docx(bulletin()))
    styled = [(line.style.name, line.text) for line in document.paragraphs if line.text]
    assert ("Title", LETTER.title) in styled
    assert ("Heading 1", "一、分组分档") in styled
    assert ("Heading 2", "（一）镇街") in styled
    xml = document.element.xml
    assert "SEQ 表" in xml
    assert "SEQ 图" in xml
    assert 'descr="趋势：上升"' in xml
    foot = document.sections[0].footer._element.xml
    assert "PAGE" in foot
    assert "演示数据" in document.sections[0].header.paragraphs[0].text


@pytest.mark.parametrize(("many", "name"), [(1, "单位"), (2, "长" * 60), (300, "单位")])
def test_every_line_of_a_table_is_there_below_a_head_that_repeats(many: int, name: str) -> None:
    table = units(many, name)
    content = docx(bulletin(table))
    (rows,) = word_tables(content)
    assert rows[0] == [column.head for column in table.columns]
    printed = [[tight(text) for text in row] for row in rows[1:] if len(row) == len(table.columns)]
    assert printed == [[tight(f"{cell.text}{cell.counts}") for cell in row.cells] for row in table.rows]
    assert [row for row in rows if len(row) == 1] == [[part] for part in dict.fromkeys(row.part for row in table.rows)]
    xml = opened(content).tables[0]._tbl.xml
    assert xml.count("w:tblHeader") == 1
    assert xml.count("w:cantSplit") == len(rows)


def made_template(path: Path, *lines: str) -> Path:
    document = library.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))
    return path


def test_a_template_takes_the_text_in_its_place(tmp_path: Path) -> None:
    template = made_template(tmp_path / "t.docx", "文号：{{文号}}", "{{标题}}", "{{正文}}", "（{{署名}} {{成文日期}}）")
    document = opened(docx(bulletin(), template))
    lines = [line.text for line in document.paragraphs if line.text]
    assert lines[:3] == [f"文号：{LETTER.number}", LETTER.title, "演示数据"]
    assert lines[-1] == f"（{LETTER.signed} {LETTER.day}）"
    assert "一、分组分档" in lines
    assert len(document.tables) == 1
    assert not any("{{" in line for line in lines)


@pytest.mark.parametrize("lines", [(), ("正文写在这里",), ("见 {{正文}} 处",)])
def test_a_template_without_a_place_for_the_text_is_refused(tmp_path: Path, lines: tuple[str, ...]) -> None:
    with pytest.raises(UserError, match="没有单独一段的"):
        docx(bulletin(), made_template(tmp_path / "t.docx", *lines))


def test_what_is_no_word_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.docx"
    path.write_text("正文", encoding="utf-8")
    with pytest.raises(UserError, match="不是 Word 文档"):
        docx(bulletin(), path)


def test_the_text_says_in_which_language_it_is_and_latin_headings_are_strong() -> None:
    other = replace(bulletin(), lang="en")
    for made, lang, strong in ((bulletin(), "zh-CN", False), (other, "en-US", True)):
        document = opened(docx(made))
        assert f'w:val="en-US" w:eastAsia="{lang}"' in document.styles.element.xml
        assert [bool(document.styles[name].font.bold) for name in ("Heading 1", "Heading 2", "Caption")] == [strong] * 3
        assert not document.styles["Normal"].font.bold


def spacing(element: Any) -> int:
    """By how many twentieths of a point characters stand apart."""
    (found,) = [each for each in element.iter(qn("w:spacing")) if each.getparent().tag == qn("w:rPr")]
    return int(found.get(qn("w:val")))


def test_a_page_of_text_has_22_lines_of_28_characters() -> None:
    document = opened(docx(bulletin()))
    section, body = document.sections[0], document.styles["Normal"]
    pitch = body.font.size.pt + spacing(body.element) / 20
    line = body.paragraph_format.line_spacing.pt
    width = Length(section.page_width - section.left_margin - section.right_margin)
    height = Length(section.page_height - section.top_margin - section.bottom_margin)
    assert (width.pt // pitch, height.pt // line) == (28, 22)
    # Tables, captions, notes and the title have characters as they come.
    runs = [run._r for row in document.tables[0].rows for cell in row.cells for run in cell.paragraphs[0].runs]
    styles = [document.styles[name].element for name in ("Title", "Caption", "Body Text 2")]
    assert {spacing(element) for element in (*runs, *styles)} == {0}


@pytest.mark.parametrize("other", [replace(bulletin(), lang="en"), bulletin(short=True)], ids=["English", "a brief"])
def test_what_is_no_letter_in_chinese_has_characters_as_they_come(other: Bulletin) -> None:
    body = opened(docx(other)).styles["Normal"].element
    assert [each for each in body.iter(qn("w:spacing")) if each.getparent().tag == qn("w:rPr")] == []


def test_members_of_forms_stand_in_the_order_of_the_standard() -> None:
    checked = 0
    with zipfile.ZipFile(io.BytesIO(docx(bulletin()))) as archive:
        parts = [parse_xml(archive.read(name)) for name in archive.namelist() if re.search(PARTS, name)]
    for form, members in ORDER.items():
        for found in (element for part in parts for element in part.iter(qn(f"w:{form}"))):
            # References to heads and feet stand first, in any order.
            names = [name for member in found if not (name := member.tag.rpartition("}")[2]).endswith("Reference")]
            assert names == sorted(names, key=members.split().index), (form, names)
            checked += 1
    assert checked > 100


def test_a_word_in_a_column_of_figures_stands_where_they_stand() -> None:
    table = units(2)
    first = table.rows[0]
    held = replace(first, cells=(*first.cells[:3], Cell("无")))
    (made,) = opened(docx(bulletin(replace(table, rows=(held, table.rows[1]))))).tables
    line = made.rows[2].cells
    assert line[3].text == "无"
    assert [cell.paragraphs[0].alignment for cell in line] == [
        WD_ALIGN_PARAGRAPH.RIGHT,
        WD_ALIGN_PARAGRAPH.LEFT,
        WD_ALIGN_PARAGRAPH.RIGHT,
        WD_ALIGN_PARAGRAPH.RIGHT,
    ]


def kept(content: bytes) -> list[bool]:
    """Of each line of the table whether it is kept with the next."""
    (made,) = opened(content).tables
    return [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in made.rows]


def test_small_tables_stay_on_a_page_and_no_head_of_a_long_one_stands_alone() -> None:
    assert kept(docx(bulletin(units(4)))) == [*[True] * 6, False]
    long = kept(docx(bulletin(units(12))))
    assert [place for place, with_next in enumerate(long) if with_next] == [0, 1, 8]


def test_a_hash_does_not_stretch_the_line_before_it() -> None:
    words = f"账本头（SHA-256）：{'0123456789abcdef' * 4}。"
    made = replace(bulletin(), sections=(Section("record", "数据说明", (Paragraph(words), Paragraph("数据。"))),))
    lines = {line.text: line for line in opened(docx(made)).paragraphs}
    assert lines[words].alignment == WD_ALIGN_PARAGRAPH.LEFT
    assert '<w:wordWrap w:val="0"/>' in lines[words]._p.xml
    assert lines["数据。"].alignment is None
    assert opened(docx(made)).styles["Normal"].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY


def test_no_signature_stands_on_a_page_without_text() -> None:
    lines = opened(docx(bulletin())).paragraphs
    (attached,) = [place for place, line in enumerate(lines) if line.text.startswith("附件：")]
    signature = lines[attached : attached + 3]
    assert [line.text for line in signature[1:]] == [LETTER.signed, LETTER.day]
    assert [bool(line.paragraph_format.keep_with_next) for line in signature] == [True, True, False]
