"""What a release says about chance: places, baselines and intervals of published figures, trends."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from generator.definitions.indicators import Indicator, load_indicators
from generator.facts.baselines import Judging, baselines
from generator.facts.chance.binomial import Count
from generator.facts.chance.dispersion import Dispersion
from generator.facts.clusters import Clusters
from generator.facts.figures import Figure
from generator.facts.interval_rows import interval_rows
from generator.facts.ranking import rank_units, rank_width, with_intervals
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


@pytest.mark.parametrize("name", ["satisfaction_inferred", "ratio"])
def test_what_is_no_sample_gets_no_statement_about_chance(name: str) -> None:
    rate = replace(indicator("on_time"), id="ratio", ratio=True) if name == "ratio" else indicator(name)
    assert not rate.sampled
    found = figures_of(rate.id, SPREAD | ({"U6": Count(70, 70)} if name == "ratio" else {}))
    assert interval_rows(found, [rate], {("2024-03", "U1", rate.id)}) == []
    rows = rank_units(found, rate, "2024-03", UNITS, ())
    assert with_intervals(rows, rate, Clusters(), Judging()) == rows
    assert {(row.rank_from, row.rank_to) for row in rows} == {(None, None)}
    assert baselines(found, rate) == {}
    assert trend_rows(found, rate, ("2024-03", "2024-03"), UNITS, Fraction(1, 20), Clusters().worth) == []


def test_places_hold_the_rank_and_pooled_units_have_none() -> None:
    rate = indicator("on_time")
    found = figures_of(rate.id, SPREAD)
    rows = with_intervals(rank_units(found, rate, "2024-03", UNITS, {"U6"}), rate, Clusters(), Judging())
    ranked = [row for row in rows if row.status == "ranked"]
    assert len(ranked) == 5
    assert all((row.rank_from or 0) <= (row.rank or 0) <= (row.rank_to or 0) for row in ranked)
    assert [row.rank_from for row in rows if row.unit == "U6"] == [None]
    # U1, U2 and U4 may change places, U3 stands last by itself.
    assert rank_width(rows) == Fraction(sum((row.rank_to or 0) - (row.rank_from or 0) + 1 for row in ranked), 25)
    assert rank_width(row for row in rows if row.status != "ranked") is None


def test_cases_that_are_worth_less_leave_more_places_open() -> None:
    rate = indicator("on_time")
    rows = rank_units(figures_of(rate.id, SPREAD), rate, "2024-03", UNITS, ())
    months = {unit: {"2024-03": count} for unit, count in SPREAD.items()}
    alike = Clusters(months, UNITS, {"G": Dispersion(Fraction(40), Fraction("0.1"), 99)})
    plain, wide = (rank_width(with_intervals(rows, rate, known, Judging())) for known in (Clusters(), alike))
    assert plain is not None
    assert wide == 1 > plain
