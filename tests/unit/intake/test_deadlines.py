"""Deadlines in SQL are those that the definitions give case by case."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, time

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.definitions.case_terms import DUE_TIMES, TIME_FIELDS
from generator.definitions.time_limits.deadlines import FACTS, deadline_finder
from generator.definitions.time_limits.limits import Limit, Span
from generator.definitions.time_limits.worktime import CalendarEndsError, OfficeHours
from generator.intake.deadlines import deadlines
from generator.sql import DAY, MOMENT, TEXT, TIME_MACROS
from tests.unit.intake.office import portal

PORTAL = portal()
DAYS = st.dates(date(2024, 1, 20), date(2024, 7, 10))
TIMES = st.one_of(
    st.none(),
    DAYS.map(date.isoformat),
    st.tuples(DAYS, st.times().map(lambda t: t.replace(microsecond=0))).map(lambda pair: f"{pair[0]}T{pair[1]}"),
    st.sampled_from(["2024-05-01T12:00:00", "2004-01-01T09:00:00", "1999-01-01", "2099-12-31T10:00:00"]),
)
OFFICE = st.sampled_from([OfficeHours(time(9), time(17, 30)), OfficeHours(time(8, 30, 15), time(12))])
SPANS = st.one_of(
    st.integers(1, 60).map(lambda hours: Span(hours=hours)),
    st.integers(1, 20).map(lambda days: Span(days=days)),
    st.integers(1, 20).map(lambda days: Span(working_days=days)),
    st.tuples(st.integers(1, 60), OFFICE).map(lambda pair: Span(hours=pair[0], office=pair[1])),
)
WHEN = st.fixed_dictionaries(
    {},
    optional={
        "tier": st.sampled_from(["department", "street"]),
        "category": st.sampled_from(["home", "home1", "road"]),
        "kind": st.sampled_from(["life", "firm"]),
        "level": st.just("区级"),
    },
).map(lambda when: tuple(sorted(when.items())))
VALID = st.one_of(st.just(""), DAYS.map(date.isoformat))
LIMITS = st.lists(
    st.builds(
        Limit,
        deadline=st.sampled_from(["dispatch", "response", "reply"]),
        span=SPANS,
        start=st.sampled_from(["received", "dispatched", "accepted"]),
        when=WHEN,
        extension=st.none(),
        valid_from=VALID,
        valid_to=VALID,
        source=st.none(),
        assumed=st.none(),
    ),
    max_size=5,
).map(tuple)
CASE = st.fixed_dictionaries(
    {
        "unit": st.sampled_from([None, "A1", "S1", "C1"]),
        "category": st.sampled_from([None, "home", "home1", "road1"]),
        "kind": st.sampled_from([None, "life", "firm"]),
        "level": st.sampled_from([None, "区级", "社区"]),
        "urgency": st.none(),
        "received_at": TIMES,
        "dispatched_at": TIMES,
        "accepted_at": TIMES,
        "dispatch_due_at": st.none(),
        "response_due_at": st.sampled_from([None, None, "2024-03-01"]),
        "due_at": st.sampled_from([None, None, "2024-03-01T08:00:00"]),
    }
)


@settings(max_examples=int(os.environ.get("GONGSHI_EXAMPLES", "15")))
@given(LIMITS, st.lists(CASE, min_size=1, max_size=8), st.sampled_from([TEXT, MOMENT, DAY]))
def test_sql_and_definitions_agree(limits: tuple[Limit, ...], cases: list[dict[str, str | None]], kind: str) -> None:
    """Whether the times of the cases are texts, of any kind, or columns of moments or of days."""
    cases = [
        {name: _of_kind(value, kind) if name in TIME_FIELDS else value for name, value in case.items()}
        for case in cases
    ]
    # Which of two equally specific limits holds is a finding of its own and no question here.
    unique = {(limit.deadline, len(limit.when), limit.when): limit for limit in limits}
    portal = replace(PORTAL, limits=tuple(unique.values()))
    with duckdb.connect() as con:
        given_flags = ", ".join(f"({name} IS NOT NULL) AS {name}_given" for name in DUE_TIMES)
        con.execute(TIME_MACROS)
        types = {name: kind if name in TIME_FIELDS else TEXT for name in FACTS}
        con.execute(f"CREATE TABLE cases (row_index BIGINT, {', '.join(f'{name} {types[name]}' for name in FACTS)})")
        row_of = f"(?, {', '.join('?' for _ in FACTS)})"
        values = [cell for number, case in enumerate(cases) for cell in (number, *map(case.get, FACTS))]
        con.execute(f"INSERT INTO cases VALUES {', '.join([row_of] * len(cases))}", values)
        con.execute(f"CREATE VIEW mapped AS SELECT *, {given_flags} FROM cases")
        worked = deadlines(con, portal, DUE_TIMES)
        texts = "".join(f", time_text({field}_worked) AS {field}_worked" for field in worked.fields)
        others = "".join(f", {field}_begun" for field in worked.fields)
        filled = "".join(
            f", time_text({sql}) AS {field}_filled" for field, sql in zip(worked.fields, worked.filled, strict=True)
        )
        found = con.execute(f"SELECT row_index{texts}{others}{filled} FROM ({worked.select}) ORDER BY row_index")
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    assert len(rows) == len(cases)
    find = deadline_finder(portal.limits, portal.registers, portal.calendar)
    for case, row in zip(cases, rows, strict=True):
        beyond = any(row[f"{field}_begun"] and row[f"{field}_worked"] is None for field in worked.fields)
        try:
            expected = find({name: value or "" for name, value in case.items()})
        except CalendarEndsError:
            assert beyond
            continue
        assert not beyond
        assert {field: row[f"{field}_worked"] for field in worked.fields if row[f"{field}_worked"]} == expected
        assert all(row[f"{field}_filled"] == (expected.get(field) or case[field]) for field in worked.fields)


def _of_kind(time: str | None, kind: str) -> str | None:
    if time is None or kind == TEXT:
        return time
    return time[:10] if kind == DAY else time if len(time) > 10 else f"{time}T00:00:00"
