"""Who handles what, where, for whom: one row of positions per case, before any time or outcome.

Numbers per kind, unit and leaf are shared out by largest remainder; place, channel, level, caller are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.synthesis.draw import Bools, Ints, allocate, pick, spread
from generator.synthesis.recipe import Recipe
from generator.synthesis.registers import Registers

# Deviation of the log of the size of communities, and of grids within one.
_COMMUNITY_SPREAD = 0.6
_GRID_SPREAD = 0.4


@dataclass(frozen=True)
class Lists:
    """The codes that the positions in `Plan` point into, each in a fixed order."""

    kinds: tuple[str, ...]
    units: tuple[str, ...]
    leaves: tuple[str, ...]
    levels: tuple[str, ...]
    channels: tuple[str, ...]
    streets: tuple[str, ...]
    grids: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """Positions into `lists`, one per case.

    `grid` is always drawn (and lies in `street`, where that has any); `depth` says how much of the place the
    export states: 0 nothing, 1 street, 2 community, 3 grid; a street without grids is stated no deeper.
    `leaf_stated` is False where only the top category stands. `caller` numbers the callers.
    """

    lists: Lists
    kind: Ints
    unit: Ints
    leaf: Ints
    leaf_stated: Bools
    level: Ints
    channel: Ints
    street: Ints
    grid: Ints
    depth: Ints
    caller: Ints

    def __len__(self) -> int:
        return len(self.kind)


def plan_cases(rng: np.random.Generator, recipe: Recipe, registers: Registers) -> Plan:
    """Lay out all cases of the demonstration, in order of kind, unit and leaf."""
    lists = _lists(recipe, registers)
    kind, unit, leaf = _work(recipe, lists)
    number = len(kind)
    street, grid, depth = _places(rng, recipe, registers, lists, unit)
    leaf_stated = pick(rng, [recipe.category_depth["top"], recipe.category_depth["leaf"]], number) == 1
    return Plan(
        lists=lists,
        kind=kind,
        unit=unit,
        leaf=leaf,
        leaf_stated=leaf_stated,
        level=_levels(rng, recipe, registers, lists, unit),
        channel=_channels(rng, recipe, lists, kind),
        street=street,
        grid=grid,
        depth=depth,
        caller=_callers(rng, recipe, kind, street),
    )


def _lists(recipe: Recipe, registers: Registers) -> Lists:
    levels = [level for weights in recipe.levels.values() for level in weights]
    return Lists(
        kinds=tuple(kind.code for kind in recipe.kinds),
        units=tuple(unit.code for unit in recipe.units),
        leaves=tuple(code for code, item in registers.categories.items() if item.parent),
        levels=tuple(dict.fromkeys(levels)),
        channels=tuple(registers.channels),
        streets=tuple(code for code, item in registers.areas.items() if item.level == "street"),
        grids=tuple(code for code, item in registers.areas.items() if item.level == "grid"),
    )


def _work(recipe: Recipe, lists: Lists) -> tuple[Ints, Ints, Ints]:
    """Kind, unit and leaf of every case."""
    position = {code: index for index, code in enumerate(lists.leaves)}
    rows: list[tuple[int, int, int]] = []
    numbers: list[int] = []
    for kind_index, kind in enumerate(recipe.kinds):
        takers = [(index, unit) for index, unit in enumerate(recipe.units) if kind.code in unit.work]
        if not takers:
            continue
        sizes = allocate(kind.cases, [unit.work[kind.code].weight for _, unit in takers])
        for (unit_index, unit), size in zip(takers, sizes, strict=True):
            leaves = unit.work[kind.code].leaves
            for leaf, count in zip(leaves, allocate(size, list(leaves.values())), strict=True):
                rows.append((kind_index, unit_index, position[leaf]))
                numbers.append(count)
    table = np.repeat(np.array(rows, dtype=np.int64), numbers, axis=0)
    return table[:, 0], table[:, 1], table[:, 2]


def _places(
    rng: np.random.Generator, recipe: Recipe, registers: Registers, lists: Lists, unit: Ints
) -> tuple[Ints, Ints, Ints]:
    """Street, grid and stated depth of every case; units tied to a street have all their cases there."""
    areas = registers.areas
    communities = [code for code, item in areas.items() if item.level == "community"]
    size = dict(zip(communities, spread(rng, _COMMUNITY_SPREAD, len(communities)).tolist(), strict=True))
    weight = np.array([size[areas[grid].parent] for grid in lists.grids])
    weight *= spread(rng, _GRID_SPREAD, len(lists.grids))
    street_of = {code: index for index, code in enumerate(lists.streets)}
    grid_street = np.array([street_of[areas[areas[grid].parent].parent] for grid in lists.grids])

    tied_to = np.array([street_of.get(item.area, -1) for item in recipe.units])[unit]
    of_street = [float(weight[grid_street == i].sum()) for i in range(len(lists.streets))]
    if recipe.streets:
        of_street = [recipe.streets.get(code, 0.0) for code in lists.streets]
    anywhere = pick(rng, of_street, len(unit))
    street = np.where(tied_to >= 0, tied_to, anywhere)
    grid = np.zeros(len(unit), dtype=np.int64)
    for index in range(len(lists.streets)):
        cases = np.flatnonzero(street == index)
        grids = np.flatnonzero(grid_street == index)
        if len(grids):
            grid[cases] = grids[pick(rng, weight[grids], len(cases))]
    depth = pick(rng, [recipe.area_depth[name] for name in ("none", "street", "community", "grid")], len(unit))
    depth = np.where(tied_to >= 0, np.maximum(depth, 1), depth)
    return street, grid, np.where(np.isin(street, grid_street), depth, np.minimum(depth, 1))


def _levels(rng: np.random.Generator, recipe: Recipe, registers: Registers, lists: Lists, unit: Ints) -> Ints:
    level = np.zeros(len(unit), dtype=np.int64)
    tier = np.array([registers.units[code].tier for code in lists.units])[unit]
    for name, weights in recipe.levels.items():
        cases = np.flatnonzero(tier == name)
        choices = np.array([lists.levels.index(item) for item in weights])
        level[cases] = choices[pick(rng, list(weights.values()), len(cases))]
    return level


def _channels(rng: np.random.Generator, recipe: Recipe, lists: Lists, kind: Ints) -> Ints:
    channel = np.zeros(len(kind), dtype=np.int64)
    for index, item in enumerate(recipe.kinds):
        cases = np.flatnonzero(kind == index)
        choices = np.array([lists.channels.index(code) for code in item.channels])
        channel[cases] = choices[pick(rng, list(item.channels.values()), len(cases))]
    return channel


def _callers(rng: np.random.Generator, recipe: Recipe, kind: Ints, street: Ints) -> Ints:
    """A number per caller: all cases of one caller are of one kind and from one street."""
    number = len(kind)
    order = np.lexsort((rng.permutation(number), street, kind))
    neighbourhood = (kind * (int(street.max(initial=0)) + 1) + street)[order]
    lengths = 1 + pick(rng, recipe.cases_per_caller, number)
    starts = np.zeros(number, dtype=np.bool_)
    begins = np.cumsum(np.concatenate(([0], lengths)))
    starts[begins[begins < number]] = True
    starts[1:] |= neighbourhood[1:] != neighbourhood[:-1]
    caller = np.empty(number, dtype=np.int64)
    caller[order] = np.cumsum(starts) - 1
    return caller
