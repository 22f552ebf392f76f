"""Findings by value: one line for one thing to mend, the gravest first, and nothing lost in the counting."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.findings import finding
from generator.supply.groups import by_code, described, grouped

FINDINGS = st.builds(
    lambda code, row, column, value: finding(
        code, "a.csv", row=row, column=column, value=value, expected="", near="", candidates="", field=""
    ),
    st.sampled_from(("unit-unknown", "date-far", "encoding", "cells-merged", "value-missing")),
    st.integers(0, 50),
    st.sampled_from(("", "甲", "乙")),
    st.sampled_from(("", "x", "y", "z")),
)


def test_a_value_is_told_once_with_its_count_and_rows_as_examples() -> None:
    found = [
        finding("unit-unknown", "a.csv", row=row, column="单位", value="无此局", expected="", near="–")
        for row in range(2, 12)
    ]
    (group,) = grouped(found)
    assert (group.count, group.rows, group.first.value) == (10, (2, 3, 4, 5, 6), "无此局")
    said = described(group, "en")
    assert (said["count"], said["rows"], "row" in said) == (10, [2, 3, 4, 5, 6], False)


def test_what_is_not_told_one_by_one_is_counted() -> None:
    found = [finding("unit-unknown", "a.csv", row=2, column="单位", value="无此局", expected="", near="–")]
    (group,) = grouped(found, {("a.csv", "unit-unknown", "单位", "无此局"): 250_000})
    assert group.count == 250_000


@given(st.lists(FINDINGS, max_size=60))
def test_groups_hold_every_finding_in_order_of_weight(found: list) -> None:  # type: ignore[type-arg]
    groups = grouped(found)
    assert sum(group.count for group in groups) == len(found)
    severities = [group.first.severity for group in groups]
    assert severities == sorted(severities, key=("stops", "fails", "rejects", "notes").index)
    assert sorted(g.first for codes in by_code(groups) for g in codes) == sorted(g.first for g in groups)
    for group in groups:
        assert len(group.rows) <= 5
