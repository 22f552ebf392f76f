"""From a portal's recipe and a seed to an export file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from generator.errors import UserError
from generator.synthesis.clock import Bounds, receipts, schedule
from generator.synthesis.columns import Cases, columns, text_fields
from generator.synthesis.draw import Ints
from generator.synthesis.files import Progress, check_name, write_export
from generator.synthesis.outcomes import draw_answers, draw_lateness
from generator.synthesis.plan import Plan, plan_cases
from generator.synthesis.reading import read_recipe
from generator.synthesis.recipe import Recipe
from generator.synthesis.registers import DAY, HOUR, Limit, limit_seconds, read_limits, read_registers


@dataclass(frozen=True)
class SampleReport:
    """What was written: the file, its rows, the seed, and the date that the export states of itself."""

    path: Path
    rows: int
    seed: int
    as_of: date
    first_day: date
    last_day: date


def write_sample(
    portal_dir: Path, out: Path, seed: int | None = None, progress: Progress | None = None
) -> SampleReport:
    """Write the demonstration export of the portal in `portal_dir` to `out` (.csv, .csv.gz or .xlsx).

    `seed` is the recipe's own when None. The same portal files and seed give the same bytes; another seed
    gives other cases with the same totals. `progress` is called with rows written and rows in all. Raises
    UserError for a portal without a recipe, a recipe that does not fit its registers, or a file that cannot
    be written.
    """
    check_name(out)
    if not (portal_dir / "recipe.yml").is_file():
        raise UserError(f"{portal_dir.name} is not a demonstration portal: it has no recipe.yml")
    registers = read_registers(portal_dir)
    recipe = read_recipe(portal_dir, registers)
    limits = read_limits(portal_dir)
    used = recipe.seed if seed is None else seed
    if used < 0:
        raise UserError("the seed must be a whole number, 0 or more")

    rng = np.random.Generator(np.random.PCG64(used))
    plan = plan_cases(rng, recipe, registers)
    reply_limit = _case_limits(limits, "reply", plan)
    # Where responses are not reported, they come in the first half of the time for the reply.
    reported = recipe.totals.responded_on_time is not None
    response_limit = _case_limits(limits, "response", plan) if reported else reply_limit // 2
    _check_room(recipe, response_limit, reply_limit)
    received = receipts(rng, recipe, plan)
    lateness = draw_lateness(rng, recipe, plan, received)
    answers = draw_answers(rng, recipe, plan, received, lateness)
    times = schedule(rng, recipe, Bounds(received, response_limit, reply_limit, lateness.slow, lateness.late))
    texts = text_fields(rng, used, recipe, registers, Cases(plan, times, answers))
    order = np.argsort(np.array(texts["case_id"]), kind="stable")
    made = columns(recipe, texts, times, order)
    calendar = recipe.calendar
    write_export(out, made, calendar.first_day, recipe.export["sheet"], progress)
    return SampleReport(out, len(plan), used, recipe.as_of, calendar.first_day, calendar.last_day)


def _case_limits(limits: tuple[Limit, ...], deadline: str, plan: Plan) -> Ints:
    """The limit of every case, in seconds from receipt."""
    kinds, levels = plan.lists.kinds, plan.lists.levels
    seconds = np.zeros(len(plan), dtype=np.int64)
    for kind_index, level_index in sorted(set(zip(plan.kind.tolist(), plan.level.tolist(), strict=True))):
        cases = (plan.kind == kind_index) & (plan.level == level_index)
        seconds[cases] = limit_seconds(limits, deadline, kinds[kind_index], levels[level_index])
    return seconds


def _check_room(recipe: Recipe, response_limit: Ints, reply_limit: Ints) -> None:
    """UserError when limits leave no room: a response precedes its reply, and all ends on the last day."""
    if bool(np.any(reply_limit < response_limit + 2 * HOUR)):
        raise UserError("limits.yml: a reply limit must be at least 2 hours longer than the response limit")
    days_left = (recipe.calendar.last_day - recipe.calendar.last_receipt).days
    if int(reply_limit.max()) + DAY > days_left * DAY:
        raise UserError("recipe.yml: last_receipt leaves no day after the longest reply limit")
