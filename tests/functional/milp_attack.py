"""The strongest attack on told answers: integer programming over everything that is public.

The attacker knows every told sum, how many answers lie in each cell, and that withheld sums are suspicious; he asks how
few unfavourable answers a set of cells can hold at least. Anything above 0 for fewer than k answers is a hit.
Cells are whatever he can tell apart: parts of a unit's month, or finer ones where he knows more.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

from generator.disclosure.answers.atoms import Told

# Unit, month, and the number of the publication that first had the answers.
Batch = tuple[str, str, int]


@dataclass(frozen=True)
class KnownSum:
    """The unfavourable answers of these cells together are between `least` and `most`, for all to see."""

    cells: frozenset[Hashable]
    least: int
    most: int


@dataclass
class Knowledge:
    """How many answers each cell has, and what is known of sums of their unfavourable ones."""

    answers: dict[Hashable, int] = field(default_factory=dict)
    sums: list[KnownSum] = field(default_factory=list)

    def least_unfavourable(self, wanted: Collection[Hashable]) -> int:
        """The fewest unfavourable answers that the `wanted` cells can hold together."""
        sums = self._near(wanted)
        cells = sorted({cell for known in sums for cell in known.cells} | {*wanted}, key=repr)
        place = {cell: number for number, cell in enumerate(cells)}
        matrix = lil_matrix((len(sums) + 1, len(cells)))
        for row, known in enumerate(sums):
            for cell in known.cells:
                matrix[row, place[cell]] = 1
        cost = np.zeros(len(cells))
        cost[[place[cell] for cell in wanted]] = 1
        limits = LinearConstraint(
            matrix.tocsr(), [*(known.least for known in sums), 0], [*(known.most for known in sums), 0]
        )
        bounds = Bounds(0, np.array([self.answers[cell] for cell in cells], dtype=float))
        result = milp(cost, integrality=np.ones(len(cells)), bounds=bounds, constraints=limits)
        if not result.success:
            raise ValueError(f"what is known contradicts itself: {result.message}")
        return round(result.fun)

    def _near(self, wanted: Collection[Hashable]) -> list[KnownSum]:
        """The sums that can matter for these cells: those that share a cell with them, or with such a sum."""
        of_cell: dict[Hashable, list[KnownSum]] = {}
        for known in self.sums:
            for cell in known.cells:
                of_cell.setdefault(cell, []).append(known)
        found: dict[int, KnownSum] = {}
        pending, seen = list(wanted), set(wanted)
        while pending:
            for known in of_cell.get(pending.pop(), ()):
                if id(known) not in found:
                    found[id(known)] = known
                    pending += known.cells - seen
                    seen |= known.cells
        return list(found.values())

    def small_sets(self, k: int, size: int = 3) -> Iterator[tuple[Hashable, ...]]:
        """Sets of up to `size` cells that a sum has in common and that hold fewer than `k` answers, but some."""
        seen: set[frozenset[Hashable]] = set()
        for known in self.sums:
            small = sorted((cell for cell in known.cells if 0 < self.answers[cell] < k), key=repr)
            for number in range(1, size + 1):
                for some in combinations(small, number):
                    if frozenset(some) not in seen and sum(self.answers[cell] for cell in some) < k:
                        seen.add(frozenset(some))
                        yield some

    def hits(self, k: int, size: int = 3) -> list[tuple[tuple[Hashable, ...], int]]:
        """The small sets that must hold an unfavourable answer, with how many at least."""
        return [(some, least) for some in self.small_sets(k, size) if (least := self.least_unfavourable(some)) > 0]


def knowledge(publications: Iterable[Told], k: int) -> Knowledge:
    """What an outsider knows after these publications of a question, in their order, that carried no changes.

    He tells apart the answers of a unit's month by the publication that first counted them.
    """
    known = Knowledge()
    waiting: dict[tuple[str, str], list[Batch]] = {}
    for number, told in enumerate(publications, start=1):
        for unit, month, answers in _months(told):
            batches = waiting.setdefault((unit, month), [])
            fresh = answers - sum(known.answers[batch] for batch in batches)
            if fresh:
                known.answers[unit, month, number] = fresh
                batches.append((unit, month, number))
        for atom in told.atoms:
            cells = frozenset(batch for part in atom.parts for batch in waiting.pop((part.unit, part.month)))
            unfavourable = sum(atom.counts[1:])
            least, most = unfavourable, unfavourable
            if atom.withheld:
                least, most = atom.trial.deciding - k + 1, sum(known.answers[cell] for cell in cells)
            known.sums.append(KnownSum(cells, least, most))
    return known


def _months(told: Told) -> set[tuple[str, str, int]]:
    """Every unit's month that a publication tried, with the answers that no atom had told before."""
    trials = [*(atom.trial for atom in told.atoms), *told.failed]
    return {(part.unit, part.month, part.answers) for trial in trials for part in trial.parts}


def with_margin(
    known: Knowledge, cells: Mapping[tuple[Hashable, str], int], rows: Mapping[frozenset[str], int]
) -> Knowledge:
    """The same knowledge over finer cells: `cells` has the answers of each cell and key, `rows` a margin's told sums.

    A row of the margin is the set of its keys. Cells that `cells` does not split stay whole.
    """
    finer: dict[Hashable, list[Hashable]] = {}
    answers: dict[Hashable, int] = {}
    for (cell, key), number in cells.items():
        answers[cell, key] = number
        finer.setdefault(cell, []).append((cell, key))
    for cell, number in known.answers.items():
        if cell not in finer:
            answers[cell], finer[cell] = number, [cell]
        elif sum(answers[part] for part in finer[cell]) != number:
            raise ValueError(f"the cells do not add up: {cell}")
    sums = [
        KnownSum(frozenset(part for cell in told.cells for part in finer[cell]), told.least, told.most)
        for told in known.sums
    ]
    for keys, unfavourable in rows.items():
        inside = frozenset((cell, key) for cell, key in cells if key in keys)
        sums.append(KnownSum(inside, unfavourable, unfavourable))
    return Knowledge(answers, sums)
