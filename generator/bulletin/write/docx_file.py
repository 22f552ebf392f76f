"""The bulletin as a Word document, by itself or in an office's template. The same model gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from docx import api
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph as Line

from generator.bulletin.model import Bulletin, Chart, Letter, Paragraph, Subheading, Table, Terms
from generator.bulletin.write.docx_look import (
    BODY,
    CAPTION,
    NOTE,
    PART,
    RED,
    SECTION,
    TITLE,
    field,
    set_head_and_foot,
    set_page,
    set_styles,
)
from generator.bulletin.write.docx_table import table_xml
from generator.bulletin.write.numbered import numbered
from generator.bulletin.write.pdf import picture
from generator.errors import UserError

# The paragraph of a template that the text takes the place of, and other marks → what of the letter replaces them.
PLACES: Final = ("{{正文}}", "{{body}}")
MARKS: Final = {
    "{{标题}}": "title",
    "{{title}}": "title",
    "{{文号}}": "number",
    "{{number}}": "number",
    "{{主送}}": "to",
    "{{to}}": "to",
    "{{署名}}": "signed",
    "{{signed}}": "signed",
    "{{成文日期}}": "day",
    "{{day}}": "day",
    "{{抄送}}": "copies",
    "{{copies}}": "copies",
    "{{印发范围}}": "reach",
    "{{reach}}": "reach",
}
_PIXELS: Final = 2.5
_WHOLE, _HALF = Mm(125), Mm(70)
# A hash has no place at which a line may end.
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def docx(bulletin: Bulletin, template: Path | None = None) -> bytes:
    """The file. Raises UserError where the template is no Word document, or has no place for the text."""
    document = api.Document() if template is None else _opened(template)
    shown = numbered(bulletin)
    set_styles(document, chinese=bulletin.lang == "zh", keep=template is not None, short=bulletin.short)
    if template is None:
        set_page(document)
        set_head_and_foot(document, bulletin.marks)
        _letter_head(document, bulletin.letter, bulletin.terms, 26 if bulletin.short else 36)
        _text(document, shown)
        _letter_foot(document, bulletin.letter, bulletin.terms)
    else:
        _fill(document, shown, template)
    _describe(document, bulletin)
    held = io.BytesIO()
    document.save(held)
    return same_bytes(held.getvalue())


def _opened(template: Path) -> Document:
    try:
        return api.Document(str(template))
    except (OSError, PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile):
        raise UserError(f"{template}: 不是 Word 文档（.docx）· no Word document") from None


def _fill(document: Document, bulletin: Bulletin, template: Path) -> None:
    """Put the text in its place, and replace the marks."""
    place = next((line for line in document.paragraphs if line.text.strip() in PLACES), None)
    if place is None:
        known = "、".join(sorted(MARKS))
        missing = f"模板中没有单独一段的 {PLACES[0]}；另可写：{known}"
        raise UserError(f"{template}: {missing} · no paragraph {PLACES[1]} in the template")
    for line in document.paragraphs:
        words = line.text
        for mark, name in MARKS.items():
            words = words.replace(mark, getattr(bulletin.letter, name))
        if words != line.text:
            for run in line.runs[1:]:
                run.text = ""
            line.runs[0].text = words
    body = document.element.body
    before = set(body)
    if bulletin.marks:
        _line(document, " · ".join(bulletin.marks), NOTE, side=WD_ALIGN_PARAGRAPH.RIGHT, red=True)
    _text(document, bulletin)
    for made in [element for element in body if element not in before]:
        place._p.addprevious(made)
    body.remove(place._p)


def _letter_head(document: Document, letter: Letter, terms: Terms, size: float) -> None:
    if letter.masthead:
        line = _line(document, letter.masthead, NOTE, side=WD_ALIGN_PARAGRAPH.CENTER, size=size, red=True)
        if letter.number:
            line = _line(document, letter.number, NOTE, side=WD_ALIGN_PARAGRAPH.CENTER, size=16)
        _ruled(line, "bottom", 16, "c00000")
    _line(document, letter.title, TITLE)
    if letter.subtitle:
        _line(document, letter.subtitle, NOTE, side=WD_ALIGN_PARAGRAPH.CENTER, size=14)
    if letter.to:
        _line(document, f"{letter.to}{terms.colon}", BODY, flush=True)


def _text(document: Document, bulletin: Bulletin) -> None:
    terms, tables, charts = bulletin.terms, 0, 0
    for paragraph in bulletin.letter.opening:
        _line(document, paragraph.text, BODY)
    for section in bulletin.sections:
        _line(document, section.title, SECTION)
        for block in section.blocks:
            if isinstance(block, Paragraph):
                _line(document, block.text, BODY)
            elif isinstance(block, Subheading):
                _line(document, block.text, PART)
            elif isinstance(block, Table):
                tables += 1
                _captioned(document, terms.table, tables, block.caption)
                document.element.body.insert_element_before(table_xml(block), "w:sectPr")
                for note in block.notes or ("",):
                    _line(document, note, NOTE, flush=True)
            elif not bulletin.short:
                _charts(document, [block], terms, charts, width=_WHOLE)
                charts += 1
        together = [block for block in section.blocks if bulletin.short and isinstance(block, Chart)]
        if together:
            # A brief has its charts side by side, and their captions below.
            _charts(document, together, terms, charts, width=_HALF)
            charts += len(together)
    for paragraph in bulletin.letter.closing:
        _line(document, paragraph.text, BODY)


def _captioned(document: Document, name: str, number: int, words: str) -> None:
    line = _line(document, f"{name} ", CAPTION)
    line._p.append(field(f"SEQ {name} \\* ARABIC", str(number)))
    line.add_run(f"\u3000{words}")


def _charts(document: Document, charts: Sequence[Chart], terms: Terms, before: int, *, width: Length) -> None:
    """Pictures in one line, or as many as they need, and below them their captions; `before` were counted already."""
    line = _line(document, "", NOTE, side=WD_ALIGN_PARAGRAPH.CENTER)
    line.paragraph_format.line_spacing = 1.0
    line.paragraph_format.keep_with_next = True
    for chart in charts:
        drawn = io.BytesIO(picture(chart.svg, chart.width, chart.height, _PIXELS))
        line.add_run().add_picture(drawn, width=width)
    for described, chart in zip(line._p.iter(qn("wp:docPr")), charts, strict=True):
        described.set("descr", f"{chart.caption}{terms.colon}{chart.words}")
        described.set("name", chart.id)
    for number, chart in enumerate(charts, before + 1):
        _captioned(document, terms.chart, number, chart.caption)


def _letter_foot(document: Document, letter: Letter, terms: Terms) -> None:
    if letter.attached:
        words = f"{terms.attached}{terms.colon}{'; '.join(letter.attached)}"
        line = _line(document, words, BODY, side=WD_ALIGN_PARAGRAPH.LEFT)
        # No signature stands on a page without text.
        line.paragraph_format.keep_with_next = bool(letter.signed)
    if letter.signed:
        for words in (letter.signed, letter.day):
            line = _line(document, words, BODY, side=WD_ALIGN_PARAGRAPH.RIGHT, flush=True)
            line.paragraph_format.right_indent = Pt(64)
            line.paragraph_format.keep_with_next = words == letter.signed
    foot = [(terms.copies, letter.copies), (terms.reach, letter.reach), ("", letter.printed)]
    last = next((line for line in reversed(foot) if line[1]), None)
    for name, words in foot:
        if words:
            said = f"{name}{terms.colon}{words}{terms.stop}" if name else words
            line = _line(document, said, NOTE, flush=True, size=14)
            _ruled(line, "top", 6, "000000", also="bottom")
            line.paragraph_format.keep_with_next = (name, words) != last


def _line(
    document: Document,
    words: str,
    style: str,
    *,
    side: WD_ALIGN_PARAGRAPH | None = None,
    size: float = 0,
    red: bool = False,
    flush: bool = False,
) -> Line:
    """A paragraph at the end; `flush` takes its indent away."""
    line = document.add_paragraph(style=document.styles[style])
    if words:
        run = line.add_run(words)
        if size:
            run.font.size = Pt(size)
        if red:
            run.font.color.rgb = RED
    if _DIGEST.search(words):
        _loose(line)
    elif side is not None:
        line.alignment = side
    if size:
        line.paragraph_format.line_spacing = Pt(1.5 * size)
    if flush:
        indent = line._p.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "0")
        indent.set(qn("w:firstLine"), "0")
    return line


def _loose(line: Line) -> None:
    """Let a line end within a word, as a hash needs it, and no line be stretched."""
    line.alignment = WD_ALIGN_PARAGRAPH.LEFT
    breaks = parse_xml(f'<w:wordWrap {nsdecls("w")} w:val="0"/>')
    line._p.get_or_add_pPr().insert_element_before(breaks, "w:snapToGrid", "w:spacing", "w:ind", "w:jc")


def _ruled(line: Line, side: str, eighths: int, colour: str, also: str = "") -> None:
    """Give a paragraph a rule at one side of it, or at two."""
    sides = "".join(
        f'<w:{name} w:val="single" w:sz="{eighths}" w:space="4" w:color="{colour}"/>' for name in (side, also) if name
    )
    rules = parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>")
    line._p.get_or_add_pPr().insert_element_before(rules, "w:spacing", "w:ind", "w:jc")


def _describe(document: Document, bulletin: Bulletin) -> None:
    properties, moment = document.core_properties, datetime.fromisoformat(bulletin.moment)
    properties.title, properties.author = bulletin.letter.title, bulletin.author
    properties.last_modified_by, properties.comments = bulletin.author, " · ".join(bulletin.marks)
    properties.created = properties.modified = moment
    properties.language, properties.revision = bulletin.lang, 1


def same_bytes(archive: bytes) -> bytes:
    """The same archive with the times of its members taken away."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            entry = zipfile.ZipInfo(member, _EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            new.writestr(entry, old.read(member))
    return held.getvalue()
