"""Shares in words: so many of ten, never all or none of what was not all or none."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.resources import resource_dir
from generator.site.show.sentences import roughly
from generator.site.words.catalogue import load_wording

W = load_wording(resource_dir("site_templates") / "wording", "zh")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("81.25", "，每 10 件里约 <b>8</b> 件"),
        ("75.00", "，每 10 件里约 <b>8</b> 件"),
        ("74.99", "，每 10 件里约 <b>7</b> 件"),
        ("98.33", "，每 100 件里约 <b>98</b> 件"),
        ("3.33", "，每 100 件里约 <b>3</b> 件"),
        ("95.00", "，每 100 件里约 <b>95</b> 件"),
        ("94.00", "，每 10 件里约 <b>9</b> 件"),
        ("100.00", ""),
        ("0.00", ""),
        ("99.95", ""),
        ("0.49", ""),
    ],
)
def test_a_share_in_words(value: str, words: str) -> None:
    assert str(roughly(W, value)) == words


@given(st.integers(0, 10_000))
def test_the_words_are_near_the_printed_share(hundredths: int) -> None:
    words = str(roughly(W, f"{hundredths // 100}.{hundredths % 100:02d}"))
    share = Fraction(hundredths, 10_000)
    if words:
        size, near = (int("".join(sign for sign in part if sign.isdigit())) for part in words.split("约"))
        assert abs(Fraction(near, size) - share) <= Fraction(1, 2 * size)
        assert 0 < near < size
    else:
        assert share in (0, 1) or min(share, 1 - share) <= Fraction(1, 200)
