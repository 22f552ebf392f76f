"""What a build keeps for the next one: drawings, each under the hash of all that it is made of; of archives and pages,
which lie in the site that stands, the hash of what was made of it.

An entry is sealed with a hash of its own. What is damaged, or was made by another version or of other values, is not
found, and made anew; so nothing here decides what a site holds, only what it costs.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")
_SEAL = 64


@dataclass(frozen=True)
class Kept:
    """The entries in a folder of this program's own; it is made, for its owner alone, with the first entry."""

    folder: Path
    _used: set[str] = field(default_factory=set)

    def get(self, key: str) -> bytes | None:
        """What was kept under a key (the name of all that it is made of); None where there is nothing whole."""
        name = _hash(key.encode())
        self._used.add(name)
        try:
            entry = (self.folder / name).read_bytes()
        except OSError:
            return None
        content = entry[_SEAL:]
        return content if entry[:_SEAL] == _seal(name, content) else None

    def put(self, key: str, content: bytes) -> None:
        """Keep it. Where the system refuses (no room, no right) it is not kept: the site does not hang on it."""
        name = _hash(key.encode())
        self._used.add(name)
        hidden = self.folder / f".{name}"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            hidden.write_bytes(_seal(name, content) + content)
            hidden.replace(self.folder / name)
        except OSError:
            _remove(hidden)

    def sweep(self) -> None:
        """Remove entries that this build did not ask for, and what a killed build left of one."""
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path.name not in self._used and _NAME.fullmatch(path.name.removeprefix(".")):
                _remove(path)


@dataclass(frozen=True)
class Archives:
    """The archives of releases that a build knows of: those in the `standing` site, and its own, which lie `aside`.

    `kept` holds the hash of each archive under the name of all that it is made of. What does not have it is no archive.
    """

    kept: Kept
    standing: Path
    aside: Path

    def get(self, key: str, place: str) -> bytes | None:
        """The archive at a place (its path from the root of a site), if it is the one of this key; None without."""
        wanted = self.kept.get(key)
        for folder in (self.aside, self.standing) if wanted else ():
            with suppress(OSError):
                content = (folder / place).read_bytes()
                if _hash(content).encode() == wanted:
                    return content
        return None

    def put(self, key: str, place: str, content: bytes) -> None:
        """Keep a packed archive for this build, and its hash for the next. Raises OSError."""
        self.kept.put(key, _hash(content).encode())
        (self.aside / place).parent.mkdir(parents=True, exist_ok=True)
        (self.aside / place).write_bytes(content)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _seal(name: str, content: bytes) -> bytes:
    """An entry under another name than its own is none either."""
    return _hash(name.encode() + content).encode()


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
