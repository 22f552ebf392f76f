"""The chain: every release in the order of publication, each with the hash of its manifest, and every tombstone.

`latest.json` holds it, with the newest release of each month and the name of the state of the store that they were made
from. A folder that the chain does not name, or that it names as withdrawn, is not published, and a state that it does
not name does not count.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import rfc8785

from generator.errors import UserError
from generator.release.files.manifest import GENESIS, digest
from generator.release.format import CHAIN, FORMAT, FORMATS, release_name

# The member by which an entry of the chain is known as a tombstone.
_WITHDRAWS = "withdraws"
# More entries than any chain has; more has no canonical JSON some day.
_MOST_ENTRIES = 10**9
# The members that every tombstone has.
_ALWAYS = (_WITHDRAWS, "manifest", "day", "reason", "role", "prev")


@dataclass(frozen=True)
class ChainEntry:
    """A published release and the SHA-256 of its manifest."""

    release: str
    manifest: str

    @property
    def digest(self) -> str:
        """The hash that the next entry names as the one before."""
        return self.manifest


@dataclass(frozen=True)
class Tombstone:
    """What the chain says of a release that was taken back: the hash of its manifest, the day, why, and which role did
    it. `prev` is the hash of the entry before.

    `before` is the hash of the entry before the withdrawn one, which nothing else fixes once its manifest is gone.
    `place` is its own place in the chain, from 1, and `signature` that of the publisher over all that it says, blank
    where there is none. Older tombstones have none of the three: blank, 0, blank.
    """

    withdraws: str
    manifest: str
    day: str
    reason: str
    role: str
    prev: str
    before: str = ""
    place: int = 0
    signature: str = ""

    @property
    def written(self) -> dict[str, Any]:
        """Its members as they stand in the chain; those that it has not are left out."""
        return {name: value for name, value in asdict(self).items() if value or name in _ALWAYS}

    @property
    def content(self) -> bytes:
        """Canonical JSON of all that it says. The signature is over this, and no part of it."""
        return rfc8785.dumps(replace(self, signature="").written)

    @property
    def digest(self) -> str:
        """The hash that the next entry names as the one before."""
        return digest(self.content)


Entry = ChainEntry | Tombstone


def read_entries(releases: Path) -> tuple[Entry, ...]:
    """The whole chain, tombstones and what they withdraw among it. Raises UserError for a shelf of another format."""
    return tuple(_entry(entry) for entry in _read(releases).get("ledger", ()))


def read_chain(releases: Path) -> tuple[ChainEntry, ...]:
    """The releases that stand, in the order of publication. Raises UserError as `read_entries` does."""
    return standing(read_entries(releases))


def named_state(releases: Path) -> str:
    """The name of the state of the store that the shelf was made from; blank where it names none.

    Raises UserError as `read_entries` does.
    """
    return str(_read(releases).get("store", ""))


def _read(releases: Path) -> dict[str, Any]:
    path = releases / CHAIN
    if not path.is_file():
        return {}
    written: dict[str, Any] = json.loads(path.read_text("utf-8"))
    if written.get("format") not in FORMATS or "ledger" not in written:
        raise UserError(f"发布目录的格式与本程序不同 · this shelf was written in another format: {path}")
    return written


def _entry(written: dict[str, Any]) -> Entry:
    if _WITHDRAWS not in written:
        return ChainEntry(written["release"], written["manifest"])
    stone = Tombstone(**written)
    texts = {name: value for name, value in written.items() if name != "place"}
    placed = type(stone.place) is int and 0 <= stone.place < _MOST_ENTRIES
    if not placed or not all(isinstance(value, str) for value in texts.values()):
        raise TypeError("a tombstone of something else than texts and its place")
    return stone


def _written(entry: Entry) -> dict[str, Any]:
    return entry.written if isinstance(entry, Tombstone) else asdict(entry)


def published(entries: Iterable[Entry]) -> tuple[ChainEntry, ...]:
    """Every release that was ever published, withdrawn or not, in order."""
    return tuple(entry for entry in entries if isinstance(entry, ChainEntry))


def tombstones(entries: Iterable[Entry]) -> dict[str, Tombstone]:
    """Release → its tombstone."""
    return {entry.withdraws: entry for entry in entries if isinstance(entry, Tombstone)}


def standing(entries: Iterable[Entry]) -> tuple[ChainEntry, ...]:
    """The releases that are not withdrawn, in order."""
    entries = tuple(entries)
    gone = tombstones(entries)
    return tuple(entry for entry in published(entries) if entry.release not in gone)


def head_of(entries: Iterable[Entry]) -> str:
    """The hash of the last entry: what the next one names as the one before."""
    return next((entry.digest for entry in reversed(tuple(entries))), GENESIS)


def open_end(entries: Sequence[Entry], place: int) -> int:
    """The place of the withdrawn release before which the hash of the entry at `place` fixes nothing, both from 1.

    It is 0 where that hash fixes every entry up to it. Only the manifest of the withdrawn release, gone with it, named
    the entry before; what else says it is a tombstone with `before`, if it stands no later than `place`.
    """
    gone = {entry.withdraws for entry in entries if isinstance(entry, Tombstone)}
    said = {entry.withdraws for entry in entries[:place] if isinstance(entry, Tombstone) and entry.before}
    loose = gone - said
    ends = (at for at in range(place, 0, -1) if getattr(entries[at - 1], "release", "") in loose)
    return next(ends, 0)


def latest_releases(releases: Path) -> dict[str, str]:
    """Month → name of its newest release, months in order. Raises UserError as `read_entries` does."""
    return newest_of(read_entries(releases))


def newest_of(entries: Iterable[Entry]) -> dict[str, str]:
    """Month → name of its newest release that stands, months in order. Raises ValueError for what is no such name."""
    latest = {release_name(entry.release).month: entry.release for entry in standing(entries)}
    return dict(sorted(latest.items()))


def parsed(content: bytes) -> tuple[Entry, ...]:
    """The entries of the file of a chain. Raises KeyError, TypeError or ValueError for no chain."""
    written = json.loads(content)
    if written["format"] not in FORMATS:
        raise ValueError("a chain of another format")
    return tuple(_entry(entry) for entry in written["ledger"])


def rewritten(content: bytes) -> bytes:
    """The file of a chain as a program would have written it. Raises as `parsed` does."""
    written = json.loads(content)
    return chain_bytes(parsed(content), written.get("store", ""), written["format"])


def chain_bytes(entries: Iterable[Entry], state: str = "", version: int = FORMAT) -> bytes:
    """The chain as its file; `state` names that of the store. Raises ValueError for a name that no release has."""
    entries = tuple(entries)
    written: dict[str, Any] = {"format": version}
    written |= {"store": state} if state else {}
    written |= {"latest": newest_of(entries), "ledger": [_written(entry) for entry in entries]}
    # As people read it: a reason is written as it is.
    return (json.dumps(written, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
