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
class Handled:
    """The cases as they were handled, in order of receipt."""

    recipe: Recipe
    registers: Registers
    plan: Plan
    times: Schedule
    answers: Answers


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


def draw_events(rng: np.random.Generator, handled: Handled) -> Events:
    """Every event of every case; none where the recipe plans none."""
    planned = handled.recipe.events
    parts = [_nothing()]
    if "returned" in planned:
        parts += _returns(rng, handled)
    if "extended" in planned:
        parts.append(_extensions(rng, handled))
    if "supervised" in planned:
        parts.append(_supervision(rng, handled))
    if "redone" in planned and handled.answers.resolved is not None:
        parts.append(_done_again(rng, handled, handled.answers.resolved))
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


def _returns(rng: np.random.Generator, handled: Handled) -> list[Events]:
    """A department returns what is not its own, and it is passed on to the unit that then has it."""
    times = handled.times
    gap = times.accepted - times.dispatched
    cases, reason = _hit(rng, handled.recipe, "returned", gap >= _READING)
    at = times.dispatched[cases] + (gap[cases] * (0.3 + 0.3 * rng.random(len(cases)))).astype(np.int64)
    passed_on = at + ((times.accepted[cases] - at) * (0.2 + 0.6 * rng.random(len(cases)))).astype(np.int64)
    first = _other_units(rng, handled, handled.plan.unit[cases])
    returned = Events(cases, at, _word(RETURNED, cases), first, reason, np.full(len(cases), NEVER))
    again, why = _hit(rng, handled.recipe, "transferred", np.ones(len(cases), dtype=np.bool_))
    passed = replace(take(returned, again), at=passed_on[again], event=_word(TRANSFERRED, again), reason=why)
    return [returned, passed]


def _other_units(rng: np.random.Generator, handled: Handled, own: Ints) -> Ints:
    """For each case a department that exists throughout and is not its own unit."""
    units = [handled.registers.units[code] for code in handled.plan.lists.units]
    lasting = [
        index
        for index, unit in enumerate(units)
        if unit.tier == "department" and not unit.valid_from and not unit.valid_to
    ]
    choice = rng.integers(0, len(lasting), len(own))
    chosen = np.array(lasting)[choice]
    return np.where(chosen == own, np.array(lasting)[choice - 1], chosen)


def _extensions(rng: np.random.Generator, handled: Handled) -> Events:
    """More time for what is not done shortly before its limit: some whole days from the limit."""
    times, number = handled.times, len(handled.plan)
    before = times.due - HOUR * rng.integers(2, 18, number)
    cases, reason = _hit(rng, handled.recipe, "extended", (times.replied > before) & (times.responded < before))
    until = times.due[cases] + DAY * rng.integers(1, 6, len(cases))
    return Events(cases, before[cases], _word(EXTENDED, cases), handled.plan.unit[cases], reason, until)


def _supervision(rng: np.random.Generator, handled: Handled) -> Events:
    """What is long overdue is supervised, from above and so by no unit of its own."""
    times = handled.times
    at = times.due + DAY + HOUR * rng.integers(9, 34, len(times.due))
    cases, reason = _hit(rng, handled.recipe, "supervised", times.replied > at)
    nobody, never = np.full(len(cases), _NOBODY), np.full(len(cases), NEVER)
    return Events(cases, at[cases], _word(SUPERVISED, cases), nobody, reason, never)


def _done_again(rng: np.random.Generator, handled: Handled, resolved: Texts) -> Events:
    """What the asker calls unsolved is done again some hours or days after the answer."""
    unsolved = (resolved != "") & (resolved != handled.recipe.answers["resolved"])
    cases, reason = _hit(rng, handled.recipe, "redone", unsolved)
    at = handled.times.followed_up[cases] + HOUR * rng.integers(1, 60, len(cases))
    never = np.full(len(cases), NEVER)
    return Events(cases, at, _word(REDONE, cases), handled.plan.unit[cases], reason, never)


def _word(event: str, cases: Ints) -> Texts:
    return np.full(len(cases), event)
