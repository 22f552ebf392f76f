"""Conditions of indicators: only what the whitelist allows, and the same truth as the database gives."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.conditions import ConditionError, parse_condition

ALLOWED = {"a": ("x", "y"), "b": ("yes", "no", "unknown")}


@pytest.mark.parametrize(
    "text",
    [
        "a = 'z'",
        "c = 'x'",
        "a = b",
        "a > 'x'",
        "a LIKE 'x%'",
        "a IN (SELECT 'x')",
        "lower(a) = 'x'",
        "1 = 1",
        "FALSE",
        "a = 'x'; DROP TABLE cases",
        "t.a = 'x'",
        "SELECT a",
        "a = ",
        "read_csv('x')",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ConditionError):
        parse_condition(text, ALLOWED)


def _texts() -> st.SearchStrategy[str]:
    values = [(column, value) for column, listed in ALLOWED.items() for value in listed]
    equal = st.sampled_from(values).map(lambda pair: f"{pair[0]} = '{pair[1]}'")
    unequal = st.sampled_from(values).map(lambda pair: f"{pair[0]} <> '{pair[1]}'")
    among = st.sampled_from(sorted(ALLOWED)).flatmap(
        lambda column: st.lists(st.sampled_from(ALLOWED[column]), min_size=1).map(
            lambda chosen: f"{column} IN ({', '.join(map(repr, chosen))})"
        )
    )
    return st.recursive(
        st.one_of(equal, unequal, among, st.just("TRUE")),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(" ".join),
            inner.map(lambda text: f"NOT ({text})"),
            inner.map(lambda text: f"({text})"),
        ),
        max_leaves=6,
    )


@given(_texts())
def test_the_database_agrees(text: str) -> None:
    condition = parse_condition(text, ALLOWED)
    for a in ALLOWED["a"]:
        for b in ALLOWED["b"]:
            found = duckdb.execute(f"SELECT {text} FROM (SELECT '{a}' AS a, '{b}' AS b)").fetchall()
            assert found == [(condition.holds({"a": a, "b": b}),)]
