"""The Zhaoyuan rule: the worked example and the traps of section B of the statistics note, and its laws."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.facts.schemes.deductions import DeductionRule, annual_sum, deduct

EXAMPLE = {"A": (398, 400), "B": (147, 150), "C": (60, 60), "D": (19, 20), "E": (0, 0)}


answers = st.dictionaries(
    st.text("ABCDEF", min_size=1, max_size=2),
    st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
)


def rule(**changes: object) -> DeductionRule:
    return DeductionRule(**({"rate": F(1, 2), "minimum_answers": 1} | changes))  # type: ignore[arg-type]


def points(**changes: object) -> dict[str, F]:
    return {row.unit: row.points for row in deduct(EXAMPLE, rule(**changes))}


def test_worked_example() -> None:
    rows = {row.unit: row for row in deduct(EXAMPLE, rule())}
    assert rows["A"].baseline == F(104, 105) * 100
    assert rows["D"].gap == F(104, 105) * 100 - 95
    assert points() == {"A": 0, "B": F("0.52"), "C": 0, "D": F("2.02"), "E": 0}
    assert rows["E"].status == "no_answers"


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"partial": "floor"}, ("0.5", "2")),
        ({"partial": "ceil"}, ("1", "2.5")),
        ({"cap": F(2)}, ("0.52", "2")),
        ({"weights": "equal"}, ("0.06", "1.56")),
        ({"rounded": True}, ("0.53", "2.03")),
        ({"minimum_answers": 30}, ("0.52", "0")),
    ],
)
def test_settings(changes: dict[str, object], wanted: tuple[str, str]) -> None:
    found = points(**changes)
    assert (found["B"], found["D"]) == tuple(map(F, wanted))


def test_equal_weights_baseline() -> None:
    rows = {row.unit: row for row in deduct(EXAMPLE, rule(weights="equal"))}
    assert rows["B"].baseline == F("98.125")
    assert (rows["B"].gap, rows["D"].gap) == (F("0.125"), F("3.125"))


def test_leave_one_out_is_harsher_on_a_large_bad_unit() -> None:
    answers = {"big": (900, 1000), "small": (99, 100)}
    inside = {row.unit: row.gap for row in deduct(answers, rule())}
    outside = {row.unit: row.gap for row in deduct(answers, rule(own_cases="leave_one_out"))}
    assert outside["big"] == 9
    assert inside["big"] < outside["big"]


def cases(answers: dict[str, tuple[int, int]], **changes: object) -> dict[str, int | None]:
    return {row.unit: row.cases for row in deduct(answers, rule(**changes))}


def test_cases_away() -> None:
    # B: 147 + k of 150 against 624 + k of 630: k = 3 (150 / 150); D: 20 / 20 against 625 / 630.
    assert cases(EXAMPLE) == {"A": 0, "B": 3, "C": 0, "D": 1, "E": None}
    assert cases(EXAMPLE, minimum_answers=30)["D"] is None


@pytest.mark.parametrize("changes", [{}, {"own_cases": "leave_one_out"}, {"weights": "equal"}])
def test_the_baseline_moves_with_the_units_own_cases(changes: dict[str, object]) -> None:
    # Against a baseline that stood still at 999 / 1100 nine cases would do; all three reach 99 % with 90.
    assert cases({"big": (900, 1000), "small": (99, 100)}, **changes)["big"] == 90


@settings(max_examples=8)
@given(st.data())
def test_cases_away_is_the_smallest_number(data: st.DataObject) -> None:
    by_unit = data.draw(answers)
    changes = {
        "weights": data.draw(st.sampled_from(["answers", "equal"])),
        "own_cases": data.draw(st.sampled_from(["included", "leave_one_out"])),
        "rounded": data.draw(st.booleans()),
    }
    for row in deduct(by_unit, rule(**changes)):
        for more in range((row.cases or 0) + 1):
            turned = {**by_unit, row.unit: (row.satisfied + more, row.evaluated)}
            (again,) = [each for each in deduct(turned, rule(**changes)) if each.unit == row.unit]
            assert row.cases is None or (again.gap == 0) == (more == row.cases)


def test_edges() -> None:
    assert [row.points for row in deduct({"A": (0, 0), "B": (0, 0)}, rule())] == [0, 0]
    assert [row.points for row in deduct({"A": (9, 10)}, rule())] == [0]
    assert [row.points for row in deduct({"A": (9, 10), "B": (18, 20)}, rule())] == [0, 0]


@given(answers)
def test_the_baseline_lies_between_the_rates(by_unit: dict[str, tuple[int, int]]) -> None:
    for weights in ("answers", "equal"):
        rows = [row for row in deduct(by_unit, rule(weights=weights)) if row.rate is not None]
        for row in rows:
            assert row.baseline is not None
            assert min(r.rate for r in rows) <= row.baseline <= max(r.rate for r in rows)


@given(answers, st.randoms())
def test_order_does_not_matter(by_unit: dict[str, tuple[int, int]], random) -> None:
    items = list(by_unit.items())
    random.shuffle(items)
    assert deduct(dict(items), rule()) == deduct(by_unit, rule())


@given(st.lists(st.tuples(st.integers(0, 40), st.just(40)), min_size=12, max_size=12))
def test_the_pooled_year_is_at_most_the_sum_of_months_when_the_baseline_stands_still(
    months: list[tuple[int, int]],
) -> None:
    # A second unit so large and steady that the baseline hardly moves, left out of the first unit's baseline.
    steady = (9900, 10000)
    only = rule(own_cases="leave_one_out")
    by_month = [deduct({"A": month, "Z": steady}, only) for month in months]
    pooled = {"A": (sum(s for s, _ in months), sum(e for _, e in months)), "Z": (118800, 120000)}
    year = {row.unit: row.points for row in deduct(pooled, only)}
    # Each monthly deduction is rounded by at most half a hundredth.
    assert year["A"] <= annual_sum(by_month)["A"] + F(7, 100)
