"""The terms of the site in plain words: one page, an anchor for each, from a catalogue that holds every language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from generator.resources import resource_dir
from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.show.features import features


@cache
def terms() -> tuple[Mapping[str, Any], ...]:
    """The entries of `site_templates/wording/glossary.yml`: id, and term, also, meaning by language.

    `needs` is what a portal must have for a term to be of use.
    """
    with (resource_dir("site_templates") / "wording" / "glossary.yml").open(encoding="utf-8") as stream:
        return tuple(YAML(typ="safe").load(stream))


def _own(edition: Edition) -> list[Mapping[str, Any]]:
    """The terms that the portal has use for."""
    had = features(edition)
    return [term for term in terms() if term.get("needs", "") in {"", *had}]


def term_names(edition: Edition) -> dict[str, str]:
    """Id of a term to its name, for the links of other pages."""
    return {term["id"]: edition.w.pick(term["term"]) for term in _own(edition)}


def glossary(edition: Edition) -> Page:
    """Every term with its meaning and other words to find it by."""
    pick = edition.w.pick
    entries = [(term["id"], pick(term["term"]), pick(term["meaning"]), pick(term["also"])) for term in _own(edition)]
    return Page("glossary.md", edition.w.plain("nav.glossary"), "explained/glossary.md.j2", {"entries": entries})
