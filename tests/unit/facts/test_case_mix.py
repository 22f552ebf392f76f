"""Categories and the top ones above them."""

from __future__ import annotations

from generator.facts.case_mix import tops


def test_tops_of_categories() -> None:
    assert tops([("a", ""), ("b", "a"), ("c", "b")]) == {"a": "a", "b": "a", "c": "a"}
