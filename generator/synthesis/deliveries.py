"""Which cases the files hold that an office hands over: everything, a month, a correction. None is written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from generator.synthesis.cases import Cases, midnight, next_month
from generator.synthesis.columns import Column, case_columns, event_columns, view
from generator.synthesis.draw import Bools

# A month's file is handed over on this day of the next month.
_HANDED_OVER = 5


@dataclass(frozen=True)
class Delivery:
    """What is handed over on the day `as_of`: cases, and their events; no events where there is no such table."""

    name: str
    as_of: date
    cases: tuple[Column, ...]
    events: tuple[Column, ...] = ()


def whole(cases: Cases) -> Delivery:
    """Every case, as it is known on the recipe's as-of, and every event so far."""
    as_of = cases.recipe.as_of
    events = cases.events.at < midnight(cases.recipe.calendar, as_of)
    return _delivery(cases, "whole", as_of, np.ones(len(cases.ids), dtype=np.bool_), events)


def monthly(cases: Cases) -> Iterator[Delivery]:
    """A delivery for each month from the first that is published, handed over on the 5th of the next, oldest first.

    It holds the cases received in the month and in the one before it, as they are known that day, and the older ones to
    which something has happened since the delivery before. The first one holds everything so far.
    """
    calendar, received = cases.recipe.calendar, cases.times.received
    month, since = calendar.published_from, 0
    while month <= calendar.last_receipt:
        following = next_month(month)
        as_of = following.replace(day=_HANDED_OVER)
        begin, end, until = (midnight(calendar, day) for day in (month, following, as_of))
        window = midnight(calendar, (month - timedelta(days=1)).replace(day=1)) if since else 0
        rows = (received < end) & ((received >= window) | _happened(cases, since, until))
        # What happened to the month's cases before the delivery before is handed over with them.
        of_case = received[cases.events.case]
        late = (cases.events.at >= since) | (of_case >= begin)
        yield _delivery(cases, month.isoformat()[:7], as_of, rows, (cases.events.at < until) & (of_case < end) & late)
        month, since = following, until


def correction(cases: Cases) -> Delivery | None:
    """The later delivery with the right unit of the misbooked cases, and with what was open; None without one."""
    planned = cases.recipe.correction
    if planned is None:
        return None
    open_then = cases.times.closed >= midnight(cases.recipe.calendar, cases.recipe.as_of)
    open_then[cases.corrected] = True
    seen = view(cases, np.flatnonzero(open_then), planned.as_of, corrected=True)
    return Delivery("correction", planned.as_of, tuple(case_columns(seen)))


def _delivery(cases: Cases, name: str, as_of: date, rows: Bools, events: Bools) -> Delivery:
    """The delivery of the cases and the events that are marked."""
    happened = event_columns(cases, np.flatnonzero(events), as_of) if cases.recipe.events else []
    return Delivery(name, as_of, tuple(case_columns(view(cases, np.flatnonzero(rows), as_of))), tuple(happened))


def _happened(cases: Cases, since: int, until: int) -> Bools:
    """The cases to which something happened from `since` to `until`, both in seconds."""
    times = cases.times
    steps = np.stack((times.responded, times.replied, times.closed, times.followed_up))
    return np.asarray(((steps >= since) & (steps < until)).any(axis=0), dtype=np.bool_)
