"""Streets: the list with their figures, and a page for each with its communities."""

from __future__ import annotations

from generator.definitions.cohorts import POOLED
from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.pages.common import release_words
from generator.site.pages.places.entry import entry_page, unit_lines
from generator.site.pages.units.notice import notice_href
from generator.site.show.exhibits import Shelf
from generator.site.show.figures.communities import communities
from generator.site.show.figures.indicators import VOLUME
from generator.site.show.figures.periods import readable_period
from generator.site.show.figures.tables import Heading, by_scope
from generator.site.words.names import keys_of


def areas(edition: Edition) -> Page:
    """The streets with their figures, and what is published of communities."""
    w, now = edition.w, edition.now
    period = readable_period(now.release, "street", keys_of(now.release, "street"), VOLUME)
    label = now.period(period)
    table = by_scope(now, Heading("areas-table", w.plain("areas.caption", period=label)), "street", period)
    held = Shelf(edition, "areas", now.release.name).tables((table,))
    shown = {row.key for row in table.rows}
    without = {code: href for code, href in edition.hrefs["street"].items() if code not in shown}
    return Page(
        "areas.md",
        w.plain("nav.areas"),
        "places/areas.md.j2",
        {
            "table": table,
            "tables": held.exhibits,
            "period_label": label,
            "long": period != now.release.month,
            "pooled": POOLED in shown,
            "quiet": [(now.name("street", code), href) for code, href in without.items()],
            **release_words(now),
        },
        beside=held.files,
    )


def area(edition: Edition, code: str) -> Page:
    """One street, with the office that bears its name."""
    offices = [unit for unit in edition.units if _bears(edition, unit, code)]
    own = {
        "offices": unit_lines(edition, offices),
        "communities": communities(edition.now, code),
        "notice": notice_href(edition, "street", code),
        "leaves": (),
        "keywords": "",
    }
    return entry_page(edition, "street", code, edition.seen.by_street.get(code, ()), own)


def _bears(edition: Edition, unit: str, street: str) -> bool:
    """Whether a unit of a street is called as the street is: by its name, its short name or another."""
    row = edition.units[unit]
    listed = next(listed for listed in edition.current.codelists["streets"] if listed["code"] == street)
    names = {row["name"], row.get("short_name", ""), *row.get("aliases", "").split(";")} - {""}
    return row["tier"] == "street" and listed["name"] in names
