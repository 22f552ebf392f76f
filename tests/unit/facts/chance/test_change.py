"""Better or worse than before: only beyond chance."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.public_lists import CHANGE_RESULTS
from generator.facts.chance.binomial import Count
from generator.facts.chance.change import changes

count = st.integers(0, 200).flatmap(lambda n: st.builds(Count, st.integers(0, n), st.just(n)))
tables = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), count, max_size=8)


def results(before: dict[str, Count], now: dict[str, Count], direction: str = "higher") -> dict[str, str]:
    return {row.unit: row.result for row in changes(before, now, direction)}


def test_clear_and_unclear_changes() -> None:
    before = {"a": Count(60, 100), "b": Count(90, 100), "c": Count(80, 100), "d": Count(20, 20), "new": Count(0, 0)}
    now = {"a": Count(90, 100), "b": Count(60, 100), "c": Count(85, 100), "d": Count(0, 100), "new": Count(50, 60)}
    wanted = {"a": "better", "b": "worse", "c": "no_clear_change", "d": "few_cases", "new": "few_cases"}
    assert results(before, now) == wanted
    turned = wanted | {"a": "worse", "b": "better"}
    assert results(before, now, "lower") == turned


def test_one_unit_alone_changes_what_one_of_many_does_not() -> None:
    # 80 → 93 of 100: p = 0.0117 two-sided, enough alone, not among ten units.
    before, now = {"a": Count(80, 100)}, {"a": Count(93, 100)}
    assert results(before, now) == {"a": "better"}
    others = {f"b{i}": Count(90, 100) for i in range(9)}
    assert results(before | others, now | others)["a"] == "no_clear_change"


def test_a_unit_of_one_period_only_is_left_out() -> None:
    assert results({"a": Count(50, 100)}, {"b": Count(50, 100)}) == {}


@given(tables, tables)
def test_laws(before: dict[str, Count], now: dict[str, Count]) -> None:
    found = changes(before, now)
    assert changes(dict(reversed(before.items())), dict(reversed(now.items()))) == found
    for row in found:
        assert row.result in CHANGE_RESULTS
        assert (row.tail is None) == (row.result == "few_cases") == (min(row.before.n, row.now.n) < 30)
        if row.result == "better":
            assert Fraction(row.now.x, row.now.n) > Fraction(row.before.x, row.before.n)
    opposite = {"better": "worse", "worse": "better"}
    backwards = {row.unit: opposite.get(row.result, row.result) for row in changes(now, before)}
    assert backwards == {row.unit: row.result for row in found}


@given(tables)
def test_nothing_changes_against_itself(counts: dict[str, Count]) -> None:
    assert {row.result for row in changes(counts, counts)} <= {"no_clear_change", "few_cases"}
