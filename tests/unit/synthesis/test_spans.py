"""What is carried into the stated days and out of them, and how many are marked in each of the three spans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.synthesis.draw import Ints
from generator.synthesis.reading import read_recipe
from generator.synthesis.recipe import Around, Recipe
from generator.synthesis.registers import DAY, read_registers
from generator.synthesis.spans import carry_alike, choose_by_span, span_of, spans

PORTAL = Path(__file__).parents[3] / "datasets" / "laoshan"


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    """Ten days before, thirty stated ones, ten after."""
    given_recipe = read_recipe(PORTAL, read_registers(PORTAL))
    calendar = replace(
        given_recipe.calendar,
        first_day=date(2023, 1, 1),
        stated_first=date(2023, 1, 11),
        stated_last=date(2023, 2, 9),
        last_receipt=date(2023, 2, 19),
    )
    return replace(given_recipe, calendar=calendar, before=Around(100, 2.0), after=Around(100, 0.5))


def still_open(received: Ints, closed: Ints, edge: int) -> int:
    return int(np.count_nonzero((received < edge) & (closed >= edge)))


@given(st.lists(st.tuples(st.integers(0, 50 * DAY), st.integers(0, 20 * DAY)), max_size=80))
def test_as_many_are_open_when_the_stated_days_begin_as_when_they_end(
    recipe: Recipe, cases: list[tuple[int, int]]
) -> None:
    # Enough cases before either midnight that some can be closed after it.
    begin, end = 10 * DAY, 40 * DAY
    cases += [(edge - 3 * DAY, 100) for edge in (begin, end) for _ in range(80)]
    received = np.array([start for start, _ in cases], dtype=np.int64)
    closed = received + np.array([length for _, length in cases], dtype=np.int64)
    delay = carry_alike(recipe, received, closed)
    later = closed + DAY * delay
    assert bool(np.all(delay >= 0))
    assert still_open(received, later, begin) == still_open(received, later, end)
    moved = later[delay > 0]
    assert bool(np.all((moved % DAY == closed[delay > 0] % DAY) & ((moved // DAY == 10) | (moved // DAY == 40))))


def test_moments_lie_before_in_or_after_the_stated_days(recipe: Recipe) -> None:
    before, stated, after = spans(recipe)
    assert [(part.first, part.last) for part in (before, stated, after)] == [(0, 9), (10, 39), (40, 49)]
    edges = np.array([0, stated.begin - 1, stated.begin, stated.end - 1, stated.end, 10**9])
    assert span_of(recipe, edges).tolist() == [0, 0, 1, 1, 2, 2]


def test_the_stated_number_is_exact_and_the_others_follow_its_share(recipe: Recipe) -> None:
    span = np.repeat([0, 1, 2], [200, 1000, 100])
    chosen = choose_by_span(np.random.default_rng(1), recipe, np.ones(len(span)), span, (37, 1000))
    # 200 × 3.7 % × 2 = 14.8 and 100 × 3.7 % × 0.5 = 1.85, half-up.
    assert [int(chosen[span == part].sum()) for part in (0, 1, 2)] == [15, 37, 2]
