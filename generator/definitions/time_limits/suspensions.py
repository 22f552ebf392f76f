"""Suspension (挂账): the time that a limit's clock stands still, where the limit says `suspension: stops`.

A stretch runs from the moment of the 挂账 up to its end, which is outside it; a day stands for its beginning, so the
day of the 挂账 is suspended and on the day of its end the clock runs again. Stretches of one case are merged before
they are added up. Only what lies between the limit's start and its deadline, as moved so far, moves the deadline: a
case that was overdue before it was suspended stays overdue. A natural clock moves by the time suspended, working days
by the working days suspended, office hours by the office hours suspended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from generator.definitions.case_terms import REDONE, REVIEWED, SUSPENDED
from generator.definitions.time_limits.limits import Span
from generator.definitions.time_limits.worktime import (
    Calendar,
    working_days_after,
    working_hours_after,
    working_hours_between,
)

# From and up to, as ISO text: a moment, or a day.
Stretch = tuple[str, str]
# What happens to a case on its way: moment, event, and what it lasts until (blank = not said).
Event = tuple[str, str, str]
# Events with which the work goes on, or a new suspension takes over.
_RESUMED = (REDONE, REVIEWED, SUSPENDED)
_DAY = timedelta(days=1)


def suspended_stretches(events: Iterable[Event], done: Sequence[str], as_of: str) -> list[Stretch]:
    """The stretches in which a case was suspended, as known at `as_of`; `done` are its reply and closing, if any.

    A 挂账 lasts until what it says. One that does not say ends with the next 重办, 复核 or 挂账, or with the reply or
    the closing, whichever comes first; else it still lasts at the as-of.
    """
    known = list(events)
    stretches = []
    for begins, event, until in known:
        if event == SUSPENDED:
            ends = [moment for moment, other, _ in known if other in _RESUMED and _before(begins, moment)]
            ends += [moment for moment in done if moment and not _before(moment, begins)]
            stretches.append((begins, until or min(ends, default=as_of)))
    return stretches


def _before(time: str, other: str) -> bool:
    """Whether a time is before another, at the coarser of their precisions."""
    length = min(len(time), len(other))
    return time[:length] < other[:length]


def merged(stretches: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The stretches without overlaps, in order of time; an empty one vanishes."""
    separate: list[tuple[datetime, datetime]] = []
    for begins, ends in sorted(stretches):
        if begins >= ends:
            continue
        if separate and begins <= separate[-1][1]:
            separate[-1] = (separate[-1][0], max(separate[-1][1], ends))
        else:
            separate.append((begins, ends))
    return separate


def moved_deadline(due: str, start: str, stretches: Iterable[Stretch], span: Span, calendar: Calendar) -> str:
    """The deadline `due` of a limit of `span` that began at `start`, moved by the suspensions (ISO text).

    A deadline that is a day moves by days. Raises CalendarEndsError.
    """
    if span.working_days or len(due) == 10:
        return _moved_day(date.fromisoformat(due[:10]), date.fromisoformat(start[:10]), stretches, span, calendar)
    moment, begun = datetime.fromisoformat(due), datetime.fromisoformat(start)
    times = ((datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in stretches)
    for begins, ends in merged(times):
        # At the deadline itself nothing of the limit is left to suspend.
        if begins >= moment:
            break
        begins = max(begins, begun)
        if begins < ends and span.office is not None:
            length = working_hours_between(begins, ends, span.office, calendar)
            moment = working_hours_after(moment, length, span.office, calendar) if length else moment
        elif begins < ends:
            moment += ends - begins
    return moment.isoformat()


def _moved_day(due: date, begun: date, stretches: Iterable[Stretch], span: Span, calendar: Calendar) -> str:
    """As `moved_deadline` for a deadline by day. The whole last day belongs to the limit, so it can be suspended."""
    working = bool(span.working_days or span.office)
    # Working days are counted from the day after the start.
    first = begun + _DAY if working else begun
    for begins, ends in _days(stretches):
        if begins > due:
            break
        begins = max(begins, first)
        if not working:
            due += max(ends - begins, timedelta())
        elif begins < ends:
            count = calendar.count(begins, ends)
            due = working_days_after(due, count, calendar) if count else due
    return due.isoformat()


def _days(stretches: Iterable[Stretch]) -> Iterator[tuple[date, date]]:
    whole = ((datetime.fromisoformat(begin[:10]), datetime.fromisoformat(end[:10])) for begin, end in stretches)
    for begins, ends in merged(whole):
        yield begins.date(), ends.date()
