"""What things are called: the words by which lists, search and the page 这事谁管 find units and subjects."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from ruamel.yaml import YAML

from generator.resources import resource_dir
from generator.site.words.escape import CHINESE

_CHINESE = re.compile(f"[{CHINESE}]")


def unit_words(row: Mapping[str, str]) -> tuple[str, ...]:
    """What a unit is called: its names in every language, and its code. `row` is that of the code list."""
    own = (row.get("name", ""), row.get("short_name", ""), *row.get("aliases", "").split(";"), row.get("name_en", ""))
    return distinct((*own, row["code"]))


def subject_words(row: Mapping[str, str]) -> tuple[str, ...]:
    """What a category is called: its names, its keywords and its code."""
    own = (row.get("name", ""), *row.get("keywords", "").split(";"), row.get("name_en", ""))
    return distinct((*own, row["code"]))


def also_called(words: Iterable[str]) -> Iterator[str]:
    """The words of every line of synonyms of which one stands in any of `words`."""
    texts = [word.casefold() for word in words if word]
    for line in _synonyms():
        if any(one.casefold() in text for one in line for text in texts):
            yield from line


def said(languages: Collection[str], words: Iterable[str]) -> tuple[str, ...]:
    """The words that readers of a site in these languages may say: none in Chinese where it is no language of it."""
    return tuple(word for word in words if "zh" in languages or not _CHINESE.search(word))


def distinct(words: Iterable[str]) -> tuple[str, ...]:
    """The words that say anything, each once."""
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


@cache
def _synonyms() -> tuple[tuple[str, ...], ...]:
    path = resource_dir("site_templates") / "wording" / "synonyms.yml"
    return tuple(tuple(map(str, line)) for line in YAML(typ="safe").load(path.read_text("utf-8")))
