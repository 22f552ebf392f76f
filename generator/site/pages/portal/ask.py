"""这事谁管: one box that finds the subject, the office, the street or the month; the whole list without script."""

from __future__ import annotations

from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.pages.common import release_words
from generator.site.show.asked import asked

# In the order in which the page lists them.
KINDS = ("category", "unit", "street", "page", "month")


def ask(edition: Edition) -> Page:
    """Everything that can be looked for, by kind."""
    every = asked(edition)
    groups = [(kind, tuple(one for one in every if one.kind == kind)) for kind in KINDS]
    values = {"groups": [group for group in groups if group[1]], **release_words(edition.now)}
    return Page("ask.md", edition.w.plain("nav.ask"), "portal/ask.md.j2", values)
