"""Variation beyond chance: numbers worked out by hand, and laws that hold for any counts."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.facts.chance.binomial import Count
from generator.facts.chance.dispersion import (
    Dispersion,
    Stratum,
    concentrations,
    dispersion,
    effective,
    stratum,
)

counts = st.integers(0, 60).flatmap(lambda n: st.builds(Count, st.integers(0, n), st.just(n)))
clusters = st.lists(counts, max_size=8)
# 10, 30 and 20 of 40: p = 1/2, every month expects 20 with a variance of 10, so χ² = (100 + 100 + 0) / 10.
THREE = [Count(10, 40), Count(30, 40), Count(20, 40)]


def by_definition(members: list[Count]) -> tuple[Fraction, Fraction]:
    """χ² and the pull of ρ, summed as they are defined."""
    used = [count for count in members if count.n]
    n = sum(count.n for count in used)
    p = Fraction(sum(count.x for count in used), n)
    chi = sum((Fraction((count.x - count.n * p) ** 2) / (count.n * p * (1 - p)) for count in used), Fraction(0))
    return chi, sum((1 - Fraction(count.n, n)) * (count.n - 1) for count in used)


def test_three_months_by_hand() -> None:
    of = stratum(THREE)
    assert (of.chi_square, of.pull) == (20, 78)
    # φ = 20 / 2; ρ = (20 − 2) / 78 = 0.2307692…
    assert dispersion([of]) == Dispersion(Fraction(10), Fraction("0.230769"), 2)
    # A second unit whose months are alike: φ = 20 / 4, ρ = (20 − 4) / 156 = 0.1025641…
    assert dispersion([of, stratum([Count(30, 40)] * 3)]) == Dispersion(Fraction(5), Fraction("0.102564"), 4)


@given(clusters)
def test_sums_say_what_the_definition_says(members: list[Count]) -> None:
    of = stratum(members)
    assume(of.varies)
    assert (of.chi_square, of.pull) == by_definition(members)


@given(clusters, counts)
def test_a_cluster_less_is_as_if_it_had_never_been(members: list[Count], one: Count) -> None:
    assert stratum([*members, one]).plus(one, -1) == stratum(members)


@given(st.lists(clusters, max_size=4))
def test_shared_is_a_share_and_nothing_is_measured_of_what_does_not_vary(strata: list[list[Count]]) -> None:
    found = dispersion(map(stratum, strata))
    if any(stratum(members).varies for members in strata):
        assert found.phi is not None
        assert found.rho is not None
        assert 0 <= found.rho <= 1
    else:
        assert found == Dispersion()


@pytest.mark.parametrize("members", [[], [Count(3, 9)], [Count(9, 9), Count(4, 4)], [Count(0, 9), Count(0, 4)]])
def test_one_month_or_one_outcome_says_nothing(members: list[Count]) -> None:
    assert dispersion([stratum(members)]) == Dispersion()


def test_the_design_effect_by_hand() -> None:
    shared = Dispersion(Fraction("1.2"), Fraction("0.01"), 9)
    # 100 and 300: (10,000 + 90,000) / 400 = 250; 1 + 249 × 0.01.
    assert shared.effect([100, 300]) == Fraction("3.49")
    # Small months have less in common than φ says of all: it is the least.
    assert shared.effect([5, 5]) == Fraction("1.2")
    assert shared.effect([]) == Fraction("1.2")
    assert Dispersion(Fraction("0.8"), Fraction(0), 9).effect([100]) == Dispersion().effect([100]) == 1


def test_so_many_cases_are_worth() -> None:
    # 400 / 3.49 = 114.6; 40 / 3.49 = 11.46.
    assert effective(Count(360, 400), Fraction("3.49")) == Count(115 - 11, 115)
    assert effective(Count(360, 400), Fraction(1)) == Count(360, 400)
    assert effective(Count(3, 4), Fraction(100)) == Count(1, 1)
    assert effective(Count(0, 0), Fraction(7)) == Count(0, 0)


@given(counts, st.fractions(1, 200))
def test_cases_are_never_worth_more_than_they_are(count: Count, effect: Fraction) -> None:
    worth = effective(count, effect)
    assert worth.n <= count.n
    assert worth.n - worth.x <= count.n - count.x


def test_a_unit_is_judged_by_what_the_others_are_like() -> None:
    # Without U2 the group is the three months above: ρ = 0.230769, M = (1 − ρ) / ρ = 3.33.
    group = {"U1": THREE[0], "U2": Count(180, 400), "U3": THREE[1], "U4": THREE[2]}
    fitted = concentrations([group], ["U2", "U1", "new"])
    assert fitted["U2"] == Fraction("3.33")
    everybody = dispersion([stratum(group.values())]).rho
    assert everybody is not None
    assert fitted["new"] == Fraction(round((1 - everybody) / everybody * 100), 100)
    assert fitted["U1"] != fitted["new"]


@given(st.lists(counts, min_size=2, max_size=6), st.integers(0, 400))
def test_what_a_unit_did_does_not_change_its_own_allowance(others: list[Count], x: int) -> None:
    named = {f"U{number}": count for number, count in enumerate(others)}
    without = concentrations([named | {"own": Count(400, 400)}], ["own"])
    assert concentrations([named | {"own": Count(x, 400)}], ["own"]) == without


def test_no_allowance_where_the_others_are_alike() -> None:
    alike = {f"U{number}": Count(95, 100) for number in range(20)}
    assert concentrations([alike], ["U1"]) == {"U1": None}
    assert concentrations([{"U1": Count(9, 9), "U2": Count(1, 9)}], ["U1"]) == {"U1": None}
    assert concentrations([], ["U1"]) == {"U1": None}


def test_sums_of_nothing() -> None:
    assert stratum([Count(0, 0)]) == Stratum()
