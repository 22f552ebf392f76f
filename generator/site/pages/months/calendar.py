"""When which month appears: what has been published of every month, and by which dates it becomes final."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.definitions.periods import months_between, shift
from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.pages.months.long_period import long_periods
from generator.site.show.sentences import mark_sentence
from generator.site.words.names import date_label, period_label

# So many dates ahead are named.
DATES = 12


@dataclass(frozen=True)
class MonthLine:
    """A month of the calendar: its report, the state of its data, the day from which it may be final, its releases.

    `issues` are (release, its address, the day up to which its data go), oldest first.
    """

    month: str
    href: str
    mark: Markup
    final_on: str
    issues: tuple[tuple[str, str, str], ...]


def calendar(edition: Edition) -> Page:
    """Months that have appeared, months that are waiting to become final, quarters and years."""
    w, newest = edition.w, edition.releases[-1]
    return Page(
        "calendar.md",
        w.plain("nav.calendar"),
        "months/calendar.md.j2",
        {
            "lines": [_line(edition, release.month) for release in reversed(edition.releases)],
            "dates": _dates(edition),
            "missing": _missing(edition),
            "waiting": _waiting(edition),
            "close": _close(edition),
            "waits": _waits(edition),
            "longer": [(long.label, long.href, w(f"mark.{long.mark}")) for long in long_periods(edition)],
            "newest": period_label(w, newest.month),
            "as_of": date_label(w, newest.info["as_of"]),
        },
    )


def _dates(edition: Edition) -> list[tuple[str, str]]:
    """The next months and the day on which each appears; none where the portal names no day."""
    w, newest = edition.w, edition.releases[-1]
    day = newest.portal.get("publication_day")
    months = [shift(newest.month, by) for by in range(1, DATES + 1)] if day else []
    return [(period_label(w, month), date_label(w, f"{shift(month, 1)}-{day:02d}")) for month in months]


def _missing(edition: Edition) -> str:
    """The months between the first and the newest that have not appeared, blank for none."""
    had = {release.month for release in edition.releases}
    months = months_between(min(had), max(had))
    return edition.w.plain("chart.separator").join(period_label(edition.w, one) for one in months if one not in had)


def _waiting(edition: Edition) -> list[Markup]:
    """The months that are provisional, each with the day from which it may be final."""
    w = edition.w
    return [
        w("calendar.waiting_item", month=period_label(w, release.month), date=date_label(w, release.info["final_on"]))
        for release in edition.releases
        if release.mark == "P" and release.info.get("final_on")
    ]


def _close(edition: Edition) -> Markup:
    """The day on which a city's annual assessment closes; blank where it has none."""
    month, _, day = str(edition.current.portal.get("year_close") or "").partition("-")
    return edition.w("calendar.year_close", month=int(month), day=int(day)) if month else Markup("")


def _waits(edition: Edition) -> Markup | None:
    """The indicators that wait until every case of the period has had its days; None where none does."""
    w = edition.w
    items = [
        w.plain("calendar.waits_item", indicator=w.pick(row["title"]), n=row["matures_after_days"])
        for row in edition.current.indicators
        if row.get("matures_after_days")
    ]
    return w("calendar.waits", items=w.plain("chart.separator").join(items)) if items else None


def _line(edition: Edition, month: str) -> MonthLine:
    w = edition.w
    issues = [issue for issue in edition.chain if issue.month == month]
    newest = issues[-1]
    due = newest.info.get("final_on")
    return MonthLine(
        period_label(w, month),
        f"months/{month}.html",
        mark_sentence(w, newest) if newest.mark != "P" else w("mark.P"),
        date_label(w, due) if due else "",
        tuple((issue.name, issue.href, date_label(w, issue.info["as_of"])) for issue in issues),
    )
