"""Deadlines that a suspension moves: those worked out from a limit whose clock stands still meanwhile.

The store says of every case which of its deadlines were worked out when it was read (`worked_out`). The export's own
deadlines, and those that a ruling set, stay where they are. A case that is still suspended at the as-of has a deadline
that is not over, and so no outcome yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import duckdb

from generator.definitions.case_terms import SUSPENDED
from generator.definitions.portal import Portal
from generator.definitions.time_limits.deadlines import limit_finder
from generator.definitions.time_limits.limits import DEADLINE_FIELD, START_FIELD
from generator.definitions.time_limits.suspensions import Event, Stretch, moved_deadline, suspended_stretches
from generator.definitions.time_limits.worktime import CalendarEndsError
from generator.sql import literal

_FACTS = ("case_id", "unit", "category", "kind", "level", "urgency", *START_FIELD.values(), *DEADLINE_FIELD.values())


Suspended = Mapping[str, Sequence[Stretch]]


def move_deadlines(con: duckdb.DuckDBPyConnection, portal: Portal, suspended: Suspended) -> set[str]:
    """Move the suspended deadlines of the table `cases`; the table `moved` gets case_id, field, old, new.

    Returns the cases whose deadline lies beyond the calendar; they keep what they had.
    """
    limit_of = limit_finder(portal.limits, portal.registers)
    rows = con.execute(
        f"SELECT {', '.join(_FACTS)}, worked_out FROM cases"
        " WHERE len(worked_out) > 0 AND list_contains(?, case_id) ORDER BY case_id",
        [list(suspended)],
    ).fetchall()
    moved: list[tuple[str, str, str, str]] = []
    beyond: set[str] = set()
    for *values, worked_out in rows:
        case = {name: value or "" for name, value in zip(_FACTS, values, strict=True)}
        for deadline, field in DEADLINE_FIELD.items():
            limit = limit_of(case, deadline) if field in worked_out else None
            if limit is None or not limit.suspension_stops:
                continue
            start = case[START_FIELD[limit.start]] or case["received_at"]
            try:
                due = moved_deadline(case[field], start, suspended[case["case_id"]], limit.span, portal.calendar)
            except CalendarEndsError:
                beyond.add(case["case_id"])
                continue
            if due != case[field]:
                moved.append((case["case_id"], field, case[field], due))
    if moved:
        con.executemany("INSERT INTO moved VALUES (?, ?, ?, ?)", moved)
    for field in DEADLINE_FIELD.values():
        con.execute(
            f"UPDATE cases SET {field} = moved.new FROM moved WHERE moved.field = ? AND cases.case_id = moved.case_id",
            [field],
        )
    return beyond


def suspended_cases(con: duckdb.DuckDBPyConnection, portal: Portal, as_of: str) -> Suspended:
    """The stretches in which each case of `cases` was suspended, by its `events`; none where no limit asks for them."""
    if not any(limit.suspension_stops for limit in portal.limits):
        return {}
    events: dict[str, list[Event]] = defaultdict(list)
    done: dict[str, tuple[str, ...]] = {}
    for case_id, replied, closed, moment, event, until in con.execute(
        'SELECT case_id, replied_at, closed_at, "at", event, until FROM events JOIN cases USING (case_id)'
        f" WHERE case_id IN (SELECT case_id FROM events WHERE event = {literal(SUSPENDED)})"
        ' ORDER BY case_id, "at", event, until'
    ).fetchall():
        events[case_id].append((moment, event, until or ""))
        done[case_id] = (replied or "", closed or "")
    return {case_id: suspended_stretches(known, done[case_id], as_of) for case_id, known in events.items()}
