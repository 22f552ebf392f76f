"""The English catalogue and what stands beside it: complete for the English pages, nothing unused, nothing Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from ruamel.yaml import YAML

from generator.resources import resource_dir, resource_file
from generator.site.contents import CONTENTS
from generator.site.edition import CASES
from generator.site.words.catalogue import load_wording
from tests.unit.site.words import reach
from tests.unit.site.words.asked import engine_keys
from tests.unit.site.words.families import FAMILIES, OPEN_FAMILIES, keys_of_family

TEMPLATES = resource_dir("site_templates")
ZH, EN = (load_wording(TEMPLATES / "wording", lang) for lang in ("zh", "en"))
CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff1c\uff1e-\uff5e]")
DATASETS = resource_dir("schemas").parent
PORTALS = sorted(
    path.parent
    for path in DATASETS.glob("*/portal.yml")
    if re.search(r"^languages:.*\ben\b", path.read_text(encoding="utf-8"), re.M)
)
# A site in English alone has records too; what is written in Chinese alone it has not.
TRANSLATED = [kind for kind in CONTENTS if CASES in kind.shapes and kind.only in {"", "en"}]
# What is named on the way to the English pages and is in Chinese alone: the table of all pages, figures without cases,
# what the site has once, and worked examples on the method page with the words around them.
SPARED = [
    ("generator.site.contents", "CONTENTS"),
    ("generator.site.edition", "FIGURES"),
    ("generator.site.pages.explained.method", "_worked"),
]
AROUND_WORKED = {"scheme.worked", "scheme.worked_link"}


@cache
def _reached() -> set[reach.Place]:
    """What the makers of the English pages reach, and the stage, which puts every page into its frame."""
    makers = [(kind.make.__module__, kind.make.__name__) for kind in TRANSLATED]
    return reach.reached([*makers, ("generator.site.write.stage", "stage")], SPARED)


def _templates() -> list[str]:
    """Templates of the English pages and of their frame."""
    frame = [path.relative_to(TEMPLATES).as_posix() for path in sorted((TEMPLATES / "overrides").rglob("*.j2"))]
    return [*(f"pages/{name}" for name in sorted(reach.templates_of(_reached()))), *frame]


def test_every_english_key_is_there_and_used() -> None:
    """What English pages ask for is in the English catalogue; nothing is there that no English page asks for."""
    asked = reach.keys_of(_reached()) | reach.keys_of_templates(TEMPLATES, _templates())
    asked |= engine_keys(resource_file("mkdocs.yml")) | {kind.name for kind in TRANSLATED if kind.name}
    needed = {key for key in asked if key in ZH}.union(*map(keys_of_family, asked & FAMILIES.keys())) - AROUND_WORKED
    assert len(needed) > 400
    assert sorted(needed - EN.entries.keys()) == [], "put them into site_templates/wording/en.yml"
    known = needed.union(*map(keys_of_family, asked & OPEN_FAMILIES.keys()))
    assert sorted(EN.entries.keys() - known) == [], "no English page asks for them"


def test_the_english_pages_are_found_by_what_makes_them() -> None:
    """What the test above rests on: the pages' templates, macros that they call, nothing of Chinese pages."""
    templates = _templates()
    assert {"pages/portal/home.md.j2", "pages/units/scorecard.md.j2", "pages/units/centre.md.j2"} <= {*templates}
    assert {"pages/months/month.md.j2", "pages/places/entry.md.j2", "pages/releases/release.md.j2"} <= {*templates}
    places = _reached()
    assert ("generator.site.show.sentences", "_roughly") in places
    assert ("generator.site.pages.units.notice", "notice_href") in places
    assert ("generator.site.pages.explained.examples", "example_page") not in places
    keys = reach.keys_of_templates(TEMPLATES, ["pages/units/listing.md.j2"])
    assert {"units.lead", "foot.label", "sort.by", "cell.range"} <= keys
    assert "rank.caption" not in keys, "a macro that the page does not call"


def test_english_entries_have_the_places_of_the_chinese() -> None:
    """An entry never asks for a field that the code, written for the Chinese entry, may not give."""
    for key, words in EN.entries.items():
        places, known = ({name for _, name, _, _ in Formatter().parse(one) if name} for one in (words, ZH.entries[key]))
        extra = (
            {"n", "d", "minimum", "period", "group", "name", "indicator"}
            if key.startswith(("rank.", "card."))
            else set()
        )
        assert places <= known | extra, key


def test_english_words_are_english() -> None:
    chinese = {key for key, words in EN.entries.items() if CHINESE.search(words)}
    assert chinese == {"language.zh"}, "the Chinese edition calls itself by its own name"
    for path in (resource_dir("docs") / "en").glob("*.md"):
        assert CHINESE.findall(path.read_text(encoding="utf-8").replace("＝", "")) == [], path.name
    for name in _templates():
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        assert CHINESE.findall(re.sub(r"\{#.*?#\}", "", text, flags=re.S)) == [], name


def test_english_prose_has_the_sections_of_the_chinese() -> None:
    folder = resource_dir("docs")
    for path in sorted((folder / "en").glob("*.md")):
        sections = [
            re.findall(r"^## .*\{ (#\S+) \}$", one.read_text("utf-8"), re.M)
            for one in (path, folder / "zh" / path.name)
        ]
        assert sections[0] == sections[1], path.name


def _missing(value: Any, place: str) -> Iterator[str]:
    """Places of texts that have Chinese words and no English ones."""
    if isinstance(value, Mapping):
        if "zh" in value and not str(value.get("en", "")).strip():
            yield place
        for name, inner in value.items():
            yield from _missing(inner, f"{place}.{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _missing(inner, f"{place}[{number}]")


@pytest.mark.parametrize("portal", PORTALS, ids=lambda path: path.name)
def test_portals_in_english_have_english_throughout(portal: Path) -> None:
    """Settings, definitions and registers of a portal whose `languages` hold `en` (code is the name of last resort)."""
    yaml = YAML(typ="safe", pure=True)
    files = [portal / "portal.yml", portal / "limits.yml"]
    files += [
        path
        for folder in (portal, DATASETS)
        for kind in ("indicators", "schemes")
        for path in folder.glob(f"{kind}/*.yml")
    ]
    lacking = [
        f"{path.relative_to(DATASETS)}{place}"
        for path in files
        for place in _missing(yaml.load(path.read_text(encoding="utf-8")), "")
    ]
    assert lacking == []
    for register in ("units", "groups", "categories", "channels", "kinds", "areas"):
        head, *rows = (portal / "registers" / f"{register}.csv").read_text(encoding="utf-8").splitlines()
        place = head.split(",").index("name_en")
        assert [row for row in rows if not row.split(",")[place] and (register != "areas" or ",street," in row)] == []


def test_two_portals_are_in_english() -> None:
    assert {"laoshan", "zhaoyuan"} <= {portal.name for portal in PORTALS}
