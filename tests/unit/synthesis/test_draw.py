"""Ways of drawing: exact numbers by weight, and times that are cut off."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.synthesis.draw import allocate, choose_exactly, lognormal_between


@given(
    st.integers(0, 10_000),
    st.lists(st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=40).filter(lambda w: sum(w) > 0),
)
def test_shares_add_up_and_stay_within_one_of_their_quota(total: int, weights: list[float]) -> None:
    shares = allocate(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - total * weight / sum(weights)) < 1 + 1e-6


def test_no_weight_shares_nothing() -> None:
    with pytest.raises(ValueError, match="positive"):
        allocate(3, [0, 0])


@given(st.integers(0, 2**32), st.lists(st.sampled_from([0.0, 0.5, 1.0, 30.0]), min_size=1, max_size=60), st.data())
def test_exactly_so_many_are_chosen_and_never_one_without_weight(
    seed: int, weights: list[float], data: st.DataObject
) -> None:
    possible = sum(weight > 0 for weight in weights)
    number = data.draw(st.integers(0, possible))
    chosen = choose_exactly(np.random.default_rng(seed), np.array(weights), number)
    assert int(chosen.sum()) == number
    assert all(weight > 0 for weight, taken in zip(weights, chosen, strict=True) if taken)
    with pytest.raises(ValueError, match="fewer"):
        choose_exactly(np.random.default_rng(seed), np.array(weights), possible + 1)


def test_heavier_items_are_chosen_more_often() -> None:
    weights = np.repeat([1.0, 10.0], 5000)
    chosen = choose_exactly(np.random.default_rng(5), weights, 1000)
    light, heavy = int(chosen[:5000].sum()), int(chosen[5000:].sum())
    assert heavy > 7 * light


@given(st.integers(0, 2**32), st.floats(1, 1e6), st.floats(0.1, 2), st.floats(0, 1e6), st.floats(0, 1e6))
def test_cut_off_times_stay_within_their_bounds(
    seed: int, median: float, sigma: float, low: float, length: float
) -> None:
    rng = np.random.default_rng(seed)
    lows, highs = np.full(20, low), np.full(20, low + length)
    drawn = lognormal_between(rng, np.full(20, median), sigma, lows, highs)
    assert bool(np.all((drawn >= lows) & (drawn <= highs)))


def test_times_without_bounds_have_their_median() -> None:
    rng = np.random.default_rng(1)
    drawn = lognormal_between(rng, np.full(20_000, 90.0), 0.8, np.zeros(20_000), np.full(20_000, 1e9))
    assert abs(float(np.median(drawn)) - 90) < 2
