"""A second opinion on PDF/UA-1 and PDF/A-2a, by rules of the Matterhorn protocol that a program can judge.

It reads the finished file with pypdf and knows nothing of the program that wrote it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdf
from pypdf.generic import ContentStream, DictionaryObject

_SHOWS = {b"Tj", b"TJ", b"'", b'"', b"Do", b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh"}
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_INSIDE = {
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/THead": {"/Table"},
    "/TBody": {"/Table"},
    "/LI": {"/L"},
}


def problems(content: bytes) -> list[str]:
    """Everything that speaks against the two standards; nothing where the file keeps them."""
    read = pypdf.PdfReader(io.BytesIO(content))
    root: Any = read.trailer["/Root"]
    elements = list(_elements(root["/StructTreeRoot"], "")) if "/StructTreeRoot" in root else []
    return [
        *_document(read, root),
        *([] if elements else ["no structure"]),
        *_structure(elements),
        *_headings([kind for kind, _, _ in elements]),
        *_tables(elements),
        *_fonts(read),
        *(found for number, page in enumerate(read.pages, 1) for found in _page(number, page)),
    ]


def _document(read: pypdf.PdfReader, root: Any) -> Iterator[str]:
    marks = {name: str(value).lower() for name, value in root.get("/MarkInfo", {}).items()}
    if (marks.get("/Marked"), marks.get("/Suspects", "false")) != ("true", "false"):
        yield "not marked as tagged"
    if not root.get("/Lang"):
        yield "no language"
    if str(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")).lower() != "true":
        yield "the title is not shown"
    if not (read.metadata and read.metadata.title):
        yield "no title"
    if "/OutputIntents" not in root:
        yield "no output intent"
    data = root["/Metadata"].get_object().get_data().decode() if "/Metadata" in root else ""
    wanted = ("pdfuaid:part>1<", "pdfaid:part>2<", "pdfaid:conformance>A<", "dc:title>")
    yield from (f"no {words} in the metadata" for words in wanted if words not in data)
    if read.is_encrypted or "/AcroForm" in root or "/JavaScript" in root.get("/Names", {}):
        yield "encrypted, a form, or a script"


def _elements(node: Any, above: str) -> Iterator[tuple[str, str, DictionaryObject]]:
    """Kind, kind of what holds it, and the element itself, in the order of the text."""
    node = node.get_object()
    if not isinstance(node, DictionaryObject):
        return
    kind = str(node.get("/S", ""))
    if kind:
        yield kind, above, node
    below: Any = node.get("/K")
    below = [] if below is None else below.get_object()
    for one in below if isinstance(below, list) else [below]:
        if isinstance(one.get_object(), DictionaryObject):
            yield from _elements(one, kind)


def _structure(elements: list[tuple[str, str, DictionaryObject]]) -> Iterator[str]:
    for kind, above, element in elements:
        if kind == "/Figure" and not str(element.get("/Alt", "")).strip():
            yield "a figure without words"
        if kind == "/TH" and not any("/Scope" in one for one in _attributes(element)):
            yield "a head of a table without a scope"
        if kind in _INSIDE and above not in _INSIDE[kind]:
            yield f"{kind} in {above}"


def _attributes(element: DictionaryObject) -> list[Any]:
    found: Any = element.get("/A", DictionaryObject()).get_object()
    return [one.get_object() for one in found] if isinstance(found, list) else [found]


def _headings(kinds: list[str]) -> Iterator[str]:
    levels = [int(kind[2:]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"headings of the first level: {levels.count(1)}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} below one of level {before}"


def _tables(elements: list[tuple[str, str, DictionaryObject]]) -> Iterator[str]:
    """Every table begins with heads, and its rows are equally wide."""
    rows: list[tuple[int, list[str]]] = []
    for kind, _, element in [*elements, ("/Table", "", DictionaryObject())]:
        if kind == "/Table":
            if len({width for width, _ in rows}) > 1:
                yield "rows of a table are not equally wide"
            if rows and set(rows[0][1]) != {"/TH"}:
                yield "a table without heads"
            rows = []
        elif kind == "/TR":
            rows.append((0, []))
        elif kind in ("/TH", "/TD") and rows:
            width = sum(int(one.get("/ColSpan", 0)) for one in _attributes(element)) or 1
            rows[-1] = (rows[-1][0] + width, [*rows[-1][1], kind])


def _fonts(read: pypdf.PdfReader) -> Iterator[str]:
    for number in range(1, len(read.xref.get(0, {})) + len(read.xref_objStm) + 1):
        one = read.get_object(number)
        if not isinstance(one, DictionaryObject):
            continue
        if one.get("/Type") == "/FontDescriptor" and not any(name in one for name in _FILES):
            yield f"font not embedded: {one.get('/FontName')}"
        if one.get("/Type") == "/Font":
            if one.get("/Subtype") == "/Type0" and "/ToUnicode" not in one:
                yield f"font without letters: {one.get('/BaseFont')}"
            if one.get("/Subtype") in ("/Type1", "/TrueType") and "/FontDescriptor" not in one:
                yield f"font of the machine: {one.get('/BaseFont')}"


def _page(number: int, page: pypdf.PageObject) -> Iterator[str]:
    if "/StructParents" not in page:
        yield f"page {number} is in no structure"
    depth = 0
    for _, operator in ContentStream(page["/Contents"].get_object(), page.pdf).operations:
        if operator in (b"BDC", b"BMC"):
            depth += 1
        elif operator == b"EMC":
            depth -= 1
        elif operator in _SHOWS and depth == 0:
            yield f"page {number} shows what is neither text nor ornament"
