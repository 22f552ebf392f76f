"""Who publishes the portal, from what, on what terms; and how far everybody can use the site."""

from __future__ import annotations

from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.pages.common import notes_of, release_words
from generator.site.read.examples import Example

# A month of the demonstration portal that deducts points.
_DEDUCTIONS = "scheme-deduction-demonstration"


def about(edition: Edition) -> Page:
    """Source, contact, licence and notes of the portal."""
    portal = edition.current.portal
    values = {
        "portal": portal,
        "notes": notes_of(edition.now),
        "deductions": _deductions(edition),
        **release_words(edition.now),
    }
    return Page("about.md", edition.w.plain("nav.about"), "portal/about.md.j2", values)


def _deductions(edition: Edition) -> Example | None:
    """What deductions look like, for a demonstration that has none; None elsewhere."""
    own = any(scheme["kind"] == "deduction" for scheme in edition.current.schemes)
    if own or not edition.synthetic:
        return None
    return next(example for example in edition.examples if example.name == _DEDUCTIONS)


def accessibility(edition: Edition) -> Page:
    """How far the site can be used by everybody, how that is tested, and whom to tell what does not work."""
    values = {"contact": edition.current.portal["contact"]}
    return Page("accessibility.md", edition.w.plain("nav.accessibility"), "portal/accessibility.md.j2", values)
