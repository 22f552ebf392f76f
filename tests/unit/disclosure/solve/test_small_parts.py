"""What follows from published sums together: held to every set that linear algebra can tell at all."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.disclosure.solve.small_parts import Answers, Month

K = 10
NOBODY = np.zeros(0, dtype=np.int64)


def of_cases(numbers: list[int]) -> Answers:
    """So many answers in each cell, of unknown callers, to one question."""
    totals = np.array(numbers, dtype=np.int64)[:, None]
    return Answers(totals, totals, NOBODY, NOBODY, np.zeros((0, 1), dtype=bool))


def month(block: list[int], *keys: list[int]) -> Month:
    return Month(np.array(block), np.array(keys, dtype=bool).reshape(len(keys), len(block)))


def sets(found: Month, answers: Answers) -> list[list[int]]:
    return sorted(np.flatnonzero(told.inside).tolist() for told in found.small_parts(answers, K))


# Cells of a street office (20 in its street), and of an authority (3 in that street, 20 in another).
OFFICE = ([0, 1, 1], [1, 1, 0], [0, 0, 1])


def test_a_street_less_its_office() -> None:
    assert sets(month(*OFFICE), of_cases([20, 3, 20])) == [[1]]
    assert sets(month(*OFFICE), of_cases([20, 10, 20])) == []
    assert sets(month(*OFFICE), of_cases([20, 0, 20])) == []


def test_how_a_set_follows_is_told() -> None:
    """The street, less the whole office and nothing of the authority."""
    (told,) = (one for one in month(*OFFICE).small_parts(of_cases([20, 3, 20]), K) if one.keys == {0})
    assert told.blocks.tolist() == [1, 0]


def test_what_two_margins_have_in_common() -> None:
    """Everything of the street came by telephone but one cell, and by telephone came nothing else."""
    block, street, phone = [0, 0, 0], [1, 1, 0], [1, 0, 0]
    assert sets(month(block, street, phone), of_cases([20, 4, 30])) == [[1]]


def test_keys_that_cut_nothing_tell_nothing_more() -> None:
    assert sets(month([0, 0, 1], [1, 1, 0]), of_cases([3, 3, 20])) == []
    assert sets(Month(np.array([0, 1]), np.zeros((0, 2), dtype=bool)), of_cases([3, 20])) == []


def test_callers_count_once() -> None:
    """Twelve answers of nine people are fewer than ten; twelve of ten are not. The least answered question counts."""
    caller = np.array([*range(1, 10), 1, 2, 3])
    cells = np.zeros(12, dtype=np.int64)
    said = np.ones((12, 1), dtype=bool)
    totals = np.array([[12], [20]])
    unknown = np.array([[0], [20]])
    assert sets(month([0, 0], [1, 0]), Answers(totals, unknown, cells, caller, said)) == [[0]]
    caller[-1] = 10
    assert sets(month([0, 0], [1, 0]), Answers(totals, unknown, cells, caller, said)) == []
    both = np.hstack([said, said])
    both[:4, 1] = False
    answers = Answers(np.array([[12, 8], [20, 20]]), np.array([[0, 0], [20, 20]]), cells, caller, both)
    assert sets(month([0, 0], [1, 0]), answers) == [[0]]


@st.composite
def systems(draw: st.DrawFn) -> tuple[Month, list[int]]:
    size = draw(st.integers(3, 9))
    blocks = draw(st.integers(1, 4))
    labels = st.lists(st.integers(0, 2), min_size=size, max_size=size)
    keys = [[int(label == key) for label in draw(labels)] for _ in range(3) for key in range(3)]
    numbers = draw(st.lists(st.sampled_from([0, 3, 5, 8, 12]), min_size=size, max_size=size))
    return month([cell % min(blocks, size) for cell in range(size)], *keys), numbers


def followed(found: Month, numbers: list[int]) -> list[frozenset[int]]:
    """Every set below K that is a combination of the published sums, blocks and keys themselves among them."""
    size = len(numbers)
    rows = [found.block == block for block in range(int(found.block.max()) + 1)] + list(found.keys)
    matrix = np.array(rows, dtype=float)
    rank = np.linalg.matrix_rank(matrix)
    wanted = []
    for bits in range(1, 2**size):
        row = np.array([bits >> cell & 1 for cell in range(size)], dtype=float)
        if 0 < row @ numbers < K and np.linalg.matrix_rank(np.vstack([matrix, row])) == rank:
            wanted.append(frozenset(np.flatnonzero(row).tolist()))
    return wanted


@settings(max_examples=80, deadline=None)
@given(systems())
def test_only_what_follows_and_always_something_of_it(case: tuple[Month, list[int]]) -> None:
    """Where the published sums are all heavy and a small set follows, one is found; nothing else is ever found."""
    found, numbers = case
    wanted = followed(found, numbers)
    got = [frozenset(inside) for inside in sets(found, of_cases(numbers))]
    assert set(got) <= set(wanted)
    rows = [found.block == block for block in range(int(found.block.max()) + 1)] + list(found.keys)
    if wanted and not any(0 < np.array(numbers)[row].sum() < K for row in rows):
        assert got
