"""Points for each case: their sum per unit from public counts, and the problems of such a scheme."""

from __future__ import annotations

from fractions import Fraction as F
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.rounding import decimal_text
from generator.definitions.schemes import SchemeFile, load_schemes
from generator.facts.figures import Figure
from generator.facts.schemes.per_case import CasePoints, per_case_rows

SCHEME = """
scheme: each-case
kind: per_case
version: 1
title: {zh: 逐件计分}
meaning: {zh: 逐件计分}
source: {zh: 示例}
valid_from: 2024-01
window: month
components:
  - {indicator: on_time, yes: 1, no: -0.5}
  - {indicator: satisfaction, yes: 2, no: 0}
author: 方法岗
checker: 复核岗
reviewed: "2026-11-01"
"""
PUBLISHED = ("on_time", "satisfaction", "transfers")


def scheme(folder: Path, text: str = SCHEME) -> SchemeFile:
    found, problems = load(folder, text)
    assert not problems
    return found


def load(folder: Path, text: str) -> tuple[SchemeFile, list[tuple[int | None, str, str]]]:
    (folder / "each-case.yml").write_text(text.lstrip(), "utf-8")
    schemes, problems = load_schemes(folder, PUBLISHED, frozenset({"transfers"}))
    return (schemes[0] if schemes else None), [(item.row, item.column, item.code) for item in problems]  # type: ignore[return-value]


def figure(unit: str, indicator: str, numerator: int, denominator: int | None) -> Figure:
    return Figure("2024-03", "unit", unit, indicator, numerator, denominator, "F", f"{indicator}@1", "x.csv")


def totals(figures: list[Figure], rule: SchemeFile, hidden: tuple[str, ...] = ()) -> dict[tuple[str, str], str]:
    rows = per_case_rows(figures, rule, "2024-03", {"A": "G", "B": "G"}, hidden)
    return {(row.unit, row.component): row.points for row in rows}


def test_a_sum_is_additive_and_a_component_without_cases_has_no_row(tmp_path: Path) -> None:
    figures = [
        figure("A", "on_time", 1, 4),
        figure("A", "satisfaction", 3, 3),
        figure("B", "on_time", 5, 5),
        figure("B", "satisfaction", 0, 0),
        figure("_pooled", "satisfaction", 9, 9),
    ]
    assert totals(figures, scheme(tmp_path)) == {
        ("A", "on_time"): "-0.50",
        ("A", "satisfaction"): "6.00",
        ("A", "total"): "5.50",
        ("B", "on_time"): "5.00",
        ("B", "total"): "5.00",
    }


def test_a_unit_whose_answers_are_pooled_has_no_sum(tmp_path: Path) -> None:
    figures = [figure("A", "on_time", 1, 4), figure("B", "on_time", 1, 1), figure("B", "satisfaction", 1, 1)]
    assert {unit for unit, _ in totals(figures, scheme(tmp_path), hidden=("A",))} == {"B"}


def test_a_component_that_nobody_reports_leaves_no_sum(tmp_path: Path) -> None:
    assert not totals([figure("A", "on_time", 1, 4)], scheme(tmp_path))


@given(st.lists(st.booleans()), st.integers(-500, 500), st.integers(-500, 500))
def test_the_sum_is_that_of_the_cases(outcomes: list[bool], yes: int, no: int) -> None:
    points = CasePoints("x", F(yes, 100), F(no, 100))
    one_by_one = sum((points.of(int(outcome), 1) for outcome in outcomes), F(0))
    assert points.of(sum(outcomes), len(outcomes)) == one_by_one
    assert F(decimal_text(one_by_one)) == one_by_one


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("no: -0.5", "no: -0.125", (10, "no", "setting-invalid")),
        ("{indicator: satisfaction", "{indicator: on_time", (11, "indicator", "setting-invalid")),
        ("{indicator: satisfaction", "{indicator: transfers", (11, "indicator", "setting-invalid")),
        ("{indicator: satisfaction", "{indicator: resolution", (9, "", "scheme-unpublished")),
        ("window: month", "window: year", (8, "window", "setting-invalid")),
    ],
)
def test_problems(tmp_path: Path, old: str, new: str, problem: tuple[int, str, str]) -> None:
    assert load(tmp_path, SCHEME.replace(old, new))[1] == [problem]
