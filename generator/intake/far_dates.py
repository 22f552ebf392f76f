"""Times far from all others of an export: a year mistyped or a clock at its zero, never an event among these cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import duckdb

from generator.intake.found import report
from generator.sql import day_of, identifier

# A stretch of so many days without anything separates what belongs together from what does not.
GAP_DAYS = 3 * 365 + 1
# No limit is so long.
DUE_DAYS = 10 * 365
# Before this no such platform recorded anything; events after the other day have not happened.
_FIRST, _LAST = "1990-01-01", "2100-01-01"


def stretch_of(days: Sequence[tuple[str, int]]) -> tuple[str, str]:
    """First and last day of those that belong together: the stretch around the middle time without a gap.

    `days` are ISO days with the number of times that fall on each.
    """
    ordered = sorted((day, count) for day, count in days if _FIRST <= day < _LAST)
    if not ordered:
        return _FIRST, _LAST
    half, place = sum(count for _, count in ordered) / 2, 0
    passed = ordered[0][1]
    while passed < half:
        place += 1
        passed += ordered[place][1]
    first = last = place
    while first > 0 and _gap(ordered[first - 1][0], ordered[first][0]) < GAP_DAYS:
        first -= 1
    while last + 1 < len(ordered) and _gap(ordered[last][0], ordered[last + 1][0]) < GAP_DAYS:
        last += 1
    return ordered[first][0], ordered[last][0]


def report_far_dates(con: duckdb.DuckDBPyConnection, events: Sequence[str], deadlines: Sequence[str]) -> None:
    """Report times of `staged` outside the stretch in which nearly all events lie: of events and of deadlines."""
    first, last = _stretch(con, events)
    due_first = (date.fromisoformat(first) - timedelta(GAP_DAYS)).isoformat()
    due_last = (date.fromisoformat(last) + timedelta(DUE_DAYS)).isoformat()
    kinds = (("date-far", events, first, last), ("deadline-far", deadlines, due_first, due_last))
    for code, fields, low, high in kinds:
        for field in fields:
            outside = f"{day_of(identifier(field))} NOT BETWEEN '{low}' AND '{high}'"
            report(con, code, field, f"FROM staged WHERE {outside}", f"'{first} – {last}'")


def _stretch(con: duckdb.DuckDBPyConnection, events: Sequence[str]) -> tuple[str, str]:
    """First and last day of the events that belong together; days are counted only where not all may do so."""
    firsts, lasts = (", ".join(f"time_text({end}({identifier(field)}))" for field in events) for end in ("min", "max"))
    row = con.execute(f"SELECT least({firsts}), greatest({lasts}) FROM staged").fetchone()
    if row is None or row[0] is None:
        return _FIRST, _LAST
    first, last = row[0][:10], row[1][:10]
    if first >= _FIRST and last < _LAST and _gap(first, last) < GAP_DAYS:
        return first, last
    every = " UNION ALL ".join(f"SELECT {day_of(identifier(field))}::VARCHAR AS day FROM staged" for field in events)
    days = con.execute(f"SELECT day, count(*) FROM ({every}) WHERE try_cast(day AS DATE) IS NOT NULL GROUP BY day")
    return stretch_of(days.fetchall())


def _gap(before: str, after: str) -> int:
    return (date.fromisoformat(after) - date.fromisoformat(before)).days
