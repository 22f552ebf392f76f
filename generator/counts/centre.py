"""Cohorts of the command centre: dispatched in time, hand-overs and what they cost, closings sent back on review.

Their unit is the centre, whoever handles the case, and they carry no other dimension. They are counted for portals
that name their centre (`command_centre`), as far as their source reports dispatches and reviews.

Time lost is the time from the start of the reply's limit to the last hand-over (交办): the wait for the first dispatch
and, where events say so, the mis-dispatch from there to the last 退回 or 改派. A late case is late by dispatch when its
reply would have been in time without that loss; it stays late in the unit's own figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.definitions.case_terms import RETURNED, TRANSFERRED, reply_field
from generator.definitions.cohorts import DIMENSIONS, DISPATCH_HOURS
from generator.definitions.portal import Portal
from generator.definitions.time_limits.limits import START_FIELD
from generator.sql import day_of, literal, literals, month_of

# What a cohort's query is made of: its name, what it selects, and from what.
Part = tuple[str, str, str]

# The times after which a limit may start, in the order in which they happen.
_STARTS = ("received", "dispatched", "accepted")


@dataclass(frozen=True)
class _Source:
    """The view of cases that is counted, the fields that it reports, and the centre's columns of every row."""

    cases: str
    fields: frozenset[str]
    own: str

    @property
    def with_events(self) -> bool:
        """Whether somebody reports what happens to cases."""
        return "events" in self.fields

    @property
    def moved(self) -> str:
        """Cases with their first and last 退回 or 改派; blank where there is none or where nobody reports it."""
        if not self.with_events:
            return f"(SELECT *, NULL::VARCHAR AS first_moved, NULL::VARCHAR AS last_moved FROM {self.cases})"
        return f"""(SELECT * FROM {self.cases} LEFT JOIN (
            SELECT case_id, min("at") AS first_moved, max("at") AS last_moved
            FROM events WHERE event IN ({literals((RETURNED, TRANSFERRED))}) GROUP BY case_id) USING (case_id))"""


def centre_parts(portal: Portal, fields: frozenset[str], cases: str) -> tuple[Part, ...]:
    """The centre's cohorts as (cohort, SELECT list, FROM clause) over the view `cases` as c; none without a centre."""
    if not portal.command_centre:
        return ()
    own = ", ".join(f"{literal(portal.command_centre if name == 'unit' else '')} AS {name}" for name in DIMENSIONS)
    source = _Source(cases, fields, own)
    parts: list[Part] = []
    if "dispatched_at" in fields:
        parts.append(("dispatch", *_handovers(portal, source)))
        if "dispatch_due_at" in fields or any(limit.deadline == "dispatch" for limit in portal.limits):
            parts.append(("dispatch-due", *_due(source)))
    if source.with_events and "closed_at" in fields:
        parts.append(("review", *_review(source)))
    return tuple(parts)


def _review(source: _Source) -> tuple[str, str]:
    sent_back = "CASE WHEN c.review_returned > 0 THEN 'yes' ELSE 'no' END AS review_returned"
    return (
        f"{month_of('closed_at')} AS period, {source.own}, {sent_back}",
        f"{source.cases} AS c WHERE time_until(closed_at, as_of())",
    )


def _due(source: _Source) -> tuple[str, str]:
    # What was returned or passed on before its dispatch was dispatched earlier: the source gives a later one.
    select = f"""{month_of("dispatch_due_at")} AS period, {source.own},
        CASE WHEN time_until(dispatched_at, dispatch_due_at) OR time_until(first_moved, dispatch_due_at) THEN 'yes'
             WHEN first_moved IS NOT NULL AND coalesce(time_before(first_moved, dispatched_at), TRUE) THEN 'unknown'
             WHEN dispatched_at IS NOT NULL OR time_before(dispatch_due_at, as_of()) THEN 'no'
             ELSE 'unknown' END AS dispatched"""
    return select, f"{source.moved} AS c WHERE time_until(dispatch_due_at, as_of())"


def _handovers(portal: Portal, source: _Source) -> tuple[str, str]:
    # Time before the start of a limit is nobody's loss; where limits start differently, the latest start is safe.
    starts = {limit.start for limit in portal.limits if limit.deadline == "reply"} or {"received"}
    start = START_FIELD[max(starts, key=_STARTS.index)]
    inner = f"""SELECT *, {reply_field(source.fields)} AS done, {start} AS started,
            first_moved IS NOT NULL AND coalesce(time_before(first_moved, dispatched_at), FALSE) AS moved_before,
            CASE WHEN dispatched_at IS NULL OR time_before(dispatched_at, last_moved) THEN last_moved
                 ELSE dispatched_at END AS handed,
            unnest(range({"transferred + 1" if source.with_events else "1"})) AS number
        FROM {source.moved}"""
    returned, misled = "'unknown'", "'unknown'"
    if source.with_events:
        returned = "CASE WHEN c.returned > 0 THEN 'yes' ELSE 'no' END"
        misled = f"""CASE WHEN last_moved IS NULL THEN 'none' WHEN moved_before THEN 'unknown'
             ELSE {_hours("dispatched_at", "last_moved")} END"""
    select = f"""{month_of("received_at")} AS period, {source.own},
        CASE WHEN number = 0 THEN 'first' ELSE 'transfer' END AS handover,
        CASE WHEN number > 0 THEN 'out' ELSE {returned} END AS returned,
        CASE WHEN number > 0 THEN 'out' WHEN dispatched_at IS NULL AND last_moved IS NULL THEN 'undispatched'
             WHEN moved_before THEN 'unknown'
             ELSE {_hours("received_at", "dispatched_at")} END AS waited,
        CASE WHEN number > 0 THEN 'out' ELSE {misled} END AS misled,
        CASE WHEN number > 0 THEN 'out' WHEN due_at IS NULL THEN 'unknown'
             WHEN time_until(done, due_at) THEN 'in_time'
             WHEN done IS NULL AND NOT time_before(due_at, as_of()) THEN 'unknown'
             WHEN handed IS NULL THEN CASE WHEN done IS NULL THEN 'yes' ELSE 'unknown' END
             WHEN started IS NULL THEN 'unknown'
             WHEN {_in_time_without_loss("coalesce(done, as_of())")}
             THEN CASE WHEN done IS NULL THEN 'unknown' ELSE 'yes' END
             ELSE 'no' END AS late_by_dispatch"""
    return select, f"({inner}) AS c"


def _hours(begin: str, end: str) -> str:
    """The bin of the time between two moments; a day without a time, or an end before the beginning, says nothing."""
    bins = " ".join(
        f"WHEN date_diff('second', {begin}::TIMESTAMP, {end}::TIMESTAMP) <= {hours * 3600} THEN 'within_{hours}h'"
        for hours in DISPATCH_HOURS
    )
    return (
        f"CASE WHEN has_clock({begin}) AND has_clock({end}) AND {begin} <= {end}"
        f" THEN CASE {bins} ELSE 'over_{DISPATCH_HOURS[-1]}h' END ELSE 'unknown' END"
    )


def _in_time_without_loss(moment: str) -> str:
    """Whether `moment`, moved back by the time from `started` to `handed`, is within the reply's deadline.

    In whole days where one of the times is a day; a deadline without a time lasts until the end of its day.
    """
    seconds = "greatest(date_diff('second', started::TIMESTAMP, handed::TIMESTAMP), 0)"
    days = f"greatest(date_diff('day', {day_of('started')}::DATE, {day_of('handed')}::DATE), 0)"
    late = f"date_diff('second', due_at::TIMESTAMP, {moment}::TIMESTAMP)"
    return f"""CASE WHEN has_clock(started) AND has_clock(handed) AND has_clock({moment})
                 THEN {late} - {seconds} < CASE WHEN NOT has_clock(due_at) THEN 86400 ELSE 1 END
                 ELSE date_diff('day', {day_of("due_at")}::DATE, {day_of(moment)}::DATE) <= {days} END"""
