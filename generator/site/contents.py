"""Pages that the menu does not name one by one: places, subjects, comparison, longer reports, terms, sheets."""

from __future__ import annotations

from collections.abc import Iterator

from generator.site.edition import Page, Site
from generator.site.pages.explained.glossary import glossary
from generator.site.pages.months.calendar import publication
from generator.site.pages.months.long_period import longer_pages, longer_periods
from generator.site.pages.places.places import area_pages, areas, category_pages
from generator.site.pages.units.compare import compare
from generator.site.pages.units.notice import notice_count, notice_pages


def further_pages(site: Site) -> Iterator[Page]:
    """These pages in a fixed order: `further_count` says how many."""
    yield areas(site)
    yield from area_pages(site)
    yield from category_pages(site)
    yield from longer_pages(site)
    for page in (compare, glossary, publication, accessibility):
        yield page(site)
    yield from notice_pages(site)


def further_count(site: Site) -> int:
    """How many pages `further_pages` makes."""
    return sum(len(hrefs) for hrefs in site.entry_hrefs.values()) + len(longer_periods(site)) + notice_count(site) + 5


def accessibility(site: Site) -> Page:
    """How far the site can be used by everybody, how that is tested, and whom to tell what does not work."""
    return Page(
        "accessibility.md",
        site.w.plain("nav.accessibility"),
        "portal/accessibility.md.j2",
        {"contact": site.current.portal["contact"]},
    )
