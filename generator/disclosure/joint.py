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
_BATCH = 256


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
        total, sure = (self._by_group(numbers) for numbers in (answers.total, answers.sure()))
        useful, groups = self._useful(sure.min(axis=1) >= k)
        block = self._block[groups]
        starts = np.unique(block, return_index=True)[1]
        place = np.unique(block, return_inverse=True)[1].reshape(-1)
        for combined, coefficients in _combinations(useful, self._matrix[:, groups], place):
            least, most = (extreme.reduceat(combined, starts, axis=1) for extreme in (np.minimum, np.maximum))
            fit = np.flatnonzero((most - least).max(axis=1) <= 1)
            sets = (combined[fit] - least[fit][:, place]).astype(np.float64)
            near = (sets @ total[groups]).any(axis=1) & ((sets @ sure[groups]).min(axis=1) < k)
            for row in np.flatnonzero(near):
                inside = np.isin(self._group, groups[sets[row] > 0])
                if answers.light(inside, k):
                    found.setdefault(inside.tobytes(), self._told(inside, coefficients[fit[row]]))
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
        told = np.vstack([self.block[cells], self.keys[:, cells]]).T
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


def _combinations(useful: np.ndarray, keys: np.ndarray, block: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Combinations of keys: over the groups, beyond what each block has in common (int16), and their coefficients.

    `useful` are rows of coefficients; all of these are remainders, for what has fractions may add up to a set.
    """
    if not block.size or not len(useful):
        return
    first = np.unique(block, return_index=True)[1][block]
    matrix = useful @ keys % _PRIME

    def beyond(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        combined = rows @ matrix
        return _signed((combined - combined[:, first]) % _PRIME).astype(np.int16), rows @ useful % _PRIME

    yield from _signs(*beyond(np.eye(len(useful), dtype=np.int64)), paired=True)
    for order in range(_ORDERS):
        yield from _signs(*beyond(_echelon(matrix, block, order)), paired=order < _PAIRED)


def _echelon(matrix: np.ndarray, block: np.ndarray, order: int) -> np.ndarray:
    """The combinations of rows that give the reduced form over the groups in one order, blocks taken as known."""
    places = np.arange(block.size, dtype=np.uint64)
    rank = places if order == 0 else places[::-1] if order == 1 else _shuffled(places, order)
    sequence = np.argsort(rank, kind="stable")
    lead = np.full(int(block.max()) + 1, -1, dtype=np.int64)
    lead[block[sequence][::-1]] = sequence[::-1]
    coefficients, done = _reduced(matrix - matrix[:, lead[block]], sequence)
    return coefficients[:done]


def _signs(combined: np.ndarray, coefficients: np.ndarray, *, paired: bool) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Every row and its opposite; where `paired`, also the sums and differences of every two."""
    yield combined, coefficients
    yield -combined, (-coefficients) % _PRIME
    first, second = np.triu_indices(len(combined) if paired else 0, 1)
    for start in range(0, len(first), _BATCH):
        one, other = first[start : start + _BATCH], second[start : start + _BATCH]
        for sign in (1, -1):
            rows = _signed(combined[one] + np.int16(sign) * combined[other])
            both = coefficients[one] + sign * coefficients[other]
            yield rows, both % _PRIME
            yield -rows, (-both) % _PRIME


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
    """Remainders, or sums of two, as the integers nearest to 0."""
    half = _PRIME // 2
    signed: np.ndarray = numbers - _PRIME * (numbers > half).astype(numbers.dtype)
    signed += _PRIME * (signed < -half).astype(numbers.dtype)
    return signed
