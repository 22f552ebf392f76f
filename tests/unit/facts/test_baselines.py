"""What a release says about chance: bands and intervals of published figures, allowances, trends, revisions."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from generator.definitions.indicators import Indicator, load_indicators
from generator.definitions.periods import window_before, window_months
from generator.definitions.portal import load_portal
from generator.definitions.public_lists import (
    BANDS,
    BEYOND_CHANCE,
    CHANGE_RESULTS,
    COMPARISON_RESULTS,
    INTERVAL_METHODS,
)
from generator.facts.baselines import Allowance, Judging, baselines
from generator.facts.case_mix import tops
from generator.facts.chance.binomial import Count
from generator.facts.comparisons import compare_units
from generator.facts.figures import Figure
from generator.facts.interval_rows import interval_rows
from generator.facts.ranking import rank_units, with_chance
from generator.facts.trends import trend_rows
from generator.release.draft.maturity import maturity
from generator.release.draft.rules import Rules, judging_json, read_rules
from generator.resources import resource_dir
from tests.support import ROOT

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


def test_judging_is_read_as_it_was_written() -> None:
    judging = Judging(
        allowances={
            "satisfaction": Allowance(Fraction("0.995415"), Fraction("127.34"), "2023-01", "2023-12", 55),
            "other": None,
        }
    )
    release = {"portal": {"ranking": []}, "bands": json.loads(json.dumps(judging_json(judging)))}
    assert read_rules(release, [], [], []) == Rules((), (), (), {}, judging)
    assert judging_json(Judging()) == {"finding": "0.001", "attention": "0.025", "level": "0.05", "allowances": {}}


@pytest.mark.parametrize(
    ("window", "month", "before"),
    [
        ("month", "2024-01", "2023-12"),
        ("P3M", "2024-02", "2023-11-P3M"),
        ("P12M", "2024-02", "2023-02-P12M"),
        ("quarter", "2024-03", "2023-Q4"),
        ("year", "2024-12", "2023"),
    ],
)
def test_the_window_before_ends_where_this_one_begins(window: str, month: str, before: str) -> None:
    found, now = window_before(window, month), window_months(window, month)
    assert found is not None
    assert now is not None
    assert found[0] == before
    assert len(found[1]) == len(now)
    assert max(found[1]) < min(now)


def test_no_quarter_ends_in_may() -> None:
    assert window_before("quarter", "2024-05") is None


def test_maturity_of_a_month() -> None:
    first = {("2024-03", "unit", "A", "on_time"): (90, 100), ("2024-03", "unit", "B", "on_time"): (50, 50)}
    latest = {
        ("2024-03", "unit", "A", "on_time"): (85, 100),
        ("2024-03", "unit", "B", "on_time"): (50, 50),
        ("2024-03", "unit", "C", "on_time"): (9, 10),
        ("2024-03", "unit", "_pooled", "on_time"): (9, 10),
        ("2024-03", "unit", "A", "volume"): (100, None),
    }
    found = maturity(first, latest, "2024-03")
    assert [(row.unit, row.change) for row in found.rows] == [("A", "-5.00"), ("B", "0.00")]
    assert found.summary == {"on_time": {"units": 2, "changed": 1, "mean_absolute": "2.50", "largest_absolute": "5.00"}}


def test_tops_of_categories() -> None:
    assert tops([("a", ""), ("b", "a"), ("c", "b")]) == {"a": "a", "b": "a", "c": "a"}


def test_schemas_name_the_code_lists() -> None:
    def codes(table: str, column: str) -> list[str]:
        schema = json.loads((resource_dir("schemas") / f"{table}.schema.json").read_text("utf-8"))
        found: list[str] = next(f for f in schema["fields"] if f["name"] == column)["constraints"]["enum"]
        return found

    assert set(codes("comparisons", "result")) == set(COMPARISON_RESULTS)
    assert set(codes("ranking", "band")) == set(BANDS)
    assert set(codes("ranking", "beyond_chance")) == set(BEYOND_CHANCE)
    assert set(codes("trends", "result")) == set(CHANGE_RESULTS)
    assert set(codes("intervals", "method")) == set(INTERVAL_METHODS)


def own_indicator(folder: Path, **settings: str) -> None:
    """The portal of the examples with an indicator of its own that counts default ratings, and ranks by it."""
    yaml = YAML(typ="safe", pure=True)
    portal = yaml.load((ROOT / "tests" / "spec" / "portal" / "portal.yml").read_text("utf-8"))
    portal["indicators"].append("as_reported")
    portal["ranking"].append({"indicator": "as_reported", "window": "quarter"})
    data = yaml.load((resource_dir("indicators") / "satisfaction.yml").read_text("utf-8"))
    data |= {"id": "as_reported", "denominator": "satisfied IN ('yes', 'no')"} | settings
    if not data["ratings"]:
        del data["ratings"]
    for name, content in (("portal.yml", portal), ("indicators/as_reported.yml", data)):
        (folder / name).parent.mkdir(exist_ok=True)
        with (folder / name).open("w", encoding="utf-8") as stream:
            yaml.dump(content, stream)


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({"ratings": ""}, [("setting-invalid", "ratings")]),
        ({"ratings": "active"}, [("setting-invalid", "ratings")]),
        ({"ratings": "inferred"}, []),
        (
            {"ratings": "default", "denominator": "evaluation <> 'inferred' AND satisfied IN ('yes', 'no')"},
            [("ranking-default-ratings", "ranking")],
        ),
    ],
)
def test_nobody_is_ranked_by_silence(tmp_path: Path, settings: dict[str, str], wanted: list[tuple[str, str]]) -> None:

    folder = Path(shutil.copytree(ROOT / "tests" / "spec" / "portal", tmp_path / "portal"))
    own_indicator(folder, **settings)
    assert [(item.code, item.column) for item in load_portal(folder)[1]] == wanted
