"""Deadlines from the limits, for the cases to which the export gives none: SQL over the table or view `mapped`.

It gives what `generator.definitions.time_limits.deadlines` gives case by case (held to it by a property test). Which
limit holds is worked out once for each combination of what limits ask for; working days come from the calendar as lists
that have a place for every day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from generator.definitions.portal import Portal
from generator.definitions.time_limits.deadlines import limit_finder
from generator.definitions.time_limits.limits import DEADLINE_FIELD, START_FIELD, Limit, Span
from generator.definitions.time_limits.worktime import Calendar
from generator.sql import DAY, MOMENT, TEXT, day_of, literal, types_of

_LAST_DAY = "9999-12-31"
# The day before all days, by the type of days.
_BEFORE_ALL = {TEXT: "", DAY: "-infinity"}
# What a limit may ask for → the field of a case that answers.
_ASKED = {"tier": "unit", "category": "category", "kind": "kind", "level": "level", "urgency": "urgency"}


@dataclass(frozen=True)
class Deadlines:
    """The `fields` that limits fill, and a SELECT that adds two columns for each to those of `mapped`.

    `<field>_worked` is the deadline worked out; `<field>_begun` says that there is one, if beyond the calendar.
    `filled` is SQL over these for each field with what the export gives of it.
    """

    fields: tuple[str, ...]
    filled: tuple[str, ...]
    select: str


def deadlines(con: duckdb.DuckDBPyConnection, portal: Portal, given: Collection[str]) -> Deadlines:
    """Work out which limits hold for the cases in `mapped`, of which the export reports the fields `given`."""
    joins, fields, filled, columns = [], [], [], []
    kinds = types_of(con, "mapped")
    bounds = TEXT if kinds["received_at"] == TEXT else DAY
    day = f"coalesce({day_of('mapped.received_at')}, {literal(_BEFORE_ALL[bounds])}::{bounds})"
    every = _asked(portal.limits)
    combinations = con.execute(f"SELECT DISTINCT {', '.join(every)} FROM mapped").fetchall() if every else [()]
    for deadline, field in DEADLINE_FIELD.items():
        limits = tuple(limit for limit in portal.limits if limit.deadline == deadline)
        if not limits:
            continue
        asked = _asked(limits)
        _hold(con, portal, limits, bounds, [dict(zip(every, values, strict=True)) for values in combinations])
        own = f"limits_{deadline}"
        same = "".join(f" AND mapped.{name} IS NOT DISTINCT FROM {own}.{name}" for name in asked)
        joins.append(f"LEFT JOIN {own} ON {day} BETWEEN {own}.first AND {own}.last{same}")
        starts = [f"mapped.{START_FIELD[limit.start]}" for limit in limits]
        ends = [
            _end(own, start, kinds[START_FIELD[limit.start]], limit.span)
            for start, limit in zip(starts, limits, strict=True)
        ]
        every_kind = {kind for _, kind in ends} | ({kinds[field]} if field in given else set())
        kind = every_kind.pop() if len(every_kind) == 1 else TEXT
        end = _by_limit(own, [_as(sql, own_kind, kind) for sql, own_kind in ends])
        fields.append(field)
        filled.append(
            f"coalesce({_as(field, kinds[field], kind)}, {field}_worked)" if field in given else f"{field}_worked"
        )
        columns.append(f"CASE WHEN NOT {field}_given THEN {end} END AS {field}_worked")
        columns.append(f"NOT {field}_given AND {_by_limit(own, starts)} IS NOT NULL AS {field}_begun")
    if any(limit.span.natural_hours is None for limit in portal.limits):
        _calendar_lists(con, portal.calendar)
    select = f"SELECT {', '.join(('mapped.*', *columns))} FROM mapped {' '.join(joins)}"
    return Deadlines(tuple(fields), tuple(filled), select)


def _hold(
    con: duckdb.DuckDBPyConnection,
    portal: Portal,
    limits: tuple[Limit, ...],
    bounds: str,
    combinations: Sequence[Mapping[str, str | None]],
) -> None:
    """The table `limits_<deadline>`: for each combination of what is asked and each stretch of days of receipt without
    a change the one limit that holds, by its place among `limits`, and its working days where it is said in these.
    Days are of the type `bounds`.
    """
    find = limit_finder(limits, portal.registers)
    deadline = limits[0].deadline
    asked, stretches = _asked(limits), _stretches(limits)
    rows: list[tuple[str | int | None, ...]] = []
    for values in dict.fromkeys(tuple(item[name] for name in asked) for item in combinations):
        case = {name: value or "" for name, value in zip(asked, values, strict=True)}
        for first, last in stretches:
            limit = find(case | {"received_at": first}, deadline)
            if limit is not None:
                rows.append(
                    (*values, first or _BEFORE_ALL[bounds], last, limits.index(limit), limit.span.working_days or None)
                )
    names = (*asked, "first", "last")
    shape = "".join(f"{name} {TEXT}, " for name in asked) + f"first {bounds}, last {bounds}"
    con.execute(f"CREATE TABLE limits_{deadline} ({shape}, number INTEGER, working_days INTEGER)")
    if rows:
        lists = ", ".join("unnest(?::VARCHAR[])" for _ in names)
        con.execute(
            f"INSERT INTO limits_{deadline} SELECT {lists}, unnest(?::INTEGER[]), unnest(?::INTEGER[])",
            [list(column) for column in zip(*rows, strict=True)],
        )


def _asked(limits: Sequence[Limit]) -> tuple[str, ...]:
    """The fields of a case that say which of the limits holds."""
    return tuple(dict.fromkeys(_ASKED[name] for limit in limits for name, _ in limit.when))


def _stretches(limits: Sequence[Limit]) -> list[tuple[str, str]]:
    """First and last day of each stretch in which the same limits are in force; the first begins before all days."""
    begins = {""} | {limit.valid_from for limit in limits}
    begins |= {(date.fromisoformat(item.valid_to) + timedelta(1)).isoformat() for item in limits if item.valid_to}
    ends = [(date.fromisoformat(begin) - timedelta(1)).isoformat() for begin in sorted(begins) if begin]
    return list(zip(sorted(begins), [*ends, _LAST_DAY], strict=True))


def _by_limit(table: str, sql: Sequence[str]) -> str:
    """SQL for what the limit that holds has among `sql`; a branch for all that have the same, for branches are dear."""
    numbers: dict[str, list[str]] = {}
    for number, item in enumerate(sql):
        numbers.setdefault(item, []).append(str(number))
    branches = (f"WHEN {table}.number IN ({', '.join(same)}) THEN {item}" for item, same in numbers.items())
    return f"(CASE {' '.join(branches)} END)"


def _as(sql: str, kind: str, wanted: str) -> str:
    return sql if kind == wanted else f"time_text({sql})"


def _end(table: str, start: str, kind: str, span: Span) -> tuple[str, str]:
    """SQL for the end of a span that begins at a time of this type, as
    `generator.definitions.time_limits.deadlines.end_of`, and the end's type; NULL beyond the calendar.
    """
    day = f"{day_of(start)}::DATE"
    if span.working_days:
        return f"working_day_after({day}, {table}.working_days)", DAY
    if span.office is not None:
        opens = span.office.opens.hour * 3600 + span.office.opens.minute * 60 + span.office.opens.second
        length, needed = int(span.office.length.total_seconds()), span.hours * 3600
        clock = f"date_diff('second', {day}, {start}::TIMESTAMP)"
        moment = f"office_end({day}, {clock}, {opens}, {length}, {needed})"
        whole = f"working_day_after({day}, {-(-needed // length)})"
    else:
        moment = f"({start}::TIMESTAMP + to_seconds({span.hours * 3600 + span.days * 86_400}))"
        whole = f"({day} + {span.days - (-span.hours // 24)})"
    if kind == TEXT:
        return f"CASE WHEN has_clock({start}) THEN time_text({moment}) ELSE time_text({whole}) END", TEXT
    return (moment, MOMENT) if kind == MOMENT else (whole, DAY)


def _calendar_lists(con: duckdb.DuckDBPyConnection, calendar: Calendar) -> None:
    """Macros that look into the calendar; NULL for a day that it does not know.

    `workdays_before` has for every day of the calendar how many working days lie before it, from place 1 on, and one
    place more for the day after the last.
    """
    days = (calendar.last - calendar.first).days + 1
    workdays = set(calendar.workdays)
    before = [0]
    for number in range(days):
        before.append(before[-1] + (calendar.first + timedelta(number) in workdays))
    con.execute("SET VARIABLE workdays = ?::DATE[]", [list(calendar.workdays)])
    con.execute("SET VARIABLE workdays_before = ?::INTEGER[]", [before])
    place = f"(date_diff('day', DATE '{calendar.first}', day) + 1)"
    known = f"{place} BETWEEN 1 AND {days}"
    before_day = f"getvariable('workdays_before')[{place}]"
    before_next = f"getvariable('workdays_before')[{place} + 1]"
    con.execute(
        f"CREATE OR REPLACE MACRO working_day_after(day, count) AS CASE WHEN {known} THEN"
        f" list_extract(getvariable('workdays'), {before_next} + count) END"
    )
    # The clock as a number: office seconds of all days before, and those of the day itself that are over.
    over = f"CASE WHEN {before_next} > {before_day} THEN least(greatest(clock - opens, 0), length) ELSE 0 END"
    reached = f"({before_day}::BIGINT * length + {over} + needed)"
    last = f"(({reached} - 1) // length)"
    con.execute(
        f"CREATE OR REPLACE MACRO office_end(day, clock, opens, length, needed) AS CASE WHEN {known} THEN"
        f" list_extract(getvariable('workdays'), {last} + 1)::TIMESTAMP"
        f" + to_seconds(opens + {reached} - {last} * length) END"
    )
