"""Finished pages of the site that stands, taken into the next one where nothing that they are made of has changed.

Kept is, under the hash of all that a page is made of, the hash of its finished HTML and what the engine was told of it.
The HTML itself is read from the site that stands. A page that is not there as it was finished is rendered.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from generator.resources import resource_dir
from generator.site.kept import Kept

# What may name another page: the engine then looks whether that page has the place which the link leads to.
_NAMED = re.compile(r"[\w./-]+\.md\b")
Told = dict[str, Any]


@dataclass(frozen=True)
class StagedPages:
    """The pages of an edition, by the path of their Markdown: the key of each, what is `known` of those that stand
    finished, and what the engine `told` of the others.

    `folder` is that of the edition, from the root of the site; blank for the whole one.
    """

    folder: str
    keys: Mapping[str, str]
    known: Mapping[str, Told] = field(default_factory=dict)
    told: Mapping[str, Told] = field(default_factory=dict)

    def html(self, page: str) -> str:
        """Where a page lies, from the root of the site."""
        return posixpath.join(self.folder, f"{page.removesuffix('.md')}.html")


def known_pages(staged: Path, folder: str, kept: Kept, standing: Path, aside: Path) -> StagedPages:
    """What is known of the pages staged in `staged`; those that stand finished in `standing` are copied to `aside`."""
    pages = StagedPages(folder, dict(_keys(staged, folder)))
    told = {page: json.loads(entry) for page, key in pages.keys.items() if (entry := kept.get(key))}
    places = {page: pages.html(page) for page in told}
    known = {
        page: words
        for page, words in told.items()
        if _taken(standing / places[page], aside / places[page], words["html"])
    }
    return replace(pages, known=known)


def keep_pages(pages: StagedPages, site: Path, kept: Kept) -> None:
    """Keep what was told of rendered pages, with the hash of the HTML that was made of each."""
    for page, words in pages.told.items():
        content = {**words, "html": _hash((site / pages.html(page)).read_bytes())}
        kept.put(pages.keys[page], json.dumps(content).encode())


def put_in(aside: Path, site: Path) -> frozenset[str]:
    """Put the finished pages that lie in `aside` into the site; their paths from its root."""
    pages = frozenset(path.relative_to(aside).as_posix() for path in aside.rglob("*.html"))
    for page in pages:
        (site / page).parent.mkdir(parents=True, exist_ok=True)
        (aside / page).rename(site / page)
    return pages


def _taken(source: Path, target: Path, digest: str) -> bool:
    """Whether the file was copied: it is there, and has this hash."""
    try:
        content = source.read_bytes()
    except OSError:
        return False
    if _hash(content) != digest:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return True


def _keys(staged: Path, folder: str) -> Iterator[tuple[str, str]]:
    """Each page with the name of all that it is made of: its own text, and what all pages of the edition share."""
    docs = staged / "docs"
    hashes = {path.relative_to(docs).as_posix(): _hash(path.read_bytes()) for path in sorted(docs.rglob("*.md"))}
    # The page of a missing address is always made: no other looks at its template, which names all folders.
    beside = [
        path
        for path in sorted(staged.rglob("*"))
        if path.is_file() and docs not in path.parents and path.name != "404.html"
    ]
    shared = [(path.relative_to(staged).as_posix(), _hash(path.read_bytes())) for path in beside]
    every = _hash(f"{_what_finishes()} {folder} {shared}".encode())
    for page, digest in hashes.items():
        here = posixpath.dirname(page)
        names = {posixpath.normpath(posixpath.join(here, name)) for name in _NAMED.findall(_text(docs / page))}
        named = sorted((name, hashes[name]) for name in names & hashes.keys() - {page})
        yield page, f"page {every} {page} {digest} {named}"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _what_finishes() -> str:
    """A hash of all that a finished page follows from beside the staged tree: programs and the templates of scripts."""
    code = [*Path(__file__).parent.glob("*.py"), *(resource_dir("site_templates") / "overrides").rglob("*.j2")]
    installed = sorted(f"{one.name} {one.version}" for one in distributions())
    parts = [sys.version, *installed, *(_text(path) for path in sorted(code))]
    return _hash("\0".join(parts).encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
