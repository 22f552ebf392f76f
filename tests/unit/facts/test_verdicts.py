"""Verdicts: one state for each ranked unit, for how long it has stood, and what a longer window says."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.public_lists import BANDS, direction_of
from generator.facts.baselines import Judging
from generator.facts.chance.binomial import Count
from generator.facts.figures import Figure
from generator.facts.ranking import rank_units
from generator.facts.verdicts import Said, VerdictRow, verdict_rows
from tests.unit.facts.test_baselines import SPREAD, UNITS, figures_of, indicator

PERIOD = "2024-03"
STATES = {"U1": "much_higher", "U2": "much_higher", "U3": "much_lower", "U4": "higher", "U5": "lower"}


def judged(
    counts: dict[str, Count],
    name: str = "satisfaction",
    longer: dict[str, dict[str, Count]] | None = None,
    fits: dict[str, Fraction | None] | None = None,
    before: dict[str, Said] | None = None,
) -> dict[str, VerdictRow]:
    """The verdicts of one group by unit; `longer` are counts in longer windows, the longest first."""
    rate = indicator(name)
    found = figures_of(rate.id, counts)
    for period, of_period in (longer or {}).items():
        found += figures_of(rate.id, of_period, period)
    shown = {(row.period, row.scope, row.key): row for row in found}
    rows = rank_units(found, rate, PERIOD, UNITS, ())
    said = verdict_rows(rows, shown, rate, tuple(longer or {}), Judging(), fits or {}, before or {})
    return {row.unit: row for row in said}


def states(rows: dict[str, VerdictRow]) -> dict[str, str]:
    return {unit: row.state for unit, row in rows.items()}


def test_the_state_is_that_of_the_plain_test_whatever_is_allowed_for() -> None:
    wide = judged(SPREAD, fits=dict.fromkeys(SPREAD, Fraction(5)))
    assert states(wide) == states(judged(SPREAD)) == STATES
    assert {row.state_with_allowance for row in wide.values()} == {"no_difference"}
    assert {row.concentration for row in wide.values()} == {"5.00"}
    assert {row.state_with_allowance for row in judged(SPREAD).values()} == {""}


def test_others_that_differ_no_more_than_chance_leave_the_state_as_it_is() -> None:
    rows = judged(SPREAD, fits=dict.fromkeys(SPREAD))
    assert {unit: row.state_with_allowance for unit, row in rows.items()} == STATES
    assert {row.concentration for row in rows.values()} == {""}


def test_better_and_worse_follow_the_direction() -> None:
    assert [direction_of(state, "higher") for state in BANDS] == ["better", "better", "", "worse", "worse", "", ""]
    assert [direction_of(state, "lower") for state in BANDS] == ["worse", "worse", "", "better", "better", "", ""]
    assert {direction_of(state, "none") for state in BANDS} == {""}


def test_all_at_one_rate_leave_nothing_to_chance() -> None:
    full = judged({unit: Count(50, 50) for unit in SPREAD}, fits=dict.fromkeys(SPREAD, Fraction(5)))
    assert {(row.state, row.state_with_allowance, row.tail) for row in full.values()} == {
        ("no_difference", "no_difference", "1.000")
    }


def test_inferred_ratings_are_not_judged() -> None:
    rows = judged(SPREAD | {"U6": Count(3, 4)}, "satisfaction_inferred")
    assert states(rows) == dict.fromkeys(SPREAD, "by_rule") | {"U6": "few_cases"}
    assert {(row.tail, row.direction, row.longer) for row in rows.values()} == {("", "", "")}


def test_a_group_without_a_figure_of_its_own_has_no_verdicts() -> None:
    rate = indicator("on_time")
    found = [row for row in figures_of(rate.id, SPREAD) if row.scope == "unit"]
    rows = rank_units(found, rate, PERIOD, UNITS, {"U6"})
    shown = {(row.period, row.scope, row.key): row for row in found}
    assert verdict_rows(rows, shown, rate, (), Judging(), {}, {}) == []


def test_waiting_units_have_no_verdict_and_two_units_have() -> None:
    rate = indicator("on_time")
    found = figures_of(rate.id, {"U1": Count(30, 40), "U2": Count(40, 40)})
    shown = {(row.period, row.scope, row.key): row for row in found}
    rows = verdict_rows(rank_units(found, rate, PERIOD, UNITS, {"U6"}), shown, rate, (), Judging(), {}, {})
    assert [row.unit for row in rows] == ["U1", "U2"]


def test_a_state_stands_as_long_as_it_is_the_same() -> None:
    before = {
        "U1": Said("much_higher", "2024-01", 2, 5),
        "U2": Said("no_difference", "2023-06", 9, 9),
        "U3": Said("much_lower", "2023-11", 4, 4),
    }
    rows = judged(SPREAD, before=before)
    stands = {unit: (row.since, row.windows, row.judged) for unit, row in rows.items()}
    assert stands == {
        "U1": ("2024-01", 3, 6),
        "U2": ("2024-03", 1, 10),
        "U3": ("2023-11", 5, 5),
        "U4": ("2024-03", 1, 1),
        "U5": ("2024-03", 1, 1),
    }


@given(st.lists(st.sampled_from(["lower", "no_difference", "few_cases"]), min_size=1, max_size=12))
def test_windows_count_the_run_of_the_last_state(history: list[str]) -> None:
    carried: Said | None = None
    counts = {"lower": Count(33, 40), "no_difference": Count(38, 40), "few_cases": Count(9, 10)}
    for state in history:
        others = {f"U{number}": Count(3800, 4000) for number in range(2, 7)}
        row = judged(others | {"U1": counts[state]}, "on_time", before={} if carried is None else {"U1": carried})["U1"]
        assert row.state == state
        carried = Said(row.state, row.since, row.windows, row.judged)
    assert carried is not None
    run = next((place for place, state in enumerate(reversed(history)) if state != history[-1]), len(history))
    assert (carried.windows, carried.judged) == (run, len(history))


def test_a_longer_window_is_named_where_it_says_more() -> None:
    even = {unit: Count(95, 100) for unit in SPREAD}
    year = {unit: Count(950, 1000) for unit in SPREAD} | {"U1": Count(900, 1000)}
    quarter = {unit: Count(285, 300) for unit in SPREAD} | {"U1": Count(260, 300), "U2": Count(299, 300)}
    rows = judged(even, "on_time", {"2024": year, "2024-Q1": quarter})
    assert {unit: (row.longer, row.longer_state) for unit, row in rows.items()} == {
        "U1": ("2024", "much_lower"),
        "U2": ("2024-Q1", "much_higher"),
    } | dict.fromkeys(("U3", "U4", "U5"), ("", ""))
    # What is a finding already is not said twice.
    again = judged(even | {"U1": Count(60, 100)}, "on_time", {"2024": year})
    assert (again["U1"].state, again["U1"].longer) == ("much_lower", "")


@pytest.mark.parametrize("name", ["on_time", "satisfaction"])
def test_numbers_are_those_of_the_unit_and_of_its_group(name: str) -> None:
    row = judged(SPREAD, name)["U3"]
    assert (row.numerator, row.denominator, row.value) == (400, 600, "66.67")
    assert (row.group_numerator, row.group_denominator, row.group_value) == (1660, 1880, "88.30")
    assert row.direction == "worse"


def test_a_ratio_is_not_judged() -> None:
    rate = replace(indicator("on_time"), ratio=True)
    found: list[Figure] = figures_of(rate.id, SPREAD)
    shown = {(row.period, row.scope, row.key): row for row in found}
    rows = verdict_rows(rank_units(found, rate, PERIOD, UNITS, ()), shown, rate, (), Judging(), {}, {})
    assert {row.state for row in rows} == {"by_rule"}


def test_a_verdict_says_what_the_window_before_said_and_for_how_long() -> None:
    before = {"U3": Said("much_lower", "2023-12", 3, 3), "U4": Said("much_lower", "2024-01", 2, 3)}
    rows = judged(SPREAD, before=before)
    said = {unit: (row.state, row.state_before, row.windows_before) for unit, row in rows.items()}
    assert said["U3"] == ("much_lower", "much_lower", 3)
    assert said["U4"] == ("higher", "much_lower", 2)
    assert said["U1"][1:] == ("", 0)
