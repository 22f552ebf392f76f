"""The head of the chain: the hash of its last entry, how many entries there are, and the day of the last one.

Somebody who can write a shelf can make its whole chain anew, or go back to an earlier one, and it agrees with itself
again. Whoever kept its head sees it. `chain-head.txt`, beside the chain, is for keeping, on paper or with others.
It follows from the chain and is part of no release; what an interrupted publication left of date the next one mends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.durable import write_durably
from generator.release.files.reader import ReleaseFolder, read_json
from generator.release.format import CHAIN_HEAD, RELEASE
from generator.release.shelf.chain import Entry, Tombstone, head_of, read_entries

_WRITTEN: Final = re.compile(
    r"(?P<digest>[0-9a-fA-F]{64})(\s+entries (?P<entries>[1-9]\d{0,8}))?(\s+day (?P<day>\d{4}-\d\d-\d\d))?", re.ASCII
)


@dataclass(frozen=True)
class Head:
    """The hash of an entry of the chain, and its place: how many `entries` the chain had; 0 where that is not told.

    `day` is until when the data of that release go, or the day of that withdrawal; it may be blank.
    """

    digest: str
    entries: int = 0
    day: str = ""

    @property
    def content(self) -> bytes:
        """The file: the hash on a line of its own, then `entries` and `day`."""
        return f"{self.digest}\nentries {self.entries}\nday {self.day}\n".encode("ascii")


def parsed_head(text: str) -> Head:
    """The head that a file or somebody's typing says: its hash, in either case, and entries and day where they follow.

    Raises ValueError for anything else.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError("no head of a chain")
    return Head(found["digest"].lower(), int(found["entries"] or 0), found["day"] or "")


def chain_head(entries: Sequence[Entry], day: str) -> Head:
    """The head of a chain; `day` is until when the data of its last release go, not needed of a tombstone."""
    last = entries[-1]
    return Head(head_of(entries), len(entries), last.day if isinstance(last, Tombstone) else day)


def head_of_shelf(releases: Path) -> Head | None:
    """The head of a shelf as its chain says now, None where that is empty. Raises UserError as `read_entries` does."""
    entries = read_entries(releases)
    if not entries:
        return None
    last = entries[-1]
    if isinstance(last, Tombstone):
        return chain_head(entries, last.day)
    return chain_head(entries, str(read_json(ReleaseFolder(releases / last.release), RELEASE)["as_of"]))


def keep_head(releases: Path) -> None:
    """Bring `chain-head.txt` to what the chain says now."""
    head, path = head_of_shelf(releases), releases / CHAIN_HEAD
    if head is not None and not (path.is_file() and path.read_bytes() == head.content):
        write_durably(path, head.content)
