"""Who publishes the portal, from what, on what terms; and how far everybody can use the site."""

from __future__ import annotations

from generator.site.edition import Edition, Page
from generator.site.pages.common import notes_of, release_words


def about(edition: Edition) -> Page:
    """Source, contact, licence and notes of the portal."""
    portal = edition.current.portal
    values = {"portal": portal, "notes": notes_of(edition.now), **release_words(edition.now)}
    return Page("about.md", edition.w.plain("nav.about"), "portal/about.md.j2", values)


def accessibility(edition: Edition) -> Page:
    """How far the site can be used by everybody, how that is tested, and whom to tell what does not work."""
    values = {"contact": edition.current.portal["contact"]}
    return Page("accessibility.md", edition.w.plain("nav.accessibility"), "portal/accessibility.md.j2", values)
