"""The chain: every release in the order of publication, each with the hash of its manifest.

`latest.json` holds it, with the newest release of each month. A folder that the chain does not name was never
published.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from generator.errors import UserError
from generator.release.format import CHAIN, FORMAT, release_name


@dataclass(frozen=True)
class ChainEntry:
    """A published release and the SHA-256 of its manifest."""

    release: str
    manifest: str


def read_chain(releases: Path) -> tuple[ChainEntry, ...]:
    """Every release in the order of publication. Raises UserError for a shelf of another format."""
    path = releases / CHAIN
    if not path.is_file():
        return ()
    written = json.loads(path.read_text("utf-8"))
    if written.get("format") != FORMAT or "ledger" not in written:
        raise UserError(f"发布目录的格式与本程序不同 · this shelf was written in another format: {path}")
    return tuple(ChainEntry(entry["release"], entry["manifest"]) for entry in written["ledger"])


def latest_releases(releases: Path) -> dict[str, str]:
    """Month → name of its newest release, months in order. Raises UserError as `read_chain` does."""
    return newest_of(read_chain(releases))


def newest_of(entries: Iterable[ChainEntry]) -> dict[str, str]:
    """Month → name of its newest release, months in order. Raises ValueError for a name that no release has."""
    latest = {release_name(entry.release).month: entry.release for entry in entries}
    return dict(sorted(latest.items()))


def chain_bytes(entries: Iterable[ChainEntry]) -> bytes:
    """The chain as its file. Raises ValueError for a name that no release has."""
    entries = tuple(entries)
    written = {"format": FORMAT, "latest": newest_of(entries), "ledger": [asdict(entry) for entry in entries]}
    return (json.dumps(written, indent=2) + "\n").encode("utf-8")
