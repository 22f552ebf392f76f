"""Shares in words: so many of ten, never all or none of what was not all or none."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.shares import so_many_of


@pytest.mark.parametrize(
    ("numerator", "denominator", "share"),
    [
        (260, 320, (8, 10)),
        (3, 4, (8, 10)),
        (118, 120, (98, 100)),
        (1, 30, (3, 100)),
        (95, 100, (95, 100)),
        (94, 100, (9, 10)),
        # 131 of 133 is printed as 98.50 and is less.
        (131, 133, (98, 100)),
        (30, 30, None),
        (0, 30, None),
        (1999, 2000, None),
    ],
)
def test_a_share_is_so_many_of_ten_or_a_hundred(
    numerator: int, denominator: int, share: tuple[int, int] | None
) -> None:
    assert so_many_of(numerator, denominator) == share


@given(st.integers(1, 5000), st.data())
def test_it_is_near_the_share(denominator: int, data: st.DataObject) -> None:
    exact = Fraction(data.draw(st.integers(0, denominator)), denominator)
    share = so_many_of(int(exact * denominator), denominator)
    if share:
        near, size = share
        assert abs(Fraction(near, size) - exact) <= Fraction(1, 2 * size)
        assert 0 < near < size
    else:
        assert exact in (0, 1) or min(exact, 1 - exact) <= Fraction(1, 200)
