"""Two to four units side by side: the tables of the peer groups, from which the page's script takes the chosen rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.site.edition import Page, Site, members_of, release_words
from generator.site.pages.units.centre import is_centre
from generator.site.show.figures.cells import VOLUME, Cell, centre_only, columns, is_reported, shown
from generator.site.show.figures.periods import readable_period
from generator.site.words.escape import slug
from generator.site.words.names import entry_name, key_name, period_label


@dataclass(frozen=True)
class UnitLine:
    """A unit to compare: `id` of its row, name, address of its card, its figures."""

    id: str
    name: str
    href: str
    cells: tuple[Cell, ...]


def compare(site: Site) -> Page:
    """Every unit with its main figures and their intervals over one period, a table for each peer group.

    All tables have the same columns, so that units of any two groups can stand side by side.
    """
    w, now = site.w, site.current
    listed = members_of(site)
    period = readable_period(now, "unit", site.units, VOLUME) if is_reported(now, VOLUME) else now.month
    wanted = [
        column
        for column in columns(w, now)
        if column.id not in centre_only(now)
        and any(now.figure(period, "unit", code, column.id) is not None for code in site.units)
    ]
    groups = []
    for place, (group, members) in enumerate(listed.items(), 1):
        shown_here = [code for code in members if not is_centre(now, code)]
        lines = [_line(site, code, period, [column.id for column in wanted]) for code in shown_here]
        if lines:
            groups.append((f"group-{place}", key_name(w, now, "group", group), lines))
    return Page(
        "compare.md",
        w.plain("nav.compare"),
        "units/compare.md.j2",
        {
            "groups": groups,
            "heads": [column.title for column in wanted],
            "period_label": period_label(w, period),
            "long": period != now.month,
            **release_words(site, now),
        },
    )


def compare_href(code: str) -> str:
    """Where a unit's row is, from the root of the site."""
    return f"compare.html#unit-{slug(code)}"


def _line(site: Site, code: str, period: str, indicators: list[str]) -> UnitLine:
    now = site.current
    cells = tuple(
        replace(
            shown(now, period, "unit", code, indicator),
            interval=now.intervals.get((period, "unit", code, indicator)),
        )
        for indicator in indicators
    )
    name = entry_name(site.w, dict(site.units[code]), code)
    return UnitLine(f"unit-{slug(code)}", name, site.hrefs[code], cells)
