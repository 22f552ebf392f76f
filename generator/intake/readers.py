"""Reading exports: CSV, gzip of CSV, XLSX. Kinds are told by their first bytes, never by the file's name.

Encodings are never guessed: a byte-order mark, else the mapping's declared encoding, else strict UTF-8, else
strict GB18030, else a finding.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile

from generator.definitions.findings import Finding, finding

Cell = str | datetime | date
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CHUNK = 1 << 20


class UnreadableError(Exception):
    """The file as a whole cannot be read; `code` is the finding that says why, `candidates` encodings tried."""

    def __init__(self, code: str, candidates: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.candidates = candidates

    def finding(self, file: str) -> Finding:
        """The finding for the file of this name."""
        return finding(self.code, file, candidates=self.candidates)


@dataclass(frozen=True)
class Sheet:
    """One table of an export: its header, and how to read its rows again and again."""

    path: Path
    kind: str
    name: str
    header: tuple[str, ...]
    encoding: str

    def rows(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Row number as a spreadsheet shows it (the header is row 1) and cells; blank rows are left out."""
        lines = _workbook_rows(self.path, self.name) if self.kind == "xlsx" else _text_rows(self)
        for number, cells in lines:
            if number > 1 and any(cells):
                # A workbook leaves out blank cells at a row's end; a CSV row that is short is broken.
                missing = len(self.header) - len(cells) if self.kind == "xlsx" else 0
                yield number, (*cells, *("",) * missing) if missing > 0 else tuple(cells)


def kind_of(path: Path) -> str:
    """`csv`, `gzip` or `xlsx`. Raises UnreadableError for an empty file or an old workbook."""
    with path.open("rb") as stream:
        start = stream.read(4)
    if not start:
        raise UnreadableError("file-empty")
    if start.startswith(_GZIP):
        return "gzip"
    if start == _ZIP:
        return "xlsx"
    if start == _OLE:
        raise UnreadableError("workbook-old")
    return "csv"


def open_text(path: Path, declared: str) -> Sheet:
    """The single table of a CSV file (or gzip of one). Raises UnreadableError."""
    kind = kind_of(path)
    encoding = _encoding(path, kind, declared)
    sheet = Sheet(path, kind, "", (), encoding)
    first = next(_text_rows(sheet), None)
    if first is None or all(not isinstance(cell, str) or not cell.strip() for cell in first[1]):
        raise UnreadableError("file-empty")
    header = tuple(str(cell).strip() for cell in first[1])
    if len(header) == 1 and any(mark in header[0] for mark in "\t;|"):
        raise UnreadableError("delimiter")
    return Sheet(path, kind, "", header, encoding)


def open_workbook(path: Path) -> tuple[Sheet, ...]:
    """Every visible sheet that holds anything. Raises UnreadableError."""
    with _workbook(path) as book:
        sheets = []
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            first = next(sheet.iter_rows(values_only=True), None)
            header = tuple("" if cell is None else str(cell).strip() for cell in first or ())
            while header and not header[-1]:
                header = header[:-1]
            if header or sheet.max_row:
                sheets.append(Sheet(path, "xlsx", sheet.title, header, ""))
    return tuple(sheets)


def merged_header(path: Path, sheet: str) -> bool:
    """Whether cells are merged in the first rows of a sheet (read in full: for explaining a misfit only)."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    return any(area.min_row <= 3 for area in book[sheet].merged_cells.ranges)


def _encoding(path: Path, kind: str, declared: str) -> str:
    with _bytes(path, kind) as stream:
        start = _guarded_read(stream, 4)
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            candidates: tuple[str, ...] = (encoding,)
            break
    else:
        candidates = (declared,) if declared else ("utf-8", "gb18030")
    for encoding in candidates:
        if _decodes(path, kind, encoding):
            return encoding
    raise UnreadableError("encoding", candidates=", ".join(candidates))


def _decodes(path: Path, kind: str, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with _bytes(path, kind) as stream:
        try:
            while chunk := _guarded_read(stream, _CHUNK):
                if "\x00" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


@contextmanager
def _bytes(path: Path, kind: str) -> Iterator[IO[bytes] | gzip.GzipFile]:
    with path.open("rb") as stream:
        if kind == "gzip":
            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield unpacked
        else:
            yield stream


def _guarded_read(stream: IO[bytes] | gzip.GzipFile, size: int) -> bytes:
    try:
        return stream.read(size)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UnreadableError("compressed-damaged") from error


def _text_rows(sheet: Sheet) -> Iterator[tuple[int, Sequence[Cell]]]:
    with _bytes(sheet.path, sheet.kind) as stream:
        text = io.TextIOWrapper(stream, encoding=sheet.encoding, errors="strict", newline="")
        try:
            yield from enumerate(csv.reader(text, strict=True), 1)
        except csv.Error as error:
            raise UnreadableError("csv-broken") from error


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError) as error:
        raise UnreadableError("workbook-damaged") from error
    try:
        yield book
    finally:
        book.close()


def _workbook_rows(path: Path, name: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    with _workbook(path) as book:
        sheet = book[name]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(), 1):
            yield number, tuple(_cell(cell) for cell in cells)


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        # A date cell without hours in its format says a day; its midnight is not a time.
        return value if "h" in (cell.number_format or "").lower() else value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
