"""The chain: every release in the order of publication, each with the hash of its manifest, and every tombstone.

`latest.json` holds it, with the newest release of each month and the name of the state of the store that they were made
from. A folder that the chain does not name, or that it names as withdrawn, is not published, and a state that it does
not name does not count.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import rfc8785

from generator.errors import UserError
from generator.release.files.manifest import GENESIS, digest
from generator.release.format import CHAIN, FORMAT, FORMATS, release_name

# The member by which an entry of the chain is known as a tombstone.
_WITHDRAWS = "withdraws"


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
    """

    withdraws: str
    manifest: str
    day: str
    reason: str
    role: str
    prev: str

    @property
    def content(self) -> bytes:
        """Canonical JSON of all that it says."""
        return rfc8785.dumps(asdict(self))

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
    if not all(isinstance(value, str) for value in written.values()):
        raise TypeError("a tombstone of something else than texts")
    return Tombstone(**written)


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
    written |= {"latest": newest_of(entries), "ledger": [asdict(entry) for entry in entries]}
    # As people read it: a reason is written as it is.
    return (json.dumps(written, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
