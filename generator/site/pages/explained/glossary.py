"""The terms of the site in plain words: one page, an anchor for each, from a catalogue that holds every language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from generator.resources import resource_dir
from generator.site.edition import Page, Site


@cache
def terms() -> tuple[Mapping[str, Any], ...]:
    """The entries of `site_templates/wording/glossary.yml`: id, and term, also, meaning by language."""
    with (resource_dir("site_templates") / "wording" / "glossary.yml").open(encoding="utf-8") as stream:
        return tuple(YAML(typ="safe").load(stream))


def term_names(site: Site) -> dict[str, str]:
    """Id of a term to its name, for the links of other pages."""
    return {one["id"]: site.w.pick(one["term"]) for one in terms()}


def glossary(site: Site) -> Page:
    """Every term with its meaning and other words to find it by."""
    entries = [(one["id"], *(site.w.pick(one[name]) for name in ("term", "meaning", "also"))) for one in terms()]
    return Page(
        "glossary.md", site.w.plain("nav.glossary"), "explained/glossary.md.j2", {"entries": entries}, search="second"
    )
