"""Terms that a portal calls otherwise: a street may be a neighbourhood, a community a block."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from generator.site.words.catalogue import Wording

# Releases are read as they are: what could mean more than a word is no label.
_LABEL = re.compile(r"[^\W\d_](?:[^\W_]|[ ’-]){0,29}")
# The office of a street keeps its name.
_OFFICE = "办"


def relabelled(w: Wording, terms: Any, folder: Path) -> Wording:
    """The catalogue with the portal's own terms in place of those of `<folder>/terms.yml`, in every entry.

    `terms` are term → language → label, as settings hold them; what is no plain word is left out.
    """
    stated = terms if isinstance(terms, Mapping) else {}
    with (folder / "terms.yml").open(encoding="utf-8") as stream:
        usual = YAML(typ="safe").load(stream).get(w.lang, {})
    labels = {
        word: label
        for term, word in usual.items()
        if isinstance(stated.get(term), Mapping)
        and isinstance(label := stated[term].get(w.lang), str)
        and _LABEL.fullmatch(label)
    }
    entries = {key: with_labels(words, labels) for key, words in w.entries.items()} if labels else w.entries
    return replace(w, entries=entries, labels=labels)


def with_labels(words: str, labels: Mapping[str, str]) -> str:
    """A text with labels in place of whole words, with a capital where the word has one."""
    if not labels:
        return words
    usual = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))

    def label(match: re.Match[str]) -> str:
        found = match.group()
        own = labels[found if found in labels else found.lower()]
        return own if found in labels else own[0].upper() + own[1:]

    return re.sub(rf"(?i)(?<![A-Za-z{{])(?:{usual})(?![A-Za-z}}{_OFFICE}])", label, words)
