"""Shares in words: so many of ten, never all or none of what was not all or none."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.resources import resource_dir
from generator.site.show.sentences import _roughly
from generator.site.words.catalogue import load_wording

W = load_wording(resource_dir("site_templates") / "wording", "zh")


@pytest.mark.parametrize(
    ("n", "d", "words"),
    [
        (260, 320, "，每 10 件里约 <b>8</b> 件"),
        (3, 4, "，每 10 件里约 <b>8</b> 件"),
        (118, 120, "，每 100 件里约 <b>98</b> 件"),
        (1, 30, "，每 100 件里约 <b>3</b> 件"),
        (95, 100, "，每 100 件里约 <b>95</b> 件"),
        (94, 100, "，每 10 件里约 <b>9</b> 件"),
        (30, 30, ""),
        (0, 30, ""),
        (1999, 2000, ""),
    ],
)
def test_a_share_in_words(n: int, d: int, words: str) -> None:
    assert str(_roughly(W, n, d)) == words


@given(st.integers(1, 5000), st.data())
def test_the_words_are_near_the_share(d: int, data: st.DataObject) -> None:
    n = data.draw(st.integers(0, d))
    words = str(_roughly(W, n, d))
    if words:
        size, share = (int("".join(one for one in part if one.isdigit())) for part in words.split("约"))
        assert abs(Fraction(share, size) - Fraction(n, d)) <= Fraction(1, 2 * size)
        assert 0 < share < size
    else:
        assert n in (0, d) or min(Fraction(n, d), 1 - Fraction(n, d)) <= Fraction(1, 200)
