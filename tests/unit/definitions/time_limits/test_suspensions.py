"""Suspensions: which stretches a case was suspended in, and how far they move a deadline."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.time_limits.deadlines import end_of
from generator.definitions.time_limits.limits import Span
from generator.definitions.time_limits.suspensions import merged, moved_deadline, suspended_stretches
from generator.definitions.time_limits.worktime import (
    CalendarEndsError,
    OfficeHours,
    build_calendar,
    working_hours_after,
    working_hours_between,
)

OFFICIAL = build_calendar({})
OFFICE = OfficeHours(time(9), time(17))
SPANS = st.sampled_from(
    [Span(hours=4), Span(days=3), Span(hours=30), Span(working_days=5), Span(hours=12, office=OFFICE)]
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2024, 3, 1)).map(lambda moment: moment.replace(microsecond=0))
STARTS = st.one_of(MOMENTS.map(datetime.isoformat), MOMENTS.map(lambda moment: moment.date().isoformat()))
HOURS = st.integers(0, 500)
STRETCHES = st.lists(
    st.builds(lambda moment, hours: (moment, moment + timedelta(hours=hours)), MOMENTS, HOURS), max_size=5
)


def as_text(stretches: list[tuple[datetime, datetime]]) -> list[tuple[str, str]]:
    return [(begins.isoformat(), ends.isoformat()) for begins, ends in stretches]


@pytest.mark.parametrize(
    ("events", "done", "stretches"),
    [
        ([("2024-03-02", "挂账", "2024-03-05")], (), [("2024-03-02", "2024-03-05")]),
        ([("2024-03-02", "挂账", "")], (), [("2024-03-02", "2024-04-01")]),
        ([("2024-03-02", "挂账", ""), ("2024-03-04", "督办", "")], (), [("2024-03-02", "2024-04-01")]),
        (
            [
                ("2024-03-01", "重办", ""),
                ("2024-03-02", "挂账", ""),
                ("2024-03-06", "复核", ""),
                ("2024-03-04", "重办", ""),
            ],
            ("2024-03-05", "2024-03-09"),
            [("2024-03-02", "2024-03-04")],
        ),
        ([("2024-03-02", "挂账", "")], ("2024-03-05T10:00:00", ""), [("2024-03-02", "2024-03-05T10:00:00")]),
        ([("2024-03-02", "挂账", "")], ("2024-03-01", ""), [("2024-03-02", "2024-04-01")]),
        # What the suspension says of its end stands, whatever happens meanwhile.
        (
            [("2024-03-02", "挂账", "2024-03-20"), ("2024-03-04", "重办", "")],
            ("2024-03-05", ""),
            [("2024-03-02", "2024-03-20")],
        ),
        (
            [("2024-03-02", "挂账", ""), ("2024-03-10", "挂账", "2024-03-12")],
            (),
            [("2024-03-02", "2024-03-10"), ("2024-03-10", "2024-03-12")],
        ),
    ],
)
def test_stretches(events: list[tuple[str, str, str]], done: tuple[str, ...], stretches: list[tuple[str, str]]) -> None:
    assert suspended_stretches(events, done, "2024-04-01") == stretches


def test_an_end_before_its_beginning_suspends_nothing() -> None:
    backwards = [("2024-03-05T09:00:00", "2024-03-02T09:00:00")]
    assert moved_deadline("2024-03-06T09:00:00", "2024-03-01T09:00:00", backwards, Span(days=5), OFFICIAL) == (
        "2024-03-06T09:00:00"
    )


@given(STRETCHES)
def test_merging_keeps_every_moment_once(stretches: list[tuple[datetime, datetime]]) -> None:
    found = merged(stretches)
    assert merged(found) == found
    assert merged(reversed(stretches)) == found
    assert all(before[1] < after[0] for before, after in pairwise(found))
    edges = {moment for stretch in stretches for moment in stretch}
    for moment in edges | {edge + timedelta(minutes=1) for edge in edges}:
        inside = any(begins <= moment < ends for begins, ends in stretches)
        assert inside == any(begins <= moment < ends for begins, ends in found)


@given(STARTS, SPANS, STRETCHES)
def test_a_suspension_never_makes_a_deadline_earlier(
    start: str, span: Span, stretches: list[tuple[datetime, datetime]]
) -> None:
    due = end_of(start, span, OFFICIAL)
    moved = moved_deadline(due, start, as_text(stretches), span, OFFICIAL)
    assert moved >= due
    assert len(moved) == len(due)
    assert moved_deadline(due, start, as_text(merged(stretches)), span, OFFICIAL) == moved
    more = moved_deadline(due, start, as_text([*stretches, *stretches[:1]]), span, OFFICIAL)
    assert more == moved, "the same stretch twice counts once"


@given(STARTS, SPANS, STRETCHES, MOMENTS, HOURS)
def test_more_suspension_never_makes_it_earlier(
    start: str, span: Span, stretches: list[tuple[datetime, datetime]], begins: datetime, hours: int
) -> None:
    due = end_of(start, span, OFFICIAL)
    more = [*stretches, (begins, begins + timedelta(hours=hours))]
    assert moved_deadline(due, start, as_text(more), span, OFFICIAL) >= moved_deadline(
        due, start, as_text(stretches), span, OFFICIAL
    )


@given(STARTS, SPANS, STRETCHES, st.integers(1, 500))
def test_a_case_that_is_still_suspended_is_not_overdue(
    start: str, span: Span, stretches: list[tuple[datetime, datetime]], hours: int
) -> None:
    """Suspended before its deadline and up to the as-of: the deadline is not before the as-of."""
    due = end_of(start, span, OFFICIAL)
    before = moved_deadline(due, start, as_text(stretches), span, OFFICIAL)
    begins = datetime.fromisoformat(before) - timedelta(hours=1 if len(before) > 10 else 0)
    if span.office is not None and len(before) > 10:
        begins = datetime.fromisoformat(before) - timedelta(seconds=1)
    as_of = (begins + timedelta(hours=hours)).isoformat()
    moved = moved_deadline(due, start, [*as_text(stretches), (begins.isoformat(), as_of)], span, OFFICIAL)
    assert moved >= as_of[: len(moved)]


@given(st.dates(date(2024, 1, 1), date(2025, 6, 1)), st.integers(0, 24 * 60 - 1), st.integers(1, 60))
def test_hours_between_are_the_hours_after(day: date, minute: int, hours: int) -> None:
    begins, length = datetime.combine(day, time()) + timedelta(minutes=minute), timedelta(hours=hours)
    ends = working_hours_after(begins, length, OFFICE, OFFICIAL)
    assert working_hours_between(begins, ends, OFFICE, OFFICIAL) == length


@pytest.mark.parametrize("span", [Span(working_days=2), Span(hours=4, office=OFFICE)])
def test_a_suspension_beyond_the_calendar_is_not_guessed(span: Span) -> None:
    start = (OFFICIAL.last - timedelta(days=20)).isoformat() + "T09:00:00"
    due = end_of(start, span, OFFICIAL)
    forever = [(start[:10], (OFFICIAL.last + timedelta(days=30)).isoformat())]
    with pytest.raises(CalendarEndsError):
        moved_deadline(due, start, forever, span, OFFICIAL)
