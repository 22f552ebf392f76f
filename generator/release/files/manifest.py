"""The manifest of a release: the hash of every file, and of the manifest published before it.

Canonical JSON (RFC 8785) of `files` (name → SHA-256), `prev` and `release`, so that anybody can make the same bytes;
of a release that is signed also of its `place` in the chain. A chain of manifests proves that nothing was altered,
taken out or put in between; it does not prove that the figures are true. Source: section D of the statistics note.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import rfc8785

# What stands for the manifest before the first one.
GENESIS = "0" * 64


def digest(content: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def manifest(release: str, hashes: Mapping[str, str], previous: str, place: int | None = None) -> bytes:
    """The manifest of `release`: `hashes` of its files by name, `previous` the hash of the manifest before it.

    `place` is its place in the chain, from 1, which a signature of the manifest then covers; None leaves it out.
    """
    placed = {} if place is None else {"place": place}
    return rfc8785.dumps({"files": dict(hashes), "prev": previous, "release": release, **placed})
