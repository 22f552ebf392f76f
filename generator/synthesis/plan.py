"""Where each case happens, who asks, and how the export writes it down: drawn for every request."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.synthesis.draw import Bools, Ints, pick, spread
from generator.synthesis.recipe import Recipe
from generator.synthesis.registers import Registers
from generator.synthesis.requests import Lists, Requests

# Deviation of the log of the size of communities, and of grids within one.
_COMMUNITY_SPREAD = 0.6
_GRID_SPREAD = 0.4
# The forms in which an export may name a unit, and the depths to which it may state a place.
_NAME_FORMS = ("name", "short_name", "alias")
_DEPTHS = ("none", "street", "community", "grid")


@dataclass(frozen=True)
class Plan(Requests):
    """Positions into `lists`, one per case, beside those of the request.

    `grid` is always drawn (and lies in `street`, where that has any); `depth` says how much of the place the
    export states: 0 nothing, 1 street, 2 community, 3 grid; a street without grids is stated no deeper.
    `leaf_stated` is False where only the top category stands. `caller` numbers the callers, `clerk` the clerks from 1;
    `name_form` is the form in which the unit is named.
    """

    lists: Lists
    leaf_stated: Bools
    channel: Ints
    street: Ints
    grid: Ints
    depth: Ints
    caller: Ints
    clerk: Ints
    name_form: Ints

    def __len__(self) -> int:
        return len(self.kind)


def plan_cases(
    rng: np.random.Generator, recipe: Recipe, registers: Registers, lists: Lists, requests: Requests
) -> Plan:
    """Every request with its place, channel and caller, in the same order."""
    number = len(requests.kind)
    street, grid, depth = _places(rng, recipe, registers, lists, requests.unit)
    return Plan(
        **vars(requests),
        lists=lists,
        leaf_stated=pick(rng, [recipe.category_depth["top"], recipe.category_depth["leaf"]], number) == 1,
        channel=_channels(rng, recipe, lists, requests.kind),
        street=street,
        grid=grid,
        depth=depth,
        caller=_callers(rng, recipe, requests.kind, street),
        clerk=1 + rng.integers(0, recipe.export["clerks"], number),
        name_form=pick(rng, [recipe.unit_names[form] for form in _NAME_FORMS], number),
    )


def _places(
    rng: np.random.Generator, recipe: Recipe, registers: Registers, lists: Lists, unit: Ints
) -> tuple[Ints, Ints, Ints]:
    """Street, grid and stated depth of every case; units tied to a street have all their cases there."""
    areas = registers.areas
    communities = [code for code, area in areas.items() if area.level == "community"]
    size = dict(zip(communities, spread(rng, _COMMUNITY_SPREAD, len(communities)).tolist(), strict=True))
    weight = np.array([size[areas[grid].parent] for grid in lists.grids])
    weight *= spread(rng, _GRID_SPREAD, len(lists.grids))
    street_of = {code: index for index, code in enumerate(lists.streets)}
    grid_street = np.array([street_of[areas[areas[grid].parent].parent] for grid in lists.grids])

    tied_to = np.array([street_of.get(planned.area, -1) for planned in recipe.units])[unit]
    of_street = [float(weight[grid_street == index].sum()) for index in range(len(lists.streets))]
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
    depth = pick(rng, [recipe.area_depth[name] for name in _DEPTHS], len(unit))
    depth = np.where(tied_to >= 0, np.maximum(depth, 1), depth)
    return street, grid, np.where(np.isin(street, grid_street), depth, np.minimum(depth, 1))


def _channels(rng: np.random.Generator, recipe: Recipe, lists: Lists, kind: Ints) -> Ints:
    channel = np.zeros(len(kind), dtype=np.int64)
    for index, planned in enumerate(recipe.kinds):
        cases = np.flatnonzero(kind == index)
        choices = np.array([lists.channels.index(code) for code in planned.channels])
        channel[cases] = choices[pick(rng, list(planned.channels.values()), len(cases))]
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
