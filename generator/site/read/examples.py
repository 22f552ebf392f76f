"""The worked examples as pages: small tables of cases and what must come out, the same files that the tests run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

# A file of an example: words for readers between two lines of ---, then the text that developers and tests read.
_FILE = re.compile(r"---\n(?P<front>.*?)\n---\n(?P<body>.*)", re.S)
# Tables of what the office alone gets.
_INTERNAL = "Paper "
_SETTINGS = re.compile(r"```yaml\n(.*?)```", re.S)


@dataclass(frozen=True)
class ExampleTable:
    """A table of an example as it is written: its heading, its column names, its rows."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Example:
    """A worked example: its name (the first part is its kind), words, what it is about, settings and tables.

    `about` are names such as `indicator.on_time`, `scheme.partial_floor`, `limit.hours`, `ledger.returned`.
    """

    name: str
    title: str
    words: str
    about: tuple[str, ...]
    source: str
    settings: Any
    tables: tuple[ExampleTable, ...]

    @property
    def kind(self) -> str:
        """Which list the example stands in: the first word of its name."""
        return self.name.split("-")[0]

    @property
    def href(self) -> str:
        """Address of its page, from the root of the site."""
        return f"examples/{self.name}.html"


@dataclass(frozen=True)
class Link:
    """A link to an example."""

    title: str
    href: str


def read_examples(folder: Path, lang: str) -> tuple[Example, ...]:
    """The examples of `folder` in order of name; those without words for readers are left to developers.

    ValueError when an example has words but none in Chinese, which stand in for a language that is missing.
    """
    examples = []
    for path in sorted(folder.glob("*.md"), key=lambda path: path.stem):
        match = _FILE.match(path.read_text(encoding="utf-8"))
        if match is None:
            continue
        front = _read(match["front"])
        block = _SETTINGS.search(match["body"])
        parts = re.split(r"^## (.+)$", match["body"], flags=re.M)
        examples.append(
            Example(
                path.stem,
                _pick(front["title"], lang, path),
                _pick(front["words"], lang, path),
                tuple(front["about"]),
                block[1].strip() if block else "",
                _read(block[1]) if block else {},
                tuple(
                    _table(heading, body)
                    for heading, body in zip(parts[1::2], parts[2::2], strict=True)
                    if not heading.startswith(_INTERNAL)
                ),
            )
        )
    return tuple(examples)


def links(examples: Sequence[Example], *tags: str) -> tuple[Link, ...]:
    """The examples that are about any of the names, in order."""
    return tuple(Link(example.title, example.href) for example in examples if set(tags) & set(example.about))


def by_kind(examples: Iterable[Example]) -> dict[str, list[Example]]:
    """Kind to its examples, kinds in the order in which they first come."""
    kinds: dict[str, list[Example]] = {}
    for example in examples:
        kinds.setdefault(example.kind, []).append(example)
    return kinds


@cache
def _read(text: str) -> Any:
    """A YAML document: the same for all languages, so nobody may change it."""
    return YAML(typ="safe", pure=True).load(text)


def _pick(words: dict[str, str], lang: str, path: Path) -> str:
    if not words.get("zh"):
        raise ValueError(f"{path.name}: no words in Chinese")
    return words.get(lang) or words["zh"]


def _table(heading: str, body: str) -> ExampleTable:
    rows = [
        tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
        for line in body.splitlines()
        if line.startswith("|")
    ]
    return ExampleTable(heading, rows[0], tuple(rows[2:]))
