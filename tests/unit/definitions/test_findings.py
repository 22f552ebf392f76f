"""What findings say: every word that a message needs is there, wherever the finding is made."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from string import Formatter

from generator.definitions.findings import catalogue, describe, finding
from tests.support import ROOT

# What `describe` knows of every finding.
KNOWN = {"row", "column", "value"}


def _made() -> Iterator[tuple[str, set[str | None]]]:
    """Code and parameters of every call of `finding` whose code stands there."""
    for path in (ROOT / "generator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "finding":
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    yield str(code.value), {keyword.arg for keyword in node.keywords}


def test_every_finding_has_the_words_that_its_message_needs() -> None:
    made = list(_made())
    assert len({code for code, _ in made}) > 100
    missing = set()
    for code, given in made:
        words = catalogue()[code]
        for lang in ("zh", "en"):
            texts = "".join(words[lang][part] for part in ("message", "remedy"))
            needed = {name for _, name, _, _ in Formatter().parse(texts) if name} - KNOWN
            if None not in given and needed - given:
                missing.add((code, *sorted(needed - given)))
    assert not missing


def test_a_message_may_name_row_column_and_value() -> None:
    said = describe(finding("verify-key", "2024-03-p1/figures.csv", row=9, column="period, unit"), "en")
    assert said["message"] == "another row is the same in period, unit"
