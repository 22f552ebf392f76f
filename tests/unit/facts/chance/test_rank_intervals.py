"""Rank intervals: the numbers of the statistics note, and laws that hold for any counts."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.facts.chance import rank_intervals as module
from generator.facts.chance.binomial import Count
from generator.facts.chance.fisher import exact_better_tail
from generator.facts.chance.rank_intervals import RankInterval, demonstrably_better, rank_intervals
from generator.facts.earlier import blocks
from generator.facts.ranking import competition_ranks

LARGE = {"a": Count(990, 1000), "b": Count(950, 1000), "c": Count(900, 1000)}
SMALL = {"d": Count(20, 20), "e": Count(29, 30)}

count = st.integers(1, 400).flatmap(lambda n: st.builds(Count, st.integers(0, n), st.just(n)))
tables = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), count, max_size=7)


def places(rows: list[RankInterval]) -> dict[str, tuple[int, int]]:
    return {row.unit: (row.low, row.high) for row in rows}


def ranks(counts: dict[str, Count], direction: str = "higher") -> dict[str, int]:
    rates = {unit: Fraction(c.x, c.n) for unit, c in counts.items()}
    return {unit: rank for unit, (rank, _) in competition_ranks(rates, direction).items()}


def by_whole_numbers(counts: dict[str, Count], level: Fraction) -> set[tuple[str, str]]:
    """Holm's rule over all ordered pairs, with fractions only."""
    tails = {(a, b): exact_better_tail(counts[a], counts[b]) for a in counts for b in counts if a != b}
    rejected = set()
    for place, pair in enumerate(sorted(tails, key=lambda p: tails[p])):
        if tails[pair] > level / (len(tails) - place):
            break
        rejected.add(pair)
    return rejected


def test_three_clear_units() -> None:
    rows, pairs = rank_intervals(LARGE)
    assert places(rows) == {"a": (1, 1), "b": (2, 2), "c": (3, 3)}
    assert pairs == {("a", "b"), ("a", "c"), ("b", "c")}
    assert blocks(rows, pairs) == {"a": 1, "b": 2, "c": 3}


def test_two_small_units_blur_the_rest() -> None:
    rows, pairs = rank_intervals(LARGE | SMALL)
    assert places(rows) == {"a": (1, 3), "b": (2, 4), "c": (3, 5), "d": (1, 5), "e": (1, 5)}
    # d may be as good as b and c, but a is not: the cuts lie where somebody is worse than somebody above.
    assert blocks(rows, pairs) == {"d": 1, "a": 1, "e": 1, "b": 2, "c": 3}


def test_exact_ties() -> None:
    tied, near = Count(398, 400), Count(1989, 2000)
    rows, _ = rank_intervals({"a": Count(199, 200), "b": tied, "c": near})
    assert [(row.unit, row.rank) for row in rows] == [("a", 1), ("b", 1), ("c", 3)]


def test_the_smaller_rate_may_be_the_better_one() -> None:
    turned = {unit: Count(c.n - c.x, c.n) for unit, c in (LARGE | SMALL).items()}
    assert places(rank_intervals(turned, "lower")[0]) == places(rank_intervals(LARGE | SMALL)[0])


def test_no_unit_and_one_unit() -> None:
    assert rank_intervals({}) == ([], frozenset())
    assert rank_intervals({"a": Count(1, 2)})[0] == [RankInterval(1, "a", 1, 1, 0, 0, 1)]
    assert blocks([], frozenset()) == {}


@given(tables, st.sampled_from([Fraction(1, 20), Fraction(1, 3)]))
def test_the_decisions_are_those_of_whole_numbers(counts: dict[str, Count], level: Fraction) -> None:
    assert demonstrably_better(counts, level=level) == by_whole_numbers(counts, level)


@given(tables)
def test_near_a_threshold_whole_numbers_decide(counts: dict[str, Count]) -> None:
    # With everything in doubt, every comparison with a threshold is made in whole numbers.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_DOUBT", 1e9)
        assert demonstrably_better(counts) == by_whole_numbers(counts, Fraction(1, 20))


def test_a_p_value_that_is_the_threshold_itself_is_rejected() -> None:
    # 3 of 3 against 0 of 3: 1 way in 20; the first of two tests must stay below level / 2 = 1/20.
    counts = {"a": Count(3, 3), "b": Count(0, 3)}
    assert demonstrably_better(counts, level=Fraction(1, 10)) == {("a", "b")}
    assert demonstrably_better(counts, level=Fraction(999_999, 10_000_000)) == frozenset()


@given(tables, st.sampled_from(["higher", "lower"]))
def test_every_rank_lies_inside_its_interval(counts: dict[str, Count], direction: str) -> None:
    rows, _ = rank_intervals(counts, direction)
    assert {row.unit: row.rank for row in rows} == ranks(counts, direction)
    assert all(1 <= row.low <= row.rank <= row.high <= len(counts) for row in rows)


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(counts: dict[str, Count], chance: random.Random) -> None:
    shuffled = list(counts.items())
    chance.shuffle(shuffled)
    assert rank_intervals(dict(shuffled)) == rank_intervals(counts)


@given(tables.filter(bool), st.integers(1, 3))
def test_an_average_unit_leaves_the_order_of_the_others(counts: dict[str, Count], times: int) -> None:
    average = Count(times * sum(c.x for c in counts.values()), times * sum(c.n for c in counts.values()))
    before = [row.unit for row in rank_intervals(counts)[0]]
    after = [row.unit for row in rank_intervals(counts | {"average": average})[0]]
    assert [unit for unit in after if unit != "average"] == before


@pytest.mark.slow
@given(tables)
def test_nobody_in_a_block_is_better_than_another_and_every_cut_has_its_reason(counts: dict[str, Count]) -> None:
    rows, pairs = rank_intervals(counts)
    found = blocks(rows, pairs)
    assert list(found) == [row.unit for row in rows]
    numbers = list(found.values())
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, len(set(numbers)) + 1))
    assert not any(found[a] == found[b] for a, b in pairs)
    place = {row.unit: row.rank for row in rows}
    for number in range(2, max(numbers, default=1) + 1):
        first = min(place[unit] for unit in found if found[unit] == number)
        starts = [unit for unit in found if place[unit] == first]
        assert all(found[unit] == number for unit in starts), "units of one rank stay together"
        assert any(found[a] == number - 1 and b in starts for a, b in pairs)
