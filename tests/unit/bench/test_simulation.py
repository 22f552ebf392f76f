"""The simulation in small: the same numbers from the same seed, and what any right judgement must do."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bench.clustered import ALLOWED, SHARED
from bench.simulation import (
    CASES,
    RATES,
    SEED,
    SIZES,
    TARGET,
    Draws,
    Row,
    Verdicts,
    simulate,
    simulate_allowance,
    simulate_shared,
    spread,
    written,
)
from generator.facts.chance.bands import Baseline, Thresholds, band_code
from generator.facts.chance.binomial import Count

SMALL = Draws(coverage=4, findings=40, power=40, shared=3, allowance=6)


def small(seed: int) -> list[Row]:
    return list(simulate(seed, SMALL, sizes=(5, 9), cases=(2_000, 30_000)))


@pytest.mark.slow
def test_the_same_seed_gives_the_same_numbers() -> None:
    assert written(small(1)) == written(small(1))
    assert written(small(1)) != written(small(2))


def test_more_cases_and_larger_differences_are_found_more_often() -> None:
    found = {(row.rate, row.cases, row.points): row.events for row in small(1) if row.measure == "power"}
    for rate in ("99.56", "90.45"):
        for cases in (2_000, 30_000):
            assert found[rate, cases, 2] <= found[rate, cases, 5] <= found[rate, cases, 10]
        assert found[rate, 2_000, 2] < found[rate, 30_000, 10] == SMALL.power


@pytest.mark.parametrize("total", CASES)
def test_cases_are_spread_over_all_units(total: int) -> None:
    groups = spread(total, SIZES)
    assert tuple(map(len, groups)) == SIZES
    assert sum(map(sum, groups)) == total
    assert all(group == sorted(group, reverse=True) and group[-1] > 0 for group in groups)


def test_what_is_kept_of_bands_is_what_the_facts_say() -> None:
    kept = Verdicts()
    for _ in range(2):
        for failures in range(3, 200, 7):
            rate = Fraction(1000 - failures, 1000)
            for x in (80, 95, 99, 100):
                code = kept.code(x, 100, Baseline(rate), float(rate))
                assert code == band_code(Count(x, 100), Baseline(rate), Thresholds())


def test_the_kept_results_are_those_of_the_simulation() -> None:
    header, *lines = TARGET.read_text(encoding="utf-8").splitlines()
    rows = [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]
    wanted = len(RATES) * len(CASES)
    assert [sum(row["measure"] == name for row in rows) for name in ("coverage", "findings", "power")] == [
        2 * wanted,
        wanted,
        3 * wanted,
    ]
    # Beside them those of tables in which cases are alike, by each ρ and in pairs.
    shared = len(RATES) * (len(SHARED) + 1)
    assert [sum(row["measure"] == f"{name}_shared" for row in rows) for name in ("changes", "ranks", "findings")] == [
        2 * shared,
        2 * shared,
        shared,
    ]
    assert sum(row["measure"] == "allowance" for row in rows) == 2 * len(ALLOWED)
    # What the method page promises.
    assert all(float(row["value"]) >= 95 for row in rows if row["measure"] == "coverage")
    assert all(float(row["value"]) <= 0.25 for row in rows if row["measure"] == "findings")
    found = {(row["method"], row["shared"]): float(row["value"]) for row in rows if row["measure"] == "allowance"}
    assert found["plain", "0.0000"] >= 95
    for row in rows:
        per_table = row["measure"].startswith("findings")
        share = Fraction(int(row["events"]), int(row["draws"])) * (1 if per_table else 100)
        assert abs(share - Fraction(row["value"])) <= Fraction(1, 200)


def test_as_many_cases_as_they_are_worth_make_no_more_mistakes_than_tests_allow() -> None:
    """Four rankings of 5 % each: 18.55 % of tables; a hundred draws of them are 28 at most, but once in a hundred."""
    header, *lines = TARGET.read_text(encoding="utf-8").splitlines()
    rows = [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]
    for measure in ("changes_shared", "ranks_shared"):
        own = [row for row in rows if row["measure"] == measure]
        worth = {
            (row["rate"], row["truth"], row["shared"]): float(row["value"]) for row in own if row["method"] == "worth"
        }
        plain = {
            (row["rate"], row["truth"], row["shared"]): float(row["value"]) for row in own if row["method"] == "plain"
        }
        assert max(worth.values()) <= 28
        assert all(worth[place] <= plain[place] for place in plain)
        # What went wrong before.
        assert max(plain.values()) > 60


def test_rows_of_cases_that_are_alike_repeat_themselves() -> None:
    def small(seed: int) -> list[Row]:
        shared = simulate_shared(seed, SMALL, sizes=(5, 9), cases=30_000)
        return [*shared, *simulate_allowance(seed, SMALL, sizes=(5, 9), cases=30_000)]

    assert written(small(1)) == written(small(1))
    assert {row.measure for row in small(1)} == {"changes_shared", "ranks_shared", "findings_shared", "allowance"}


@pytest.mark.slow
def test_the_kept_power_of_the_allowance_comes_from_the_simulation() -> None:
    _, *again = written(simulate_allowance(SEED, Draws())).splitlines()
    assert [line for line in TARGET.read_text(encoding="utf-8").splitlines() if line.startswith("allowance,")] == again


@pytest.mark.slow
def test_the_kept_results_come_from_the_simulation() -> None:
    header, *again = written(simulate(SEED, Draws(), cases=CASES[:1])).splitlines()
    kept = TARGET.read_text(encoding="utf-8").splitlines()
    assert kept[0] == header
    assert [line for line in kept if f",{CASES[0]}," in line] == again
