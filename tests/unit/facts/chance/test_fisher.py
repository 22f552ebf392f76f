"""Fisher's exact test against whole numbers, and Holm's correction."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.facts.chance.binomial import Count
from generator.facts.chance.fisher import better_tail, different_tail, exact_better_tail, holm

count = st.integers(0, 80).flatmap(lambda n: st.builds(Count, st.integers(0, n), st.just(n)))


def table(first: Count, second: Count) -> dict[int, int]:
    """Successes of the first -> in how many ways, all margins fixed."""
    successes = first.x + second.x
    return {
        k: comb(first.n, k) * comb(second.n, successes - k)
        for k in range(max(0, successes - second.n), min(first.n, successes) + 1)
    }


def near(found: Decimal, exact: Fraction) -> bool:
    return abs(Fraction(found) - exact) <= exact / 10**38


@given(count, count)
def test_one_sided(first: Count, second: Count) -> None:
    ways = table(first, second)
    exact = Fraction(sum(number for k, number in ways.items() if k >= first.x), sum(ways.values()))
    assert exact_better_tail(first, second) == exact
    assert near(better_tail(first, second), exact)


@given(count, count)
def test_two_sided(first: Count, second: Count) -> None:
    ways = table(first, second)
    exact = Fraction(sum(number for number in ways.values() if number <= ways[first.x]), sum(ways.values()))
    assert near(different_tail(first, second), exact)
    assert different_tail(first, second) == different_tail(second, first)


def test_the_tea_tasting() -> None:
    # Fisher 1935: three of four cups right.
    assert near(better_tail(Count(3, 4), Count(1, 4)), Fraction(17, 70))
    assert near(different_tail(Count(3, 4), Count(1, 4)), Fraction(34, 70))


def test_large_counts() -> None:
    first, second = Count(4600, 5000), Count(4450, 5000)
    assert near(better_tail(first, second), exact_better_tail(first, second))


@pytest.mark.parametrize(
    ("tails", "rejected"),
    [
        ({"a": "0.01", "b": "0.03", "c": "0.04"}, "a"),
        ({"a": "0.01", "b": "0.025", "c": "0.05"}, "abc"),
        ({"a": "0.02", "b": "0.02", "c": "0.02"}, ""),
        ({"a": "0.001", "b": "0.026", "c": "0.001"}, "abc"),
        ({}, ""),
    ],
)
def test_holm(tails: dict[str, str], rejected: str) -> None:
    found = holm({key: Decimal(tail) for key, tail in tails.items()}, Fraction(1, 20))
    assert found == frozenset(rejected)


@given(st.dictionaries(st.integers(0, 30), st.decimals(0, 1, places=4)))
def test_holm_rejects_no_less_than_bonferroni_and_no_more_than_single_tests(tails: dict[int, Decimal]) -> None:
    found = holm(tails, Fraction(1, 20))
    assert {key for key, tail in tails.items() if tail * len(tails) <= Decimal("0.05")} <= found
    assert found <= {key for key, tail in tails.items() if tail <= Decimal("0.05")}
