"""A chart with the words around it, or nothing where the release has no values to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.site import charts
from generator.site.breaks import breaks
from generator.site.labels import key_name, period_label
from generator.site.reading import Release
from generator.site.views import TREND, VOLUME, WITHIN, first_reported, titles
from generator.site.windows import readable, rolling
from generator.site.wording import Wording


@dataclass(frozen=True)
class Panel:
    """A chart, its caption and what a reader must know of it; the numbers stand in the table that the page has too."""

    svg: Markup
    caption: str
    notes: tuple[Markup, ...] = ()


def trend_panel(
    w: Wording, releases: Sequence[Release], current: Release, scope: str, key: str, prefix: str
) -> Panel | None:
    """Month by month: one rate and the number of cases; None for a single month or where nothing is reported.

    Incomplete months are left out, and a month without a release leaves a gap. Where most months hold few cases the
    rate is that of the three months that end with each. The line is broken where the definition changes.
    """
    complete = {release.month: release for release in releases if release.mark != "incomplete"}
    indicator = first_reported(current, TREND)
    if indicator is None or len(complete) < 2:
        return None
    shown_months = [complete[month] for month in sorted(complete)]
    window = "-P3M" if rolling(shown_months, scope, key, indicator) else ""
    points, said = [], []
    for month in _months(min(complete), max(complete)):
        release = complete.get(month)
        rate = release.figure(f"{month}{window}", scope, key, indicator) if release else None
        volume = release.figure(month, scope, key, VOLUME) if release else None
        value, cases = (rate.value if rate else ""), (volume.numerator if volume else 0)
        points.append(charts.Point(month, value, cases))
        shown = f"{value}%" if value else w.plain("cell.none")
        said.append(w.plain("chart.trend_item", month=month, value=shown, n=cases))
    if not any(point.value or point.volume for point in points):
        return None
    rate_title = titles(w, current)[indicator]
    name = key_name(w, current, scope, key)
    if window:
        rate_title = w.plain("chart.rolling", indicator=rate_title)
    changes = breaks(w, shown_months, [indicator])
    notes = [w("chart.rolling_note")] if window else []
    words = charts.Words(
        w.plain("chart.trend_title", name=name, indicator=rate_title),
        w.plain("chart.trend_desc", items=w.plain("chart.separator").join(said)),
        (w.plain("chart.percent_of", indicator=rate_title), w.plain("chart.volume")),
        _mark(w, current),
    )
    cuts = {one.month: one.label for one in changes}
    svg = charts.trend(points, words, prefix=prefix, breaks=cuts)
    return Panel(svg, words.title, (*notes, *(one.words for one in changes)))


def distribution_panel(w: Wording, release: Release, scope: str, key: str, prefix: str) -> Panel | None:
    """Share closed within 1, 3, 7, 15 and 30 days; None where it is not reported.

    In the release's month, or in the shortest longer period with enough cases. Limits that the last cases have not
    yet reached have no figure, and no bar.
    """
    first = next((one for name in WITHIN if (one := readable(release, scope, key, name)) is not None), None)
    period = first.period if first else release.month
    known = {
        indicator.removeprefix("closed_within_").removesuffix("d"): figure
        for indicator in WITHIN
        if (figure := release.figure(period, scope, key, indicator)) is not None and figure.value
    }
    if not known:
        return None
    said = [
        w.plain("chart.elapsed_item", days=days, value=f"{figure.value}%", n=figure.numerator, d=figure.denominator)
        for days, figure in known.items()
    ]
    name = key_name(w, release, scope, key)
    words = charts.Words(
        w.plain("chart.elapsed_title", name=name, month=period_label(w, period)),
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
