"""The catalogue of Chinese words: every key that the site asks for is there, and every key there is asked for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import generator.site
from generator.resources import resource_dir, resource_file
from generator.site.words.catalogue import load_wording
from generator.site.words.names import period_label, sort_periods
from tests.unit.site.words.asked import engine_keys, keys_in_calls, keys_of_code, keys_of_template, parse_template
from tests.unit.site.words.families import FAMILIES, OPEN_FAMILIES, keys_of_family

TEMPLATES = resource_dir("site_templates")
WORDING = load_wording(TEMPLATES / "wording", "zh")
# Sections of the catalogue; other texts with dots in them are no keys, unless they are asked for in a call.
SECTIONS = {key.split(".")[0] for key in WORDING.entries}


def asked() -> set[str]:
    """All that the site asks for."""
    keys = engine_keys(resource_file("mkdocs.yml"))
    for path in Path(generator.site.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        keys |= {key for key in keys_of_code(tree) if key.split(".")[0] in SECTIONS} | set(keys_in_calls(tree))
    for path in TEMPLATES.rglob("*.j2"):
        keys |= set(keys_of_template(parse_template(path)))
    return keys


def unknown(keys: set[str], entries: set[str]) -> set[str]:
    """Keys that are asked for and have no words."""
    whole = {key for key in keys if "{}" not in key}
    return whole.union(*map(keys_of_family, keys & FAMILIES.keys())) - entries


def unused(keys: set[str], entries: set[str]) -> set[str]:
    """Keys that have words and are not asked for."""
    return entries - keys.union(*map(keys_of_family, keys & (FAMILIES | OPEN_FAMILIES).keys()))


def test_every_key_that_is_asked_for_is_known_and_every_key_is_asked_for() -> None:
    keys, entries = asked(), set(WORDING.entries)
    assert sorted(unknown(keys, entries)) == []
    assert sorted(unused(keys, entries)) == []


def test_every_family_is_listed_with_its_values() -> None:
    """A key that is put together in a new way needs its values in families.py; one that is gone leaves it."""
    assert {key for key in asked() if "{}" in key} == FAMILIES.keys() | OPEN_FAMILIES.keys()


def test_an_unknown_and_an_unused_key_are_found() -> None:
    keys, entries = asked(), set(WORDING.entries)
    assert unknown(keys | {"card.no_such_words"}, entries) == {"card.no_such_words"}
    assert unknown(keys, entries - {"mark.R", "home.lead"}) == {"mark.R", "home.lead"}
    assert unused(keys, entries | {"mark.X", "card.unasked", "assess.none"}) == {
        "mark.X",
        "card.unasked",
        "assess.none",
    }
    code = ast.parse('"""card.in_a_docstring"""\nw(f"card.soon.{manner}", n="card.received")')
    assert set(keys_of_code(code)) == {"card.soon.{}", "card.received"}
    assert set(keys_in_calls(ast.parse('view.w("new.section"); w.plain("home.lead"); name("card.details")'))) == {
        "new.section",
        "home.lead",
    }


def test_a_missing_word_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        WORDING("home.no_such_words")
    with pytest.raises(KeyError):
        WORDING("card.received", month="2023-12")
    bad = tmp_path / "zh.yml"
    bad.write_text("a:\n  b: ''\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.b"):
        load_wording(tmp_path, "zh")


def test_periods_have_names_and_an_order() -> None:
    assert period_label(WORDING, "2024-03") == "2024 年 3 月"
    assert period_label(WORDING, "2024-03-P12M") == "截至 2024 年 3 月的 12 个月"
    assert period_label(WORDING, "2024-Q1") == "2024 年第 1 季度"
    assert period_label(WORDING, "2024") == "2024 年全年"
    periods = ["2024", "2024-Q1", "2024-03-P12M", "2024-03-P3M", "2024-03"]
    assert sort_periods(periods) == ["2024-03", "2024-03-P3M", "2024-03-P12M", "2024-Q1", "2024"]
    with pytest.raises(ValueError, match="not a period"):
        period_label(WORDING, "March")
