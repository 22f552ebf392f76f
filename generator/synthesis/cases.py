"""Every case of a demonstration with all that ever happens to it, drawn from a portal's recipe and a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from generator.errors import UserError
from generator.synthesis.clock import Limits, schedule
from generator.synthesis.draw import Ints, Texts
from generator.synthesis.events import Events, Handled, draw_events
from generator.synthesis.outcomes import draw_answers, draw_lateness
from generator.synthesis.plan import plan_cases
from generator.synthesis.reading import read_recipe
from generator.synthesis.recipe import Calendar, Recipe
from generator.synthesis.registers import DAY, HOUR, Limit, limit_seconds, read_limits, read_registers
from generator.synthesis.requests import Lists, Requests, code_lists, draw_requests
from generator.synthesis.spans import day_number


@dataclass(frozen=True)
class Cases(Handled):
    """All cases of a seed with their numbers and events.

    `booked` is the unit that an export names; of the cases that a later delivery corrects (`corrected`, positions) it
    is not the one in `plan`.
    """

    seed: int
    ids: Texts
    events: Events
    booked: Ints
    corrected: Ints


def draw_cases(portal_dir: Path, seed: int | None = None) -> Cases:
    """All cases of the demonstration portal in `portal_dir`; `seed` is the recipe's own when None.

    The same portal files and seed give the same cases; another seed gives other cases with the same totals. Raises
    UserError for a portal without a recipe, and for a recipe that does not fit its registers or limits.
    """
    if not (portal_dir / "recipe.yml").is_file():
        raise UserError(f"{portal_dir.name} is not a demonstration portal: it has no recipe.yml")
    registers = read_registers(portal_dir)
    recipe = read_recipe(portal_dir, registers)
    limits = read_limits(portal_dir)
    used = recipe.seed if seed is None else seed
    if used < 0:
        raise UserError("the seed must be a whole number, 0 or more")

    rng = np.random.Generator(np.random.PCG64(used))
    lists = code_lists(recipe, registers)
    longest = max((limit.seconds for limit in limits if limit.deadline != "dispatch"), default=0)
    requests = draw_requests(rng, recipe, registers, longest)
    plan = plan_cases(rng, recipe, registers, lists, requests)
    within = _case_limits(recipe, limits, lists, requests)
    lateness = draw_lateness(rng, recipe, plan, within)
    times = schedule(rng, recipe, plan, within, lateness)
    answers = draw_answers(rng, recipe, plan, times.closed, lateness)
    handled = Handled(recipe, registers, plan, times, answers)
    events = draw_events(rng, handled)
    corrected = _misbooked(rng, handled)
    booked = plan.unit.copy()
    if recipe.correction is not None:
        booked[corrected] = lists.units.index(recipe.correction.booked)
    ids = _case_ids(recipe, plan.received)
    return Cases(**vars(handled), seed=used, ids=ids, events=events, booked=booked, corrected=corrected)


def midnight(calendar: Calendar, day: date) -> int:
    """The second at which the day begins."""
    return day_number(calendar, day) * DAY


def next_month(day: date) -> date:
    """The first day of the month after that of the day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _case_ids(recipe: Recipe, received: Ints) -> Texts:
    """Prefix, day of receipt, and a running number of that day in order of receipt."""
    day = received // DAY
    running = np.arange(len(day)) - np.searchsorted(day, day) + 1
    dates = np.datetime64(recipe.calendar.first_day) + day.astype("timedelta64[D]")
    stamps = [str(text).replace("-", "") for text in np.datetime_as_string(dates)]
    prefix = recipe.export["case_prefix"]
    return np.array([f"{prefix}{stamp}{number:05d}" for stamp, number in zip(stamps, running.tolist(), strict=True)])


def _case_limits(recipe: Recipe, limits: tuple[Limit, ...], lists: Lists, requests: Requests) -> Limits:
    """The limits of every case; UserError when they leave no room."""
    reply = _limit_of_each(limits, "reply", lists, requests)
    # Where responses are not reported, they come in the first half of the time for the reply.
    reported = recipe.totals.responded_on_time is not None
    response = _limit_of_each(limits, "response", lists, requests) if reported else reply // 2
    if bool(np.any(reply < response + 2 * HOUR)):
        raise UserError("limits.yml: a reply limit must be at least 2 hours longer than the response limit")
    calendar = recipe.calendar
    if calendar.last_day is not None:
        days_left = (calendar.last_day - calendar.last_receipt).days
        if int(reply.max()) + DAY > days_left * DAY:
            raise UserError("recipe.yml: last_receipt leaves no day after the longest reply limit")
    return Limits(response, reply)


def _limit_of_each(limits: tuple[Limit, ...], deadline: str, lists: Lists, requests: Requests) -> Ints:
    """The limit of every case, in seconds from receipt."""
    seconds = np.zeros(len(requests.kind), dtype=np.int64)
    for kind, level in sorted(set(zip(requests.kind.tolist(), requests.level.tolist(), strict=True))):
        cases = (requests.kind == kind) & (requests.level == level)
        seconds[cases] = limit_seconds(limits, deadline, lists.kinds[kind], lists.levels[level])
    return seconds


def _misbooked(rng: np.random.Generator, handled: Handled) -> Ints:
    """The cases that were booked to another unit: received, due and closed in the month, and without an answer.

    So no figure of another month changes with the correction, and nothing that people answered.
    """
    plan, times, answers = handled.plan, handled.times, handled.answers
    planned, calendar = handled.recipe.correction, handled.recipe.calendar
    if planned is None:
        return np.zeros(0, dtype=np.int64)
    first = date.fromisoformat(f"{planned.month}-01")
    begin, end = midnight(calendar, first), midnight(calendar, next_month(first))
    own = plan.lists.units.index(planned.belongs)
    silent = np.ones(len(plan), dtype=np.bool_) if answers.resolved is None else answers.resolved == ""
    inside = (times.received >= begin) & (times.due < end) & (times.closed < end)
    possible = np.flatnonzero((plan.unit == own) & silent & inside)
    if len(possible) < planned.cases:
        raise UserError(f"recipe.yml: correction: only {len(possible)} cases of {planned.belongs} can be corrected")
    return np.sort(rng.choice(possible, planned.cases, replace=False))
