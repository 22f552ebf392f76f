"""Two to four units side by side: the tables of the peer groups, from which the page's script takes the chosen rows."""

from __future__ import annotations

from dataclasses import dataclass

from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.pages.common import release_words
from generator.site.pages.units.centre import is_centre
from generator.site.show.figures.cells import Cell
from generator.site.show.figures.indicators import VOLUME, centre_only, columns
from generator.site.show.figures.periods import readable_period
from generator.site.show.figures.tables import with_interval
from generator.site.show.verdicts import Sign, verdicts, windows_words
from generator.site.words.escape import slug


@dataclass(frozen=True)
class UnitLine:
    """A unit to compare: `id` of its row, name, address of its card, its figures, its verdicts."""

    id: str
    name: str
    href: str
    cells: tuple[Cell, ...]
    verdicts: tuple[Sign, ...]


def compare(edition: Edition) -> Page:
    """Every unit with its main figures and their intervals over one period, a table for each peer group.

    All tables have the same columns, so that units of any two groups can stand side by side.
    """
    now = edition.now
    period = readable_period(now.release, "unit", edition.units, VOLUME)
    wanted = [
        column
        for column in columns(now)
        if column.id not in centre_only(now.release)
        and any(now.figure(period, "unit", code, column.id) is not None for code in edition.units)
    ]
    indicators = [column.id for column in wanted]
    groups = []
    for place, (group, units) in enumerate(edition.members.items(), 1):
        lines = [_line(edition, code, period, indicators) for code in units if not is_centre(now.release, code)]
        if lines:
            groups.append((f"group-{place}", now.name("group", group), lines))
    return Page(
        "compare.md",
        edition.w.plain("nav.compare"),
        "units/compare.md.j2",
        {
            "groups": groups,
            "heads": [column.title for column in wanted],
            "period_label": now.period(period),
            "windows": windows_words(now),
            **release_words(now),
        },
    )


def compare_href(code: str) -> str:
    """Where a unit's row is, from the root of the site."""
    return f"compare.html#unit-{slug(code)}"


def _line(edition: Edition, code: str, period: str, indicators: list[str]) -> UnitLine:
    cells = tuple(with_interval(edition.now, period, "unit", code, indicator) for indicator in indicators)
    href, found = edition.now.href("unit", code), verdicts(edition.now, code)
    return UnitLine(f"unit-{slug(code)}", edition.unit_name(code), href, cells, found)
