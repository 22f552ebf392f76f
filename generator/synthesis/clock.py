"""When things happen: receipts through the year, and the times of every case up to the follow-up.

Times are whole seconds since the midnight that begins the demonstration's first day, in local time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from generator.synthesis.draw import Bools, Floats, Ints, lognormal_between, pick
from generator.synthesis.plan import Plan
from generator.synthesis.recipe import Calendar, Kind, Recipe, Spread
from generator.synthesis.registers import DAY, HOUR

# The least time between two steps of a case.
_GAP = 60.0
# No time lies in the last hours of the demonstration's last day.
_QUIET_END = 2 * HOUR
# Late replies come at least this long before the end, to leave room for closing and follow-up.
_AFTER_REPLY = DAY / 2


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


@dataclass(frozen=True)
class Bounds:
    """What the times of every case keep: its receipt, its limits in seconds from there, and which it overruns.

    `slow` marks the cases that respond after `response_limit`, `late` those that reply after `reply_limit`.
    """

    received: Ints
    response_limit: Ints
    reply_limit: Ints
    slow: Bools
    late: Bools


def all_days(calendar: Calendar) -> list[date]:
    """Every day of the demonstration, both ends included."""
    return [calendar.first_day + timedelta(days=i) for i in range(days_between(calendar))]


def days_between(calendar: Calendar) -> int:
    """Number of days of the demonstration, both ends included."""
    return (calendar.last_day - calendar.first_day).days + 1


def receipts(rng: np.random.Generator, recipe: Recipe, plan: Plan) -> Ints:
    """Receipt of every case: season of its leaf, week and hours of its kind, holidays."""
    base = _day_weights(recipe.calendar)
    days = all_days(recipe.calendar)
    month = np.array([day.month - 1 for day in days])
    weekday = np.array([day.weekday() for day in days])
    profiles = tuple(recipe.months)
    profile = np.array([profiles.index(recipe.season.get(leaf, "even")) for leaf in plan.lists.leaves])[plan.leaf]
    received = np.zeros(len(plan), dtype=np.int64)
    for kind_index, kind in enumerate(recipe.kinds):
        for profile_index, name in enumerate(profiles):
            cases = np.flatnonzero((plan.kind == kind_index) & (profile == profile_index))
            if len(cases):
                weights = base * np.array(recipe.months[name])[month] * np.array(kind.week)[weekday]
                received[cases] = pick(rng, weights, len(cases)) * DAY + _seconds_of_day(rng, kind, len(cases))
    return received


def _day_weights(calendar: Calendar) -> Floats:
    """One weight a day: by year, quieter on holidays, thinning out evenly at the end, 0 after the last receipt."""
    weights = np.array([float(calendar.years.get(day.year, 1.0)) for day in all_days(calendar)])
    for holiday in calendar.holidays:
        first = (holiday.first - calendar.first_day).days
        last = (holiday.last - calendar.first_day).days
        weights[max(first, 0) : max(last + 1, 0)] = holiday.share
    thin = (calendar.thin_out_from - calendar.first_day).days
    last = (calendar.last_receipt - calendar.first_day).days
    steps = last - thin + 2
    weights[thin : last + 1] *= np.arange(steps - 1, 0, -1) / steps
    weights[last + 1 :] = 0
    return weights


def _seconds_of_day(rng: np.random.Generator, kind: Kind, number: int) -> Ints:
    return pick(rng, kind.hours, number) * HOUR + rng.integers(0, HOUR, number)


def schedule(rng: np.random.Generator, recipe: Recipe, bounds: Bounds) -> Schedule:
    """The further times of every case, within its bounds: each step follows the one before.

    All of them lie before the end of the last day.
    """
    times, number = recipe.times, len(bounds.received)
    response_limit, reply_limit = bounds.response_limit, bounds.reply_limit
    start = bounds.received.astype(np.float64)
    due = start + reply_limit
    end = np.full(number, float(days_between(recipe.calendar) * DAY - _QUIET_END))

    in_time = _draw(rng, times.response, np.full(number, 3 * _GAP), response_limit.astype(np.float64))
    room = np.minimum(times.late_response.at_most, reply_limit - response_limit - HOUR)
    after_limit = _draw(rng, times.late_response, np.full(number, _GAP), room)
    responded = start + np.where(bounds.slow, response_limit + after_limit, in_time)
    dispatched = start + _draw(rng, times.dispatch, np.zeros(number), 0.4 * (responded - start))
    accepted = dispatched + _draw(rng, times.acceptance, np.zeros(number), 0.8 * (responded - dispatched))

    replied_in_time = _replies_in_time(rng, recipe, responded + _GAP, due)
    replied_late = _late_replies(rng, recipe, due, np.maximum(end - _AFTER_REPLY, due + _GAP))
    replied = np.where(bounds.late, replied_late, replied_in_time)
    closed = replied + _draw(rng, times.closing, np.full(number, _GAP), 0.5 * (end - replied))
    closed = _by_day(rng, recipe, closed, replied + _GAP, replied + 0.6 * (end - replied))
    followed_up = closed + _draw(rng, times.follow_up, np.full(number, _GAP), end - closed)
    followed_up = _by_day(rng, recipe, followed_up, closed + _GAP, end)
    whole = (dispatched, accepted, responded, due, replied, closed, followed_up)
    return Schedule(bounds.received, *(np.floor(moments).astype(np.int64) for moments in whole))


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
