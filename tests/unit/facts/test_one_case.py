"""What one case does to an order."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.facts.chance.binomial import Count
from generator.facts.one_case import OneCase, equal_weights, one_case_test
from generator.facts.ranking import competition_ranks
from generator.facts.schemes.scores import Component, Proportional, Scheme, score

count = st.integers(1, 60).flatmap(lambda n: st.builds(Count, st.integers(0, n), st.just(n)))
tables = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), count, min_size=1, max_size=9)


def test_one_annoyed_citizen() -> None:
    counts = {f"full{i}": Count(40, 40) for i in range(8)} | {"large": Count(985, 1000), "last": Count(36, 40)}
    found = {row.unit: row for row in one_case_test(counts)}
    assert found["full0"] == OneCase(1, "full0", None, 9, 8)
    assert found["large"] == OneCase(9, "large", 9, 9, 0)
    assert found["last"] == OneCase(10, "last", 10, 10, 0)


def test_the_smaller_rate_may_be_the_better_one() -> None:
    counts = {"a": Count(0, 10), "b": Count(1, 20), "c": Count(2, 10)}
    found = {row.unit: row for row in one_case_test(counts, "lower")}
    assert found["a"] == OneCase(1, "a", None, 2, 1)
    assert found["b"] == OneCase(2, "b", 1, 2, 1)


@pytest.mark.parametrize("direction", ["higher", "lower"])
@given(counts=tables)
def test_ranks_are_those_of_the_changed_table(direction: str, counts: dict[str, Count]) -> None:
    def rank(table: dict[str, Count], unit: str) -> int:
        return competition_ranks({key: Fraction(c.x, c.n) for key, c in table.items()}, direction)[unit][0]

    for row in one_case_test(counts, direction):
        here = counts[row.unit]
        up = 1 if direction == "higher" else -1
        moves = [0]
        for turned, change in ((row.one_better, up), (row.one_worse, -up)):
            if 0 <= here.x + change <= here.n:
                assert turned == rank(counts | {row.unit: Count(here.x + change, here.n)}, row.unit)
                moves.append(abs(turned - row.rank))
            else:
                assert turned is None
        assert row.rank == rank(counts, row.unit)
        assert row.places == max(moves)
        assert (row.one_better or row.rank) <= row.rank <= (row.one_worse or row.rank)


def test_equal_weights_are_shares_of_full_marks() -> None:
    parts = (Component("a", Fraction(80), Proportional()), Component("b", Fraction(20), Proportional()))
    for missing, share in (("leave_out", Fraction(1, 2)), ("full", Fraction(3, 4)), ("zero", Fraction(1, 4))):
        scheme = Scheme(parts, Fraction(10), rounded=False, missing=missing)
        assert equal_weights(score({"a": Fraction(1, 2)}, scheme), scheme) == share
        assert equal_weights(score({"a": Fraction(1, 2), "b": Fraction(1)}, scheme), scheme) == Fraction(3, 4)
    scheme = Scheme(parts, Fraction(0), rounded=False, missing="leave_out")
    assert equal_weights(score({}, scheme), scheme) is None
