"""What a release says about chance: bands and intervals of published figures, allowances, trends, revisions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from generator.facts.comparisons import compare_units

from generator.definitions.indicators import Indicator, load_indicators
from generator.facts.baselines import Allowance, Judging, baselines
from generator.facts.chance.binomial import Count
from generator.facts.figures import Figure
from generator.facts.interval_rows import interval_rows
from generator.facts.ranking import rank_units, with_chance
from generator.facts.trends import trend_rows

UNITS = {f"U{number}": "G" for number in range(1, 7)}


def indicator(name: str) -> Indicator:
    found, problems = load_indicators(Path("nowhere"), (name,))
    assert not problems
    return found[0]


def figures_of(name: str, counts: dict[str, Count], period: str = "2024-03") -> list[Figure]:
    """The figures of units and of their group."""
    total = Count(sum(c.x for c in counts.values()), sum(c.n for c in counts.values()))
    places = [("unit", unit, c) for unit, c in counts.items()] + [("group", "G", total)]
    return [Figure(period, scope, key, name, c.x, c.n, "F", f"{name}@1", "t.csv") for scope, key, c in places]


SPREAD = {"U1": Count(600, 600), "U2": Count(590, 600), "U3": Count(400, 600), "U4": Count(40, 40), "U5": Count(30, 40)}


def test_an_allowance_makes_fewer_units_stand_out() -> None:
    rate = indicator("satisfaction")
    found = figures_of(rate.id, SPREAD)
    wide = Judging(allowances={rate.id: Allowance(Fraction("0.9"), Fraction(5), "2023-01", "2023-12", 5)})
    plain = {row.unit: row.result for row in compare_units(found, [rate], UNITS, Judging())}
    allowed = {row.unit: row.result for row in compare_units(found, [rate], UNITS, wide)}
    assert plain == dict.fromkeys(("U1", "U2"), "above") | {"U3": "below"} | dict.fromkeys(
        ("U4", "U5"), "no_clear_difference"
    )
    assert set(allowed.values()) == {"no_clear_difference"}
    # A legal limit applies to everyone: what is allowed for ratings is not allowed for time.
    late = indicator("on_time")
    assert baselines(figures_of(late.id, SPREAD), late, wide)["2024-03", "G"].concentration is None


def test_all_at_one_rate_leave_nothing_to_chance() -> None:
    rate = indicator("satisfaction")
    full = figures_of(rate.id, {unit: Count(50, 50) for unit in SPREAD})
    wide = Judging(allowances={rate.id: Allowance(Fraction("0.9"), Fraction(5), "2023-01", "2023-12", 5)})
    assert {row.result for row in compare_units(full, [rate], UNITS, wide)} == {"no_clear_difference"}


@pytest.mark.parametrize("name", ["satisfaction_inferred", "ratio"])
def test_what_is_no_sample_gets_no_statement_about_chance(name: str) -> None:
    rate = replace(indicator("on_time"), id="ratio", ratio=True) if name == "ratio" else indicator(name)
    assert not rate.sampled
    found = figures_of(rate.id, SPREAD | ({"U6": Count(70, 70)} if name == "ratio" else {}))
    assert interval_rows(found, [rate], {("2024-03", "U1", rate.id)}) == []
    assert {row.result for row in compare_units(found, [rate], UNITS, Judging())} == {"not_tested"}
    rows = rank_units(found, rate, "2024-03", UNITS, ())
    assert with_chance(rows, rate, baselines(found, rate, Judging()), Judging()) == rows
    assert {(row.band, row.rank_from, row.rank_to, row.beyond_chance) for row in rows} == {("", None, None, "")}
    assert trend_rows(found, rate, ("2024-03", "2024-03"), UNITS, Fraction(1, 20)) == []


def test_places_hold_the_rank_and_pooled_units_have_none() -> None:
    rate = indicator("on_time")
    found = figures_of(rate.id, SPREAD)
    rows = with_chance(
        rank_units(found, rate, "2024-03", UNITS, {"U6"}), rate, baselines(found, rate, Judging()), Judging()
    )
    ranked = [row for row in rows if row.status == "ranked"]
    assert len(ranked) == 5
    assert all((row.rank_from or 0) <= (row.rank or 0) <= (row.rank_to or 0) for row in ranked)
    assert [(row.band, row.rank_from, row.beyond_chance) for row in rows if row.unit == "U6"] == [("", None, "")]


def test_no_band_without_the_groups_figure() -> None:
    rate = indicator("on_time")
    found = [item for item in figures_of(rate.id, SPREAD) if item.scope == "unit"]
    rows = with_chance(
        rank_units(found, rate, "2024-03", UNITS, ()), rate, baselines(found, rate, Judging()), Judging()
    )
    assert {row.band for row in rows} == {""}
    assert all(row.rank_from is not None for row in rows)
