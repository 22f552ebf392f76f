"""The page of a street or of a top category, and who deals with what as far as the open tables tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generator.site.draw.line_panel import line_files
from generator.site.draw.lines import HEIGHT
from generator.site.draw.panels import trend_panel
from generator.site.draw.shares_panel import shares_files, shares_panel
from generator.site.draw.whole_panel import whole_panel
from generator.site.edition import Edition, View
from generator.site.page import Page
from generator.site.pages.common import release_words
from generator.site.show.exhibits import Shelf
from generator.site.show.figures.cells import in_pool
from generator.site.show.figures.indicators import STOCK
from generator.site.show.figures.series import Place
from generator.site.show.figures.tables import Heading, by_month, by_period, gaps
from generator.site.show.sentences import backlog, entry_sentences, how_long
from generator.site.words.names import period_label


def entry_page(edition: Edition, scope: str, code: str, units: Iterable[str], own: Mapping[str, Any]) -> Page:
    """One street or category with all that is published of it.

    `units` are those that the open tables tell of it, `own` what the template needs of this scope alone.
    """
    w, now = edition.w, edition.now
    name = now.name(scope, code)
    figures = by_period(now, Heading("figures-table", w.plain("card.figures_caption", name=name)), scope, code)
    page = now.href(scope, code).removesuffix(".html")
    shelf = Shelf(edition, page, now.release.name)
    chart = whole_panel(edition, now.release, now.release.month, shelf, (scope, code))
    elapsed = shares_panel(now, Place(scope, code), shelf)
    history = by_month(edition, Heading("history-table", w.plain("card.history_caption", name=name)), scope, code)
    communities = own["communities"]
    held = shelf.tables((figures, history, communities.table if communities else None))
    return Page(
        f"{page}.md",
        name,
        "places/entry.md.j2",
        {
            "scope": scope,
            "name": name,
            "code": code,
            "sentences": entry_sentences(now, scope, code),
            "how_long": how_long(now, scope, code),
            "seen": unit_lines(edition, units),
            "span": span(edition),
            "chart": chart,
            "plot_height": HEIGHT,
            "trend": None if chart else trend_panel(edition, scope, code, "trend"),
            "elapsed": elapsed,
            "backlog": _backlog(now, scope, code),
            "figures": figures,
            "gaps": gaps(figures),
            "history": history,
            "tables": held.exhibits,
            "issue": edition.issue(now.release.name),
            **own,
            **release_words(now),
        },
        beside=(
            *(line_files((chart,), shelf) if chart else ()),
            *(shares_files(elapsed, shelf) if elapsed else ()),
            *held.files,
        ),
    )


@dataclass(frozen=True)
class UnitLine:
    """A unit that deals with something: its name, its page, its duties, and how long its cases take, of all kinds."""

    name: str
    href: str
    handles: str
    took: Markup | None


def unit_lines(edition: Edition, units: Iterable[str]) -> list[UnitLine]:
    """Units as lists name them."""
    now = edition.now
    return [
        UnitLine(
            edition.unit_name(code),
            now.href("unit", code),
            edition.units[code].get("handles", ""),
            how_long(now, "unit", code),
        )
        for code in units
    ]


def subjects(edition: Edition, unit: str) -> list[tuple[str, str]]:
    """Name and address of the top categories that the open tables tell of a unit."""
    return [
        (edition.now.name("category", code), href)
        for code, href in edition.hrefs["category"].items()
        if unit in edition.seen.by_category.get(code, ())
    ]


def span(edition: Edition) -> Markup | None:
    """The months whose open tables were read, in words; None where there are none."""
    seen = edition.seen
    if not seen.first:
        return None
    first, last = (period_label(edition.w, month) for month in (seen.first, seen.last))
    return edition.w("entry.month" if first == last else "entry.months", first=first, last=last)


def _backlog(view: View, scope: str, code: str) -> Markup | None:
    """Nothing is said of an entry whose parts are published together with others."""
    release = view.release
    pooled = any(in_pool(release, release.month, scope, code, part) for part in STOCK)
    return None if pooled else backlog(view, scope, code)
