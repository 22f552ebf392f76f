"""What a file is, told by its bytes and never by its name. What cannot be read is named for what it is."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from generator.intake.readers.bounds import CHUNK, UnreadableError

_HEAD = 4096
_OLE, _GZIP, _ZIP, _PARQUET = b"\xd0\xcf\x11\xe0", b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06"), b"PAR1"
# First bytes of files that people attach by mistake.
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\xfd7zXZ", "xz"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
    (b"\x00\x01\x00\x00Standard", "Access"),
    (b"ARROW1", "Arrow"),
    (b"Obj\x01", "Avro"),
    (b"ORC", "ORC"),
)
# Streams of an OLE file, as its directory names them.
_OLE_STREAMS = (("EncryptedPackage", "encrypted"), ("Workbook", "xls"), ("Book", "xls"))
_OLE_FOREIGN = (("WordDocument", "Word"), ("PowerPoint Document", "PowerPoint"))
_ZIP_FOREIGN = (("word/document.xml", "Word"), ("ppt/presentation.xml", "PowerPoint"))
_HTML = re.compile(r"(<!--.*?-->\s*)?<(!doctype\s+html|html|head|meta|body|table|style|script|div)\b", re.I | re.S)


def kind_of(path: Path) -> str:
    """`csv`, `gzip`, `zip`, `xlsx`, `ods`, `xls` (ET too), `book` (XLSB), `parquet` or `package` (a Data Package).

    Raises UnreadableError for anything else, and for what is no ordinary file or cannot be opened.
    """
    head = _head(path)
    if not head:
        raise UnreadableError("file-empty")
    if head.startswith(_GZIP):
        return "gzip"
    if head.startswith(_ZIP):
        return _kind_of_zip(path)
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    if head.startswith(_PARQUET):
        return "parquet"
    for start, name in _FOREIGN:
        if head.startswith(start):
            raise UnreadableError("file-kind", value=name)
    return _kind_of_text(head)


def _head(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableError("file-not-regular")
        with path.open("rb") as stream:
            return stream.read(_HEAD)
    except OSError as error:
        raise UnreadableError("file-unreadable", value=type(error).__name__) from error


def _kind_of_zip(path: Path) -> str:
    try:
        with ZipFile(path) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            kind = archive.read("mimetype")[:200].decode("latin-1") if "mimetype" in names else ""
    except (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise UnreadableError("workbook-damaged", value="ZIP") from error
    if "xl/workbook.bin" in names:
        return "book"
    if "[content_types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    if kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    for part, name in _ZIP_FOREIGN:
        if part in names:
            raise UnreadableError("file-kind", value=name)
    if kind:
        raise UnreadableError("file-kind", value=kind)
    return "zip"


def _kind_of_ole(path: Path) -> str:
    known = [(name.encode("utf-16-le"), kind) for name, kind in (*_OLE_STREAMS, *_OLE_FOREIGN)]
    streams: set[str] = set()
    before = b""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            streams |= {kind for name, kind in known if name in before + chunk}
            before = chunk[-64:]
    if "encrypted" in streams:
        raise UnreadableError("file-encrypted")
    if "xls" in streams:
        return "xls"
    for _, name in _OLE_FOREIGN:
        if name in streams:
            raise UnreadableError("file-kind", value=name)
    raise UnreadableError("workbook-damaged", value="OLE")


def _kind_of_text(head: bytes) -> str:
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if wide else "utf-8", "replace").lstrip("\ufeff \t\r\n")
    if _HTML.match(text):
        raise UnreadableError("file-kind", value="HTML")
    if text.startswith(("<?xml", "<?mso-application", "<Workbook")):
        raise UnreadableError("file-kind", value="XML")
    if re.match(r"MIME-Version:", text, re.I):
        raise UnreadableError("file-kind", value="MHTML")
    if re.match(r'\{\s*"', text):
        return "package"
    if re.match(r"\[\s*[{\[]", text):
        raise UnreadableError("file-kind", value="JSON")
    return "csv"
