"""A page for each unit of which a published figure has changed: what it was in each release of its month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.pages.releases.corrections import changed_cell, indicator_titles
from generator.site.read.chain import Changed, Issue
from generator.site.show.figures.cells import Cell
from generator.site.words.names import period_label, sort_periods


@dataclass(frozen=True)
class MonthHistory:
    """The releases of a month, and what a unit's figures were in them.

    `rows` are (indicator, period, a cell or None for each release): in the second release and later a cell is given
    where it differs from the one before, else None.
    """

    id: str
    caption: str
    issues: tuple[Issue, ...]
    rows: tuple[tuple[str, str, tuple[Cell | None, ...]], ...]


def history(edition: Edition, code: str) -> Page:
    """What the figures of a unit were, month by month, the newest first."""
    name = edition.unit_name(code)
    every = [_month(edition, code, month) for month in sorted({issue.month for issue in edition.chain}, reverse=True)]
    values = {
        "name": name,
        "card": edition.now.href("unit", code),
        "months": [month for month in every if month.rows],
    }
    title = edition.w.plain("history.title", name=name)
    return Page(f"history/{edition.files['unit'][code]}.md", title, "releases/history.md.j2", values)


def _month(edition: Edition, code: str, month: str) -> MonthHistory:
    w = edition.w
    issues = tuple(issue for issue in edition.chain if issue.month == month)
    changes = [
        {change.place: change for change in issue.changes if (change.scope, change.key) == ("unit", code)}
        for issue in issues
    ]
    places = {place for changed in changes for place in changed}
    periods = sort_periods({period for period, *_ in places})
    titles = indicator_titles(w, issues[-1])
    rows = tuple(
        (titles.get(place[3], place[3]), period_label(w, place[0]), _steps([changed.get(place) for changed in changes]))
        for place in sorted(places, key=lambda place: (periods.index(place[0]), place[3]))
    )
    caption = w.plain("history.caption", name=edition.unit_name(code), month=period_label(w, month))
    return MonthHistory(f"history-{month}", caption, issues, rows)


def _steps(changes: Sequence[Changed | None]) -> tuple[Cell | None, ...]:
    """A figure in each release of its month: what it was first, then what it became."""
    first = next(change for change in changes if change is not None)
    later = (None if change is None else changed_cell(change.new) for change in changes[1:])
    return (changed_cell(first.old), *later)
