"""What people answered, as it may be seen: named from k answers on, else pooled with another unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd

from generator.definitions.cohorts import ALL_KEY, ANSWER_SCOPES, OUTCOMES, POOLED
from generator.disclosure.answers.long_periods import answer_windows, hidden_units
from generator.disclosure.answers.margins import hidden_margins
from generator.disclosure.answers.published import Published
from generator.disclosure.policy import Policy
from generator.disclosure.pool.pooling import pool_units
from generator.disclosure.pool.scopes import scope_rows
from generator.disclosure.pool.weights import questions, weigher
from generator.disclosure.pool.windows import inherited
from generator.disclosure.tables import Place, PublicTable, merge_hidden


def answers_table(
    frame: pd.DataFrame, outcomes: tuple[str, ...], policy: Policy, earlier: Mapping[str, Published]
) -> PublicTable:
    """The closed cohort's answers by month, quarter and year. A key weighs as many answers as its least answered
    question. Who is named stays as it is in the releases of `earlier`.
    """
    asked = questions(frame, tuple(name for name in outcomes if name not in OUTCOMES["answers"]))
    hidden: set[Place] = set()
    for period, part in frame.groupby("period", sort=True, observed=True):
        month = str(period)
        before = earlier.get(month)
        if before is None:
            hidden |= _hidden_units(part, asked, policy, month)
        else:
            hidden |= {place for place in before.hidden if place[0] == month}
        if before is None or not before.margins:
            hidden |= hidden_margins(part, asked, policy, {place for place in hidden if place[0] == month}, month)
    months = scope_rows(frame, outcomes, ANSWER_SCOPES)
    rows = list(months)
    weigh = weigher(frame, ["period", "unit"], asked)
    untold = _untold(frame, asked, hidden, policy)
    for window in answer_windows(frame["period"].unique()):
        inside = [row for row in months if row.period in window.months]
        passed_on = inherited(hidden, window.period, window.months)
        cells = frozenset((row.period, row.key) for row in inside if row.scope == "unit")
        before = earlier.get(window.months[-1])
        withheld = before.units(window.period) if before else hidden_units(window, cells, hidden, weigh, policy)
        hidden |= {place for place in passed_on if place[1] != "unit"}
        hidden |= {(window.period, "unit", unit) for unit in withheld}
        rows += [replace(row, period=window.period) for row in inside]
        untold |= {window.period} if untold & set(window.months) else set()
    told = (row for row in merge_hidden(rows, hidden) if row.key != POOLED or row.period not in untold)
    return PublicTable("answers", outcomes, tuple(told), frozenset(hidden))


def _untold(frame: pd.DataFrame, asked: tuple[pd.Series, ...], hidden: Collection[Place], policy: Policy) -> set[str]:
    """Months whose answers are too few even together: not even a pool of them is told, nor of a period with them."""
    closed = {period for period, scope, _ in hidden if scope == "all"}
    tallies = [weigher(frame, ["period"], (answered,)) for answered in asked]
    return {month for month in closed if any(0 < weigh((month,)) < policy.k for weigh in tallies)}


def _hidden_units(part: pd.DataFrame, asked: tuple[pd.Series, ...], policy: Policy, month: str) -> set[Place]:
    units = weigher(part, ["unit"], asked)
    pools = pool_units(set(part["unit"].unique()), units, policy.k, policy.group_of, policy.tier_of)
    hidden = {(month, "unit", key) for key in pools.units}
    hidden |= {(month, "group", key) for key in pools.groups}
    hidden |= {(month, "tier", key) for key in pools.tiers}
    return hidden | ({(month, "all", ALL_KEY)} if pools.everything else set())
