"""Working days by the official calendar and office hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.time_limits.deadlines import end_of
from generator.definitions.time_limits.limits import Span
from generator.definitions.time_limits.worktime import (
    CalendarEndsError,
    OfficeHours,
    build_calendar,
    load_calendar,
    working_days_after,
    working_days_before,
    working_hours_after,
)

OFFICIAL = build_calendar({})
OFFICE = OfficeHours(time(9), time(17))
DAYS = st.dates(date(2020, 1, 1), date(2026, 6, 30))


def test_fifteen_working_days_and_seven_more() -> None:
    """Received on 29 January 2024: the Spring Festival does not count, two make-up Sundays do."""
    due = end_of("2024-01-29T09:00:00", Span(working_days=15), OFFICIAL)
    assert due == "2024-02-22"
    assert end_of(due, Span(working_days=7), OFFICIAL) == "2024-03-04"
    assert end_of("2024-01-29", Span(working_days=22), OFFICIAL) == "2024-03-04"


@given(DAYS, st.integers(1, 60), st.integers(1, 60))
def test_working_days_add_up(start: date, first: int, then: int) -> None:
    middle = working_days_after(start, first, OFFICIAL)
    assert middle in OFFICIAL.workdays
    assert working_days_after(middle, then, OFFICIAL) == working_days_after(start, first + then, OFFICIAL)


@given(DAYS, st.integers(1, 60))
def test_working_days_before_lead_back(start: date, count: int) -> None:
    """From a working day, going on and back again returns to it."""
    start = working_days_after(start, 1, OFFICIAL)
    assert working_days_before(working_days_after(start, count, OFFICIAL), count, OFFICIAL) == start


@given(DAYS, st.integers(0, 24 * 60 - 1), st.integers(1, 40), st.integers(1, 40))
def test_office_hours_add_up(day: date, minute: int, first: int, then: int) -> None:
    start = datetime.combine(day, time()) + timedelta(minutes=minute)
    one, two = timedelta(hours=first), timedelta(hours=then)
    middle = working_hours_after(start, one, OFFICE, OFFICIAL)
    assert middle.date() in OFFICIAL.workdays
    assert OFFICE.opens < middle.time() <= OFFICE.closes
    assert working_hours_after(middle, two, OFFICE, OFFICIAL) == working_hours_after(start, one + two, OFFICE, OFFICIAL)


def test_the_calendar_ends_where_nothing_is_known() -> None:
    last = OFFICIAL.last
    with pytest.raises(CalendarEndsError):
        working_days_after(last, 1, OFFICIAL)
    with pytest.raises(CalendarEndsError):
        working_days_after(OFFICIAL.first - timedelta(days=1), 1, OFFICIAL)
    with pytest.raises(CalendarEndsError):
        working_days_before(last + timedelta(days=2), 1, OFFICIAL)
    with pytest.raises(CalendarEndsError):
        working_hours_after(datetime.combine(last, time(17)), timedelta(hours=1), OFFICE, OFFICIAL)


def test_a_portal_table_goes_on_after_the_official_calendar() -> None:
    new_year = OFFICIAL.last + timedelta(days=1)
    end = new_year.replace(month=1, day=31)
    longer = build_calendar({new_year: False, end: end.weekday() < 5})
    assert longer.last == end
    assert new_year not in longer.workdays
    assert all(day.weekday() < 5 for day in longer.workdays if day > OFFICIAL.last)
    gap = build_calendar({end: True})
    assert gap.last == OFFICIAL.last, "a table that begins after a gap says nothing about the gap"


def test_a_portal_table_wins(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text("date,kind,note\n2024-03-01,holiday,\n2024-03-02,workday,\n", "utf-8")
    calendar, problems = load_calendar(path)
    assert problems == []
    assert working_days_after(date(2024, 2, 29), 1, calendar) == date(2024, 3, 2)
    path.write_text("date,kind,note\n2024-03-01,closed,\n2024-03-01,holiday,\nsoon,holiday,\n", "utf-8")
    found = {(item.code, item.row, item.column) for item in load_calendar(path)[1]}
    assert found == {
        ("register-repeated", 2, "date"),
        ("register-repeated", 3, "date"),
        ("register-value", 4, "date"),
        ("register-value", 2, "kind"),
    }
