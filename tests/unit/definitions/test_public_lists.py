"""Closed lists of codes: schemas name the same ones, and every code says something."""

from __future__ import annotations

import json

from generator.definitions.public_lists import (
    BANDS,
    BEYOND_CHANCE,
    BEYOND_CHANCE_OF,
    CHANGE_RESULTS,
    FINDINGS,
    INTERVAL_METHODS,
    UNFAVOURABLE,
    UNTESTED,
    first_words,
)
from generator.resources import resource_dir


def test_schemas_name_the_code_lists() -> None:
    def codes(table: str, column: str) -> list[str]:
        schema = json.loads((resource_dir("schemas") / f"{table}.schema.json").read_text("utf-8"))
        found: list[str] = next(f for f in schema["fields"] if f["name"] == column)["constraints"]["enum"]
        return found

    assert set(codes("verdicts", "state")) == set(BANDS)
    assert set(codes("verdicts", "state_with_allowance")) == set(BANDS) - {UNTESTED}
    assert set(codes("verdicts", "longer_state")) == set(FINDINGS)
    assert set(codes("trends", "result")) == set(CHANGE_RESULTS)
    assert set(codes("intervals", "method")) == set(INTERVAL_METHODS)


def test_every_code_has_words() -> None:
    assert set(BEYOND_CHANCE_OF) == set(BANDS) - {UNTESTED}
    assert set(BEYOND_CHANCE_OF.values()) == set(BEYOND_CHANCE)
    assert (
        {code for code, said in BEYOND_CHANCE_OF.items() if said == "yes"} == set(UNFAVOURABLE.values()) == {*FINDINGS}
    )


def test_files_are_named_in_chinese_before_english() -> None:
    assert first_words({"zh": "类别", "en": "Category"}) == "类别"
    assert first_words({"en": "Category"}) == "Category"
    assert first_words({}) == ""
