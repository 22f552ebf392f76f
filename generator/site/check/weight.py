"""What a page costs a reader: everything that it loads, compressed, and the budgets that hold on every site.

Archives and files to download are no part of a page. The search index and what reads its languages are loaded when
somebody searches, and have a budget of their own.
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from generator.site.write.built_page import SiteProblem, css_targets, read_page

# Bytes, each file compressed by itself as a server sends it.
BUDGETS = {"home": 120_000, "scorecard": 200_000, "search": 2_000_000}
_LEVEL = 6  # what servers use when nothing is set
_CONFIG = re.compile(r'<script id="__config" type="application/json">(.*?)</script>', re.S)
_INDEX = "search/search_index.json"


@dataclass(frozen=True, order=True)
class Weight:
    """A page or index with its budget: `kind` of BUDGETS, bytes compressed, and the files that make it up."""

    kind: str
    page: str
    size: int
    files: tuple[str, ...]

    @property
    def budget(self) -> int:
        """The most that it may weigh, in bytes."""
        return BUDGETS[self.kind]


def weigh(site_dir: Path) -> tuple[Weight, ...]:
    """Homes, scorecards and search indexes of all editions, in this order."""
    site_dir = site_dir.resolve()
    editions = [path.parent.parent for path in sorted(site_dir.rglob(_INDEX))]

    @cache
    def size(path: Path) -> int:
        return len(gzip.compress(path.read_bytes(), compresslevel=_LEVEL, mtime=0))

    def weight(kind: str, page: Path, files: set[Path]) -> Weight:
        names = tuple(sorted(path.relative_to(site_dir).as_posix() for path in files))
        return Weight(kind, page.relative_to(site_dir).as_posix(), sum(map(size, files)), names)

    homes = [weight("home", edition / "index.html", loaded(edition / "index.html")) for edition in editions]
    cards = [
        weight("scorecard", path, loaded(path))
        for edition in editions
        for path in sorted((edition / "units").glob("*.html"))
    ]
    indexes = [weight("search", edition / _INDEX, _searched(edition)) for edition in editions]
    return (*homes, *cards, *indexes)


def over_budget(weights: tuple[Weight, ...]) -> tuple[SiteProblem, ...]:
    """What weighs more than its budget."""
    return tuple(
        SiteProblem(weight.page, "over-budget", f"{weight.size:,} > {weight.budget:,}")
        for weight in weights
        if weight.size > weight.budget
    )


def loaded(page: Path) -> set[Path]:
    """The page and the files of the site that a browser loads for it, but for what a search loads."""
    targets = [target for target, _ in read_page(page).fetched]
    if config := _CONFIG.search(page.read_text(encoding="utf-8")):
        targets.append(json.loads(config[1])["search"])
    files = {page}
    for target in targets:
        _follow(page, target, files)
    return files


def _searched(edition: Path) -> set[Path]:
    """The index of an edition and what the search worker loads for its languages."""
    index, files = edition / _INDEX, {edition / _INDEX}
    config = _CONFIG.search((edition / "index.html").read_text(encoding="utf-8"))
    base = json.loads(config[1])["base"] if config else "."
    languages = json.loads(index.read_text(encoding="utf-8"))["config"]["lang"]
    parts = [lang for lang in languages if lang != "en"] + ["multi"] * (len(languages) > 1)
    parts += ["stemmer.support"] if parts else []
    for part in parts:
        _follow(edition / "index.html", f"{base}/assets/javascripts/lunr/min/lunr.{part}.min.js", files)
    return files


def _follow(start: Path, target: str, files: set[Path]) -> None:
    """Add a file to those that a page loads, and what a style sheet loads in turn."""
    parts = urlsplit(target)
    path = (start.parent / unquote(parts.path)).resolve()
    if parts.scheme or parts.netloc or not parts.path or path in files or not path.is_file():
        return
    files.add(path)
    if path.suffix == ".css":
        for loaded_by_it in css_targets(path.read_text(encoding="utf-8")):
            _follow(path, loaded_by_it, files)
