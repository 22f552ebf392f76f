"""A chart with the words around it, or nothing where the release has no values to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.site.draw import rank_charts, time_charts
from generator.site.read.releases import Release
from generator.site.show.figures.cells import TREND, VOLUME, WITHIN, first_reported, in_pool, titles
from generator.site.show.figures.periods import readable, rolling
from generator.site.show.figures.versions import breaks
from generator.site.show.rankings.groups import RankGroup
from generator.site.words.catalogue import Wording
from generator.site.words.names import count, key_name, period_label

# The columns of funnel.csv, rising.
_LIMITS = ("lower_finding", "lower_attention", "upper_attention", "upper_finding")


@dataclass(frozen=True)
class Panel:
    """A chart, its caption and what a reader must know of it; the numbers stand in the table that the page has too.

    Numbers that are drawn and stand nowhere else on the page are in `lines`, below `heads`, as the table `id`.
    """

    svg: Markup
    caption: str
    notes: tuple[Markup, ...] = ()
    id: str = ""
    heads: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()


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
    points, said, pooled = [], [], False
    for month in _months(min(complete), max(complete)):
        release = complete.get(month)
        rate = release.figure(f"{month}{window}", scope, key, indicator) if release else None
        volume = release.figure(month, scope, key, VOLUME) if release else None
        value, cases = (rate.value if rate else ""), (volume.numerator if volume else 0)
        points.append(time_charts.Point(month, value, cases))
        shown = f"{value}%" if value else w.plain("cell.none")
        hidden = release is not None and in_pool(release, month, scope, key, VOLUME)
        pooled = pooled or hidden
        said.append(w.plain("chart.trend_hidden" if hidden else "chart.trend_item", month=month, value=shown, n=cases))
    if not any(point.value or point.volume for point in points):
        return None
    rate_title = titles(w, current)[indicator]
    name = key_name(w, current, scope, key)
    if window:
        rate_title = w.plain("chart.rolling", indicator=rate_title)
    changes = breaks(w, shown_months, [indicator])
    notes = [*([w("chart.rolling_note")] if window else []), *([w("chart.pooled_note")] if pooled else [])]
    words = time_charts.Words(
        w.plain("chart.trend_title", name=name, indicator=rate_title),
        w.plain("chart.trend_desc", items=w.plain("chart.separator").join(said)),
        (w.plain("chart.percent_of", indicator=rate_title), w.plain("chart.volume")),
        _mark(w, current),
    )
    cuts = {one.month: one.label for one in changes}
    svg = time_charts.trend(points, words, prefix=prefix, breaks=cuts)
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
    words = time_charts.Words(
        w.plain("chart.elapsed_title", name=name, month=period_label(w, period)),
        w.plain("chart.elapsed_desc", items=w.plain("chart.separator").join(said)),
        (w.plain("chart.elapsed_caption"), w.plain("chart.elapsed_axis")),
        _mark(w, release),
    )
    bars = [time_charts.Bar(days, figure.value) for days, figure in known.items()]
    return Panel(time_charts.distribution(bars, words, prefix=prefix), words.title)


def rank_panel(w: Wording, release: Release, group: RankGroup, prefix: str) -> Panel | None:
    """The places that chance leaves open to each ranked unit; None where nothing is tested."""
    spans, said = [], []
    for line in group.ranked:
        if line.rank is None or line.first is None or line.last is None or line.band is None:
            continue
        size = sum(other.row.block == line.row.block for other in group.ranked)
        key = "" if line.row.block is None else "chart.rank_block_one" if size == 1 else "chart.rank_block"
        spans.append(
            rank_charts.Span(
                name=line.name,
                rank=line.rank,
                first=line.first,
                last=line.last,
                band=line.band.code,
                block=line.row.block,
                block_words=w.plain(key, n=size) if key else "",
            )
        )
        said.append(w.plain("chart.rank_item", name=line.name, rank=line.rank, first=line.first, last=line.last))
    if not spans:
        return None
    caption, axis = w.plain("chart.rank_caption"), w.plain("chart.rank_axis")
    words = _rank_words(w, release, group, "rank", w.plain("chart.separator").join(said), (caption, axis))
    return Panel(rank_charts.intervals(spans, words, prefix=prefix), words.title, (w("chart.rank_message"),))


def cases_panel(w: Wording, release: Release, group: RankGroup, prefix: str) -> Panel | None:
    """Rates over numbers of cases among the limits that the release states; None where nothing is tested.

    Units that need attention have their names.
    """
    lines = [line for line in group.ranked if line.band is not None and line.row.value and line.row.denominator]
    base = group.baseline
    if not lines or base is None or not base["value"]:
        return None
    spots, said = [], []
    for line in lines:
        code = line.row.band
        name = line.name if line in group.attention else ""
        spots.append(rank_charts.Spot(name, line.row.denominator or 0, line.row.value, code))
        band = w.plain(f"band.{code}")
        said.append(
            w.plain("chart.cases_item", name=line.name, n=line.cell.denominator, value=line.row.value, band=band)
        )
    captions = w.plain("chart.percent_of", indicator=group.indicator), w.plain("chart.cases_axis")
    words = _rank_words(w, release, group, "cases", w.plain("chart.separator").join(said), captions)
    limits = [
        rank_charts.Limits(int(row["n"]), (row[_LIMITS[0]], row[_LIMITS[1]], row[_LIMITS[2]], row[_LIMITS[3]]))
        for row in release.funnel
        if (row["period"], row["indicator"], row["group"]) == (base["period"], base["indicator"], base["group"])
    ]
    svg = rank_charts.by_cases(spots, base["value"], limits, words, prefix=prefix)
    notes = (w("chart.cases_message", value=base["value"]), *([w("chart.limits_message")] if limits else []))
    numbers = tuple((count(one.cases), *(f"{value}%" for value in one.values)) for one in limits)
    heads = (w.plain("chart.limits_n"), *(w.plain(f"chart.limits_{name}") for name in _LIMITS))
    return Panel(svg, words.title, notes, f"limits-{prefix}", heads, numbers)


def _rank_words(
    w: Wording, release: Release, group: RankGroup, kind: str, items: str, captions: tuple[str, ...]
) -> time_charts.Words:
    period = period_label(w, group.period)
    return time_charts.Words(
        w.plain(f"chart.{kind}_title", group=group.name, indicator=group.indicator, period=period),
        w.plain(f"chart.{kind}_desc", items=items),
        captions,
        _mark(w, release),
    )


def _months(first: str, last: str) -> list[str]:
    """Every month from `first` to `last`, both included."""
    start, end = (12 * int(month[:4]) + int(month[5:]) - 1 for month in (first, last))
    return [f"{place // 12:04d}-{place % 12 + 1:02d}" for place in range(start, end + 1)]


def _mark(w: Wording, release: Release) -> str:
    return w.plain("demo.mark") if release.synthetic else ""
