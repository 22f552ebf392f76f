"""A period of the whole, a street or a category as a chart: two years of its first rate, what is told as heading."""

from __future__ import annotations

from generator.definitions.periods import period_months
from generator.site.draw.line_panel import LinePanel, plain_panel
from generator.site.edition import Edition
from generator.site.read.releases import Release
from generator.site.read.trends import year_before
from generator.site.show.exhibits import Shelf
from generator.site.show.figures.indicators import TREND, first_reported
from generator.site.show.figures.series import Place, series

_WHOLE = ("all", "all")


def whole_panel(
    edition: Edition, release: Release, period: str, shelf: Shelf, entry: tuple[str, str] = _WHOLE
) -> LinePanel | None:
    """The chart of a `period` of the release for an `entry`, its scope and key.

    None where too few points for a line, or no rate of the period, are told. The heading names the rate and
    that of the same period a year before, both as their releases print them.
    """
    indicator = first_reported(release, TREND)
    own = release.figure(period, *entry, indicator) if indicator else None
    if indicator is None or own is None or not own.value:
        return None
    told = series(edition, Place(*entry, indicator), until=period_months(period)[-1])
    return plain_panel(edition, told, _heading(edition, release, period, told.place), shelf) if told else None


def _heading(edition: Edition, release: Release, period: str, place: Place) -> str:
    entry, indicator = (place.scope, place.key), place.indicator
    earlier = year_before(period)
    holders = (one for one in reversed(edition.releases) if earlier in one.info["periods"])
    before = next((figure for one in holders if (figure := one.figure(earlier, *entry, indicator))), None)
    own = release.figure(period, *entry, indicator)
    view = edition.view(release)
    words = {"period": view.period(period), "indicator": view.titles[indicator], "value": own.value if own else ""}
    if before is None or not before.value or before.mark == "incomplete":
        return edition.w.plain("parts.chart", **words)
    return edition.w.plain("parts.chart_beside", **words, before=before.value)
