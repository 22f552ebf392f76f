"""What a column is, told by its name alone: the catalogue `generator/wording/headers.yml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from generator.intake.cleaning import header_key
from generator.intake.personal_cells import personal_column
from generator.resources import wording

# The shortest name that says something at the end of a longer one: of characters, and of letters.
_SHORTEST, _SHORTEST_LATIN = 3, 6
_IN_BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]$")
_MARKS = re.compile(r"[_\-?？:：#./ ]+")


@dataclass(frozen=True)
class Named:
    """A column by its name: `field` of the catalogue, "" where none is known; `exact` or only by the end of its name.

    `rank` is the place of the name in the catalogue's list, the best first; `personal` columns are never read.
    """

    header: str
    place: int
    field: str = ""
    exact: bool = False
    rank: int = 0
    personal: bool = False


def catalogue() -> dict[str, Any]:
    """The whole of what is known of names and values."""
    return wording("headers")


def name_key(name: str) -> str:
    """What makes two names of columns the same: space, width, case, marks and a note in brackets do not."""
    return _MARKS.sub("", _IN_BRACKETS.sub("", header_key(name)))


def value_key(text: str) -> str:
    """What makes two values the same: width, case and space around do not."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


@cache
def _known() -> dict[str, tuple[str, int]]:
    return {
        name_key(name): (field, rank)
        for field, names in catalogue()["columns"].items()
        for rank, name in enumerate(names)
    }


@cache
def _personal() -> tuple[str, ...]:
    return tuple(name_key(word) for word in catalogue()["personal"])


def name_column(header: str, place: int) -> Named:
    """What a column of this name is: what the gate refuses is personal, any other whole name that is known is not."""
    key = name_key(header)
    if personal_column(header):
        return Named(header, place, personal=True)
    if key in _known():
        field, rank = _known()[key]
        return Named(header, place, field, exact=True, rank=rank)
    if not key or any(word in key for word in _personal()):
        return Named(header, place, personal=bool(key))
    ends = [(len(name), *_known()[name]) for name in _known() if key.endswith(name) and _says_enough(name)]
    if not ends:
        return Named(header, place)
    _, field, rank = max(ends)
    return Named(header, place, field, exact=False, rank=rank)


def name_columns(header: Sequence[str]) -> tuple[Named, ...]:
    """Every column of a header in its order."""
    return tuple(name_column(name, place) for place, name in enumerate(header))


def all_names() -> frozenset[str]:
    """Every name of a column that is known."""
    return frozenset(name for names in catalogue()["columns"].values() for name in names)


def known_values(field: str) -> dict[str, str]:
    """Text → canonical value of a field with a fixed list, by `value_key`."""
    return {value_key(text): value for value, texts in catalogue()["values"][field].items() for text in texts}


def _says_enough(name: str) -> bool:
    return len(name) >= (_SHORTEST_LATIN if name.isascii() else _SHORTEST)
