"""The pages that residents open: home, the list of units, the scorecards; and the order of all pages."""

from __future__ import annotations

from collections.abc import Iterator

from generator.site.contents import further_count, further_pages
from generator.site.draw.panels import distribution_panel, trend_panel
from generator.site.edition import Page, Site, members_of, notes_of, release_words, revision_words
from generator.site.pages.explained.examples import example_index, example_page
from generator.site.pages.explained.glossary import glossary
from generator.site.pages.explained.how_to_read import how_to_read
from generator.site.pages.explained.method import about, data, method
from generator.site.pages.months.month import categories, months, report
from generator.site.pages.places.places import span, subjects
from generator.site.pages.units.centre import centre_card, is_centre
from generator.site.pages.units.compare import compare_href
from generator.site.pages.units.notice import notice_href
from generator.site.show.authored import statements
from generator.site.show.figures.case_ledgers import unit_ledgers
from generator.site.show.figures.cells import (
    NOT_ON_HOME,
    RATED,
    VOLUME,
    by_key,
    by_month,
    by_period,
    cell,
    centre_only,
    first_reported,
    gaps,
    is_reported,
    ladder,
    titles,
)
from generator.site.show.figures.periods import longest_period, readable_period
from generator.site.show.rankings.chance import changes, own_full_words, place_words
from generator.site.show.rankings.groups import rankings
from generator.site.show.schemes.points import assessed
from generator.site.show.sentences import backlog, in_period, three, told, verdicts
from generator.site.words.escape import slug
from generator.site.words.names import entry_name, key_name, names_beside, period_label


def all_pages(site: Site) -> Iterator[Page]:
    """Every page of the site in a fixed order, made one by one: `page_count` says how many."""
    yield home(site)
    yield units(site)
    for code in site.units:
        yield centre_card(site, code) if is_centre(site.current, code) else scorecard(site, code)
    yield months(site)
    for release in site.releases:
        yield report(site, release)
    for page in (categories, data, method, about, how_to_read, example_index):
        yield page(site)
    for example in site.examples:
        yield example_page(site, example)
    yield from further_pages(site)


def page_count(site: Site) -> int:
    """How many pages `all_pages` makes."""
    return len(site.units) + len(site.releases) + len(site.examples) + 9 + further_count(site)


def translated_pages(site: Site) -> Iterator[Page]:
    """The pages of an edition in another language, as `Site.translated` names them."""
    for page in (home, units, data, method, about, how_to_read, glossary):
        yield page(site)
    for code in site.units:
        yield centre_card(site, code) if is_centre(site.current, code) else scorecard(site, code)


def home(site: Site) -> Page:
    """The month's figures for the whole, the trend, and where to go from here."""
    w, now = site.w, site.current
    longest = longest_period(now)
    long_label = period_label(w, longest) if longest != now.month else ""
    figures = [
        (id, title, cell(now.figure(now.month, "all", "all", id)), cell(now.figure(longest, "all", "all", id)))
        for id, title in titles(w, now).items()
        if id not in NOT_ON_HOME | centre_only(now)
    ]
    groups = [
        (key_name(w, now, "group", code), f"units.html#group-{place}", len(members))
        for place, (code, members) in enumerate(members_of(site).items(), 1)
    ]
    return Page(
        "index.md",
        w.pick(now.portal["title"]),
        "portal/home.md.j2",
        {
            "sentences": told(w, now, "all", "all"),
            "figures": [one for one in figures if one[2].kind not in ("absent", "empty")],
            "groups": groups,
            "trend": trend_panel(w, site.releases, now, "all", "all", "home-trend"),
            "history": by_month(w, site.releases, "all", "all", w.plain("months.caption"), "home-history"),
            "rated": first_reported(now, RATED),
            "long_label": long_label,
            "notes": notes_of(w, now),
            **release_words(site, now),
        },
    )


def units(site: Site) -> Page:
    """The list of units, a table for each peer group."""
    w, now = site.w, site.current
    tables = []
    period = readable_period(now, "unit", site.units, VOLUME) if is_reported(now, VOLUME) else now.month
    for place, (group, members) in enumerate(members_of(site).items(), 1):
        name = key_name(w, now, "group", group)
        caption = w.plain("units.caption", group=name, month=period_label(w, period))
        table = by_key(
            w,
            now,
            period=period,
            scope="unit",
            keys=members,
            hrefs=site.hrefs,
            id=f"units-{place}",
            caption=caption,
            corner=w.plain("scope.unit"),
        )
        without = [code for code in members if code not in {row.key for row in table.rows}]
        quiet = [(entry_name(w, dict(site.units[code]), code), site.hrefs[code]) for code in without]
        tables.append({"id": f"group-{place}", "name": name, "table": table, "quiet": quiet})
    shown = {"period": period_label(w, period), "long": period != now.month}
    return Page(
        "units.md",
        w.plain("nav.units"),
        "units/listing.md.j2",
        {"groups": tables, "shown": shown} | release_words(site, now),
    )


def scorecard(site: Site, code: str) -> Page:
    """One unit: three sentences, one comparison, the month; everything else below."""
    w, now, row = site.w, site.current, site.units[code]
    name = entry_name(w, dict(row), code)
    figures = by_period(w, now, "unit", code, w.plain("card.figures_caption", name=name), "figures-table")
    rated = first_reported(now, RATED)
    ranks = []
    for group in rankings(w, now, site.hrefs):
        for status in ("ranked", "few", "small", "pooled"):
            for line in getattr(group, status):
                if line.href == site.hrefs[code]:
                    indicator = in_period(w, now, group.period, group.indicator)
                    size = len(group.ranked)
                    words = {"place": place_words(w, line), "full": own_full_words(w, group, line)}
                    place = {"group": group, "indicator": indicator, "line": line, "status": status, "size": size}
                    ranks.append(place | words)
    return Page(
        f"units/{slug(code)}.md",
        name,
        "units/scorecard.md.j2",
        {
            "name": name,
            "unit": row,
            "aliases": names_beside(w, row),
            "group_name": key_name(w, now, "group", row["group"]),
            "tier_name": key_name(w, now, "tier", row["tier"]),
            "sentences": three(w, now, code),
            "verdicts": verdicts(w, now, code),
            "statements": statements(w, now, code),
            "ranks": ranks,
            "changes": changes(w, now, code),
            "backlog": backlog(w, now, "unit", code),
            "subjects": subjects(site, code),
            "span": span(site),
            "compare": compare_href(code),
            "notice": notice_href("unit", code),
            "ladder": ladder(w, now, "unit", code, w.plain("ladder.caption", name=name), "ladder-table"),
            "assessed": assessed(w, now, code),
            "ledgers": unit_ledgers(w, now, code),
            "trend": trend_panel(w, site.releases, now, "unit", code, "trend"),
            "elapsed": distribution_panel(w, now, "unit", code, "elapsed"),
            "figures": figures,
            "gaps": gaps(figures),
            "history": by_month(
                w, site.releases, "unit", code, w.plain("card.history_caption", name=name), "history-table"
            ),
            "pooled": rated if rated and now.figure(now.month, "unit", code, rated) is None else None,
            **revision_words(site, code),
            **release_words(site, now),
        },
        search="first",
    )
