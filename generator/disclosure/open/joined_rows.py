"""No small part of answers from open rows, margins and totals of a month together: which classes must be told less."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from generator.definitions.cohorts import MARGIN_SCOPES
from generator.disclosure.open.cells import Cells
from generator.disclosure.solve.small_parts import Answers, Month, Told


def classes_to_join(cells: Cells, k: int) -> list[int]:
    """The classes of answers that must go to the last level, lest fewer than `k` answers follow from a month's tables.

    For each small part found, of a unit of which it takes different amounts of different rows, the lightest class: then
    the amounts can no longer differ. What follows from units and margins alone is left to the margins.
    """
    if not cells.asked:
        return []
    moved: set[int] = set()
    for frame, answers in _months(cells):
        names = frame["block"].to_numpy()
        blocks, number = np.unique(names, return_inverse=True)
        number = number.reshape(-1)
        keys = [
            (frame[name] == key).to_numpy()
            for name in (*(f"m_{scope}" for scope in MARGIN_SCOPES), "part")
            for key in sorted(set(frame[name]) - {""})
        ]
        small = Month(number, np.array(keys, dtype=bool)).small_parts(answers, k)
        if small:
            first = np.unique(number, return_index=True)[1]
            units = frame["unit"].to_numpy()[first]
            weights = np.bincount(number, answers.total.min(axis=1)).astype(np.int64)
            moved.update(_lightest(small, blocks, units, weights))
    return sorted(moved)


def _months(cells: Cells) -> Iterator[tuple[pd.DataFrame, Answers]]:
    """Each month's cells (block: the class, or below 0 the rest of the unit) with their answers."""
    numbers = range(cells.asked or 0)
    keys = ", ".join(("unit", "part", *(f"m_{scope}" for scope in MARGIN_SCOPES)))
    answers = ", ".join(f"{name}{i}" for name in "ta" for i in numbers)
    said = ", ".join(f"q{i}" for i in numbers)
    periods = cells.con.execute("SELECT DISTINCT period::VARCHAR FROM cells ORDER BY 1").fetchall()
    for (period,) in periods:
        frame = cells.con.execute(
            f"SELECT cell, class, {keys}, {answers} FROM cells LEFT JOIN placed USING (cell)"
            " WHERE period = ? ORDER BY cell",
            [period],
        ).df()
        callers = cells.con.execute(
            f"SELECT cell, caller, {said} FROM callers SEMI JOIN cells USING (cell)"
            " WHERE cell IN (SELECT cell FROM cells WHERE period = ?) ORDER BY cell, caller",
            [period],
        ).df()
        texts = frame[[*keys.split(", ")]].astype(str)
        rest = -1 - np.unique(texts["unit"], return_inverse=True)[1].reshape(-1)
        placed = frame["class"].to_numpy(dtype=np.float64, na_value=np.nan)
        block = np.where(np.isnan(placed), rest, np.nan_to_num(placed)).astype(np.int64)
        known = callers[[f"q{i}" for i in numbers]].to_numpy(dtype=bool)
        yield (
            texts.assign(block=block),
            Answers(
                frame[[f"t{i}" for i in numbers]].to_numpy(dtype=np.int64),
                frame[[f"a{i}" for i in numbers]].to_numpy(dtype=np.int64),
                np.searchsorted(frame["cell"], callers["cell"]),
                callers["caller"].to_numpy(dtype=np.int64),
                known,
            ),
        )


def _lightest(small: list[Told], blocks: np.ndarray, units: np.ndarray, weights: np.ndarray) -> set[int]:
    """For each small part a class to move, unless one that it needs is moved already."""
    moved: set[int] = set()
    for told in small:
        needed: list[tuple[int, int]] = []
        for unit in np.unique(units[told.blocks != 0]):
            own = np.flatnonzero(units == unit)
            amounts = told.blocks[own]
            if (amounts != amounts[0]).any():
                # The rest of the unit has the lowest number; where there is none, the lightest class becomes it.
                base = own[0] if blocks[own[0]] < 0 else min(own, key=lambda one: (weights[one], blocks[one]))
                different = own[amounts != told.blocks[base]]
                needed += [(int(weights[one]), int(blocks[one])) for one in different]
                needed += [(int(weights[base]), int(blocks[base]))] if blocks[base] >= 0 else []
        if needed and not moved.intersection(number for _, number in needed):
            moved.add(min(needed)[1])
    return moved
