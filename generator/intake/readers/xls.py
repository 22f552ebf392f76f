"""What a reader of values does not tell of an old workbook (BIFF8): hidden rows, formulas whose result is empty.

Source: [MS-CFB] for the file, [MS-XLS] for its records. What is damaged is told nothing of: whether it can be read
at all is for the library to say.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path

_HEADER, _ENTRY = 512, 128
_FREE = 0xFFFFFFFA
_STREAMS = ("Workbook", "Book")
_BOF, _BOUNDSHEET, _ROW, _FORMULA, _EOF = 0x0809, 0x0085, 0x0208, 0x0006, 0x000A
_HIDDEN_ROW = 0x20
# A result that is no number: its last two bytes, and in its first that it is an empty text.
_NO_NUMBER, _EMPTY_TEXT = b"\xff\xff", 3
_MINI = 6
_DAMAGED = (struct.error, IndexError, ValueError, KeyError, StopIteration)
# What is looked through; larger ones are told nothing of.
_MOST_BYTES = 512 << 20


@dataclass
class XlsNotes:
    """Of one sheet the numbers of hidden rows, and of formulas with an empty result row and column from 0."""

    hidden: list[int] = field(default_factory=list)
    empty: list[tuple[int, int]] = field(default_factory=list)


def scan_xls(path: Path) -> dict[str, XlsNotes]:
    """Sheet → what is to be told of it; nothing of a file that is not as it should be."""
    if path.stat().st_size > _MOST_BYTES:
        return {}
    try:
        return scan_records(_stream(path.read_bytes()))
    except _DAMAGED:
        return {}


def scan_records(data: bytes) -> dict[str, XlsNotes]:
    """The same of the stream of the workbook. Raises struct.error where it breaks off."""
    names: dict[int, str] = {}
    found: dict[str, XlsNotes] = {}
    notes = XlsNotes()
    place = 0
    while place + 4 <= len(data):
        record, size = struct.unpack_from("<HH", data, place)
        body = data[place + 4 : place + 4 + size]
        if record == _BOUNDSHEET:
            (offset,) = struct.unpack_from("<I", body)
            wide = body[7] & 1
            text = body[8 : 8 + body[6] * (1 + wide)]
            names[offset] = text.decode("utf-16-le" if wide else "latin-1")
        elif record == _BOF:
            # Charts inside a sheet have streams of their own.
            notes = found.setdefault(names[place], XlsNotes()) if place in names else XlsNotes()
        elif record == _ROW:
            row, *_, flags = struct.unpack_from("<7H", body)
            if flags & _HIDDEN_ROW:
                notes.hidden.append(row + 1)
        elif record == _FORMULA and body[12:14] == _NO_NUMBER and body[6] == _EMPTY_TEXT:
            row, column = struct.unpack_from("<HH", body)
            notes.empty.append((row + 1, column))
        place += 4 + size
    return found


def _stream(data: bytes) -> bytes:
    """The stream of the workbook in a compound file. Raises the errors in `_DAMAGED`."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != _MINI:
        raise ValueError("no compound file")
    directory, cutoff, mini_fat = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    sector = 1 << shift
    fat: list[int] = []
    for number in _fat_sectors(data, sector):
        fat += struct.unpack_from(f"<{sector // 4}I", data, _HEADER + number * sector)
    entries = _chain(data, fat, directory, sector)
    found = {}
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        (length,) = struct.unpack_from("<H", entries, at + 64)
        name = entries[at : at + max(length - 2, 0)].decode("utf-16-le")
        found[name] = struct.unpack_from("<II", entries, at + 116)
    start, size = next(found[name] for name in _STREAMS if name in found)
    if size >= cutoff:
        return _chain(data, fat, start, sector)[:size]
    mini = _chain(data, fat, found["Root Entry"][0], sector)
    table = _chain(data, fat, mini_fat, sector)
    links = list(struct.unpack(f"<{len(table) // 4}I", table))
    small = 1 << mini_shift
    return b"".join(mini[n * small : (n + 1) * small] for n in _links(links, start))[:size]


def _fat_sectors(data: bytes, sector: int) -> list[int]:
    count, first = struct.unpack_from("<I", data, 44)[0], struct.unpack_from("<I", data, 68)[0]
    numbers = list(struct.unpack_from("<109I", data, 76))
    seen = set()
    while first < _FREE and first not in seen:
        seen.add(first)
        *more, first = struct.unpack_from(f"<{sector // 4}I", data, _HEADER + first * sector)
        numbers += more
    return [number for number in numbers if number < _FREE][:count]


def _chain(data: bytes, fat: list[int], start: int, sector: int) -> bytes:
    return b"".join(data[_HEADER + n * sector : _HEADER + (n + 1) * sector] for n in _links(fat, start))


def _links(fat: list[int], start: int) -> list[int]:
    found: list[int] = []
    while start < _FREE:
        if len(found) > len(fat):
            raise ValueError("a chain that goes round")
        found.append(start)
        start = fat[start]
    return found
