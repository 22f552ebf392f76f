"""Case mix: the worked example of the statistics note, where the order reverses."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.definitions.rounding import percent
from generator.facts.chance.binomial import Count
from generator.facts.chance.standardise import Adjusted, indirect

EXAMPLE = {
    ("X", "noise"): Count(74, 90),
    ("X", "lamps"): Count(10, 10),
    ("Y", "noise"): Count(7, 10),
    ("Y", "lamps"): Count(89, 90),
}

count = st.integers(0, 60).flatmap(lambda n: st.builds(Count, st.integers(0, n), st.just(n)))
cells = st.dictionaries(st.tuples(st.sampled_from("XYZ"), st.sampled_from("abcd")), count)


def by_unit(rows: list[Adjusted]) -> dict[str, Adjusted]:
    return {row.unit: row for row in rows}


def shown(rate: Fraction | None) -> str:
    assert rate is not None
    return percent(rate)


def test_indirect_reverses_the_order() -> None:
    rows = by_unit(indirect(EXAMPLE))
    assert (rows["X"].count, rows["Y"].count) == (Count(84, 100), Count(96, 100))
    assert (shown(rows["X"].rate), shown(rows["Y"].rate)) == ("91.30", "88.89")
    assert rows["X"].expected == Fraction("82.8")


def test_failures_with_exact_limits() -> None:
    # X fails 16 times where 17.2 were expected; the limits of a Poisson count of 16 are 9.1454 and 25.9830.
    row = by_unit(indirect(EXAMPLE))["X"]
    assert row.failure_ratio == Fraction(160, 172)
    assert row.failure_low is not None
    assert row.failure_high is not None
    limits = [value * Fraction("17.2") for value in (row.failure_low, row.failure_high)]
    assert [f"{Decimal(v.numerator) / Decimal(v.denominator):.4f}" for v in limits] == ["9.1454", "25.9830"]


def test_a_category_of_ones_own_is_no_yardstick() -> None:
    rows = by_unit(indirect(EXAMPLE | {("X", "parking"): Count(0, 100)}))
    assert rows["X"].alone == Fraction(1, 2)
    assert rows["Y"].alone == 0
    # Its failures there are all expected.
    assert rows["X"].expected == Fraction("82.8")


def test_nothing_expected_gives_no_ratio() -> None:
    rows = by_unit(indirect({("X", "a"): Count(0, 5), ("Y", "b"): Count(5, 5), ("Z", "a"): Count(0, 0)}))
    assert rows.keys() == {"X", "Y"}
    assert (rows["X"].ratio, rows["X"].rate) == (None, None)
    assert (rows["Y"].failure_ratio, rows["Y"].failure_low, rows["Y"].failure_high) == (None, None, None)


@settings(max_examples=40)
@given(cells)
def test_laws_of_indirect(cells: dict[tuple[str, str], Count]) -> None:
    rows = indirect(cells)
    assert indirect(dict(reversed(cells.items()))) == rows
    # All units together have what is expected of them.
    assert sum(row.expected for row in rows) == sum(row.count.x for row in rows)
    for row in rows:
        assert 0 <= row.alone <= 1
        if row.failure_ratio is not None:
            assert row.failure_low is not None
            assert row.failure_high is not None
            assert row.failure_low <= row.failure_ratio <= row.failure_high


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from("XYZ"), count))
def test_with_one_category_the_adjusted_rate_is_the_crude_one(counts: dict[str, Count]) -> None:
    for row in indirect({(unit, "a"): value for unit, value in counts.items()}):
        if row.rate is not None:
            assert row.rate == Fraction(row.count.x, row.count.n)
