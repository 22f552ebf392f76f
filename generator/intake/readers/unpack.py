"""Files inside files: gzip and zip, unpacked into a folder and never further than a true export would grow."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from generator.intake.readers.bounds import CHUNK, UnreadableError, check_growth, check_rows

_BROKEN = (gzip.BadGzipFile, EOFError, zlib.error, BadZipFile, OSError, RuntimeError, NotImplementedError)
# Folders and notes that a computer adds by itself.
_NOTES = ("__macosx/", "thumbs.db", "desktop.ini", "readme", ".md", ".doc", ".docx", ".pdf")
# More files than a delivery has.
_MOST_MEMBERS = 500


def gunzip(path: Path, work: Path) -> Path:
    """The file inside a gzip file, written into `work`. Raises UnreadableError."""
    target = work / "unpacked"
    with gzip.open(path) as source:
        _copy(source, target, path.stat().st_size)
    return target


def members(path: Path) -> tuple[ZipInfo, ...]:
    """The files in a zip archive that may hold data, in order of name. Raises UnreadableError."""
    with ZipFile(path) as archive:
        files = [item for item in archive.infolist() if not item.is_dir()]
    data = [item for item in files if not _is_note(item.filename.lower())]
    # A text is the data where nothing else is, and else a note beside it.
    data = [item for item in data if not item.filename.lower().endswith(".txt")] or data
    if any(item.flag_bits & 1 for item in data):
        raise UnreadableError("file-encrypted")
    if not data or len(data) > _MOST_MEMBERS:
        raise UnreadableError("archive-content", count=len(data))
    return tuple(sorted(data, key=lambda item: item.filename))


def unzip(path: Path, member: ZipInfo, target: Path) -> Path:
    """One file of a zip archive, written to `target`. Raises UnreadableError."""
    # What was unpacked of it before counts too: many small bombs are one.
    before = sum(file.stat().st_size for file in target.parents[1].glob("unpacked-*/file"))
    try:
        with ZipFile(path) as archive, archive.open(member) as source:
            _copy(source, target, path.stat().st_size, before)
    except _BROKEN as error:
        raise UnreadableError("compressed-damaged") from error
    return target


def chunks(source: IO[bytes], packed: int, before: int = 0) -> Iterator[bytes]:
    """What a packed file of so many bytes holds, piece by piece. Raises UnreadableError.

    `before` are bytes that came out of it before.
    """
    unpacked = before
    while True:
        try:
            chunk = source.read(CHUNK)
        except _BROKEN as error:
            raise UnreadableError("compressed-damaged") from error
        if not chunk:
            return
        unpacked += len(chunk)
        check_growth(packed, unpacked)
        yield chunk


def _is_note(name: str) -> bool:
    last = name.rpartition("/")[2]
    return name.startswith(_NOTES) or last.startswith((*_NOTES, ".")) or last.endswith(_NOTES)


def _copy(source: IO[bytes] | gzip.GzipFile, target: Path, packed: int, before: int = 0) -> None:
    lines = 0
    with target.open("wb") as stream:
        for chunk in chunks(source, packed, before):  # type: ignore[arg-type]
            # Before they are read, for that takes longer than to count them.
            lines += chunk.count(b"\n")
            check_rows(packed, lines)
            stream.write(chunk)
