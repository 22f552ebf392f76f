"""A chart with the words around it, or nothing where the release has no values to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.site import charts
from generator.site.labels import key_name, period_label
from generator.site.reading import Release
from generator.site.views import TREND, VOLUME, WITHIN, first_reported, titles
from generator.site.wording import Wording


@dataclass(frozen=True)
class Panel:
    """A chart and its caption; the numbers stand in the table that the page puts beside it."""

    svg: Markup
    caption: str


def trend_panel(
    w: Wording, releases: Sequence[Release], current: Release, scope: str, key: str, prefix: str
) -> Panel | None:
    """Month by month: one rate and the number of cases; None for a single month or where nothing is reported.

    Incomplete months are left out, and a month without a release leaves a gap.
    """
    complete = {release.month: release for release in releases if release.mark != "incomplete"}
    indicator = first_reported(current, TREND)
    if indicator is None or len(complete) < 2:
        return None
    points, said = [], []
    for month in _months(min(complete), max(complete)):
        release = complete.get(month)
        rate = release.figure(month, scope, key, indicator) if release else None
        volume = release.figure(month, scope, key, VOLUME) if release else None
        value, cases = (rate.value if rate else ""), (volume.numerator if volume else 0)
        points.append(charts.Point(month, value, cases))
        shown = f"{value}%" if value else w.plain("cell.none")
        said.append(w.plain("chart.trend_item", month=month, value=shown, n=cases))
    if not any(point.value or point.volume for point in points):
        return None
    rate_title = titles(w, current)[indicator]
    name = key_name(w, current, scope, key)
    words = charts.Words(
        w.plain("chart.trend_title", name=name, indicator=rate_title),
        w.plain("chart.trend_desc", items=w.plain("chart.separator").join(said)),
        (w.plain("chart.percent_of", indicator=rate_title), w.plain("chart.volume")),
        _mark(w, current),
    )
    return Panel(charts.trend(points, words, prefix=prefix), words.title)


def distribution_panel(w: Wording, release: Release, scope: str, key: str, prefix: str) -> Panel | None:
    """Share closed within 1, 3, 7, 15 and 30 days in the release's month; None where it is not reported.

    Limits that the month's last cases have not yet reached have no figure, and no bar.
    """
    known = {
        indicator.removeprefix("closed_within_").removesuffix("d"): figure
        for indicator in WITHIN
        if (figure := release.figure(release.month, scope, key, indicator)) is not None and figure.value
    }
    if not known:
        return None
    said = [
        w.plain("chart.elapsed_item", days=days, value=f"{figure.value}%", n=figure.numerator, d=figure.denominator)
        for days, figure in known.items()
    ]
    name = key_name(w, release, scope, key)
    words = charts.Words(
        w.plain("chart.elapsed_title", name=name, month=period_label(w, release.month)),
        w.plain("chart.elapsed_desc", items=w.plain("chart.separator").join(said)),
        (w.plain("chart.elapsed_caption"), w.plain("chart.elapsed_axis")),
        _mark(w, release),
    )
    bars = [charts.Bar(days, figure.value) for days, figure in known.items()]
    return Panel(charts.distribution(bars, words, prefix=prefix), words.title)


def _months(first: str, last: str) -> list[str]:
    """Every month from `first` to `last`, both included."""
    start, end = (12 * int(month[:4]) + int(month[5:]) - 1 for month in (first, last))
    return [f"{place // 12:04d}-{place % 12 + 1:02d}" for place in range(start, end + 1)]


def _mark(w: Wording, release: Release) -> str:
    return w.plain("demo.mark") if release.synthetic else ""
