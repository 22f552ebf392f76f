"""The home page: the month's figures for the whole, the trend, and where to go from here."""

from __future__ import annotations

from generator.site.draw.panels import trend_panel
from generator.site.edition import Edition, Page
from generator.site.pages.common import notes_of, release_words
from generator.site.show.figures.cells import cell
from generator.site.show.figures.indicators import NOT_ON_HOME, RATED, centre_only, first_reported
from generator.site.show.figures.periods import longest_period
from generator.site.show.figures.tables import Heading, by_month
from generator.site.show.rankings.groups import findings, rankings
from generator.site.show.sentences import entry_sentences


def home(edition: Edition) -> Page:
    """The current month at a glance."""
    w, now, month = edition.w, edition.now, edition.current.month
    longest = longest_period(now.release)
    figures = [
        (id, title, cell(now.figure(month, "all", "all", id)), cell(now.figure(longest, "all", "all", id)))
        for id, title in now.titles.items()
        if id not in NOT_ON_HOME | centre_only(now.release)
    ]
    groups = [
        (now.name("group", group), f"units.html#group-{place}", len(units))
        for place, (group, units) in enumerate(edition.members.items(), 1)
    ]
    ranked = rankings(now)
    return Page(
        "index.md",
        w.pick(now.release.portal["title"]),
        "portal/home.md.j2",
        {
            "sentences": entry_sentences(now, "all", "all"),
            "figures": [row for row in figures if row[2].kind not in ("absent", "empty")],
            "groups": groups,
            **findings(ranked),
            "judged": any(group.judged for group in ranked),
            "trend": trend_panel(edition, "all", "all", "home-trend"),
            "history": by_month(edition, Heading("home-history", w.plain("months.caption")), "all", "all"),
            "rated": first_reported(now.release, RATED),
            "long_label": now.period(longest) if longest != month else "",
            "notes": notes_of(now),
            **release_words(now),
        },
    )
