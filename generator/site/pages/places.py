"""The pages of places and of subjects: the list of streets, a page for each street and for each top category."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from generator.definitions.cohorts import POOLED
from generator.site.draw.panels import distribution_panel, trend_panel
from generator.site.edition import Page, Site, release_words
from generator.site.pages.notice import notice_href
from generator.site.show.cells import STOCK, VOLUME, by_month, by_period, gaps, in_pool, is_reported, scope_table
from generator.site.show.communities import communities
from generator.site.show.periods import readable_period
from generator.site.show.sentences import backlog, told
from generator.site.words.catalogue import Wording
from generator.site.words.escape import slug
from generator.site.words.names import entry_name, key_name, keys_of, period_label

_FOLDERS = {"street": "areas", "category": "categories"}


def areas(site: Site) -> Page:
    """The streets with their figures, and what is published of communities."""
    w, now = site.w, site.current
    hrefs = site.entry_hrefs["street"]
    period = readable_period(now, "street", keys_of(now, "street"), VOLUME) if is_reported(now, VOLUME) else now.month
    label = period_label(w, period)
    table = scope_table(w, now, "street", period, hrefs, w.plain("areas.caption", period=label), "areas-table")
    shown = {row.key for row in table.rows}
    return Page(
        "areas.md",
        w.plain("nav.areas"),
        "areas.md.j2",
        {
            "table": table,
            "period_label": label,
            "long": period != now.month,
            "pooled": any(one.key == POOLED for one in table.rows),
            "quiet": [(key_name(w, now, "street", code), href) for code, href in hrefs.items() if code not in shown],
            **release_words(site, now),
        },
    )


def area_pages(site: Site) -> Iterator[Page]:
    """One page for each street."""
    for code in site.entry_hrefs["street"]:
        offices = [unit for unit in site.units if _bears(site, unit, code)]
        more: dict[str, Any] = {"offices": _units(site, offices), "communities": communities(site, code)}
        yield _entry(site, "street", code, site.seen.by_street.get(code, ()), **more)


def category_pages(site: Site) -> Iterator[Page]:
    """One page for each top category."""
    w, now = site.w, site.current
    rows = now.codelists.get("categories", ())
    for code in site.entry_hrefs["category"]:
        below = [row for row in rows if row.get("parent") == code]
        leaves = [(entry_name(w, dict(row), row["code"]), _keywords(w, row)) for row in below]
        own = next(row for row in rows if row["code"] == code)
        words: dict[str, Any] = {"leaves": leaves, "keywords": _keywords(w, own)}
        yield _entry(site, "category", code, site.seen.by_category.get(code, ()), **words)


def _entry(site: Site, scope: str, code: str, units: tuple[str, ...], **more: Any) -> Page:
    w, now = site.w, site.current
    name = key_name(w, now, scope, code)
    figures = by_period(w, now, scope, code, w.plain("card.figures_caption", name=name), "figures-table")
    history = by_month(w, site.releases, scope, code, w.plain("card.history_caption", name=name), "history-table")
    return Page(
        f"{_FOLDERS[scope]}/{slug(code)}.md",
        name,
        "entry.md.j2",
        {
            "scope": scope,
            "name": name,
            "sentences": told(w, now, scope, code),
            "seen": _units(site, units),
            "span": span(site),
            "trend": trend_panel(w, site.releases, now, scope, code, "trend"),
            "elapsed": distribution_panel(w, now, scope, code, "elapsed"),
            # Nothing is said of an entry whose parts are published together with others.
            "backlog": None
            if any(in_pool(now, now.month, scope, code, part) for part in STOCK)
            else backlog(w, now, scope, code),
            "figures": figures,
            "gaps": gaps(figures),
            "history": history,
            "notice": notice_href(scope, code) if scope == "street" else "",
            "issue": site.issue(now.name),
            "code": code,
            "offices": (),
            "leaves": (),
            "communities": None,
            "keywords": "",
            **more,
            **release_words(site, now),
        },
        search="second",
    )


def span(site: Site) -> Markup | None:
    """The months whose open tables were read, in words; None where there are none."""
    found = site.seen
    if not found.first:
        return None
    first, last = (period_label(site.w, month) for month in (found.first, found.last))
    one = found.first == found.last
    return site.w("entry.month" if one else "entry.months", first=first, last=last)


def _units(site: Site, codes: tuple[str, ...] | list[str]) -> list[tuple[str, str, str]]:
    """Name, address and duties of units."""
    return [
        (entry_name(site.w, dict(site.units[code]), code), site.hrefs[code], site.units[code].get("handles", ""))
        for code in codes
    ]


def subjects(site: Site, unit: str) -> list[tuple[str, str]]:
    """Name and address of the top categories that the open tables tell of a unit."""
    hrefs, told_of = site.entry_hrefs["category"], site.seen.by_category
    return [
        (key_name(site.w, site.current, "category", code), href)
        for code, href in hrefs.items()
        if unit in told_of.get(code, ())
    ]


def _bears(site: Site, unit: str, street: str) -> bool:
    """Whether a unit of a street is called as the street is: by its name, its short name or another."""
    row = site.units[unit]
    listed = next(one for one in site.current.codelists["streets"] if one["code"] == street)
    names = {row["name"], row.get("short_name", ""), *row.get("aliases", "").split(";")} - {""}
    return row["tier"] == "street" and listed["name"] in names


def _keywords(w: Wording, row: Mapping[str, str]) -> str:
    """Other words for a category, as the register gives them; they are Chinese in every language."""
    return w.plain("chart.separator").join(word for word in row.get("keywords", "").split(";") if word)
