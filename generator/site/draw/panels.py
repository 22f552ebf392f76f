"""A picture of fixed size with the words around it, or nothing where the release has no values to draw."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.definitions.periods import months_between
from generator.site.draw import rank_charts, time_charts
from generator.site.draw.funnel_panel import LIMITS
from generator.site.edition import Edition, View
from generator.site.read.releases import Release
from generator.site.show.figures.cells import in_pool
from generator.site.show.figures.indicators import TREND, VOLUME, WITHIN, first_reported
from generator.site.show.figures.periods import readable, rolling
from generator.site.show.figures.versions import breaks
from generator.site.show.rankings.groups import RankGroup


@dataclass(frozen=True)
class Panel:
    """A chart, its caption and what a reader must know of it; the numbers stand in a table beside it."""

    svg: Markup
    caption: str
    notes: tuple[Markup, ...] = ()


def trend_panel(edition: Edition, scope: str, key: str, prefix: str) -> Panel | None:
    """Month by month: one rate and the number of cases; None for a single month or where nothing is reported.

    Incomplete months are left out, and a month without a release leaves a gap. Where most months hold few cases the
    rate is that of the three months that end with each. The line is broken where the definition changes.
    """
    w, now = edition.w, edition.now
    complete = {release.month: release for release in edition.releases if release.mark != "incomplete"}
    indicator = first_reported(now.release, TREND) or first_reported(now.answered.release, TREND)
    if indicator is None or len(complete) < 2:
        return None
    drawn = [complete[month] for month in sorted(complete)]
    window = "-P3M" if rolling(drawn, scope, key, indicator) else ""
    points, items, pooled = [], [], False
    for month in months_between(min(complete), max(complete)):
        release = complete.get(month)
        point = _point(release, month, window, (scope, key, indicator))
        hidden = release is not None and in_pool(release, month, scope, key, VOLUME)
        pooled = pooled or hidden
        points.append(point)
        value = f"{point.value}%" if point.value else w.plain("cell.none")
        key_of_item = "chart.trend_hidden" if hidden else "chart.trend_item"
        items.append(w.plain(key_of_item, month=month, value=value, n=point.volume))
    if not any(point.value or point.volume for point in points):
        return None
    title = now.titles[indicator]
    if window:
        title = w.plain("chart.rolling", indicator=title)
    changes = breaks(w, drawn, [indicator])
    notes = [*([w("chart.rolling_note")] if window else []), *([w("chart.pooled_note")] if pooled else [])]
    words = time_charts.Words(
        w.plain("chart.trend_title", name=now.name(scope, key), indicator=title),
        w.plain("chart.trend_desc", items=w.plain("chart.separator").join(items)),
        (w.plain("chart.percent_of", indicator=title), w.plain("chart.volume")),
        _mark(now),
    )
    labels = {change.month: change.label for change in changes}
    svg = time_charts.trend(points, words, prefix=prefix, breaks=labels)
    return Panel(svg, words.title, (*notes, *(change.words for change in changes)))


def _point(release: Release | None, month: str, window: str, place: tuple[str, str, str]) -> time_charts.Point:
    """A month of a trend at (scope, key, indicator): the rate over the window that ends with it, and its cases."""
    if release is None:
        return time_charts.Point(month, "", 0)
    scope, key, indicator = place
    rate = release.figure(f"{month}{window}", scope, key, indicator)
    volume = release.figure(month, scope, key, VOLUME)
    return time_charts.Point(month, rate.value if rate else "", volume.numerator if volume else 0)


def distribution_panel(view: View, scope: str, key: str, prefix: str) -> Panel | None:
    """Share closed within 1, 3, 7, 15 and 30 days; None where it is not reported.

    In the release's month, or in the shortest longer period with enough cases. Limits that the last cases have not
    yet reached have no figure, and no bar.
    """
    w, release = view.w, view.release
    readings = (readable(release, scope, key, indicator) for indicator in WITHIN)
    first = next((figure for figure in readings if figure is not None), None)
    period = first.period if first else release.month
    known = {
        indicator.removeprefix("closed_within_").removesuffix("d"): figure
        for indicator in WITHIN
        if (figure := release.figure(period, scope, key, indicator)) is not None and figure.value
    }
    if not known:
        return None
    items = [
        w.plain("chart.elapsed_item", days=days, value=f"{figure.value}%", n=figure.numerator, d=figure.denominator)
        for days, figure in known.items()
    ]
    words = time_charts.Words(
        w.plain("chart.elapsed_title", name=view.name(scope, key), month=view.period(period)),
        w.plain("chart.elapsed_desc", items=w.plain("chart.separator").join(items)),
        (w.plain("chart.elapsed_caption"), w.plain("chart.elapsed_axis")),
        _mark(view),
    )
    bars = [time_charts.Bar(days, figure.value) for days, figure in known.items()]
    return Panel(time_charts.distribution(bars, words, prefix=prefix), words.title)


def cases_panel(view: View, group: RankGroup, prefix: str) -> Panel | None:
    """Rates over numbers of cases among the limits that the release states; None where nothing is tested.

    Units that are clearly worse have their names.
    """
    w = view.w
    lines = [line for line in group.ranked if line.row.value and line.row.denominator] if group.judged else []
    base = group.baseline
    if not lines or base is None or not base["value"]:
        return None
    spots, items = [], []
    for line in lines:
        if line.verdict is None:
            continue
        value, word = line.row.value, line.verdict.word
        name = line.name if line in group.worse else ""
        spots.append(rank_charts.Spot(name, line.row.denominator or 0, value, line.verdict.row.state))
        items.append(w.plain("chart.cases_item", name=line.name, n=line.cell.denominator, value=value, word=word))
    names = {"group": group.name, "indicator": group.indicator, "period": view.period(group.period)}
    words = time_charts.Words(
        w.plain("chart.cases_title", **names),
        w.plain("chart.cases_desc", items=w.plain("chart.separator").join(items)),
        (w.plain("chart.percent_of", indicator=group.indicator), w.plain("chart.cases_axis")),
        _mark(view),
    )
    limits = [
        rank_charts.Limits(int(row["n"]), (row[LIMITS[0]], row[LIMITS[1]], row[LIMITS[2]], row[LIMITS[3]]))
        for row in view.release.funnel
        if (row["period"], row["indicator"], row["group"]) == (base["period"], base["indicator"], base["group"])
    ]
    return Panel(rank_charts.by_cases(spots, base["value"], limits, words, prefix=prefix), words.title)


def _mark(view: View) -> str:
    return view.w.plain("demo.mark") if view.release.synthetic else ""
