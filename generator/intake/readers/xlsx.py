"""The package of an XLSX or XLSM workbook: its sheets, number formats and shared texts.

Read with the standard library, part by part and never as a whole, because it must tell what a reader of values cannot:
formulas without a value, hidden rows, merged cells, and what a number is before its format is applied. Names are
compared without their prefix or namespace, so Strict workbooks are read like others.
"""

from __future__ import annotations

import codecs
import posixpath
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from generator.intake.readers.bounds import MAX_LINE, MAX_SHARED_TEXT, MAX_SHEETS, UnreadableError
from generator.intake.readers.number_formats import shows
from generator.intake.readers.unpack import chunks

# Characters that XML forbids and exporters write all the same: as bytes, or as references.
_FORBIDDEN = bytes((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20)))
_FORBIDDEN_REFERENCE = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));", re.I)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TAIL = 16
# In UTF-16 every other byte of a Latin letter is forbidden elsewhere.
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


@dataclass(frozen=True)
class Part:
    """A sheet of the workbook and the part that holds its rows."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Workbook:
    """What the cells of a workbook refer to. `formats` says for each cell style whether it shows a day and a time."""

    parts: tuple[Part, ...]
    strings: tuple[str, ...]
    formats: tuple[tuple[bool, bool], ...]
    from_1904: bool
    styles_damaged: bool


@contextmanager
def open_package(path: Path) -> Iterator[ZipFile]:
    """The package; whatever is wrong with it becomes an UnreadableError."""
    try:
        with ZipFile(path) as archive:
            yield archive
    except (BadZipFile, KeyError, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise UnreadableError("workbook-damaged", value=type(error).__name__) from error


def read_workbook(path: Path) -> Workbook:
    """Everything but the rows. Raises UnreadableError."""
    with open_package(path) as archive:
        names = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}
        main = _main_part(archive, names)
        sheets, from_1904 = _sheets(archive, names[main])
        targets = _targets(archive, names, main)
        if len(sheets) > MAX_SHEETS:
            raise UnreadableError("file-too-large", expected=f"{MAX_SHEETS} sheets")
        worksheets = {key: part for key, (kind, part) in targets.items() if kind == "worksheet"}
        parts = tuple(
            Part(name, names[worksheets[key].lower()], hidden)
            for name, key, hidden in sheets
            if key in worksheets and worksheets[key].lower() in names
        )
        others = {kind: names[part.lower()] for kind, part in targets.values() if part.lower() in names}
        strings = _strings(archive, others["sharedStrings"]) if "sharedStrings" in others else ()
        formats, damaged = _formats(archive, others.get("styles", ""))
    if not parts:
        raise UnreadableError("workbook-damaged", value="xl/workbook.xml")
    return Workbook(parts, strings, formats, from_1904, damaged)


def parse(archive: ZipFile, part: str, start: Start, end: End, text: Text) -> Iterator[None]:
    """Read one part piece by piece, calling back for each element; a pause after each piece. Raises UnreadableError."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_entities
    info = archive.getinfo(part)
    kept, wide = b"", False
    try:
        with archive.open(info) as stream:
            for chunk in chunks(stream, info.compress_size):
                wide = wide or (not kept and parser.CurrentByteIndex < 1 and chunk.startswith(_WIDE))
                data = kept + (chunk if wide else chunk.translate(None, _FORBIDDEN))
                # A reference may lie across two pieces.
                cut = data.rfind(b"&", len(data) - _TAIL) if len(data) > _TAIL else -1
                kept, data = (data[cut:], data[:cut]) if cut >= 0 else (b"", data)
                parser.Parse(_FORBIDDEN_REFERENCE.sub(b"", data), False)
                yield
        parser.Parse(_FORBIDDEN_REFERENCE.sub(b"", kept), True)
    except expat.ExpatError as error:
        raise UnreadableError("workbook-damaged", value=f"{part}, {error.lineno}:{error.offset}") from error
    yield


def local(tag: str) -> str:
    """A name without its prefix."""
    return tag.rpartition(":")[2]


def unescaped(text: str) -> str:
    """A text of a workbook with its escaped characters (`_x000D_`) as they are."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    # Half of a pair means nothing by itself.
    return match[0] if 0xD800 <= number < 0xE000 else chr(number).replace("\0", "")


def _refuse_entities(*_: Any) -> None:
    raise UnreadableError("workbook-damaged", value="DOCTYPE")


def _elements(archive: ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
    """Every element of a small part in order, its name and its attributes, without prefixes."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        found.append((local(tag), {local(name): value for name, value in attributes.items()}))

    for _ in parse(archive, part, start, lambda tag: None, lambda text: None):
        pass
    return found


def _main_part(archive: ZipFile, names: dict[str, str]) -> str:
    if "_rels/.rels" in names:
        for tag, at in _elements(archive, names["_rels/.rels"]):
            target = at.get("Target", "").lstrip("/").lower()
            if tag == "Relationship" and at.get("Type", "").endswith("/officeDocument") and target in names:
                return target
    if "xl/workbook.xml" in names:
        return "xl/workbook.xml"
    raise UnreadableError("workbook-damaged", value="xl/workbook.xml")


def _sheets(archive: ZipFile, part: str) -> tuple[list[tuple[str, str, bool]], bool]:
    """Name, relation and whether hidden, of each sheet; whether days are counted from 1904."""
    sheets, from_1904 = [], False
    for tag, at in _elements(archive, part):
        if tag == "sheet":
            sheets.append((at.get("name", ""), at.get("id", ""), at.get("state", "visible") != "visible"))
        elif tag == "workbookPr":
            from_1904 = at.get("date1904", "0") in ("1", "true")
    return sheets, from_1904


def _targets(archive: ZipFile, names: dict[str, str], main: str) -> dict[str, tuple[str, str]]:
    """Relation → kind and part."""
    folder, _, last = main.rpartition("/")
    relations = f"{folder}/_rels/{last}.rels"
    if relations not in names:
        raise UnreadableError("workbook-damaged", value=relations)
    found = {}
    for tag, at in _elements(archive, names[relations]):
        if tag == "Relationship":
            target = at.get("Target", "").replace("\\", "/")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            found[at.get("Id", "")] = (at.get("Type", "").rpartition("/")[2], part)
    return found


def _strings(archive: ZipFile, part: str) -> tuple[str, ...]:
    """The shared texts; runs of one text are joined, readings beside it (phonetic) are no part of it."""
    found: list[str] = []
    pieces: list[str] = []
    state = {"text": False, "phonetic": False, "size": 0, "one": 0}

    def start(tag: str, _: dict[str, str]) -> None:
        name = local(tag)
        if name == "si":
            pieces.clear()
            state["one"] = 0
        elif name == "rPh":
            state["phonetic"] = True
        elif name == "t":
            state["text"] = not state["phonetic"]

    def end(tag: str) -> None:
        name = local(tag)
        if name == "si":
            found.append(unescaped("".join(pieces)))
        elif name == "rPh":
            state["phonetic"] = False
        elif name == "t":
            state["text"] = False

    def text(data: str) -> None:
        if state["text"]:
            pieces.append(data)
            state["size"] += len(data)
            state["one"] += len(data)
            if state["size"] > MAX_SHARED_TEXT or state["one"] > MAX_LINE:
                raise UnreadableError("file-too-large", expected=part)

    for _ in parse(archive, part, start, end, text):
        pass
    return tuple(found)


def _formats(archive: ZipFile, part: str) -> tuple[tuple[tuple[bool, bool], ...], bool]:
    """What each cell style shows, and whether the styles are damaged: then numbers are read as numbers."""
    if not part:
        return (), False
    try:
        elements = _elements(archive, part)
    except UnreadableError:
        return (), True
    codes = {at.get("numFmtId", ""): at.get("formatCode", "") for tag, at in elements if tag == "numFmt"}
    styles: list[tuple[bool, bool]] = []
    counting = False
    for tag, at in elements:
        if tag in ("cellXfs", "cellStyles", "cellStyleXfs", "dxfs"):
            counting = tag == "cellXfs"
        elif tag == "xf" and counting:
            number = at.get("numFmtId", "0")
            styles.append(shows(int(number) if number.isdigit() else 0, codes.get(number, "")))
    return tuple(styles), False
