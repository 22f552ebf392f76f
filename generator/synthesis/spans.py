"""The stated days and those around them, and how cases are carried from one into the next.

Seconds are counted from the midnight that begins the demonstration's first day; days are numbered from 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from generator.synthesis.draw import Bools, Floats, Ints, choose_exactly
from generator.synthesis.recipe import Calendar, Recipe
from generator.synthesis.registers import DAY


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, the cases received in them, and how many times as often things go wrong."""

    first: int
    last: int
    cases: int
    wrong: float

    @property
    def begin(self) -> int:
        """The second at which the span begins."""
        return self.first * DAY

    @property
    def end(self) -> int:
        """The first second after the span."""
        return (self.last + 1) * DAY


def day_number(calendar: Calendar, day: date) -> int:
    """How many days after the first one."""
    return (day - calendar.first_day).days


def all_days(calendar: Calendar) -> list[date]:
    """Every day on which cases are received or, where that is said, anything happens."""
    last = calendar.last_day or calendar.last_receipt
    return [calendar.first_day + timedelta(days=number) for number in range(day_number(calendar, last) + 1)]


def spans(recipe: Recipe) -> tuple[Span, Span, Span]:
    """The days before the stated ones, these, and the days after them; the first and the last may hold no case."""
    calendar = recipe.calendar
    first, last = day_number(calendar, calendar.stated_first), day_number(calendar, calendar.stated_last)
    return (
        Span(0, first - 1, recipe.before.cases, recipe.before.wrong),
        Span(first, last, recipe.totals.cases, 1.0),
        Span(last + 1, len(all_days(calendar)) - 1, recipe.after.cases, recipe.after.wrong),
    )


def span_of(recipe: Recipe, moments: Ints) -> Ints:
    """For each moment 0, 1 or 2: before, in or after the stated days."""
    _, stated, _ = spans(recipe)
    return np.searchsorted([stated.begin, stated.end], moments, side="right").astype(np.int64)


def choose_by_span(
    rng: np.random.Generator, recipe: Recipe, weights: Floats, span: Ints, stated: tuple[int, int]
) -> Bools:
    """Mark, by weight, `stated[0]` of the items in the stated days, and of the others a share like it.

    `stated[1]` is the number of items there; the share of the days around is that of the stated ones times `wrong`,
    half-up. `span` says for each item where it lies; one of weight 0 is none.
    """
    chosen = np.zeros(len(weights), dtype=np.bool_)
    for index, part in enumerate(spans(recipe)):
        inside = np.flatnonzero((span == index) & (weights > 0))
        number = stated[0] if index == 1 else int(len(inside) * stated[0] / stated[1] * part.wrong + 0.5)
        chosen[inside] = choose_exactly(rng, weights[inside], number)
    return chosen


def carry_alike(recipe: Recipe, received: Ints, closed: Ints) -> Ints:
    """How many days later each case is closed, so that as many are open when the stated days begin as when they end.

    At the one of these two midnights at which fewer are open, the cases closed last before it are closed some days
    later, at the same hour, just after it.
    """
    delay = np.zeros(len(closed), dtype=np.int64)
    _, stated, _ = spans(recipe)
    edges = (stated.begin, stated.end)
    still_open = [int(np.count_nonzero((received < edge) & (closed >= edge))) for edge in edges]
    edge, missing = edges[int(still_open[0] > still_open[1])], abs(still_open[0] - still_open[1])
    before = np.flatnonzero(closed < edge)
    last = before[np.argsort(-closed[before], kind="stable")[:missing]]
    delay[last] = -((closed[last] - edge) // DAY)
    return delay


def shortened(span: Span, days: int, cases: int) -> Span:
    """The span without its last `days` and without so many `cases`."""
    return replace(span, last=span.last - days, cases=span.cases - cases)
