"""False-discovery control: the step-up rule of Benjamini and Hochberg."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from generator.facts.chance.discoveries import discoveries
from generator.facts.chance.fisher import holm

LEVEL = Fraction(1, 20)


def test_the_example_of_the_paper() -> None:
    """Benjamini and Hochberg 1995, section 4.1: four of fifteen; Bonferroni's rule gives three."""
    printed = "0.0001 0.0004 0.0019 0.0095 0.0201 0.0278 0.0298 0.0344 0.0459 0.3240 0.4262 0.5719 0.6528 0.7590 1.0000"
    tails = {number: Decimal(tail) for number, tail in enumerate(printed.split())}
    assert discoveries(tails, LEVEL) == {0, 1, 2, 3}


def test_equal_tails_are_judged_alike_and_none_gives_none() -> None:
    assert discoveries({"a": Decimal("0.04"), "b": Decimal("0.04"), "c": Decimal("0.9")}, LEVEL) == frozenset()
    assert discoveries({"a": Decimal("0.03"), "b": Decimal("0.03"), "c": Decimal("0.9")}, LEVEL) == {"a", "b"}
    assert discoveries({}, LEVEL) == frozenset()


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=40))
def test_it_is_that_of_scipy_and_says_no_less_than_holm(parts: list[int]) -> None:
    tails = {number: Decimal(part) / 10_000 for number, part in enumerate(parts)}
    found = discoveries(tails, LEVEL)
    adjusted = false_discovery_control([float(tail) for tail in tails.values()])
    clear = {number for number, value in enumerate(adjusted) if abs(value - 0.05) > 1e-9}
    assert {number for number in clear if adjusted[number] < 0.05} == found & clear
    assert holm(tails, LEVEL) <= found
