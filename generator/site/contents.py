"""The contents of a site: one row for each kind of page. Menu, foot, search, languages and counts follow from it.

To add a kind of page, write its maker and its row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from generator.site.edition import BOTH_SHAPES, CASES, FIGURES, Edition, Shape
from generator.site.page import Page
from generator.site.pages.explained.examples import example_index, example_page
from generator.site.pages.explained.glossary import glossary
from generator.site.pages.explained.how_to_read import how_to_read
from generator.site.pages.explained.method import method
from generator.site.pages.months.calendar import calendar
from generator.site.pages.months.long_period import long_periods, long_report
from generator.site.pages.months.month import month_report, months
from generator.site.pages.places.areas import area, areas
from generator.site.pages.places.categories import categories, category
from generator.site.pages.portal.about import about, accessibility
from generator.site.pages.portal.ask import ask
from generator.site.pages.portal.home import home
from generator.site.pages.portal.reported import reported_about, reported_home
from generator.site.pages.releases.corrections import corrections
from generator.site.pages.releases.data import data
from generator.site.pages.releases.history import history
from generator.site.pages.releases.machines import machines
from generator.site.pages.releases.release import once_published, verifying
from generator.site.pages.units.compare import compare
from generator.site.pages.units.listing import listing
from generator.site.pages.units.notice import notice, notice_places
from generator.site.pages.units.overview import more_measures, overview, overview_by
from generator.site.pages.units.scorecard import card
from generator.site.show.features import features

# Where a page is named: in the menu (and at the foot), at the foot of every page only, nowhere but in links.
MENU, FOOT, LINKED = "menu", "foot", "linked"
# How search finds it: first units, then places and terms, then all else.
FIRST, SECOND, INDEX, EXCLUDE = "first", "second", "index", "exclude"


@dataclass(frozen=True)
class Kind:
    """A kind of page.

    `path` is that of its Markdown file. With a `*` in it there is a page for each of what `each` gives, made by
    `make(edition, that)`; without, one page, made by `make(edition)`. `name` is the key of the words by which menu and
    foot call it. `translated`: editions beside the one at the root have it too. `shapes`: the sites that have it;
    `needs`: what the portal must have for it (of `show/features.py`). `only`: the one language in which it is written.
    """

    path: str
    make: Callable[..., Page]
    each: Callable[[Edition], Collection[Any]] | None = None
    place: str = LINKED
    name: str = ""
    search: str = INDEX
    translated: bool = False
    shapes: tuple[Shape, ...] = (CASES,)
    needs: str = ""
    only: str = ""

    @property
    def html(self) -> str:
        """Its path on the site."""
        return f"{self.path.removesuffix('.md')}.html"


# The order is that of the menu and of the foot. The menu is short: all else is reached through it, and through search.
CONTENTS = (
    Kind("index.md", home, place=MENU, name="nav.home", translated=True),
    Kind("index.md", reported_home, place=MENU, name="nav.home", shapes=(FIGURES,)),
    Kind("overview.md", overview, place=MENU, name="nav.overview", translated=True, needs="rankings"),
    Kind("overview/*.md", overview_by, more_measures, translated=True, needs="rankings"),
    Kind("units.md", listing, place=MENU, name="nav.units", translated=True),
    Kind("units/*.md", card, lambda edition: edition.units, search=FIRST, translated=True),
    Kind("months.md", months, place=MENU, name="nav.months", translated=True),
    Kind("months/*.md", month_report, lambda edition: edition.releases, translated=True),
    Kind("reports/*.md", long_report, long_periods, translated=True),
    Kind("ask.md", ask, place=MENU, name="nav.ask", translated=True),
    Kind("areas.md", areas, place=FOOT, name="nav.areas", needs="streets", translated=True),
    Kind("areas/*.md", area, lambda edition: edition.hrefs["street"], search=SECOND, translated=True),
    Kind("categories.md", categories, place=FOOT, name="nav.categories", translated=True),
    Kind("categories/*.md", category, lambda edition: edition.hrefs["category"], search=SECOND, translated=True),
    Kind("data.md", data, place=MENU, name="nav.data", translated=True, shapes=BOTH_SHAPES),
    Kind("method.md", method, place=MENU, name="nav.method", translated=True),
    Kind("about.md", about, place=MENU, name="nav.about", translated=True),
    Kind("about.md", reported_about, place=MENU, name="nav.about", shapes=(FIGURES,)),
    Kind("compare.md", compare, place=FOOT, name="nav.compare", needs="peers", translated=True),
    Kind("how-to-read.md", how_to_read, place=FOOT, name="nav.how_to_read", translated=True),
    Kind("glossary.md", glossary, place=FOOT, name="nav.glossary", search=SECOND, translated=True),
    Kind("calendar.md", calendar, place=FOOT, name="nav.calendar", translated=True),
    Kind("corrections.md", corrections, place=FOOT, name="nav.corrections", shapes=BOTH_SHAPES, translated=True),
    Kind("examples.md", example_index, place=FOOT, name="nav.examples", only="zh"),
    Kind("accessibility.md", accessibility, place=FOOT, name="nav.accessibility", shapes=BOTH_SHAPES, translated=True),
    Kind("verify.md", verifying, place=FOOT, name="nav.verify", translated=True, shapes=BOTH_SHAPES),
    Kind("examples/*.md", example_page, lambda edition: edition.examples, search=EXCLUDE, only="zh"),
    Kind("notices/*.md", notice, notice_places, search=EXCLUDE),
    Kind("history/*.md", history, lambda edition: edition.changed_units, search=EXCLUDE),
    Kind(
        "releases/*.md",
        once_published,
        lambda edition: (*edition.chain, *edition.withdrawn),
        search=EXCLUDE,
        shapes=BOTH_SHAPES,
    ),
    Kind("machines.md", machines, shapes=BOTH_SHAPES),
)


def kinds(edition: Edition) -> tuple[Kind, ...]:
    """The kinds of page that an edition has, in the order of the table."""
    had = features(edition)
    fitting = (kind for kind in CONTENTS if edition.shape in kind.shapes and (edition.whole or kind.translated))
    return tuple(kind for kind in fitting if kind.needs in {"", *had} and kind.only in {"", edition.lang})


def pages(edition: Edition) -> Iterator[Page]:
    """Every page of an edition, made one by one: `page_count` says how many."""
    for kind in kinds(edition):
        made = (kind.make(edition),) if kind.each is None else (kind.make(edition, it) for it in kind.each(edition))
        yield from (page if page.search else replace(page, search=kind.search) for page in made)


def page_count(edition: Edition) -> int:
    """How many pages `pages` makes."""
    return sum(1 if kind.each is None else len(kind.each(edition)) for kind in kinds(edition))


def menu(edition: Edition) -> list[Kind]:
    """The pages that the menu names."""
    return [kind for kind in kinds(edition) if kind.place == MENU]


def foot(edition: Edition) -> list[Kind]:
    """The pages that the foot of every page names: the menu, for readers without script, and the others."""
    return [*menu(edition), *(kind for kind in kinds(edition) if kind.place == FOOT)]


def not_in_menu(edition: Edition) -> list[str]:
    """Paths of the pages that the menu does not name, as patterns."""
    return [kind.path for kind in kinds(edition) if kind.place != MENU]


def is_translated(path: str) -> bool:
    """Whether editions beside the one at the root have the page at `path` (`units/D01.html`)."""
    return any(kind.translated and fnmatchcase(path, kind.html) for kind in CONTENTS)
