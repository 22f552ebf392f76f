"""Which cases go wrong, and what people answer: exactly as many as the totals say, drawn by each case's own risk.

The numbers are drawn as numbers (weighted sampling without replacement); no rate is computed or corrected.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.synthesis.clock import Lateness, Limits
from generator.synthesis.draw import Bools, Floats, Ints, Texts, spread, words
from generator.synthesis.plan import Plan
from generator.synthesis.recipe import Recipe
from generator.synthesis.registers import DAY, HOUR
from generator.synthesis.spans import all_days, choose_by_span, span_of


@dataclass(frozen=True)
class Answers:
    """What is said of the outcome, in the recipe's words, one per case; empty where nothing is said.

    `callback` says what came of the call, `called` whether there was one. None where the source does not report it.
    """

    called: Bools
    callback: Texts | None
    resolved: Texts | None
    satisfaction: Texts | None
    rating_source: Texts | None


@dataclass(frozen=True)
class _Said:
    """Who says whether it was solved, and who gives a rating: the second are among the first."""

    answered: Bools
    rated: Bools


def draw_lateness(rng: np.random.Generator, recipe: Recipe, plan: Plan, limits: Limits) -> Lateness:
    """Mark the late responses and the late replies; of the deadlines in the stated days the totals are kept.

    The risk of a case is its unit's quality, spread per unit and per unit and month, times how hard its leaf
    is; more at night for the response, more after a late response for the reply.
    """
    risk, totals = recipe.risk, recipe.totals
    hard = _hardness(recipe, plan)
    slow = np.zeros(len(plan), dtype=np.bool_)
    if totals.responded_on_time is not None:
        hour = plan.received % DAY // HOUR
        night = (hour >= 21) | (hour < 7)
        response = _unit_factor(rng, recipe, plan, "response") * np.sqrt(hard)
        response *= np.where(night, risk["night_response"], 1.0)
        wrong = (totals.cases - totals.responded_on_time, totals.cases)
        slow = choose_by_span(rng, recipe, response, span_of(recipe, plan.received + limits.response), wrong)

    reply = _unit_factor(rng, recipe, plan, "reply") * hard
    reply *= np.where(slow, risk.get("reply_after_late_response", 1.0), 1.0)
    wrong = (totals.cases - totals.replied_on_time, totals.cases)
    return Lateness(slow, choose_by_span(rng, recipe, reply, span_of(recipe, plan.received + limits.reply), wrong))


def draw_answers(rng: np.random.Generator, recipe: Recipe, plan: Plan, closed: Ints, lateness: Lateness) -> Answers:
    """What is said of solution and satisfaction: worse after a late reply, worst where unresolved.

    Of the cases closed in the stated days the totals are kept.
    """
    totals, told = recipe.totals, recipe.answers
    span, number = span_of(recipe, closed), len(plan)
    said = _who_answers(rng, recipe, plan, span)
    base = _unit_factor(rng, recipe, plan, "outcome") * _hardness(recipe, plan)
    resolved: Texts | None = None
    failed, partly = np.zeros(number, dtype=np.bool_), np.zeros(number, dtype=np.bool_)
    if totals.resolved is not None:
        weight = base * np.where(lateness.late, recipe.risk["unresolved_after_late_reply"], 1.0)
        wrong = (totals.answered - totals.resolved, totals.answered)
        failed = choose_by_span(rng, recipe, weight * said.answered, span, wrong)
        degree = words(rng, told["not_resolved"], number)
        partly = degree == told["partly"]
        resolved = np.where(said.answered, np.where(failed, degree, told["resolved"]), "")
    if totals.satisfied is None:
        return Answers(np.ones(number, dtype=np.bool_), None, resolved, None, None)

    factors = recipe.risk["dissatisfied"]
    weight = base * np.where(lateness.late, factors["late_reply"], 1.0)
    weight *= np.where(lateness.slow, factors["late_response"], 1.0)
    weight *= np.where(failed, np.where(partly, factors["partly"], factors["unresolved"]), 1.0)
    wrong = (totals.rated - totals.satisfied, totals.rated)
    dissatisfied = choose_by_span(rng, recipe, weight * said.rated, span, wrong)
    trouble = failed | lateness.late | lateness.slow
    after_trouble = words(rng, told["satisfied_after_trouble"], number)
    content = np.where(trouble, after_trouble, words(rng, told["satisfied"], number))
    satisfaction = np.where(dissatisfied, words(rng, told["dissatisfied"], number), content)
    source = np.where(said.rated, words(rng, told["rating_source"], number), "")
    called, callback = _calls(rng, recipe, said, source)
    return Answers(called, callback, resolved, np.where(said.rated, satisfaction, ""), source)


def _who_answers(rng: np.random.Generator, recipe: Recipe, plan: Plan, span: Ints) -> _Said:
    """As many as the totals say, more of one unit's askers than of another's; everybody where the totals say so."""
    totals = recipe.totals
    willing = spread(rng, recipe.risk.get("answer_spread", 0.0), len(recipe.units))[plan.unit]
    everybody = np.ones(len(plan), dtype=np.bool_)
    if totals.rated == totals.cases:
        return _Said(everybody, everybody)
    stated = (totals.cases - totals.answered, totals.cases)
    silent = choose_by_span(rng, recipe, 1 / willing, span, stated)
    stated = (totals.answered - totals.rated, totals.answered)
    unrated = choose_by_span(rng, recipe, ~silent / willing, span, stated)
    return _Said(~silent, ~silent & ~unrated)


def _calls(rng: np.random.Generator, recipe: Recipe, said: _Said, source: Texts) -> tuple[Bools, Texts | None]:
    """Who was called, and what came of it. Who rates without being asked is not called."""
    calls = recipe.answers.get("callback")
    if calls is None:
        return np.ones(len(source), dtype=np.bool_), None
    silent = words(rng, calls["silent"], len(source))
    uncalled = (said.rated & (source == calls["unasked"])) | (~said.answered & (silent == calls["none"]))
    reached = np.where(said.rated, calls["rated"], calls["unrated"])
    return ~uncalled, np.where(uncalled, calls["none"], np.where(said.answered, reached, silent))


def _hardness(recipe: Recipe, plan: Plan) -> Floats:
    return np.array([recipe.hard_leaves.get(leaf, 1.0) for leaf in plan.lists.leaves])[plan.leaf]


def _unit_factor(rng: np.random.Generator, recipe: Recipe, plan: Plan, side: str) -> Floats:
    """The unit's quality for `response`, `reply` or `outcome` at the time, spread by unit and by unit and month."""
    days = all_days(recipe.calendar)
    month_of_day = np.array([12 * (day.year - days[0].year) + day.month - days[0].month for day in days])
    month = month_of_day[plan.received // DAY]
    first_of_month = sorted({day.isoformat()[:7] for day in days})
    quality = np.array([_course(recipe, index, side, first_of_month) for index in range(len(recipe.units))])
    own = spread(rng, recipe.risk["unit_spread"], len(quality))
    months = spread(rng, recipe.risk["month_spread"], (len(quality), len(first_of_month)))
    return np.asarray(quality[plan.unit, month] * own[plan.unit] * months[plan.unit, month], dtype=np.float64)


def _course(recipe: Recipe, unit: int, side: str, months: list[str]) -> list[float]:
    """The unit's quality in each month: the newest step of its course that has begun."""
    course = recipe.units[unit].course
    in_force = ([quality for begins, quality in course if begins <= month][-1] for month in months)
    return [getattr(quality, side) for quality in in_force]
