"""Runs inside the engine: pages that stand finished are not rendered again, and yet known to it.

MkDocs loads this file by its path and calls it by its documented events, so it imports nothing of ours. `GONGSHI_PAGES`
names a JSON file: page (path of its Markdown) → the places in it that links may lead to (`ids`), and its entries in the
search index (`entries`). For such a page no HTML is written. In the end what is told of the others lies there.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, Environment

_NOTHING = "nothing.html"
_known: dict[str, dict[str, Any]] = {}
_told: dict[str, dict[str, Any]] = {}
# How many entries of the search index were there before the page.
_before = [0]


def on_config(config: Any) -> None:
    """Begin a build: what is known of its pages."""
    _told.clear()
    _before[0] = 0
    _known.clear()
    _known.update(json.loads(_place().read_text(encoding="utf-8")))


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Of a known page there is nothing to read, to search, or to write."""
    if page.file.src_uri not in _known:
        return markdown
    page.meta |= {"template": _NOTHING, "search": {"exclude": True}}
    return ""


def on_env(env: Environment, **_: Any) -> Environment:
    """Give the engine a template without anything in it: it writes no file for an empty page."""
    loaders = [env.loader] if env.loader else []
    env.loader = ChoiceLoader([*loaders, DictLoader({_NOTHING: ""})])
    return env


def on_page_context(context: Any, *, page: Any, config: Any, **_: Any) -> None:
    """Put the entries of a known page where the search would have put them; note those of another."""
    entries = _entries(config)
    known = _known.get(page.file.src_uri)
    if known is None:
        _told[page.file.src_uri] = {"ids": sorted(page.present_anchor_ids), "entries": entries[_before[0] :]}
    else:
        page.present_anchor_ids = set(known["ids"])
        entries += known["entries"]
    _before[0] = len(entries)


def on_post_build(config: Any) -> None:
    """Tell of the pages that were rendered."""
    _place().write_text(json.dumps(_told), encoding="utf-8")


def _place() -> Path:
    return Path(os.environ["GONGSHI_PAGES"])


def _entries(config: Any) -> list[Any]:
    """The entries of the search index so far: the engine's own list."""
    (search,) = (plugin for plugin in config.plugins.values() if hasattr(plugin, "search_index"))
    entries: list[Any] = search.search_index.entries
    return entries
