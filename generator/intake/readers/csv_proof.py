"""Whether a text file is beyond doubt: every record of the same width, every quotation mark where RFC 4180 has it.

Of such a file every reader makes the same cells, so DuckDB may read it itself. Anything else is for
`generator.intake.readers.csv_mend`, which says what is wrong where. Bytes are looked at in blocks; nothing here loops
over rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray

from generator.intake.readers.bounds import CHUNK, MAX_LINE

_QUOTE, _FEED, _RETURN = ord('"'), ord("\n"), ord("\r")
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Proof:
    """What makes the file plain: its number of records, whether marks or line breaks are quoted, its longest record."""

    records: int
    quoted: bool
    breaks: bool
    longest: int


def prove(stream: IO[bytes], delimiter: str, width: int) -> Proof | None:
    """The proof that all records from here on are plain ones of `width` cells; None when that is not so.

    The file is UTF-8 with one kind of line end. Lines that are blank, and one line alone for a column, are not plain.
    """
    if width < 2:
        return None
    records = longest = cells = length = 0
    inside = quoted = breaks = False
    for block in _blocks(stream):
        data = np.frombuffer(block, np.uint8)
        outside: Flags | None = None
        if inside or b'"' in block:
            quoted = True
            marks = data == _QUOTE
            within = np.logical_xor.accumulate(marks) ^ inside
            if not _marks_are_placed(data, marks, within, ord(delimiter)):
                return None
            if _swallows(data, within, inside, ord(delimiter), width):
                return None
            outside, inside = ~within, bool(within[-1])
        feeds, commas = data == _FEED, data == ord(delimiter)
        if outside is not None:
            breaks = breaks or bool((feeds & ~outside).any())
            feeds, commas = feeds & outside, commas & outside
        ends = np.flatnonzero(feeds)
        counts = np.diff(np.searchsorted(np.flatnonzero(commas), ends), prepend=0)
        total = int(commas.sum())
        if len(ends):
            counts[0] += cells
            if (counts != width - 1).any():
                return None
            lengths = np.diff(ends, prepend=-1)
            longest = max(longest, length + int(lengths[0]), int(lengths.max()))
            cells, length = total - (int(counts.sum()) - cells), len(data) - 1 - int(ends[-1])
        else:
            cells, length = cells + total, length + len(data)
        records += len(ends)
        if length > MAX_LINE:
            return None
    if inside or (length and cells != width - 1):
        return None
    return Proof(records + bool(length), quoted, breaks, max(longest, length))


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """The file in blocks that end with a line."""
    while block := stream.read(CHUNK):
        yield block + stream.readline()


def _marks_are_placed(data: Bytes, marks: Flags, within: Flags, delimiter: int) -> bool:
    """Whether cells open after a delimiter or a line end and close before one; doubled marks close and open again."""
    places = np.flatnonzero(marks)
    opens, closes = places[within[places]], places[~within[places]]
    before = data[opens[opens > 0] - 1]
    after = data[closes[closes < len(data) - 1] + 1]
    ends = (_FEED, _QUOTE, delimiter)
    return bool(np.isin(before, ends).all() and np.isin(after, (*ends, _RETURN)).all())


def _swallows(data: Bytes, within: Flags, began_inside: bool, delimiter: int, width: int) -> bool:
    """Whether a line that begins inside a quoted cell has the delimiters of a record: stray marks swallow rows so."""
    feeds = np.flatnonzero(data == _FEED)
    begins = np.concatenate(([0], feeds + 1))
    inner = np.concatenate(([began_inside], within[feeds]))[begins < len(data)]
    begins = begins[begins < len(data)]
    if not inner.any():
        return False
    counts = np.add.reduceat((data == delimiter).astype(np.int64), begins)
    return bool((counts[inner] >= width - 1).any())
