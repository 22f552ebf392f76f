"""From bytes to UTF-8, never by guessing.

A byte-order mark, else the encoding that the mapping declares, else strict UTF-8, else strict GB18030, else a finding.
A file that is one of these but for single characters (bytes that mean nothing, or NUL) is read with U+FFFD in their
place, so that the rows concerned can be named; a file of which many lines are so is none of them.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from generator.intake.readers.bounds import CHUNK, MAX_LINE, UnreadableError

LOST = "\ufffd"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_USUAL = ("utf-8", "gb18030")
# Those in which a byte of zero is NUL and nothing else; bytes are looked through faster than text.
_NUL_IS_NUL = frozenset((*_USUAL, "utf-8-sig"))
# So many lines, or one of a hundred, may hold a character that is lost.
_LOST_LINES, _LOST_SHARE = 3, 100
_HEAD = 1 << 18
# What a package may state beside the usual ones.
_DECODED = frozenset(("utf-8", "utf-8-sig", "utf-16", "gb18030", "big5", "big5hkscs", "ascii", "iso8859-1", "cp1252"))


@dataclass(frozen=True)
class Utf8File:
    """A text file in UTF-8 with one kind of line end; `encoding` is that of the source.

    `lost` is the number of lines with a character that means nothing in it.
    """

    path: Path
    encoding: str
    newline: str
    lost: int = 0


@dataclass(frozen=True)
class _Survey:
    """What a strict reading of the whole file found."""

    sound: bool
    feeds: int
    returns: int
    pairs: int


def known_encoding(stated: str) -> str:
    """The encoding that a package states, as it is called here. Raises UnreadableError for one that is not read.

    What a codec can be called is open; those here decode any line by itself.
    """
    try:
        name = codecs.lookup(stated.strip()).name
    except (LookupError, ValueError, UnicodeError) as error:
        raise UnreadableError("encoding-unknown", value=stated[:40]) from error
    name = {"gbk": "gb18030", "gb2312": "gb18030"}.get(name, name)
    if name not in _DECODED:
        raise UnreadableError("encoding-unknown", value=stated[:40])
    return name


def candidates(path: Path, declared: Sequence[str]) -> tuple[str, ...]:
    """The encodings that the file may have, in the order in which they are tried."""
    with path.open("rb") as stream:
        start = stream.read(4)
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return (encoding,)
    return tuple(dict.fromkeys(name for item in declared or ("",) for name in ((item,) if item else _USUAL)))


def head_text(path: Path, encodings: Sequence[str]) -> str:
    """The beginning of the file as text with plain line ends. Raises UnreadableError when no encoding fits."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        cut = len(head) == _HEAD
    for lenient in (False, True):
        for encoding in encodings:
            text = _decoded(head, encoding, cut=cut, lenient=lenient)
            if text is not None:
                return text.replace("\r\n", "\n").replace("\r", "\n")
    raise UnreadableError("encoding", candidates=", ".join(encodings))


def _decoded(head: bytes, encoding: str, *, cut: bool, lenient: bool) -> str | None:
    decoder = codecs.getincrementaldecoder(encoding)("replace" if lenient else "strict")
    try:
        text = decoder.decode(head, final=not cut)
    except UnicodeDecodeError:
        return None
    lines = text.split("\n")
    lost = sum(LOST in line or "\0" in line for line in lines)
    if lenient:
        return text if _bearable(lost, len(lines)) else None
    return None if "\0" in text else text


def to_utf8(path: Path, encodings: Sequence[str], work: Path) -> Utf8File:
    """The whole file in UTF-8: itself where it is so already, else a copy in the folder `work`.

    Raises UnreadableError when none of the encodings fits, and for a line beyond all measure.
    """
    for encoding in encodings:
        survey = _survey(path, encoding)
        if not survey.sound:
            continue
        newline = _newline(survey)
        if newline and encoding in ("utf-8", "utf-8-sig"):
            return Utf8File(path, encoding, newline)
        target = work / "text.csv"
        with target.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(_plain_lines(path, encoding))
        return Utf8File(target, encoding, "\n")
    return _mended(path, encodings, work)


def _newline(survey: _Survey) -> str:
    """The one kind of line end, "" where there are several or the old one of a carriage return alone."""
    if not survey.returns:
        return "\n"
    return "\r\n" if survey.returns == survey.pairs == survey.feeds else ""


def _survey(path: Path, encoding: str) -> _Survey:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    feeds = returns = pairs = length = lines = 0
    before = b""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError:
                return _Survey(False, 0, 0, 0)
            if (b"\0" in chunk) if encoding in _NUL_IS_NUL else ("\0" in text):
                return _Survey(False, 0, 0, 0)
            feeds += chunk.count(b"\n")
            if b"\r" in chunk or before:
                count, followed = _returns(before + chunk)
                returns, pairs = returns + count - len(before), pairs + followed
            before = b"\r" if chunk.endswith(b"\r") else b""
            last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            length = length + len(chunk) if last < 0 else len(chunk) - last
            if length > MAX_LINE:
                raise UnreadableError("line-too-long", row=max(feeds, returns, lines) + 1, expected=MAX_LINE >> 20)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _Survey(False, 0, 0, 0)
    return _Survey(True, feeds, returns, pairs)


def _returns(data: bytes) -> tuple[int, int]:
    """How many carriage returns there are, and how many are followed by a line feed."""
    places = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\r"))
    inner = places[places < len(data) - 1]
    return len(places), int((np.frombuffer(data, np.uint8)[inner + 1] == ord("\n")).sum())


def _plain_lines(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding, newline=None) as stream:
        while text := stream.read(CHUNK):
            yield text


def _mended(path: Path, encodings: Sequence[str], work: Path) -> Utf8File:
    """The file with U+FFFD for what is lost, in the encoding in which the fewest lines lose anything."""
    counted = [(*_lost_lines(path, encoding), encoding) for encoding in encodings if encoding != "utf-16"]
    bearable = [item for item in counted if _bearable(item[0], item[1])]
    if not bearable:
        raise UnreadableError("encoding", candidates=", ".join(encodings))
    lost, _, encoding = min(bearable, key=lambda item: item[0])
    target = work / "text.csv"
    with target.open("w", encoding="utf-8", newline="") as stream:
        for line in _raw_lines(path):
            text = line.decode(encoding, "replace").replace("\0", LOST)
            stream.write(text.replace("\r\n", "\n").replace("\r", "\n"))
    return Utf8File(target, encoding, "\n", lost)


def _bearable(lost: int, lines: int) -> bool:
    return 2 * lost < lines and lost <= max(_LOST_LINES, lines // _LOST_SHARE)


def _lost_lines(path: Path, encoding: str) -> tuple[int, int]:
    """How many lines hold something that means nothing, and how many lines there are."""
    lost = lines = 0
    for line in _raw_lines(path):
        lines += 1
        try:
            lost += "\0" in line.decode(encoding)
        except UnicodeDecodeError:
            lost += 1
    return lost, lines


def _raw_lines(path: Path) -> Iterator[bytes]:
    # In UTF-8 and GB18030 a line feed is never part of another character.
    with path.open("rb") as stream:
        number = 0
        while line := stream.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                raise UnreadableError("line-too-long", row=number, expected=MAX_LINE >> 20)
            yield line
