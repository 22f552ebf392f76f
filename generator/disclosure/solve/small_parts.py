"""What published sums of one month give away together: parts of the month's answers that follow from them.

Cells are what somebody may know to exist: cases that share unit, street, category and channel. A month publishes blocks
of cells that share nothing (units, or the rows of an open table), and keys that cut across them (margins, the totals of
pools). Whatever set of cells is a combination of both is told; a set below k must not be. Sets are looked for in every
single key, in every two, and in the reduced echelon form of all of them in several orders, blocks added or taken away
wherever that leaves a set. That is a search: single cells are found always, larger sets mostly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

# Echelon forms are integers modulo a prime; the sum of two remainders nearest to 0 fits into 16 bits.
_PRIME = 32749
_ORDERS = 8
# Knuth's multiplier: another order of columns in every round, the same ones on every machine.
_SHUFFLE = 2654435761
# Of the first orders every two rows are combined too.
_PAIRED = 2
_BATCH = 64
# So many groups are looked at before all of them.
_SOME = 2000


@dataclass(frozen=True)
class Answers:
    """Answers of every cell: `total` and `unknown` (of unknown callers), int64 (cells, questions), and known callers.

    `at` and `caller` (int64) are cell and caller, `said` (bool: rows, questions) what each answered there.
    """

    total: np.ndarray
    unknown: np.ndarray
    at: np.ndarray
    caller: np.ndarray
    said: np.ndarray

    def weight(self, inside: np.ndarray) -> int:
        """Answers of the cells (a mask) to the least answered question, distinct callers where known."""
        sums = self.unknown[inside].sum(axis=0)
        near = inside[self.at]
        known = [np.unique(self.caller[near & said]).size for said in self.said.T]
        return int(min((int(n) + more for n, more in zip(sums, known, strict=True)), default=0))

    def sure(self) -> np.ndarray:
        """Answers that nobody gave who answered another time: no set of cells weighs less than its sum (int64)."""
        counted = self.unknown.copy()
        _, person, times = np.unique(self.caller, return_inverse=True, return_counts=True)
        once = times[person] == 1 if times.size else np.zeros(0, dtype=bool)
        np.add.at(counted, self.at[once], self.said[once])
        return counted

    def light(self, inside: np.ndarray, k: int) -> bool:
        """Whether somebody answered in these cells, but fewer than `k`."""
        sums = self.total[inside].sum(axis=0)
        return bool(sums.any()) and (bool(sums.min() < k) or (self.at.size > 0 and self.weight(inside) < k))


@dataclass(frozen=True)
class Told:
    """A set of cells (mask) that follows: with how much of each block (int64, by block) and by which keys' numbers."""

    inside: np.ndarray
    blocks: np.ndarray
    keys: frozenset[int]


@dataclass(frozen=True)
class Month:
    """Published sums over cells: `block` (int64, from 0) of each cell, and `keys`, a mask of cells for each key."""

    block: np.ndarray
    keys: np.ndarray

    def small_parts(self, answers: Answers, k: int) -> list[Told]:
        """The sets of cells below `k` that are found to follow, in a fixed order."""
        if not self._size or not len(self.keys):
            return []
        found: dict[bytes, Told] = {}
        sure = self._by_group(answers.sure())
        useful, groups = self._useful(sure.min(axis=1) >= k)
        block = self._block[groups]
        starts = np.unique(block, return_index=True)[1]
        place = np.unique(block, return_inverse=True)[1].reshape(-1)
        matrix = useful @ self._matrix[:, groups] % _PRIME
        # Most combinations leave more than a small set in the first blocks already.
        some = int(starts[starts <= _SOME].max(initial=0)) or groups.size
        for combined in _combinations(matrix, place):
            rows = combined
            for columns in (slice(some), slice(None)):
                ends = starts[starts < groups[columns].size]
                sets, fit = _sets(rows, matrix[:, columns], ends, place[columns])
                near = (sets @ sure[groups[columns]]).min(axis=1) < k
                sets, rows = sets[near], rows[fit][near]
            for row, taken in zip(sets[sets.any(axis=1)], rows[sets.any(axis=1)], strict=True):
                inside = np.isin(self._group, groups[row > 0])
                if answers.light(inside, k):
                    found.setdefault(inside.tobytes(), self._told(inside, taken @ useful % _PRIME))
        return list(found.values())

    def _useful(self, heavy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The combinations of keys that may give a set without `heavy` groups, and the groups by which to tell.

        No set with a heavy group is small. So of a block's heavy groups a combination takes the same as of the block.
        """
        lead = np.unique(self._block, return_index=True)[1]
        lead[self._block[heavy]] = np.flatnonzero(heavy)
        from_lead = self._matrix - self._matrix[:, lead[self._block]]
        coefficients, done = _reduced(from_lead, np.flatnonzero(heavy))
        useful = coefficients[done:]
        groups = ~heavy
        groups[lead] = True
        cut = np.unique(self._block[(useful @ from_lead % _PRIME).any(axis=0)])
        return useful, np.flatnonzero(groups & np.isin(self._block, cut))

    def _by_group(self, numbers: np.ndarray) -> np.ndarray:
        """Sums by group of what each cell has, as numbers that multiply fast."""
        sums = np.zeros((self._size, numbers.shape[1]))
        np.add.at(sums, self._group[self._cut], numbers[self._cut])
        return sums

    def _told(self, inside: np.ndarray, coefficients: np.ndarray) -> Told:
        """The set and its derivation: what keys make of a block's first cell, less the set, is taken away."""
        _, first = np.unique(self.block, return_index=True)
        amounts = coefficients @ self.keys[:, first].astype(np.int64) - inside[first]
        return Told(inside, _signed(amounts % _PRIME), frozenset(map(int, np.flatnonzero(coefficients))))

    @cached_property
    def _cut(self) -> np.ndarray:
        """Which cells lie in blocks that some key cuts: of the others everything is told by their blocks."""
        _, first = np.unique(self.block, return_index=True)
        cut = np.zeros(first.size, dtype=bool)
        for key in self.keys:
            cut |= np.bincount(self.block, key != key[first[self.block]]) > 0
        cells: np.ndarray = cut[self.block]
        return cells

    @cached_property
    def _alike(self) -> tuple[np.ndarray, np.ndarray]:
        """The first cell of each group of cells that no sum tells apart (blocks ascending), and each cell's group."""
        cells = np.flatnonzero(self._cut)
        numbers = self.block[cells].astype(">i8").view(np.uint8).reshape(-1, 8)
        told = np.hstack([numbers, np.packbits(self.keys[:, cells], axis=0).T])
        _, first, inverse = np.unique(told, axis=0, return_index=True, return_inverse=True)
        group = np.full(self.block.size, -1, dtype=np.int64)
        group[cells] = inverse.reshape(-1)
        return cells[first], group

    @property
    def _group(self) -> np.ndarray:
        return self._alike[1]

    @property
    def _size(self) -> int:
        return int(self._alike[0].size)

    @cached_property
    def _block(self) -> np.ndarray:
        """Each group's place among the cut blocks."""
        return np.unique(self.block[self._alike[0]], return_inverse=True)[1].reshape(-1)

    @cached_property
    def _matrix(self) -> np.ndarray:
        """Keys by groups, 0 or 1."""
        return self.keys[:, self._alike[0]].astype(np.int64)


def _combinations(matrix: np.ndarray, block: np.ndarray) -> Iterator[np.ndarray]:
    """Batches of combinations (rows of remainders) of the rows of `matrix`, which are over the groups of `block`."""
    if not block.size or not len(matrix):
        return
    yield from _signs(np.eye(len(matrix), dtype=np.int64), paired=True)
    for order in range(_ORDERS):
        yield from _signs(_echelon(matrix, block, order), paired=order < _PAIRED)


def _sets(rows: np.ndarray, matrix: np.ndarray, starts: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The sets (float64, 0 or 1 for each group) that combinations of `matrix` give, and of which rows they are.

    A row gives a set where it takes of each block's groups no more than 1 beyond what it takes of all of them. What it
    takes of all may be a fraction.
    """
    combined = rows @ matrix % _PRIME
    beyond = _signed(combined - combined[:, starts][:, place]).astype(np.int16)
    least, most = (extreme.reduceat(beyond, starts, axis=1) for extreme in (np.minimum, np.maximum))
    fit = np.flatnonzero((most - least).max(axis=1) <= 1)
    return (beyond[fit] - least[fit][:, place]).astype(np.float64), fit


def _echelon(matrix: np.ndarray, block: np.ndarray, order: int) -> np.ndarray:
    """The combinations of rows that give the reduced form over the groups in one order, blocks taken as known."""
    places = np.arange(block.size, dtype=np.uint64)
    rank = places if order == 0 else places[::-1] if order == 1 else _shuffled(places, order)
    sequence = np.argsort(rank, kind="stable")
    lead = np.full(int(block.max()) + 1, -1, dtype=np.int64)
    lead[block[sequence][::-1]] = sequence[::-1]
    coefficients, done = _reduced(matrix - matrix[:, lead[block]], sequence)
    return coefficients[:done]


def _signs(rows: np.ndarray, *, paired: bool) -> Iterator[np.ndarray]:
    """Every row and its opposite; where `paired`, also the sums and differences of every two."""
    yield np.vstack([rows, -rows]) % _PRIME
    first, second = np.triu_indices(len(rows) if paired else 0, 1)
    for start in range(0, len(first), _BATCH):
        one, other = rows[first[start : start + _BATCH]], rows[second[start : start + _BATCH]]
        yield np.vstack([one + other, one - other, -one - other, other - one]) % _PRIME


def _shuffled(places: np.ndarray, order: int) -> np.ndarray:
    """Another rank for each place (uint64), by order."""
    mixed: np.ndarray = ((places + np.uint64(order)) * np.uint64(_SHUFFLE * (2 * order + 1))) % np.uint64(2**32 - 5)
    return mixed


def _reduced(matrix: np.ndarray, sequence: np.ndarray) -> tuple[np.ndarray, int]:
    """Combinations of rows, modulo the prime, that give the reduced echelon form in this sequence of columns.

    Their number comes with them; those after it are nothing in these columns.
    """
    rows, columns = matrix.shape
    joined = (np.hstack([matrix, np.eye(rows, dtype=np.int64)]) % _PRIME).astype(np.int32)
    done = 0
    for column in sequence:
        below = np.flatnonzero(joined[done:, column])
        if not below.size:
            continue
        pivot = done + int(below[0])
        joined[[done, pivot]] = joined[[pivot, done]]
        joined[done] = joined[done] * pow(int(joined[done, column]), -1, _PRIME) % _PRIME
        others = np.flatnonzero(joined[:, column])
        others = others[others != done]
        used = np.flatnonzero(joined[done])
        area = np.ix_(others, used)
        joined[area] = (joined[area] - joined[others, column][:, None] * joined[done, used]) % _PRIME
        done += 1
        if not joined[done:, sequence].any():
            break
    return joined[:, columns:].astype(np.int64), done


def _signed(numbers: np.ndarray) -> np.ndarray:
    """Remainders, or differences of two, as the integers nearest to 0."""
    half = _PRIME // 2
    signed: np.ndarray = numbers - _PRIME * (numbers > half).astype(numbers.dtype)
    signed += _PRIME * (signed < -half).astype(numbers.dtype)
    return signed
