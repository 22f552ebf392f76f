"""What the verbs say stands in one catalogue: its keys are used, what is used is there, and no sentence elsewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest

from generator.resources import wording
from tests.support import ROOT

MODULES = sorted(
    path for room in ("commands", "publication", "engines") for path in (ROOT / "generator" / room).glob("*.py")
)
CATALOGUE = wording("commands")
# What takes a key, and where the catalogue has it.
LOOKED_UP = {"said": CATALOGUE, "words": CATALOGUE, "wrong_use": CATALOGUE["errors"]}


def nodes() -> Iterator[ast.AST]:
    for path in MODULES:
        yield from ast.walk(ast.parse(path.read_text("utf-8")))


def texts() -> set[str]:
    """Every text that stands in the modules."""
    return {node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_key_is_in_the_catalogue() -> None:
    calls = [
        (node.func.id, node.args[0].value)
        for node in nodes()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LOOKED_UP
        if isinstance(node.args[0], ast.Constant)
    ]
    assert len(calls) > 20
    assert not [(function, key) for function, key in calls if key not in LOOKED_UP[function]]


def test_every_key_of_the_catalogue_is_used() -> None:
    keys = {*CATALOGUE, *CATALOGUE["errors"]} - {"errors"}
    # The store says for itself when it is not whole, options what does not go together.
    others = [ROOT / "generator" / name for name in ("counts/state.py", "cli_options.py")]
    elsewhere = "".join(path.read_text("utf-8") for path in others)
    assert not {key for key in keys - texts() if f'"{key}"' not in elsewhere}


def test_no_sentence_in_chinese_stands_in_a_module() -> None:
    assert not [text for text in texts() if re.search(r"[\u4e00-\u9fff]", text)]


@pytest.mark.parametrize("key", [key for key, entry in CATALOGUE.items() if {"zh", "en"} <= entry.keys()])
def test_both_languages_say_the_same_things(key: str) -> None:
    zh, en = CATALOGUE[key]["zh"], CATALOGUE[key]["en"]
    if isinstance(zh, str):
        zh, en = {"": zh}, {"": en}
    if isinstance(zh, list):
        assert len(zh) == len(en)
        return
    assert list(zh) == list(en)
    for name in zh:
        assert fields(zh[name]) == fields(en[name]), name


def fields(text: str) -> set[tuple[str, str]]:
    """The names that a sentence is filled with, and their forms."""
    return {(name, form or "") for _, name, form, _ in Formatter().parse(text) if name}
