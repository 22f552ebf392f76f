"""How a Word bulletin looks: page, styles, fonts, header and footer, after GB/T 9704-2012.

Only styles that every office program has by these names are used, so that a text pasted elsewhere takes on the look of
where it goes. A template keeps its own styles; what it lacks is added.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

TITLE, SECTION, PART, CAPTION, BODY, NOTE = "Title", "Heading 1", "Heading 2", "Caption", "Normal", "Body Text 2"
RED = RGBColor(0xC0, 0, 0)
# Style → Latin and East Asian font, size in points, line in points, bold.
_LOOKS = {
    BODY: ("Times New Roman", "仿宋", 16, 28, False),
    TITLE: ("Times New Roman", "方正小标宋简体", 22, 34, False),
    SECTION: ("Arial", "黑体", 16, 28, False),
    PART: ("Times New Roman", "楷体", 16, 28, False),
    CAPTION: ("Arial", "黑体", 10.5, 16, False),
    NOTE: ("Times New Roman", "仿宋", 10.5, 16, False),
}
# Fonts that not every machine has → what stands in for them.
_INSTEAD = {"方正小标宋简体": "宋体", "仿宋": "仿宋_GB2312", "楷体": "楷体_GB2312"}


# Members of a run's form that stand behind `spacing`.
_AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")
# A line of 156 mm holds 28 characters of 16 points where each stands closer by so many twentieths of a point. A grid of
# characters would do the same in Word alone: other programs give each character two places of a grid that is narrower.
CLOSER = -5


def set_page(document: Document) -> None:
    """A4 with the margins of an official letter; odd and even pages have feet of their own."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(20), Mm(24)
    document.settings.odd_and_even_pages_header_footer = True


def set_styles(document: Document, *, chinese: bool, keep: bool, short: bool = False) -> None:
    """Give the styles their look, a brief a smaller one; those that a template has are kept where told so."""
    there = {style.name for style in document.styles}
    for name, (latin, asian, size, line, bold) in _LOOKS.items():
        if keep and name in there:
            continue
        style: Any = (
            document.styles[name] if name in there else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        less = 2 if short and size == _LOOKS[BODY][2] else 0
        # 黑体 is strong by itself; Latin letters are made so.
        _font(style, latin, asian, size - less, bold or (not chinese and name in (SECTION, PART, CAPTION)))
        _lines(style, line - 3 * less)
        _indent(style, 2 if chinese and name in (BODY, SECTION, PART) else 0)
    if not keep:
        _language(document, "zh-CN" if chinese else "en-US")
        _placed(document)
        _flow(document, chinese=chinese, letter=chinese and not short)
        _name_fonts(document)


def _language(document: Document, lang: str) -> None:
    """The language of the text: by it programs choose a font that has it, and where its punctuation stands.

    Letters and digits are English in a Chinese text too: after the rules of Chinese a line might end within a number.
    """
    styles: Any = document.styles
    for found in styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), "en-US")
        found.set(qn("w:eastAsia"), lang)


def _placed(document: Document) -> None:
    styles: Any = document.styles
    styles[TITLE].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles[CAPTION].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name in (TITLE, CAPTION, NOTE):
        styles[name].paragraph_format.space_before = Pt(6)
        styles[name].paragraph_format.space_after = Pt(6)
    for name in (SECTION, PART, CAPTION):
        styles[name].paragraph_format.keep_with_next = True
    borders = styles[TITLE].element.find(f".//{qn('w:pBdr')}")
    if borders is not None:
        borders.getparent().remove(borders)


def _flow(document: Document, *, chinese: bool, letter: bool) -> None:
    """How the body runs: in Chinese to both edges, in a letter 28 characters a line; elsewhere with room between."""
    body: Any = document.styles[BODY]
    if not chinese:
        body.paragraph_format.space_after = Pt(8)
        return
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    (control,) = document.settings.element.iter(qn("w:characterSpacingControl"))
    control.set(qn("w:val"), "compressPunctuation")
    if letter:
        _spaced(body, CLOSER)
        for name in (TITLE, CAPTION, NOTE):
            _spaced(document.styles[name], 0)


def _spaced(style: Any, twentieths: int) -> None:
    form = style.element.get_or_add_rPr()
    for old in form.findall(qn("w:spacing")):
        form.remove(old)
    spacing = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{twentieths}"/>')
    form.insert_element_before(spacing, *_AFTER_SPACING)


def _font(style: ParagraphStyle, latin: str, asian: str, size: float, bold: bool) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = latin, Pt(size), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), asian)
    fonts.set(qn("w:hAnsi"), latin)


def _lines(style: ParagraphStyle, points: float) -> None:
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)
    form.space_before = form.space_after = Pt(0)


def _indent(style: ParagraphStyle, characters: int) -> None:
    """The first line begins so many characters in, whatever their size."""
    indent = style.element.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(100 * characters))
    indent.set(qn("w:firstLine"), str(320 * characters))


def _name_fonts(document: Document) -> None:
    """Say which font stands in for one that a machine lacks."""
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            fonts = parse_xml(part.blob)
            for name, other in _INSTEAD.items():
                fonts.append(parse_xml(f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{other}"/></w:font>'))
            part._blob = serialize_part_xml(fonts)


def set_head_and_foot(document: Document, marks: tuple[str, ...]) -> None:
    """The marks at the head of every page, its number at the foot: right on odd pages, left on even ones."""
    section = document.sections[0]
    odd = section.header, section.footer, WD_ALIGN_PARAGRAPH.RIGHT
    even = section.even_page_header, section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT
    for header, footer, side in (odd, even):
        header.is_linked_to_previous = footer.is_linked_to_previous = False
        head, foot = header.paragraphs[0], footer.paragraphs[0]
        for paragraph in (head, foot):
            paragraph.style = document.styles[NOTE]
        if marks:
            run = head.add_run(" · ".join(marks))
            run.font.color.rgb, run.font.bold = RED, True
            head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        foot.alignment = side
        foot.add_run("— ").font.size = Pt(14)
        foot._p.append(field("PAGE", "1", 14))
        foot.add_run(" —").font.size = Pt(14)


def field(instruction: str, shown: str, size: float = 0) -> Any:
    """A field that Word works out anew; `shown` is what stands there until then."""
    half = f'<w:rPr><w:sz w:val="{round(2 * size)}"/></w:rPr>' if size else ""
    return parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr=" {instruction} "><w:r>{half}<w:t>{shown}</w:t></w:r></w:fldSimple>'
    )
