"""The list of units, a table for each peer group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from generator.site.edition import Edition, View
from generator.site.page import Page
from generator.site.pages.common import release_words
from generator.site.show.figures.indicators import VOLUME
from generator.site.show.figures.periods import readable_period
from generator.site.show.figures.tables import Heading, Table, by_key
from generator.site.show.rankings.groups import RankGroup, rankings
from generator.site.show.rankings.windows import judged_words
from generator.site.show.verdicts import verdicts, windows_words


@dataclass(frozen=True)
class UnitGroup:
    """A peer group of the list: anchor, name, table, and (name, address) of its units without figures.

    `judged` says of each ranking of the group, by indicator and period, over which period it judges, why, and at which
    odds.
    """

    id: str
    name: str
    table: Table
    quiet: tuple[tuple[str, str], ...]
    judged: tuple[tuple[str, tuple[Markup, ...]], ...]


def listing(edition: Edition) -> Page:
    """Every unit with its main figures over one period."""
    w, now = edition.w, edition.now
    period = readable_period(now.release, "unit", edition.units, VOLUME)
    ranked = rankings(now)
    groups = [_group(edition, group, place, period, ranked) for place, group in enumerate(edition.members, 1)]
    shown = {"period": now.period(period), "long": period != now.release.month}
    values = {"groups": groups, "shown": shown, "windows": windows_words(now), **release_words(now)}
    return Page("units.md", w.plain("nav.units"), "units/listing.md.j2", values)


def _group(edition: Edition, group: str, place: int, period: str, ranked: Sequence[RankGroup]) -> UnitGroup:
    now, units = edition.now, edition.members[group]
    name = now.name("group", group)
    caption = edition.w.plain("units.caption", group=name, month=now.period(period))
    table = by_key(now, Heading(f"units-{place}", caption), "unit", units, period)
    table = replace(table, rows=tuple(replace(row, verdicts=verdicts(now, row.key)) for row in table.rows))
    with_figures = {row.key for row in table.rows}
    quiet = tuple((edition.unit_name(code), now.href("unit", code)) for code in units if code not in with_figures)
    return UnitGroup(f"group-{place}", name, table, quiet, _judged(now, [one for one in ranked if one.group == group]))


def _judged(view: View, ranked: Iterable[RankGroup]) -> tuple[tuple[str, tuple[Markup, ...]], ...]:
    """How units are judged, ranking by ranking."""
    told = ((one, judged_words(view, one)) for one in ranked)
    return tuple(
        (view.w.plain("verdict.window_item", indicator=one.indicator, period=view.period(one.period)), words)
        for one, words in told
        if words
    )
