"""Competition ranks of exact rates."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from generator.facts.ranking import competition_ranks

rates = st.fractions(0, 1, max_denominator=5000)


def test_ties_share_the_better_place() -> None:
    found = competition_ranks(
        dict(zip("abcde", map(Fraction, ("1", "1", "0.995", "0.995", "0.98")), strict=True)), "higher"
    )
    assert found == {"a": (1, 2), "b": (1, 2), "c": (3, 2), "d": (3, 2), "e": (5, 1)}


@given(st.dictionaries(st.text(min_size=1, max_size=3), rates, min_size=1))
def test_rank_is_one_more_than_the_number_of_better_units(by_unit: dict[str, Fraction]) -> None:
    for direction, better in (("higher", Fraction.__gt__), ("lower", Fraction.__lt__)):
        for unit, (rank, tied) in competition_ranks(by_unit, direction).items():
            assert rank == 1 + sum(better(rate, by_unit[unit]) for rate in by_unit.values())
            assert tied == sum(rate == by_unit[unit] for rate in by_unit.values())
