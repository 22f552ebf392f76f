"""Quoting and times in SQL, as DuckDB reads them."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.sql import DAY, MACROS, MOMENT, TEXT, TIME_MACROS, day_of, identifier, literal, literals, month_of

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@given(st.lists(texts, max_size=5), texts)
def test_a_value_is_read_as_it_was_written(values: list[str], other: str) -> None:
    with duckdb.connect() as con:
        assert con.execute(f"SELECT {literal(other)}").fetchone() == (other,)
        (listed,) = con.execute(f"SELECT {literal(other)} IN ({literals(values)})").fetchone() or (None,)
        assert bool(listed) == (other in values)


def test_a_name_may_be_a_word_of_sql() -> None:
    with duckdb.connect() as con:
        names = [identifier(name) for name in ("at", 'a"b')]
        rows = con.execute(f"SELECT {', '.join(names)} FROM (SELECT 1 AS {names[0]}, 2 AS {names[1]})")
        assert rows.fetchone() == (1, 2)


@pytest.mark.parametrize(
    ("first", "second", "before", "until"),
    [
        ("2024-03-05T10:00:00", "2024-03-05T11:00:00", True, True),
        ("2024-03-05T11:00:00", "2024-03-05T11:00:00", False, True),
        ("2024-03-05T11:00:00", "2024-03-05", False, True),
        ("2024-03-05", "2024-03-05T09:00:00", False, True),
        ("2024-03-05", "2024-03-06", True, True),
        ("2024-03-06T00:00:00", "2024-03-05", False, False),
    ],
)
def test_times_are_compared_at_the_coarser_precision(first: str, second: str, before: bool, until: bool) -> None:
    with duckdb.connect() as con:
        con.execute(TIME_MACROS)
        con.execute("SET VARIABLE as_of = ?", [second])
        times = f"{literal(first)}, as_of()"
        assert con.execute(f"SELECT time_before({times}), time_until({times})").fetchone() == (before, until)
        parts = con.execute(f"SELECT {month_of(literal(first))}, {day_of(literal(first))}").fetchone()
        assert parts == (first[:7], first[:10])


DAYS = st.dates().map(str)
MOMENTS = st.datetimes().map(lambda moment: moment.replace(microsecond=0).isoformat())
TIMES = {TEXT: st.one_of(DAYS, MOMENTS), MOMENT: MOMENTS, DAY: DAYS}
KIND = st.sampled_from([TEXT, MOMENT, DAY])


@given(st.data(), KIND, KIND)
def test_macros_say_the_same_of_moments_and_days_as_of_texts(data: st.DataObject, one: str, other: str) -> None:
    first = data.draw(st.one_of(st.none(), TIMES[one]))
    second = data.draw(
        st.one_of(st.none(), st.just(first[:10] if other == DAY else first) if first else st.none(), TIMES[other])
    )
    if second is not None and other == MOMENT and len(second) == len("2024-03-05"):
        second += "T00:00:00"
    with duckdb.connect() as con:
        con.execute(TIME_MACROS)
        con.execute(f"CREATE TABLE t AS SELECT ?::{one} AS a, ?::{other} AS b", [first, second])
        con.execute("CREATE TABLE texts AS SELECT ?::VARCHAR AS a, ?::VARCHAR AS b", [first, second])
        for name, (parameters, _) in MACROS.items():
            call = f"{name}({', '.join(parameters)})"
            said, expected = (
                con.execute(f"SELECT {call}::VARCHAR FROM {table}").fetchone() for table in ("t", "texts")
            )
            assert said == expected, (call, first, second)
        assert con.execute("SELECT time_text(a), time_text(b) FROM t").fetchone() == (first, second)
