"""An indicator of a unit over two years as a chart: the finding above it, what is drawn below that, its table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.site.draw.lines import HEIGHT, Lines, Point, lines
from generator.site.edition import Edition
from generator.site.page import Beside
from generator.site.show.everyone import measures
from generator.site.show.exhibits import SERIES, Exhibit, Shelf, series_rows
from generator.site.show.figures.indicators import RATED, TREND, first_reported
from generator.site.show.figures.series import Moment, Place, Series, series
from generator.site.show.figures.versions import Break
from generator.site.show.rankings.last_year import LastYear, last_year
from generator.site.show.verdicts import Said, said, verdict

# So many lines a page has.
_MOST = 3
# Room of the picture for download around its plot, in pixels.
PICTURE = {"width": 720, "left": 56, "across": 560, "top": 100}


@dataclass(frozen=True)
class TickWords:
    """A mark of the axis of months in words: its place, its anchor, the month (may be blank), the year (may be)."""

    x: str
    anchor: str
    month: str
    year: str


@dataclass(frozen=True)
class LinePanel:
    """A chart of lines with its words: `heading` is the finding, `subtitle` what is drawn.

    `told` is the subtitle without what the shade means. `year` compares with last year, `found` is the newest verdict
    where the page's own month says none, `own` names the line.
    """

    name: str
    heading: str
    told: str
    subtitle: str
    desc: str
    chart: Lines
    series: Series
    ticks: tuple[TickWords, ...]
    cuts: tuple[tuple[str, str], ...]
    breaks: tuple[Break, ...]
    year: LastYear | None
    found: Said | None
    exhibit: Exhibit
    own: str

    @property
    def last(self) -> Moment:
        """The newest point."""
        return self.series.last

    @property
    def last_year(self) -> Moment | None:
        """The point a year before it."""
        return self.series.last_year


def line_panels(edition: Edition, code: str, shelf: Shelf) -> tuple[LinePanel, ...]:
    """The lines of a unit: every indicator that is ranked, and what people answered; else what is told of how soon."""
    shown = edition.now.answered.release
    ranked = [measure.indicator for measure in measures(edition)]
    wanted = [*ranked, *([] if ranked else TREND), *filter(None, [first_reported(shown, RATED)])]
    group = edition.units[code]["group"]
    titled = [indicator for indicator in dict.fromkeys(wanted) if indicator in edition.now.titles]
    told = (series(edition, Place("unit", code, indicator, group)) for indicator in titled)
    return tuple(_panel(edition, one, shelf) for one in [one for one in told if one is not None][:_MOST])


def line_files(panels: tuple[LinePanel, ...], shelf: Shelf) -> tuple[Beside, ...]:
    """The numbers and the picture of each."""
    files = []
    for panel in panels:
        files.append(shelf.numbers(panel.exhibit, SERIES, series_rows(panel.series)))
        values = {"panel": panel, "picture": PICTURE, "height": HEIGHT}
        files.append(Beside(f"{shelf.page}/{panel.exhibit.id}.svg", "", "pictures/lines.svg.j2", values))
    return tuple(files)


def _panel(edition: Edition, told: Series, shelf: Shelf) -> LinePanel:
    w, place, now = edition.w, told.place, edition.now
    measure = next((one for one in measures(edition) if one.indicator == place.indicator), None)
    year = last_year(edition, measure.view, place.key, place.indicator) if measure else None
    compared = year is not None and year.result != "few_cases"
    panel = plain_panel(edition, told, year.headline if year and compared else _newest(edition, told), shelf)
    shade = "lines.shade" if told.last.group.value else "lines.shade_alone"
    return replace(
        panel,
        subtitle=panel.told + w.plain(shade, group=now.name("group", place.group)),
        year=year,
        found=_found(edition, place),
        own=w.plain("lines.own"),
    )


def _newest(edition: Edition, told: Series) -> str:
    """What is true where nothing is compared: the newest rate, and the group's beside it."""
    last, w = told.last, edition.w
    words = {"period": edition.now.period(last.period), "indicator": edition.now.titles[told.place.indicator]}
    if last.group.value:
        return w.plain("lines.heading", value=last.own.value, base=last.group.value, **words)
    return w.plain("parts.chart", value=last.own.value, **words)


def plain_panel(edition: Edition, told: Series, heading: str, shelf: Shelf) -> LinePanel:
    """The line of an entry that stands beside no group and is judged by no ranking, below its heading."""
    w, place, now = edition.w, told.place, edition.now
    name = now.name(place.scope, place.key)
    spoken = {"indicator": now.titles[place.indicator]}
    spoken |= {"first": now.period(told.months[0]), "last": now.period(told.last.month)}
    subtitle = w.plain(f"lines.subtitle.{told.window}", **spoken)
    title = w.plain("lines.title", subtitle=subtitle, name=name)
    return LinePanel(
        name=name,
        told=subtitle,
        heading=heading,
        subtitle=subtitle + (w.plain("lines.shade_alone") if told.last.own.interval else ""),
        desc=_desc(edition, told, subtitle),
        chart=_chart(told),
        series=told,
        ticks=_ticks(edition, told, _chart(told)),
        cuts=_cuts(told),
        breaks=told.breaks,
        year=None,
        found=None,
        exhibit=shelf.exhibit(f"trend-{place.indicator}", title, image=True),
        own=name,
    )


def _found(edition: Edition, place: Place) -> Said | None:
    """The newest verdict by the indicator, where it is of an earlier month than the one that the page shows."""
    measure = next((one for one in measures(edition) if one.indicator == place.indicator), None)
    if measure is None or measure.view.release.month == edition.current.month:
        return None
    rows = [row for row in measure.view.release.verdicts if (row.unit, row.indicator) == (place.key, place.indicator)]
    sign = verdict(measure.view, rows[0].period, place.indicator, place.key) if rows else None
    return said(measure.view, sign) if sign else None


def _chart(told: Series) -> Lines:
    by_month = {moment.month: moment for moment in told.moments}
    points = [_point(by_month.get(month)) for month in told.months]
    before = told.months.index(told.last_year.month) if told.last_year else None
    step = 3 if told.window == "quarter" else 1
    return lines(told.months, points, step=step, before=before, cuts=_places(told))


def _point(moment: Moment | None) -> Point:
    if moment is None or not moment.own.value:
        return Point(base=moment.group.value if moment else "")
    low, high = moment.own.interval or ("", "")
    return Point(moment.own.value, low, high, moment.group.value)


def _places(told: Series) -> list[int]:
    """The months before which the definition changes."""
    return [told.months.index(change.month) for change in told.breaks if change.month in told.months[1:]]


def _cuts(told: Series) -> tuple[tuple[str, str], ...]:
    """Each change of definition: where it stands, and its label."""
    labels = [change.label for change in told.breaks if change.month in told.months[1:]]
    return tuple(zip(_chart(told).cuts, labels, strict=False))


def _ticks(edition: Edition, told: Series, chart: Lines) -> tuple[TickWords, ...]:
    w = edition.w
    names = w.plain("lines.months").split()
    return tuple(
        TickWords(
            tick.x,
            tick.anchor,
            names[int(tick.month[5:]) - 1] if tick.numbered else "",
            "" if not tick.dated else w.plain("lines.year", year=year) if tick.numbered else year,
        )
        for tick in chart.ticks
        for year in (tick.month[:4],)
    )


def _desc(edition: Edition, told: Series, subtitle: str) -> str:
    """What the picture shows, for those who do not see it: its ends; all points stand in the table."""
    w, last, before = edition.w, told.last, told.last_year
    words = w.plain("lines.desc", subtitle=subtitle, period=edition.now.period(last.period), value=last.own.value)
    if last.group.value:
        words += w.plain("lines.desc_group", value=last.group.value)
    if before:
        words += w.plain("lines.desc_year", value=before.own.value)
    return words + w.plain("card.stop")
