"""Sums of counts by scope: the same, in the same order, as grouping gives, however few or many the rows."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.disclosure.pool import scopes
from generator.disclosure.pool.scopes import scope_rows, sums
from generator.disclosure.tables import PublicRow

COLUMNS = ["period", "unit", "on_time"]
row = st.tuples(
    st.sampled_from(["2024-02", "2024-01"]),
    st.sampled_from(["B1", "A1", "", "A2"]),
    st.sampled_from(["yes", "no", "unknown"]),
    st.integers(0, 9),
)


def frame(rows: list[tuple[str, str, str, int]]) -> pd.DataFrame:
    """Counts as they are read: texts as categories."""
    table = pd.DataFrame(rows, columns=[*COLUMNS, "n"]).astype(dict.fromkeys(COLUMNS, "str") | {"n": "int64"})
    return table.astype(dict.fromkeys(COLUMNS, "category"))


@given(st.lists(row))
def test_sums_are_those_of_grouping(rows: list[tuple[str, str, str, int]]) -> None:
    counts = frame(rows)
    for columns in (COLUMNS, ["unit", "period"], ["on_time"]):
        grouped = counts.groupby(columns, sort=True, observed=True)["n"].sum().reset_index()
        pd.testing.assert_frame_equal(sums(counts, columns), grouped)


@pytest.mark.parametrize("limit", ["_FEW", "_NUMBERS"])
def test_beyond_the_limits_nothing_changes(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = frame([("2024-01", "B1", "no", 2), ("2024-01", "A1", "yes", 3), ("2024-01", "B1", "no", 4)])
    wanted = [
        PublicRow("2024-01", "unit", "A1", ("yes",), 3),
        PublicRow("2024-01", "unit", "B1", ("no",), 6),
    ]
    assert scope_rows(counts, ("on_time",), ("unit",)) == wanted
    monkeypatch.setattr(scopes, limit, 1)
    assert scope_rows(counts, ("on_time",), ("unit",)) == wanted
