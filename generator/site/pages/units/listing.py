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

# Longer lists are folded by group.
_AT_ONCE = 20


@dataclass(frozen=True)
class UnitGroup:
    """A peer group of the list: anchor, name, table, and (name, address) of its units without figures.

    `judged` says of each ranking of the group, by indicator and period, over which period it judges, why, and at which
    odds. `found` are its rankings with findings: indicator and period, how many units are better, how many worse.
    """

    id: str
    name: str
    table: Table
    quiet: tuple[tuple[str, str], ...]
    judged: tuple[tuple[str, tuple[Markup, ...]], ...]
    found: tuple[tuple[str, int, int], ...]

    @property
    def size(self) -> int:
        """How many units it has."""
        return len(self.table.rows) + len(self.quiet)


def listing(edition: Edition) -> Page:
    """Every unit with its main figures over one period."""
    w, now = edition.w, edition.now
    period = readable_period(now.release, "unit", edition.units, VOLUME)
    ranked = rankings(now)
    groups = [_group(edition, group, place, period, ranked) for place, group in enumerate(edition.members, 1)]
    shown = {"period": now.period(period), "long": period != now.release.month}
    # A list that a reader takes in at once is not folded.
    whole = sum(group.size for group in groups) <= _AT_ONCE
    values = {"groups": groups, "whole": whole, "shown": shown, "windows": windows_words(now), **release_words(now)}
    return Page("units.md", w.plain("nav.units"), "units/listing.md.j2", values)


def _group(edition: Edition, group: str, place: int, period: str, ranked: Sequence[RankGroup]) -> UnitGroup:
    now, units = edition.now, edition.members[group]
    name = now.name("group", group)
    caption = edition.w.plain("units.caption", group=name, month=now.period(period))
    table = by_key(now, Heading(f"units-{place}", caption), "unit", units, period)
    table = replace(table, rows=tuple(replace(row, verdicts=verdicts(now, row.key)) for row in table.rows))
    with_figures = {row.key for row in table.rows}
    quiet = tuple((edition.unit_name(code), now.href("unit", code)) for code in units if code not in with_figures)
    own = [one for one in ranked if one.group == group]
    found = tuple(
        (_ranking(now, one), len(one.better), len(one.worse)) for one in own if one.judged and (one.better or one.worse)
    )
    return UnitGroup(f"group-{place}", name, table, quiet, _judged(now, own), found)


def _judged(view: View, ranked: Iterable[RankGroup]) -> tuple[tuple[str, tuple[Markup, ...]], ...]:
    """How units are judged, ranking by ranking."""
    told = ((one, judged_words(view, one)) for one in ranked)
    return tuple((_ranking(view, one), words) for one, words in told if words)


def _ranking(view: View, one: RankGroup) -> str:
    return view.w.plain("verdict.window_item", indicator=one.indicator, period=view.period(one.period))
