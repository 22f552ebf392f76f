"""The words of the site, one catalogue a language: `site_templates/wording/<lang>.yml`. A missing key is a bug."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from ruamel.yaml import YAML

from generator.site.words.escape import foreign, text


@dataclass(frozen=True)
class Wording:
    """Catalogue of one language: dotted key to text with `{field}` places. `labels`: the portal's own terms."""

    lang: str
    entries: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, key: str, **fields: object) -> Markup:
        """Text of `key` for a page; fields pass the data filter. KeyError for an unknown key or a missing field."""
        return Markup(escape(self.entries[key])).format(**{name: self.data(value) for name, value in fields.items()})

    def data(self, value: object) -> Markup:
        """The data filter of this language: other languages' pages say which of their words are Chinese."""
        return text(value) if self.lang == "zh" else foreign(value)

    def plain(self, key: str, **fields: object) -> str:
        """Text of `key` without escaping, for charts, titles and messages. KeyError as above."""
        return self.entries[key].format(**fields)

    def __contains__(self, key: object) -> bool:
        return key in self.entries

    def pick(self, words: Any) -> str:
        """The text of a localised value (`{zh: …, en: …}` or a string); Chinese, then English where it is missing."""
        if isinstance(words, Mapping):
            return str(words.get(self.lang) or words.get("zh") or words.get("en") or "")
        return "" if words is None else str(words)


@cache
def load_wording(folder: Path, lang: str) -> Wording:
    """Read `<folder>/<lang>.yml`; ValueError when an entry is not text."""
    with (folder / f"{lang}.yml").open(encoding="utf-8") as stream:
        tree = YAML(typ="safe").load(stream)
    return Wording(lang, dict(_flatten(tree, "")))


def _flatten(tree: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for name, value in tree.items():
        if isinstance(value, Mapping):
            entries += _flatten(value, f"{prefix}{name}.")
        elif isinstance(value, str) and value.strip():
            # A space that an entry begins or ends with joins it to its neighbour; only line ends are the file's.
            entries.append((f"{prefix}{name}", value.strip("\n")))
        else:
            raise ValueError(f"wording: {prefix}{name} is not text")
    return entries
