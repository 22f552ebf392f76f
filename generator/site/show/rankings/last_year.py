"""A unit's official window beside the same one of last year: better or worse only where the release says so."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.site.edition import Edition, View
from generator.site.read.trends import year_before
from generator.site.show.rankings.chance import TONES
from generator.site.words.escape import strong
from generator.site.words.names import count, short_period


@dataclass(frozen=True)
class LastYear:
    """What a release says of a unit and its same window of last year: `result` of CHANGE_RESULTS, `words` with counts.

    `headline` is the same in a clause; `tone` is its colour.
    """

    result: str
    headline: str
    words: Markup
    tone: str


def last_year(edition: Edition, view: View, unit: str, indicator: str) -> LastYear | None:
    """The comparison that the view's release states; None where it states none."""
    w = edition.w
    row = next((row for row in view.release.years if (row["unit"], row["indicator"]) == (unit, indicator)), None)
    if row is None:
        return None
    title, result = view.titles[indicator], row["result"]
    counts = {
        name: count(int(row[name])) for name in ("numerator", "denominator", "numerator_before", "denominator_before")
    }
    now = view.figure(row["period"], "unit", unit, indicator)
    before = _earlier(edition, row["period"], unit, indicator, counts)
    values = {"v": strong(f"{now.value}%") if now else "", "before": f"{before}%" if before else ""}
    key = f"last_year.{result}" if before and now else f"last_year_counts.{result}"
    words = w(key, period=view.period(row["period"]), indicator=title, **values, **counts)
    headline = w.plain(f"last_year_title.{result}", period=short_period(w, row["period"]), indicator=title)
    return LastYear(result, headline, words, TONES.get(result, "even"))


def _earlier(edition: Edition, period: str, unit: str, indicator: str, counts: dict[str, str]) -> str:
    """Last year's rate as its newest release prints it; blank where that release tells of other counts."""
    earlier = year_before(period)
    for release in reversed(edition.releases):
        figure = release.figure(earlier, "unit", unit, indicator)
        if figure is not None:
            told = (count(figure.numerator), count(figure.denominator))
            return figure.value if told == (counts["numerator_before"], counts["denominator_before"]) else ""
    return ""
