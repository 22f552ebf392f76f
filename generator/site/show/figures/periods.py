"""Which period to show where a month holds few cases: the shortest that has enough. A choice, never a calculation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.release.format import Figure
from generator.site.read.releases import Release
from generator.site.show.figures.indicators import is_reported
from generator.site.words.names import sort_periods


def minimum_of(release: Release, indicator: str) -> int:
    """The least denominator with which a unit is ranked and compared by the indicator."""
    return next(int(row["minimum_n"]) for row in release.indicators if row["id"] == indicator)


def longest_period(release: Release) -> str:
    """The longest complete period of the release, a year before any twelve months; its month where there is none."""
    complete = [
        period
        for period in _by_length(release.info["periods"])
        if (figures := _of_the_whole(release, period)) and not any(figure.mark == "incomplete" for figure in figures)
    ]
    return complete[-1] if complete else release.month


def _of_the_whole(release: Release, period: str) -> list[Figure]:
    figures = (release.figure(period, "all", "all", row["id"]) for row in release.indicators)
    return [figure for figure in figures if figure is not None]


def readable(release: Release, scope: str, key: str, indicator: str) -> Figure | None:
    """The figure of the shortest period with enough cases to be read; else that of the longest; None without any.

    Incomplete quarters and years are passed over, and periods in which nothing could be counted.
    """
    figures = [
        figure
        for period in _by_length(release.info["periods"])
        if (figure := release.figure(period, scope, key, indicator)) is not None
        and figure.value
        and (period == release.month or figure.mark != "incomplete")
    ]
    if not figures:
        return None
    minimum = minimum_of(release, indicator)
    return next((figure for figure in figures if (figure.denominator or 0) >= minimum), figures[-1])


def readable_period(release: Release, scope: str, keys: Iterable[str], indicator: str) -> str:
    """One period for a table of many entries: the shortest in which half of them have enough cases.

    `indicator` counts the cases. A quarter is taken before any three months: it also holds what people answered.
    """
    if not is_reported(release, indicator):
        return release.month
    listed = list(keys)
    for period in _by_length(release.info["periods"], named_first=True):
        figures = [figure for key in listed if (figure := release.figure(period, scope, key, indicator)) is not None]
        if any(figure.mark == "incomplete" for figure in figures) and period != release.month:
            continue
        sizes, minimum = [figure.numerator for figure in figures], minimum_of(release, indicator)
        if sizes and 2 * sum(size >= minimum for size in sizes) >= len(sizes):
            return period
    return release.month


def rolling(releases: Sequence[Release], scope: str, key: str, indicator: str) -> bool:
    """Whether a series should show three months at a time: most of its months hold too few cases to be read."""
    enough = [
        (figure.denominator or 0) >= minimum_of(release, indicator)
        for release in releases
        if (figure := release.figure(release.month, scope, key, indicator)) is not None
    ]
    longer = any(release.figure(f"{release.month}-P3M", scope, key, indicator) for release in releases)
    return longer and 2 * sum(enough) < len(enough)


def _by_length(periods: Iterable[str], *, named_first: bool = False) -> list[str]:
    """The month, three months and the quarter, twelve months and the year; named ones first if told so."""

    def length(period: str) -> tuple[int, bool]:
        months = 1 if len(period) == 7 and "Q" not in period else 3 if "Q" in period or period.endswith("P3M") else 12
        named = "Q" in period or len(period) == 4
        return months, named != named_first

    return sorted(sort_periods(periods), key=length)
