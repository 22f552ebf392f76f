"""What happens to cases on their way: returns, transfers, extensions, supervision, and work done again.

A recipe says for each kind which share of the cases to which it can happen it does happen to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from generator.synthesis.clock import Schedule
from generator.synthesis.draw import Bools, Ints, Texts, joined, take, words
from generator.synthesis.outcomes import Answers
from generator.synthesis.plan import Plan
from generator.synthesis.recipe import Recipe
from generator.synthesis.registers import DAY, HOUR, Registers

# In the words of the canonical events.
RETURNED, TRANSFERRED, EXTENDED, SUPERVISED, REDONE = "退回", "改派", "延期", "督办", "重办"
# A unit to which a case did not belong sends it back within the time between dispatch and acceptance, if that is
# long enough for it to have been read.
_READING = 20 * 60
_NOBODY = -1
NEVER = -1


@dataclass(frozen=True)
class Events:
    """One row per event, in order of time: position of the case, when (seconds), what, who did it, why, until when.

    `unit` is a position into the units, -1 where nobody in particular did it; `until` is -1 where nothing lasts.
    """

    case: Ints
    at: Ints
    event: Texts
    unit: Ints
    reason: Texts
    until: Ints


def draw_events(
    rng: np.random.Generator, recipe: Recipe, registers: Registers, plan: Plan, drawn: tuple[Schedule, Answers]
) -> Events:
    """Every event of every case; none where the recipe plans none."""
    times, answers = drawn
    parts = [_nothing()]
    if "returned" in recipe.events:
        parts += _returns(rng, recipe, registers, plan, times)
    if "extended" in recipe.events:
        parts.append(_extensions(rng, recipe, plan, times))
    if "supervised" in recipe.events:
        parts.append(_supervision(rng, recipe, times))
    if "redone" in recipe.events and answers.resolved is not None:
        unsolved = (answers.resolved != "") & (answers.resolved != recipe.answers["resolved"])
        parts.append(_done_again(rng, recipe, plan, times, unsolved))
    events = joined(parts)
    return take(events, np.lexsort((events.event, events.case, events.at)))


def _nothing() -> Events:
    none, word = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.str_)
    return Events(none, none, word, none, word, none)


def _hit(rng: np.random.Generator, recipe: Recipe, kind: str, possible: Bools) -> tuple[Ints, Texts]:
    """The cases to which an event happens, of those to which it can, and the reasons."""
    planned = recipe.events[kind]
    cases = np.flatnonzero(possible & (rng.random(len(possible)) < planned.share))
    return cases, words(rng, planned.reasons, len(cases))


def _returns(
    rng: np.random.Generator, recipe: Recipe, registers: Registers, plan: Plan, times: Schedule
) -> list[Events]:
    """A department returns what is not its own, and it is passed on to the unit that then has it."""
    gap = times.accepted - times.dispatched
    cases, reason = _hit(rng, recipe, "returned", gap >= _READING)
    at = times.dispatched[cases] + (gap[cases] * (0.3 + 0.3 * rng.random(len(cases)))).astype(np.int64)
    passed_on = at + ((times.accepted[cases] - at) * (0.2 + 0.6 * rng.random(len(cases)))).astype(np.int64)
    first = _other_units(rng, recipe, registers, plan.unit[cases])
    returned = Events(cases, at, _word(RETURNED, cases), first, reason, np.full(len(cases), NEVER))
    again, why = _hit(rng, recipe, "transferred", np.ones(len(cases), dtype=np.bool_))
    passed = replace(take(returned, again), at=passed_on[again], event=_word(TRANSFERRED, again), reason=why)
    return [returned, passed]


def _other_units(rng: np.random.Generator, recipe: Recipe, registers: Registers, own: Ints) -> Ints:
    """For each case a department that exists throughout and is not its own unit."""
    lasting = [
        index
        for index, unit in enumerate(recipe.units)
        if (known := registers.units[unit.code]).tier == "department" and not (known.valid_from or known.valid_to)
    ]
    choice = rng.integers(0, len(lasting), len(own))
    chosen = np.array(lasting)[choice]
    return np.where(chosen == own, np.array(lasting)[choice - 1], chosen)


def _extensions(rng: np.random.Generator, recipe: Recipe, plan: Plan, times: Schedule) -> Events:
    """More time for what is not done shortly before its limit: some whole days from the limit."""
    before = times.due - HOUR * rng.integers(2, 18, len(plan))
    cases, reason = _hit(rng, recipe, "extended", (times.replied > before) & (times.responded < before))
    until = times.due[cases] + DAY * rng.integers(1, 6, len(cases))
    return Events(cases, before[cases], _word(EXTENDED, cases), plan.unit[cases], reason, until)


def _supervision(rng: np.random.Generator, recipe: Recipe, times: Schedule) -> Events:
    """What is long overdue is supervised, from above and so by no unit of its own."""
    at = times.due + DAY + HOUR * rng.integers(9, 34, len(times.due))
    cases, reason = _hit(rng, recipe, "supervised", times.replied > at)
    nobody, never = np.full(len(cases), _NOBODY), np.full(len(cases), NEVER)
    return Events(cases, at[cases], _word(SUPERVISED, cases), nobody, reason, never)


def _done_again(rng: np.random.Generator, recipe: Recipe, plan: Plan, times: Schedule, unsolved: Bools) -> Events:
    """What the asker calls unsolved is done again some hours or days after the answer."""
    cases, reason = _hit(rng, recipe, "redone", unsolved)
    at = times.followed_up[cases] + HOUR * rng.integers(1, 60, len(cases))
    return Events(cases, at, _word(REDONE, cases), plan.unit[cases], reason, np.full(len(cases), NEVER))


def _word(event: str, cases: Ints) -> Texts:
    return np.full(len(cases), event)
