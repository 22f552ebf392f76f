"""One indicator of an entry over two years: its rate, its interval and its group's rate, as the releases print them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.definitions.periods import months_between, period_code, shift, window_months
from generator.site.edition import Edition
from generator.site.read.releases import Release
from generator.site.read.trends import year_before
from generator.site.show.figures.cells import ABSENT, Cell, cell
from generator.site.show.figures.periods import minimum_of
from generator.site.show.figures.tables import with_interval
from generator.site.show.figures.versions import Break, breaks

# So many months are shown.
MONTHS = 24
# A line has so many points at least.
LEAST = 2
# The windows of which a point may tell, the shortest first.
_WINDOWS = ("month", "P3M", "quarter")


@dataclass(frozen=True)
class Moment:
    """A point of a series: the month in which its period ends, the entry's rate with its interval, the group's rate."""

    month: str
    period: str
    release: str
    own: Cell
    group: Cell


@dataclass(frozen=True)
class Place:
    """What a chart is of: scope, key and indicator (blank for several), the code of the group beside it (or blank)."""

    scope: str
    key: str
    indicator: str = ""
    group: str = ""


@dataclass(frozen=True)
class Series:
    """Points of one `window` (month, P3M, quarter) within the `months`, oldest first; `breaks` of the definition."""

    place: Place
    window: str
    months: tuple[str, ...]
    moments: tuple[Moment, ...]
    breaks: tuple[Break, ...]

    @property
    def last(self) -> Moment:
        """The newest point that has a rate."""
        return next(moment for moment in reversed(self.moments) if moment.own.value)

    @property
    def last_year(self) -> Moment | None:
        """The point of the same period a year before the newest; None where it has no rate."""
        wanted = year_before(self.last.period)
        return next((moment for moment in self.moments if moment.period == wanted and moment.own.value), None)


def two_years(published: Iterable[str], last: str) -> tuple[str, ...]:
    """The months up to `last` that a chart shows: so many, and none before the first that is published."""
    first = max(shift(last, 1 - MONTHS), min(published, default=last))
    return tuple(months_between(min(first, last), last))


def series(edition: Edition, place: Place, until: str = "") -> Series | None:
    """The two years until a month, that which the site shows where none is named; None for a single point.

    They begin with the first month that is published: before it there is nothing to draw.

    Points tell of single months where most months have enough cases to be read, else of three months at a time, else
    of quarters. Incomplete months are left out.
    """
    last = until or edition.current.month
    known = {release.month: release for release in edition.releases if release.mark != "incomplete"}
    months = two_years(known, last)
    candidates = {window: _moments(edition, place, window, months, known) for window in _WINDOWS}
    window = _readable(edition, place, candidates)
    moments = candidates[window]
    if sum(bool(moment.own.value) for moment in moments) < LEAST:
        return None
    drawn = [known[month] for month in months if month in known]
    return Series(place, window, months, moments, breaks(edition.w, drawn, [place.indicator]))


def _moments(
    edition: Edition, place: Place, window: str, months: Sequence[str], known: Mapping[str, Release]
) -> tuple[Moment, ...]:
    ends = [month for month in months if window_months(window, month) is not None]
    return tuple(_moment(edition, place, period_code(window, month), month, known.get(month)) for month in ends)


def _moment(edition: Edition, place: Place, period: str, month: str, release: Release | None) -> Moment:
    if release is None:
        return Moment(month, period, "", ABSENT, ABSENT)
    view = edition.view(release)
    figure = release.figure(period, place.scope, place.key, place.indicator)
    if figure is None or figure.mark == "incomplete":
        return Moment(month, period, release.name, ABSENT, ABSENT)
    own = with_interval(view, period, place.scope, place.key, place.indicator)
    group = cell(release.figure(period, "group", place.group, place.indicator)) if place.group else ABSENT
    return Moment(month, period, release.name, own, group)


def _readable(edition: Edition, place: Place, candidates: Mapping[str, Sequence[Moment]]) -> str:
    """The shortest window of which most points have enough cases; else the longest that has any."""
    minimum = minimum_of(edition.current, place.indicator)
    told = {
        window: [moment for moment in moments if moment.own.value]
        for window, moments in candidates.items()
        if sum(bool(moment.own.value) for moment in moments) >= LEAST
    }
    for window, moments in told.items():
        if 2 * sum(_cases(moment.own) >= minimum for moment in moments) >= len(moments):
            return window
    return list(told)[-1] if told else _WINDOWS[0]


def _cases(own: Cell) -> int:
    return int(own.denominator.replace(",", "") or 0)
