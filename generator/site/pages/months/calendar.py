"""When which month appears: what has been published of every month, and by which dates it becomes final."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.site.edition import Page, Site
from generator.site.pages.months.long_period import longer_periods
from generator.site.read.chain import Issue
from generator.site.show.sentences import mark_sentence
from generator.site.words.names import date_label, period_label


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


def publication(site: Site) -> Page:
    """The calendar: months that have appeared, months that are waiting to become final, quarters and years."""
    w, now = site.w, site.current
    lines = [_line(site, release.month) for release in reversed(site.releases)]
    waiting = [
        w(
            "calendar.waiting_item",
            month=period_label(w, release.month),
            date=date_label(w, release.info["final_on"]),
        )
        for release in site.releases
        if release.mark == "P" and release.info.get("final_on")
    ]
    close = str(now.portal.get("year_close") or "")
    month, _, day = close.partition("-")
    return Page(
        "calendar.md",
        w.plain("nav.calendar"),
        "months/calendar.md.j2",
        {
            "lines": lines,
            "waiting": waiting,
            "close": w("calendar.year_close", month=int(month), day=int(day)) if close else "",
            "waits": _waits(site),
            "longer": [(one.label, one.href, w(f"mark.{one.mark}")) for one in longer_periods(site)],
            "newest": period_label(w, site.releases[-1].month),
            "as_of": date_label(w, site.releases[-1].info["as_of"]),
        },
    )


def _waits(site: Site) -> Markup | None:
    """The indicators that wait until every case of the period has had its days; None where none does."""
    w = site.w
    items = [
        w.plain("calendar.waits_item", indicator=w.pick(one["title"]), n=one["matures_after_days"])
        for one in site.current.indicators
        if one.get("matures_after_days")
    ]
    return w("calendar.waits", items=w.plain("chart.separator").join(items)) if items else None


def _line(site: Site, month: str) -> MonthLine:
    w = site.w
    found: list[Issue] = [issue for issue in site.issues if issue.month == month]
    newest = found[-1]
    due = newest.info.get("final_on")
    return MonthLine(
        period_label(w, month),
        f"months/{month}.html",
        mark_sentence(w, newest) if newest.mark != "P" else w("mark.P"),
        date_label(w, due) if due else "",
        tuple((one.name, one.href, date_label(w, one.info["as_of"])) for one in found),
    )
