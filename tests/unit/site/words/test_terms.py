"""Terms that a portal calls otherwise: whole words, with their capital, in every entry; never a part of a word."""

from __future__ import annotations

import pytest

from generator.resources import resource_dir
from generator.site.words.catalogue import load_wording
from generator.site.words.terms import relabelled, with_labels

FOLDER = resource_dir("site_templates") / "wording"
EN = load_wording(FOLDER, "en")
TERMS = {"street": {"en": "neighbourhood", "zh": "街区"}, "streets": {"en": "neighbourhoods"}}


def test_a_label_stands_wherever_the_term_did() -> None:
    own = relabelled(EN, TERMS, FOLDER)
    assert own.plain("scope.street") == "Neighbourhood"
    assert own.plain("areas.caption", period="2023") == "Neighbourhoods · 2023"
    left = {key: words for key, words in own.entries.items() if "street" in words.lower()}
    assert left == {}, "keys are not words: only texts change"
    assert own.entries.keys() == EN.entries.keys()


def test_offices_of_streets_keep_their_name() -> None:
    assert with_labels("街道的诉求，街道办的成绩", {"街道": "街区"}) == "街区的诉求，街道办的成绩"


def test_parts_of_words_and_places_of_fields_stay() -> None:
    assert with_labels("streetcar {street} Streets street.", {"street": "state", "streets": "states"}) == (
        "streetcar {street} States state."
    )


@pytest.mark.parametrize("label", ["<b>x</b>", "{n}", "a*b*", "", 7, "x" * 31])
def test_what_is_no_plain_word_is_no_label(label: object) -> None:
    assert relabelled(EN, {"street": {"en": label}}, FOLDER).entries == EN.entries
    assert relabelled(EN, "street", FOLDER).entries == EN.entries
