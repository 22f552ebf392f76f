"""Margins of a year's told answers: by category, channel and street, one question at a time, told once.

A margin cuts across the atoms. So it is told for a year that is closed and never again, it names a key by numbers of
answers alone, and it is told only if it says no more than a few numbers about many unfavourable answers.
What it is safe against, and where that is measured and not proven: `docs/decisions/0049-answers-are-told-once.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from generator.definitions.cohorts import POOLED
from generator.disclosure.answers.given import Answers, weight

# The told answers of a unit that share a key, by unit and key.
Cells = Mapping[tuple[str, str], Answers]


@dataclass(frozen=True)
class Margin:
    """A year's told answers by key: `rows` in order, `_pooled` for the keys in `pooled`.

    No rows where every key would have to be pooled, or where the margin is `withheld`.
    """

    rows: tuple[tuple[str, tuple[int, ...]], ...]
    pooled: tuple[str, ...]
    withheld: bool


def year_margin(cells: Cells, k: int) -> Margin:
    """The margin over all told answers of a year: those of atoms that are not withheld, with the values told."""
    pooled = pooled_keys(cells, k)
    columns = _columns(cells, pooled)
    sums: dict[str, tuple[int, ...]] = {}
    for (_, column), parts in columns.items():
        for part in parts:
            sums[column] = tuple(map(sum, zip(sums.get(column, (0,) * len(part.counts)), part.counts, strict=True)))
    if sums.keys() <= {POOLED}:
        return Margin((), tuple(sorted(pooled)), False)
    unfavourable = sum(sum(counts[1:]) for counts in sums.values())
    favourable = sum(counts[0] for counts in sums.values())
    withheld = min(unfavourable, favourable) < k * len(sums)
    return Margin(() if withheld else tuple(sorted(sums.items())), tuple(sorted(pooled)), withheld)


def pooled_keys(cells: Cells, k: int) -> frozenset[str]:
    """The keys that the margin must not name: those below k, those that `_thin` finds, and the lightest beside them.

    A pool has two keys at least and weighs k also without its heaviest. All keys, where no such pool can be made.
    """
    keys: dict[str, list[Answers]] = {}
    for (_, key), part in cells.items():
        keys.setdefault(key, []).append(part)
    weights = {key: weight(parts) for key, parts in keys.items()}
    pooled = {key for key, number in weights.items() if number < k}
    while len(pooled) < len(keys):
        thin = _thin(_columns(cells, pooled), k)
        if pooled and (POOLED in thin or not _is_pool(pooled, keys, weights, k)):
            thin = {min(keys.keys() - pooled, key=lambda key: (weights[key], key))}
        if not thin:
            break
        pooled |= thin
    return frozenset(pooled)


def told_together(outcomes: tuple[int, int, int, int], k: int) -> bool:
    """Whether a year's answers to two questions may be told of the same case, for the whole alone.

    `outcomes`: cases favourable in both, in the first only, in the second only, in neither; each must be `k` at least.
    """
    return min(outcomes) >= k


def _is_pool(pooled: Collection[str], keys: Mapping[str, list[Answers]], weights: Mapping[str, int], k: int) -> bool:
    heaviest = max(pooled, key=lambda key: (weights[key], key))
    return weight(part for key in pooled if key != heaviest for part in keys[key]) >= k


def _columns(cells: Cells, pooled: Collection[str]) -> dict[tuple[str, str], list[Answers]]:
    """The cells by unit and row of the margin."""
    found: dict[tuple[str, str], list[Answers]] = {}
    for (unit, key), part in sorted(cells.items(), key=lambda cell: cell[0]):
        found.setdefault((unit, POOLED if key in pooled else key), []).append(part)
    return found


def _thin(columns: Mapping[tuple[str, str], Iterable[Answers]], k: int) -> set[str]:
    """Rows that beside the units' own years would tell the sum of fewer than k answers.

    A street less its own office, whose cases all lie in it; an authority less the category that is its alone.
    """
    units: dict[str, set[str]] = {}
    owners: dict[str, set[str]] = {}
    for unit, column in columns:
        units.setdefault(unit, set()).add(column)
        owners.setdefault(column, set()).add(unit)

    def few(places: Collection[tuple[str, str]]) -> bool:
        return bool(places) and weight(part for place in places for part in columns[place]) < k

    thin = set()
    for column, those in owners.items():
        if few([(unit, column) for unit in those if len(units[unit]) > 1]):
            thin.add(column)
    for unit, those in units.items():
        alone = {column for column in those if len(owners[column]) == 1}
        if alone and few([(unit, column) for column in those - alone]):
            thin |= alone
    return thin
