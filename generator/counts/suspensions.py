"""Deadlines that a suspension moves: those worked out from a limit whose clock stands still meanwhile.

The store says of every case which of its deadlines were worked out when it was read (`worked_out`). The export's own
deadlines, and those that a ruling set, stay where they are. A case that is still suspended at the as-of has a deadline
that is not over, and so no outcome yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from generator.counts.store import CASE_COLUMNS, PREPARED
from generator.definitions.case_terms import SUSPENDED
from generator.definitions.portal import Portal
from generator.definitions.time_limits.deadlines import limit_finder
from generator.definitions.time_limits.limits import DEADLINE_FIELD, START_FIELD
from generator.definitions.time_limits.suspensions import Event, Stretch, moved_deadline, suspended_stretches
from generator.definitions.time_limits.worktime import CalendarEndsError
from generator.engines.bench import TEXT, Bench
from generator.sql import identifier, literal

_FACTS = ("case_id", "unit", "category", "kind", "level", "urgency", *START_FIELD.values(), *DEADLINE_FIELD.values())
_DUE = tuple(DEADLINE_FIELD.values())
# Case, field, what it was, what it is now.
Moved = tuple[str, str, str, str]
Suspended = Mapping[str, Sequence[Stretch]]


def move_deadlines(bench: Bench, portal: Portal, suspended: Suspended) -> set[str]:
    """Move the suspended deadlines of `PREPARED`; the table `moved` gets what was moved.

    Returns the cases whose deadline lies beyond the calendar; they keep what they had.
    """
    moved, beyond = _moved(bench, portal, suspended) if suspended else ([], set())
    put_moved(bench, moved)
    if moved:
        later = ", ".join(f"max(new) FILTER (field = {literal(field)}) AS new_{field}" for field in _DUE)
        columns = ", ".join(
            f"coalesce(new_{name}, {name}) AS {name}" if name in _DUE else f"cases.{identifier(name)}"
            for name in (*CASE_COLUMNS, "excluded")
        )
        bench.create(
            PREPARED,
            f"SELECT {columns} FROM {PREPARED} AS cases LEFT JOIN"
            f" (SELECT case_id, {later} FROM moved GROUP BY case_id) AS later USING (case_id)",
        )
    return beyond


def put_moved(bench: Bench, moved: Sequence[Moved] = ()) -> None:
    """Create the table `moved` of deadlines that a suspension moved: case_id, field, old, new."""
    bench.put("moved", dict.fromkeys(("case_id", "field", "old", "new"), TEXT), moved)


def _moved(bench: Bench, portal: Portal, suspended: Suspended) -> tuple[list[Moved], set[str]]:
    """The deadlines that are moved, and the cases whose deadline lies beyond the calendar."""
    limit_of = limit_finder(portal.limits, portal.registers)
    bench.put("suspended_cases", {"case_id": TEXT}, [(case_id,) for case_id in suspended])
    rows = bench.rows(
        f"SELECT {', '.join(_FACTS)}, worked_out FROM {PREPARED} SEMI JOIN suspended_cases USING (case_id)"
        " WHERE array_length(worked_out) > 0 ORDER BY case_id"
    )
    moved: list[Moved] = []
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
    return moved, beyond


def suspended_cases(bench: Bench, portal: Portal, as_of: str) -> Suspended:
    """The stretches in which each case of `PREPARED` was suspended, by its events; none where no limit asks for it."""
    if not any(limit.suspension_stops for limit in portal.limits):
        return {}
    events: dict[str, list[Event]] = defaultdict(list)
    done: dict[str, tuple[str, ...]] = {}
    for case_id, replied, closed, moment, event, until in bench.rows(
        f'SELECT case_id, replied_at, closed_at, "at", event, until FROM events JOIN {PREPARED} USING (case_id)'
        f" WHERE case_id IN (SELECT case_id FROM events WHERE event = {literal(SUSPENDED)})"
        ' ORDER BY case_id, "at", event, until'
    ):
        events[case_id].append((moment, event, until or ""))
        done[case_id] = (replied or "", closed or "")
    return {case_id: suspended_stretches(known, done[case_id], as_of) for case_id, known in events.items()}
