"""The words of the office's own papers: each is used, none is missing, and none stands in a module."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import generator.dossier
from generator.dossier.words import words
from generator.resources import wording

MODULES = sorted(Path(generator.dossier.__file__).parent.glob("*.py"))
CHINESE = re.compile("[\u3400-\u9fff]")


def calls() -> Iterator[tuple[str, str, bool, set[str]]]:
    """Paper, key (or how it begins), whether it is the whole key, and the names that are filled in."""
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        papers = re.findall(r'^_say = words\("(\w+)"\)$', path.read_text("utf-8"), re.MULTILINE)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_say":
                for key, whole in keys(node.args[0]):
                    yield papers[0], key, whole, {keyword.arg or "" for keyword in node.keywords}


def keys(node: ast.expr) -> list[tuple[str, bool]]:
    if isinstance(node, ast.IfExp):
        return keys(node.body) + keys(node.orelse)
    if isinstance(node, ast.JoinedStr):
        first = node.values[0]
        return [(first.value, False) if isinstance(first, ast.Constant) else ("", False)]
    assert isinstance(node, ast.Constant)
    return [(node.value, True)]


def test_every_key_that_a_paper_asks_for_is_there_with_the_names_that_it_fills_in() -> None:
    asked = list(calls())
    assert len(asked) > 50
    for paper, key, whole, values in asked:
        texts = wording("dossier")[paper]
        if whole:
            assert key in texts, f"{paper}: {key}"
            assert {name for _, name, _, _ in Formatter().parse(texts[key]) if name} <= values, f"{paper}: {key}"


def test_no_word_is_left_that_no_paper_says() -> None:
    asked = list(calls())
    for paper, texts in wording("dossier").items():
        whole = {key for where, key, is_whole, _ in asked if where == paper and is_whole}
        begun = tuple(key for where, key, is_whole, _ in asked if where == paper and not is_whole and key)
        # A check of shares names its words by its own name.
        begun += ("instant.", "default.", "excluded.", "extended.", "returned.") if paper == "signals" else ()
        assert not [key for key in texts if key != "heads" and key not in whole and not key.startswith(begun or "\0")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_module_holds_a_word_that_readers_see(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    told = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)}
    # What stops a command is said where it stops, in both languages.
    told |= {
        part.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        for part in ast.walk(node)
        if isinstance(part, ast.Constant)
    }
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert not [text for text in texts if text not in told and CHINESE.search(text)]


def test_a_key_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        words("per_case")("nonsense")
