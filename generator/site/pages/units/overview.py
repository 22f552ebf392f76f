"""Everyone at once: every unit of every ranking by one indicator, a page for each ranked indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.site.draw.rows import STRIP, Axis, Bar, Strip, axis, most_shown, strip
from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.pages.common import release_words
from generator.site.show.everyone import Everyone, Gap, Measure, Standing, everyone, measures
from generator.site.show.figures.periods import minimum_of
from generator.site.show.figures.series import two_years


@dataclass(frozen=True)
class Row:
    """A unit as the chart draws it: places of its rate, its interval and its months; no strip for too few months."""

    standing: Standing
    x: str
    interval: tuple[str, str] | None
    strip: Strip | None


@dataclass(frozen=True)
class Block:
    """The rows of a band, or of the units that are not ranked: its tone, its heading, its rows."""

    code: str
    words: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class GroupChart:
    """The chart of a peer group: its axis, the place of the group's rate (blank for none), its blocks."""

    id: str
    everyone: Everyone
    axis: Axis
    base: str
    blocks: tuple[Block, ...]


def more_measures(edition: Edition) -> tuple[Measure, ...]:
    """The ranked indicators beside the first, which has the page that the menu names."""
    return measures(edition)[1:]


def overview(edition: Edition) -> Page:
    """The page of the first ranked indicator."""
    return _page(edition, measures(edition)[0], "overview.md")


def overview_by(edition: Edition, measure: Measure) -> Page:
    """The page of another ranked indicator."""
    return _page(edition, measure, f"overview/{measure.indicator}.md")


def _page(edition: Edition, measure: Measure, path: str) -> Page:
    w, view = edition.w, measure.view
    found = everyone(edition, measure)
    charts = _charts(found, w.plain("overview.unranked"))
    others = (
        (other.title, f"overview/{other.indicator}.html" if place else "overview.html", other.indicator)
        for place, other in enumerate(measures(edition))
    )
    last = view.release.month
    values = {
        "measure": measure,
        "measures": tuple(others),
        "groups": charts,
        "window": view.period(found[0].group.period),
        "units": sum(len(one.ranked) + len(one.unranked) for one in found),
        "better": sum(len(one.group.better) for one in found),
        "worse": sum(len(one.group.worse) for one in found),
        "judged": any(one.group.judged for one in found),
        "minimum": minimum_of(view.release, measure.indicator),
        "first_month": view.period(two_years((release.month for release in edition.releases), last)[0]),
        "last_month": view.period(last),
        "strip_height": STRIP,
        **release_words(view),
    }
    return Page(path, w.plain("overview.title", indicator=measure.title), "units/overview.md.j2", values)


def _charts(found: Sequence[Everyone], unranked: str) -> tuple[GroupChart, ...]:
    standings = [(*one.ranked, *one.unranked) for one in found]
    most = most_shown(_bars(standing.months) for rows in standings for standing in rows)
    return tuple(_chart(one, place, unranked, most) for place, one in enumerate(found, 1))


def _chart(one: Everyone, place: int, unranked: str, most: float) -> GroupChart:
    every = (*one.ranked, *one.unranked)
    ends = [end for standing in every for end in (standing.cell.interval or ())]
    scale = axis([one.cell.value, *(standing.cell.value for standing in every), *ends])

    def row(standing: Standing) -> Row:
        low, high = standing.cell.interval or ("", "")
        interval = (scale.x(low), scale.x(high)) if low and high else None
        value = standing.cell.value
        drawn = strip(_bars(standing.months), most) if standing.months else None
        return Row(standing, scale.x(value) if value else "", interval, drawn)

    blocks = [Block(code, words, tuple(map(row, standings))) for code, words, standings in one.bands]
    if one.unranked:
        blocks.append(Block("few", unranked, tuple(map(row, one.unranked))))
    return GroupChart(f"group-{place}", one, scale, scale.x(one.cell.value) if one.cell.value else "", tuple(blocks))


def _bars(months: Sequence[Gap]) -> tuple[Bar, ...]:
    """How long each bar is: for the eye alone, no page tells it as a number."""
    return tuple(
        Bar(float(gap.value) - float(gap.group) if gap.value and gap.group else None, gap.tone) for gap in months
    )
