"""Who asks whom for what, and when: the requests of the stated days and of those around them.

Numbers per kind, unit and leaf are shared out by largest remainder; level and receipt are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from generator.errors import UserError
from generator.synthesis.draw import Floats, Ints, allocate, joined, pick, take
from generator.synthesis.recipe import Kind, Recipe, Work
from generator.synthesis.registers import DAY, HOUR, Registers
from generator.synthesis.spans import Span, all_days, day_number, shortened, spans


@dataclass(frozen=True)
class Lists:
    """The codes that positions point into, each in a fixed order."""

    kinds: tuple[str, ...]
    units: tuple[str, ...]
    leaves: tuple[str, ...]
    levels: tuple[str, ...]
    channels: tuple[str, ...]
    streets: tuple[str, ...]
    grids: tuple[str, ...]


@dataclass(frozen=True)
class Requests:
    """Positions into the lists, one per request, and its receipt in seconds since the first midnight."""

    kind: Ints
    unit: Ints
    leaf: Ints
    level: Ints
    received: Ints


@dataclass(frozen=True)
class Stint:
    """The days from `first` to `last` on which a unit does a piece of work: its own, or that of one it took over."""

    unit: int
    work: Work
    first: int
    last: int


def code_lists(recipe: Recipe, registers: Registers) -> Lists:
    """The lists of a demonstration: its recipe's kinds, units and levels, and what the registers hold."""
    levels = [level for weights in recipe.levels.values() for level in weights]
    return Lists(
        kinds=tuple(kind.code for kind in recipe.kinds),
        units=tuple(unit.code for unit in recipe.units),
        leaves=tuple(code for code, category in registers.categories.items() if category.parent),
        levels=tuple(dict.fromkeys(levels)),
        channels=tuple(registers.channels),
        streets=tuple(code for code, area in registers.areas.items() if area.level == "street"),
        grids=tuple(code for code, area in registers.areas.items() if area.level == "grid"),
    )


def draw_requests(rng: np.random.Generator, recipe: Recipe, registers: Registers, longest_limit: int) -> Requests:
    """All requests, in order of receipt.

    Those of the last days before the stated ones are those of the last stated days once more: the same units, leaves,
    levels and hours. So as many deadlines, none of which is longer than `longest_limit` seconds, reach into the stated
    days as out of them. Raises UserError where fewer cases are wanted before the stated days.
    """
    before, stated, after = spans(recipe)
    within = _of_span(rng, recipe, registers, stated)
    parts = [within, _of_span(rng, recipe, registers, after)]
    if before.cases:
        days = -(-longest_limit // DAY)
        last = take(within, np.flatnonzero(within.received >= stated.end - days * DAY))
        echo = replace(last, received=last.received - (stated.end - stated.begin))
        rest = shortened(before, days, len(echo.received))
        if rest.cases < 0 or rest.last < rest.first:
            raise UserError("recipe.yml: around.before: more cases, or more days, are needed")
        parts += [_of_span(rng, recipe, registers, rest), echo]
    requests = joined(parts)
    return take(requests, np.argsort(requests.received, kind="stable"))


def _of_span(rng: np.random.Generator, recipe: Recipe, registers: Registers, span: Span) -> Requests:
    lists = code_lists(recipe, registers)
    work = _work(recipe, registers, lists, span)
    kind, unit, leaf = work[:, 0], work[:, 1], work[:, 2]
    received = _receipts(rng, recipe, lists, work)
    return Requests(kind, unit, leaf, _levels(rng, recipe, registers, lists, unit), received)


def _work(recipe: Recipe, registers: Registers, lists: Lists, span: Span) -> Ints:
    """A row for each case of the span: kind, unit, leaf, and the first and last day on which it may come in."""
    position = {code: index for index, code in enumerate(lists.leaves)}
    rows: list[tuple[int, int, int, int, int]] = []
    numbers: list[int] = []
    per_kind = allocate(span.cases, [kind.cases for kind in recipe.kinds])
    for index, (kind, cases) in enumerate(zip(lists.kinds, per_kind, strict=True)):
        stints = list(_stints(recipe, registers, kind, span)) if cases else []
        weights = [stint.work.weight * (stint.last - stint.first + 1) for stint in stints]
        for stint, size in zip(stints, allocate(cases, weights) if stints else [], strict=True):
            leaves = stint.work.leaves
            for leaf, count in zip(leaves, allocate(size, list(leaves.values())), strict=True):
                rows.append((index, stint.unit, position[leaf], stint.first, stint.last))
                numbers.append(count)
    return np.repeat(np.array(rows, dtype=np.int64).reshape(-1, 5), numbers, axis=0)


def _stints(recipe: Recipe, registers: Registers, kind: str, span: Span) -> Iterator[Stint]:
    """Who works on a kind when: each unit while it exists, and its successor afterwards."""
    place = {unit.code: index for index, unit in enumerate(recipe.units)}

    def day(text: str, default: int) -> int:
        return day_number(recipe.calendar, date.fromisoformat(text)) if text else default

    for index, unit in enumerate(recipe.units):
        if kind not in unit.work:
            continue
        known, work = registers.units[unit.code], unit.work[kind]
        first, last = max(span.first, day(known.valid_from, span.first)), min(span.last, day(known.valid_to, span.last))
        if first <= last:
            yield Stint(index, work, first, last)
        if known.successor and last < span.last:
            yield Stint(place[known.successor], work, max(span.first, last + 1), span.last)


def _receipts(rng: np.random.Generator, recipe: Recipe, lists: Lists, work: Ints) -> Ints:
    """Receipt of each row of `work`: season of its leaf, week and hours of its kind."""
    base, days = _day_weights(recipe), all_days(recipe.calendar)
    month = np.array([day.month - 1 for day in days])
    weekday = np.array([day.weekday() for day in days])
    profiles = tuple(recipe.months)
    profile = np.array([profiles.index(recipe.season.get(leaf, "even")) for leaf in lists.leaves])[work[:, 2]]
    groups = np.column_stack((work[:, 0], profile, work[:, 3], work[:, 4]))
    alike, group = np.unique(groups, axis=0, return_inverse=True)
    received = np.zeros(len(work), dtype=np.int64)
    for index, (kind_index, profile_index, first, last) in enumerate(alike.tolist()):
        rows = np.flatnonzero(group.reshape(-1) == index)
        kind = recipe.kinds[kind_index]
        weights = base * np.array(recipe.months[profiles[profile_index]])[month] * np.array(kind.week)[weekday]
        day = first + pick(rng, weights[first : last + 1], len(rows))
        received[rows] = day * DAY + _seconds_of_day(rng, kind, len(rows))
    return received


def _day_weights(recipe: Recipe) -> Floats:
    """One weight a day: by year, quieter on holidays; where receipts end early, thinning out evenly before that."""
    calendar = recipe.calendar
    weights = np.array([float(calendar.years.get(day.year, 1.0)) for day in all_days(calendar)])
    for holiday in calendar.holidays:
        first, last = day_number(calendar, holiday.first), day_number(calendar, holiday.last)
        weights[max(first, 0) : max(last + 1, 0)] = holiday.share
    if calendar.thin_out_from is not None:
        thin, last = day_number(calendar, calendar.thin_out_from), day_number(calendar, calendar.last_receipt)
        steps = last - thin + 2
        weights[thin : last + 1] *= np.arange(steps - 1, 0, -1) / steps
        weights[last + 1 :] = 0
    return weights


def _seconds_of_day(rng: np.random.Generator, kind: Kind, number: int) -> Ints:
    return pick(rng, kind.hours, number) * HOUR + rng.integers(0, HOUR, number)


def _levels(rng: np.random.Generator, recipe: Recipe, registers: Registers, lists: Lists, unit: Ints) -> Ints:
    level = np.zeros(len(unit), dtype=np.int64)
    tier = np.array([registers.units[code].tier for code in lists.units])[unit]
    for name, weights in recipe.levels.items():
        cases = np.flatnonzero(tier == name)
        choices = np.array([lists.levels.index(code) for code in weights])
        level[cases] = choices[pick(rng, list(weights.values()), len(cases))]
    return level
