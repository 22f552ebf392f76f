"""What a case's events say of it: one column each, beside its fields.

`returned` (退回), `transferred` (改派), `redone` (重办), `supervised` (督办), `suspended` (挂账), `escalated` (上报)
and `review_returned` (复核, sent back) count events up to the as-of; `reopened` counts 重办 up to 30 days after the
recorded closing, those before it included, for they follow an earlier closing that the source no longer shows;
`extended_until` is the latest deadline that an 延期 gave, worked out from the limits where the event does not say it.
Deadlines worked out from a limit whose clock a suspension stops are moved first (`generator.counts.suspensions`).
`owner_at_due` and `owner_at_response_due` name the unit that had the case at its deadline: the unit that handed it up
(上报) first after the deadline, else the unit that has it now.
"""

from __future__ import annotations

from pathlib import Path

from generator.counts.imports import Known
from generator.counts.store import PREPARED, open_events
from generator.counts.suspensions import Suspended, move_deadlines, suspended_cases
from generator.definitions.case_terms import ESCALATED, EVENT_COUNTS, EXTENDED, OWNER_AT, REDONE, REOPENED_DAYS
from generator.definitions.findings import Finding, finding
from generator.definitions.portal import Portal
from generator.definitions.time_limits.deadlines import end_of, limit_finder
from generator.definitions.time_limits.suspensions import moved_deadline
from generator.definitions.time_limits.worktime import CalendarEndsError
from generator.engines.bench import TEXT, Bench
from generator.sql import literal

_FACTS = ("case_id", "unit", "category", "kind", "level", "urgency", "received_at", "due_at")


def add_events(bench: Bench, known: Known, portal: Portal, only: Path | None = None) -> list[Finding]:
    """Give the cases of `PREPARED` the columns of their events, and their deadlines what suspensions add.

    `only` is a Parquet file with the ids of the wanted cases. What the calendar does not reach is a finding.
    """
    open_events(bench, known, only)
    suspended = suspended_cases(bench, portal, known.as_of)
    # First the deadlines: extensions and owners follow from those that hold.
    beyond = move_deadlines(bench, portal, suspended)
    granted = _extensions(bench, portal, suspended, beyond)
    bench.put("extensions", {"case_id": TEXT, "granted": TEXT}, granted)
    counts = ", ".join(
        f"count(*) FILTER (event = {literal(event)} AND ({condition})) AS {name}"
        for name, (event, condition) in EVENT_COUNTS.items()
    )
    columns = ", ".join(f"coalesce({name}, 0)::INTEGER AS {name}" for name in (*EVENT_COUNTS, "reopened"))
    # The unit orders hand-ups of one moment, so that the result never depends on the order of rows.
    owners = ", ".join(
        f"min({{'at': \"at\", 'unit': unit}}) FILTER ("
        f'event = {literal(ESCALATED)} AND unit IS NOT NULL AND time_before({due}, "at")) AS {name}'
        for due, name in OWNER_AT.items()
    )
    handed_up = ", ".join(f"coalesce({name}.unit, cases.unit) AS {name}" for name in OWNER_AT.values())
    dates = ", ".join(("case_id", "closed_at", *OWNER_AT))
    bench.create(
        PREPARED,
        f"""
    SELECT cases.*, extended_until, {columns}, {handed_up}
    FROM {PREPARED} AS cases LEFT JOIN (
        SELECT case_id, {counts}, {owners},
            count(*) FILTER (event = {literal(REDONE)} AND hours_between(closed_at, "at") <= {24 * REOPENED_DAYS})
                AS reopened,
            max(coalesce(until, granted)) FILTER (event = {literal(EXTENDED)}) AS extended_until
        FROM events JOIN (SELECT {dates} FROM {PREPARED}) USING (case_id) LEFT JOIN extensions USING (case_id)
        GROUP BY case_id
    ) AS said USING (case_id)""",
    )
    last = portal.calendar.last.isoformat()
    return [finding("calendar-ends", "calendar.csv", last=last, count=len(beyond))] if beyond else []


def _extensions(bench: Bench, portal: Portal, suspended: Suspended, beyond: set[str]) -> list[tuple[str, str]]:
    """Case → the deadline after an extension whose event does not give one, as the case's limit says.

    The cases that the calendar does not reach join `beyond`.
    """
    limit_of = limit_finder(portal.limits, portal.registers)
    facts = ", ".join(f"cases.{name}" for name in _FACTS)
    rows = bench.rows(
        f"SELECT DISTINCT {facts} FROM {PREPARED} AS cases JOIN events USING (case_id)"
        f" WHERE event = {literal(EXTENDED)} AND until IS NULL AND due_at IS NOT NULL"
    )
    granted: list[tuple[str, str]] = []
    for row in rows:
        case = {name: value or "" for name, value in zip(_FACTS, row, strict=True)}
        limit = limit_of(case, "reply")
        if limit is not None and limit.extension is not None:
            case_id, due, span = case["case_id"], case["due_at"], limit.extension
            stretches = suspended.get(case_id, ()) if limit.suspension_stops else ()
            try:
                end = end_of(due, span, portal.calendar)
                granted.append((case_id, moved_deadline(end, due, stretches, span, portal.calendar)))
            except CalendarEndsError:
                beyond.add(case_id)
    return granted
