"""Every error that the code raises by its key has its words, with the same gaps."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from generator.errors import UserError
from generator.refusals import wrong_use
from generator.resources import wording
from tests.support import ROOT


def raised(path: Path) -> list[tuple[str, set[str]]]:
    """The keys that are raised in a module by their own name, with what they are filled with."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return [
        (key.value, {given.arg or "" for given in call.keywords})
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "wrong_use"
        for key in call.args
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    ]


def test_every_error_that_is_raised_has_words_with_the_gaps_that_are_filled() -> None:
    found = [each for path in sorted((ROOT / "generator").rglob("*.py")) for each in raised(path)]
    assert len(found) > 30
    errors = wording("commands")["errors"]
    for key, filled in found:
        gaps = {name for _, name, _, _ in string.Formatter().parse(errors[key]) if name}
        assert gaps <= filled, key


def test_an_error_is_one_line_with_what_it_is_about() -> None:
    error = wrong_use("spark_unreachable", master="spark://nowhere:7077")
    assert isinstance(error, UserError)
    assert "spark://nowhere:7077" in str(error)
    assert "\n" not in str(error)
    with pytest.raises(KeyError):
        wrong_use("spark_unreachable")
