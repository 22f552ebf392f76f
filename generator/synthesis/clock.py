"""When things happen to a case, from its dispatch to the follow-up.

Times are whole seconds since the midnight that begins the demonstration's first day, in local time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from generator.synthesis.draw import Bools, Floats, Ints, lognormal_between
from generator.synthesis.recipe import Calendar, Recipe, Spread
from generator.synthesis.registers import DAY, HOUR
from generator.synthesis.requests import Requests
from generator.synthesis.spans import carry_alike, day_number

# The least time between two steps of a case.
_GAP = 60.0
# Where a demonstration has a last day, no time lies in its last hours.
_QUIET_END = 2 * HOUR
# Late replies come at least this long before the end, to leave room for closing and follow-up.
_AFTER_REPLY = DAY / 2


@dataclass(frozen=True)
class Limits:
    """How long after its receipt each case must be responded and replied to, in seconds."""

    response: Ints
    reply: Ints


@dataclass(frozen=True)
class Lateness:
    """The cases that respond too late, and those that reply too late."""

    slow: Bools
    late: Bools


@dataclass(frozen=True)
class Schedule:
    """The times of every case, in seconds since the first midnight."""

    received: Ints
    dispatched: Ints
    accepted: Ints
    responded: Ints
    due: Ints
    replied: Ints
    closed: Ints
    followed_up: Ints


def schedule(
    rng: np.random.Generator, recipe: Recipe, requests: Requests, limits: Limits, lateness: Lateness
) -> Schedule:
    """The further times of every case. Each step follows the one before.

    The `slow` cases respond after their limit, the `late` ones reply after it; every other case keeps its limits.
    Where the demonstration has a last day, all of them lie before its end; elsewhere as many cases are open when the
    stated days begin as when they end.
    """
    times, number = recipe.times, len(requests.received)
    start = requests.received.astype(np.float64)
    due = start + limits.reply
    end = np.full(number, _end(recipe.calendar))

    in_time = _draw(rng, times.response, np.full(number, 3 * _GAP), limits.response.astype(np.float64))
    room = np.minimum(times.late_response.at_most, limits.reply - limits.response - HOUR)
    after_limit = _draw(rng, times.late_response, np.full(number, _GAP), room)
    responded = start + np.where(lateness.slow, limits.response + after_limit, in_time)
    dispatched = start + _draw(rng, times.dispatch, np.zeros(number), 0.4 * (responded - start))
    accepted = dispatched + _draw(rng, times.acceptance, np.zeros(number), 0.8 * (responded - dispatched))

    replied_in_time = _replies_in_time(rng, recipe, responded + _GAP, due)
    replied_late = _late_replies(rng, recipe, due, np.maximum(end - _AFTER_REPLY, due + _GAP))
    replied = np.where(lateness.late, replied_late, replied_in_time)
    closed = replied + _draw(rng, times.closing, np.full(number, _GAP), 0.5 * (end - replied))
    closed = _by_day(rng, recipe, closed, replied + _GAP, replied + 0.6 * (end - replied))
    followed_up = closed + _draw(rng, times.follow_up, np.full(number, _GAP), end - closed)
    followed_up = _by_day(rng, recipe, followed_up, closed + _GAP, end)
    whole = (dispatched, accepted, responded, due, replied, closed, followed_up)
    drawn = Schedule(requests.received, *(np.floor(moment).astype(np.int64) for moment in whole))
    delay = DAY * carry_alike(recipe, drawn.received, drawn.closed)
    return replace(drawn, closed=drawn.closed + delay, followed_up=drawn.followed_up + delay)


def _end(calendar: Calendar) -> float:
    """The moment before which everything happens; infinite where there is no last day."""
    if calendar.last_day is None:
        return float("inf")
    return float((day_number(calendar, calendar.last_day) + 1) * DAY - _QUIET_END)


def _replies_in_time(rng: np.random.Generator, recipe: Recipe, first: Floats, due: Floats) -> Floats:
    """Replies from `first` to the deadline, some of them in a rush just before it."""
    times, number = recipe.times, len(due)
    room = due - first
    replied = first + lognormal_between(rng, times.reply_share * room, times.reply_sigma, np.zeros(number), room)
    rushed = np.maximum(due - rng.exponential(times.rush_mean, number), first)
    replied = np.where(rng.random(number) < times.rush_share, rushed, replied)
    return _by_day(rng, recipe, replied, first, due)


def _late_replies(rng: np.random.Generator, recipe: Recipe, due: Floats, last: Floats) -> Floats:
    """Replies after the deadline, up to `last`."""
    overdue = due + _draw(rng, recipe.times.late_reply, np.full(len(due), _GAP), last - due)
    return _by_day(rng, recipe, overdue, due + _GAP, last)


def _draw(rng: np.random.Generator, times: Spread, low: Floats, high: Floats) -> Floats:
    return lognormal_between(rng, np.full(len(low), times.median), times.sigma, low, high)


def _by_day(rng: np.random.Generator, recipe: Recipe, moment: Floats, low: Floats, high: Floats) -> Floats:
    """Move what falls into the night to the next day, else to the day before, if `low` and `high` allow.

    Offices write and call by day, more before noon than after; what fits neither day, and the share that the
    recipe leaves to the night, stays there.
    """
    begins, ends = recipe.times.day_begins * HOUR, recipe.times.day_ends * HOUR
    midnight = np.floor(moment / DAY) * DAY
    clock = moment - midnight
    night = (clock < begins) | (clock >= ends)
    length = ends - begins
    later = midnight + np.where(clock >= ends, DAY, 0) + begins + length * rng.beta(1.1, 1.9, len(moment))
    earlier = midnight - np.where(clock < begins, DAY, 0) + ends - length * rng.beta(1.0, 2.5, len(moment))
    moved = np.where(later <= high, later, np.where(earlier >= low, earlier, moment))
    at_work = rng.random(len(moment)) < recipe.times.night_share
    return np.where(night & ~at_work, moved, moment)
