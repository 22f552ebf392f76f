"""Which cases go wrong: exactly as many as the recipe's totals leave over, drawn by each case's own risk.

The numbers are drawn as numbers (weighted sampling without replacement); no rate is computed or corrected.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.synthesis.clock import all_days
from generator.synthesis.draw import Bools, Floats, Ints, choose_exactly, pick, spread
from generator.synthesis.plan import Plan
from generator.synthesis.recipe import Recipe
from generator.synthesis.registers import DAY, HOUR


@dataclass(frozen=True)
class Lateness:
    """The cases that respond too late, and those that reply too late."""

    slow: Bools
    late: Bools


@dataclass(frozen=True)
class Answers:
    """What is said of the outcome, in the recipe's words, one per case; None where the source does not report it."""

    resolved: list[str] | None
    satisfaction: list[str] | None
    rating_source: list[str] | None


def draw_lateness(rng: np.random.Generator, recipe: Recipe, plan: Plan, received: Ints) -> Lateness:
    """Mark the late responses and the late replies, `totals` apart from all cases.

    The risk of a case is its unit's quality, spread per unit and per unit and month, times how hard its leaf
    is; more at night for the response, more after a late response for the reply.
    """
    risk, totals = recipe.risk, recipe.totals
    hard = _hardness(recipe, plan)
    slow = np.zeros(len(plan), dtype=np.bool_)
    if totals.responded_on_time is not None:
        hour = received % DAY // HOUR
        night = (hour >= 21) | (hour < 7)
        response = _unit_factor(rng, recipe, plan, received, "response") * np.sqrt(hard)
        response *= np.where(night, risk["night_response"], 1.0)
        slow = choose_exactly(rng, response, totals.cases - totals.responded_on_time)

    reply = _unit_factor(rng, recipe, plan, received, "reply") * hard
    reply *= np.where(slow, risk.get("reply_after_late_response", 1.0), 1.0)
    return Lateness(slow, choose_exactly(rng, reply, totals.cases - totals.replied_on_time))


def draw_answers(rng: np.random.Generator, recipe: Recipe, plan: Plan, received: Ints, lateness: Lateness) -> Answers:
    """What is said of solution and satisfaction: worse after a late reply, worst where unresolved."""
    totals, words = recipe.totals, recipe.answers
    if totals.resolved is None and totals.satisfied is None:
        return Answers(None, None, None)
    number = len(plan)
    base = _unit_factor(rng, recipe, plan, received, "outcome") * _hardness(recipe, plan)
    failed, partly = np.zeros(number, dtype=np.bool_), np.zeros(number, dtype=np.bool_)
    resolved: list[str] | None = None
    if totals.resolved is not None:
        weight = base * np.where(lateness.late, recipe.risk["unresolved_after_late_reply"], 1.0)
        failed = choose_exactly(rng, weight, totals.cases - totals.resolved)
        degree = pick(rng, list(words["not_resolved"].values()), number)
        partly = np.array([word == words["partly"] for word in words["not_resolved"]])[degree]
        resolved = np.where(failed, np.array(list(words["not_resolved"]))[degree], words["resolved"]).tolist()
    if totals.satisfied is None:
        return Answers(resolved, None, None)

    factors = recipe.risk["dissatisfied"]
    weight = base * np.where(lateness.late, factors["late_reply"], 1.0)
    weight *= np.where(lateness.slow, factors["late_response"], 1.0)
    weight *= np.where(failed, np.where(partly, factors["partly"], factors["unresolved"]), 1.0)
    dissatisfied = choose_exactly(rng, weight, totals.cases - totals.satisfied)
    trouble = failed | lateness.late | lateness.slow
    content = np.where(
        trouble,
        _words(rng, words["satisfied_after_trouble"], number),
        _words(rng, words["satisfied"], number),
    )
    satisfaction = np.where(dissatisfied, _words(rng, words["dissatisfied"], number), content)
    return Answers(resolved, satisfaction.tolist(), _words(rng, words["rating_source"], number).tolist())


def _hardness(recipe: Recipe, plan: Plan) -> Floats:
    return np.array([recipe.hard_leaves.get(leaf, 1.0) for leaf in plan.lists.leaves])[plan.leaf]


def _unit_factor(rng: np.random.Generator, recipe: Recipe, plan: Plan, received: Ints, side: str) -> Floats:
    """The unit's quality for `response`, `reply` or `outcome`, spread by unit and by unit and month."""
    quality = np.array([getattr(unit.quality, side) for unit in recipe.units])
    own = quality * spread(rng, recipe.risk["unit_spread"], len(quality))
    days = all_days(recipe.calendar)
    month_of_day = np.array([12 * (day.year - days[0].year) + day.month - days[0].month for day in days])
    months = spread(rng, recipe.risk["month_spread"], (len(quality), int(month_of_day[-1]) + 1))
    month = month_of_day[received // DAY]
    return np.asarray(own[plan.unit] * months[plan.unit, month], dtype=np.float64)


def _words(
    rng: np.random.Generator, weights: dict[str, float], number: int
) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    return np.array(list(weights))[pick(rng, list(weights.values()), number)]
