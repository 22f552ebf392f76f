"""The home page: the month's figures for the whole, the trend, and where to go from here."""

from __future__ import annotations

from dataclasses import dataclass

from generator.site.draw.line_panel import line_files
from generator.site.draw.lines import HEIGHT
from generator.site.draw.panels import trend_panel
from generator.site.draw.whole_panel import whole_panel
from generator.site.edition import Edition, View
from generator.site.page import Page
from generator.site.pages.common import notes_of, release_words
from generator.site.show.exhibits import Shelf
from generator.site.show.figures.cells import Cell, cell
from generator.site.show.figures.indicators import NOT_ON_HOME, RATED, centre_only, first_reported
from generator.site.show.figures.periods import longest_period
from generator.site.show.figures.tables import Heading, by_month
from generator.site.show.rankings.groups import findings, rankings
from generator.site.show.sentences import entry_sentences, rated_before, unrated
from generator.site.show.story import short_story


@dataclass(frozen=True)
class HomeCard:
    """A figure of the whole in the month, and over the longest period (`long`) where that is another.

    `label` names the month where it is not the page's own.
    """

    id: str
    title: str
    cell: Cell
    label: str
    long: Cell
    long_label: str


def home(edition: Edition) -> Page:
    """The current month at a glance."""
    w, now = edition.w, edition.now
    cards = [_card(now, id) for id in now.titles if id not in NOT_ON_HOME | centre_only(now.release)]
    groups = [
        (now.name("group", group), f"units.html#group-{place}", len(units))
        for place, (group, units) in enumerate(edition.members.items(), 1)
    ]
    ranked = rankings(now)
    shelf = Shelf(edition, "index", now.release.name)
    history = by_month(edition, Heading("home-history", w.plain("months.caption")), "all", "all")
    held = shelf.tables((history,))
    chart = whole_panel(edition, now.release, now.release.month, shelf)
    return Page(
        "index.md",
        w.pick(now.release.portal["title"]),
        "portal/home.md.j2",
        {
            "story": short_story(now),
            "rated_before": rated_before(now),
            "sentences": entry_sentences(now, "all", "all"),
            "cards": [card for card in cards if card.cell.kind not in ("absent", "empty")],
            "groups": groups,
            **findings(ranked),
            "judged": any(group.judged for group in ranked),
            "chart": chart,
            "plot_height": HEIGHT,
            "trend": None if chart else trend_panel(edition, "all", "all", "home-trend"),
            "history": history,
            "tables": held.exhibits,
            "rated": first_reported(now.answered.release, RATED),
            "unrated": unrated(now),
            "notes": notes_of(now),
            **release_words(now),
        },
        beside=(*(line_files((chart,), shelf) if chart else ()), *held.files),
    )


def _card(now: View, indicator: str) -> HomeCard:
    """An indicator of the whole; of answers that are not told yet, what the newest month with some says."""
    view = now.answered if indicator in now.release.of_answers else now
    month, longest = view.release.month, longest_period(view.release)
    return HomeCard(
        indicator,
        now.titles[indicator],
        cell(view.figure(month, "all", "all", indicator)),
        "" if view is now else view.period(month),
        cell(view.figure(longest, "all", "all", indicator)),
        view.period(longest) if longest != month else "",
    )
