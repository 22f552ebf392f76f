"""The English catalogue and what stands beside it: complete for the English pages, nothing unused, nothing Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from ruamel.yaml import YAML

import generator.site
from generator.resources import resource_dir
from generator.site.words.catalogue import load_wording

TEMPLATES = resource_dir("site_templates")
ZH, EN = (load_wording(TEMPLATES / "wording", lang) for lang in ("zh", "en"))
CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff1c\uff1e-\uff5e]")
DATASETS = resource_dir("schemas").parent
PORTALS = sorted(
    path.parent
    for path in DATASETS.glob("*/portal.yml")
    if re.search(r"^languages:.*\ben\b", path.read_text(encoding="utf-8"), re.M)
)
# What makes the pages of the English edition.
PAGES = """
portal/home units/listing units/scorecard units/centre releases/data explained/method portal/about
explained/how-to-read explained/glossary
""".split()
MODULES = """
draw/panels edition pages/units/centre pages/explained/glossary pages/explained/how_to_read pages/explained/method
pages/places/places pages/units/scorecard pages/explained/simulation show/authored show/figures/case_ledgers
show/figures/cells show/rankings/chance show/schemes/points show/rankings/groups show/schemes/rules
show/sentences show/figures/versions words/names write/languages write/stage
""".split()
# A whole key in quotation marks, or the beginning of a family: `f"card.soon.{…}"`, `"band." ~ code`.
_ASKED = re.compile(r"""["'](?P<key>[a-z][A-Za-z_0-9-]*\.[A-Za-z_0-9.-]*)(?P<open>\{|["']\s*~)?""")


def _sources() -> Iterator[str]:
    """Templates of the English pages with all that they extend, import and include, and the modules."""
    waiting = [f"pages/{name}.md.j2" for name in PAGES]
    waiting += [path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / "overrides").rglob("*.j2")]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        waiting += re.findall(r'\{% (?:extends|import|include) "(pages/[^"]+)"', text)
        yield text
    folder = Path(generator.site.__file__).parent
    for module in MODULES:
        yield (folder / f"{module}.py").read_text(encoding="utf-8")
    yield (TEMPLATES.parent / "mkdocs.yml").read_text(encoding="utf-8").replace("name: theme", 'name: "theme')


def _asked(texts: Iterable[str]) -> set[str]:
    """Keys of the Chinese catalogue that the texts ask for, whole or by the beginning of a key that is put together."""
    whole: set[str] = set()
    families: set[str] = set()
    for text in texts:
        for match in _ASKED.finditer(text):
            key = match["key"]
            (families if match["open"] or key.endswith(".") else whole).add(key)
    families |= {f"{key}." for key in whole}
    return {key for key in ZH.entries if key in whole or any(key.startswith(family) for family in families)}


def test_every_english_key_is_there_and_used() -> None:
    """What English pages ask for is in the English catalogue; nothing is there that no page asks for."""
    asked = _asked(_sources())
    assert len(asked) > 300
    # Words of pages that the English edition leads to in Chinese only.
    apart = re.compile(
        r"nav\.(?!home|units|data|method|about|how_to_read|corrections|machines|verify|examples|compare|glossary|calendar|accessibility)"
        r"|reported\.|field\.(?!unit|level|category|kind|urgency)|scope\.(?!unit|group|tier)"
        r"|assess\.(caption|losing|kept|rate|baseline|gap|points|total|status)|scheme\.worked"
        r"|ledger\.(month_|no_events)|corrections\.(?!of)|chart\.(cases|limits)|chart\.rank_fold|months\.(?!caption)"
        r"|entry\.(?!months?$)|areas\.|categories\."
    )
    needed = {key for key in asked if not apart.match(key)}
    assert sorted(needed - EN.entries.keys()) == [], "put them into site_templates/wording/en.yml"
    folders = (Path(generator.site.__file__).parent, TEMPLATES)
    every = [
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in folder.rglob("*.[pj]*")
        if path.suffix in (".py", ".j2")
    ]
    assert sorted(EN.entries.keys() - _asked([*every, *_sources()])) == [], "nothing asks for them"


def test_english_entries_have_the_places_of_the_chinese() -> None:
    """An entry never asks for a field that the code, written for the Chinese entry, may not give."""
    given = {"period.month": {"month_name"}, "period.window": {"month_name"}, "period.day": {"month_name"}}
    for key, words in EN.entries.items():
        places, known = ({name for _, name, _, _ in Formatter().parse(one) if name} for one in (words, ZH.entries[key]))
        extra = (
            {"n", "d", "minimum", "period", "group", "name", "indicator"}
            if key.startswith(("rank.", "card."))
            else set()
        )
        assert places <= known | given.get(key, set()) | extra, key


def test_english_words_are_english() -> None:
    chinese = {key for key, words in EN.entries.items() if CHINESE.search(words)}
    assert chinese == {"language.zh"}, "the Chinese edition calls itself by its own name"
    for path in (resource_dir("docs") / "en").glob("*.md"):
        assert CHINESE.findall(path.read_text(encoding="utf-8").replace("＝", "")) == [], path.name
    for text in _sources():
        if "{%" in text:
            assert CHINESE.findall(re.sub(r"\{#.*?#\}", "", text, flags=re.S)) == []


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
