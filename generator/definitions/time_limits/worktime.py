"""Working time: the official calendar (holidays and make-up workdays) and the clock that runs in office hours.

Source: the State Council's yearly holiday notices as the library `chinesecalendar` keeps them; a portal's own table
`calendar.csv` wins. Beyond the library's last year only the portal's table speaks, from its first day to its last:
days that it does not list there are workdays from Monday to Friday.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]
from chinese_calendar.constants import holidays  # type: ignore[import-untyped]

from generator.definitions.findings import Finding
from generator.definitions.registers import read_table

_DAY = timedelta(days=1)


class CalendarEndsError(Exception):
    """A day beyond the days that the calendar knows was asked for."""


@dataclass(frozen=True)
class Calendar:
    """Every working day from `first` to `last`, in order; of days outside nothing is known."""

    workdays: tuple[date, ...]
    first: date
    last: date

    def count(self, begins: date, ends: date) -> int:
        """How many working days there are from `begins` up to and without `ends`. Raises CalendarEndsError."""
        if begins < ends and (begins < self.first or ends > self.last + _DAY):
            raise CalendarEndsError
        return max(bisect_left(self.workdays, ends) - bisect_left(self.workdays, begins), 0)


@dataclass(frozen=True)
class OfficeHours:
    """The hours of a working day in which a clock runs."""

    opens: time
    closes: time

    @property
    def length(self) -> timedelta:
        """How long the office is open on a working day."""
        return datetime.combine(date.min, self.closes) - datetime.combine(date.min, self.opens)


def load_calendar(path: Path) -> tuple[Calendar, list[Finding]]:
    """The official calendar with the portal's table at `path` over it; an absent table changes nothing."""
    if not path.exists():
        return build_calendar({}), []
    rows, problems = read_table(path, "calendar", path.name)
    if problems:
        return build_calendar({}), problems
    return build_calendar({date.fromisoformat(row["date"]): row["kind"] == "workday" for row in rows}), []


def build_calendar(own: Mapping[date, bool]) -> Calendar:
    """The official calendar, with the portal's `own` days (is it a workday?) instead of the official ones."""
    official = _official()
    first, last = min(official), max(official)
    known = official | {day: work for day, work in own.items() if first <= day <= last}
    # A table that leaves a gap after the official calendar says nothing about the gap, so the calendar ends before it.
    if own and min(own) <= last + _DAY and max(own) > last:
        while last < max(own):
            last += _DAY
            known[last] = own.get(last, last.weekday() < 5)
    return Calendar(tuple(sorted(day for day, work in known.items() if work)), first, last)


@cache
def _official() -> dict[date, bool]:
    """Day → is it a workday, for every day of the library's years."""
    first = date(min(holidays).year, 1, 1)
    last = date(max(holidays).year, 12, 31)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {day: bool(chinese_calendar.is_workday(day)) for day in days}


def working_days_after(start: date, count: int, calendar: Calendar) -> date:
    """The `count`-th working day after the day `start`. Raises CalendarEndsError."""
    place = bisect_right(calendar.workdays, start) + count - 1
    if start < calendar.first or place >= len(calendar.workdays):
        raise CalendarEndsError
    return calendar.workdays[place]


def working_hours_after(start: datetime, length: timedelta, hours: OfficeHours, calendar: Calendar) -> datetime:
    """The moment at which a clock that runs in office hours of working days has run for `length`.

    Raises CalendarEndsError.
    """
    place = bisect_left(calendar.workdays, start.date())
    while start.date() >= calendar.first and place < len(calendar.workdays):
        day = calendar.workdays[place]
        opens, closes = datetime.combine(day, hours.opens), datetime.combine(day, hours.closes)
        begins = max(opens, start)
        if begins < closes and begins + length <= closes:
            return begins + length
        length -= max(closes - begins, timedelta())
        place += 1
    raise CalendarEndsError


def working_hours_between(begins: datetime, ends: datetime, hours: OfficeHours, calendar: Calendar) -> timedelta:
    """How long a clock that runs in office hours of working days runs from one moment to another.

    Raises CalendarEndsError.
    """
    if begins < ends and (begins.date() < calendar.first or ends.date() > calendar.last):
        raise CalendarEndsError
    first, last = bisect_left(calendar.workdays, begins.date()), bisect_right(calendar.workdays, ends.date())
    opened = (
        min(datetime.combine(day, hours.closes), ends) - max(datetime.combine(day, hours.opens), begins)
        for day in calendar.workdays[first:last]
    )
    return sum((max(length, timedelta()) for length in opened), timedelta())


def working_days_before(end: date, count: int, calendar: Calendar) -> date:
    """The `count`-th working day before the day `end`. Raises CalendarEndsError."""
    place = bisect_left(calendar.workdays, end) - count
    if place < 0 or end > calendar.last + _DAY:
        raise CalendarEndsError
    return calendar.workdays[place]
