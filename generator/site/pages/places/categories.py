"""Categories: the list with their figures, and a page for each top category with what belongs to it."""

from __future__ import annotations

from collections.abc import Mapping

from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.pages.common import release_words
from generator.site.pages.places.entry import entry_page
from generator.site.show.exhibits import Shelf
from generator.site.show.figures.tables import Heading, by_scope
from generator.site.words.called import also_called, distinct, subject_words
from generator.site.words.catalogue import Wording
from generator.site.words.names import entry_name


def categories(edition: Edition) -> Page:
    """Top-level categories: how many, and how they were handled, this month and over the longest window."""
    w, now = edition.w, edition.now
    month = now.release.month
    tables = []
    published = [period for period in (month, f"{month}-P12M") if period in now.release.info["periods"]]
    for place, period in enumerate(published):
        heading = Heading(f"categories-{place}", w.plain("categories.caption", period=now.period(period)))
        table = by_scope(now, heading, "category", period)
        if table.rows:
            tables.append((now.period(period), table))
    known = [(now.name("category", code), href) for code, href in edition.hrefs["category"].items()]
    held = Shelf(edition, "categories", now.release.name).tables(table for _, table in tables)
    values = {"periods": tables, "tables": held.exhibits, "known": known, **release_words(now)}
    return Page("categories.md", w.plain("nav.categories"), "places/categories.md.j2", values, beside=held.files)


def category(edition: Edition, code: str) -> Page:
    """One top category, with the categories below it."""
    w, rows = edition.w, edition.current.codelists.get("categories", ())
    below = [row for row in rows if row.get("parent") == code]
    own_row = next(row for row in rows if row["code"] == code)
    own = {
        "called": _called(own_row, *below),
        "leaves": [(entry_name(w, row, row["code"]), _keywords(w, row)) for row in below],
        "keywords": _keywords(w, own_row),
        "offices": (),
        "communities": None,
        "notice": "",
    }
    return entry_page(edition, "category", code, edition.seen.by_category.get(code, ()), own)


def _called(*rows: Mapping[str, str]) -> tuple[str, ...]:
    """What the categories are called, and what people say for it."""
    words = [word for row in rows for word in subject_words(row)]
    return distinct((*words, *also_called(words)))


def _keywords(w: Wording, row: Mapping[str, str]) -> str:
    """Other words for a category, as the register gives them; they are Chinese in every language."""
    return w.plain("chart.separator").join(word for word in row.get("keywords", "").split(";") if word)
