"""What people answered, as it may be seen: named from k answers on, else pooled with another unit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from generator.definitions.codes import ALL_KEY, MARGIN_SCOPES, OUTCOMES, POOLED, SCOPES
from generator.disclosure.policy import Policy
from generator.disclosure.pooling import pool, pool_units
from generator.disclosure.published import Published
from generator.disclosure.residuals import answer_windows, hidden_units
from generator.disclosure.scopes import scope_rows
from generator.disclosure.tables import Place, PublicTable, merge_hidden
from generator.disclosure.windows import inherited


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
            hidden |= _hidden_margins(part, asked, policy, month)
    months = scope_rows(frame, outcomes, SCOPES)
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


def _hidden_margins(part: pd.DataFrame, asked: tuple[pd.Series, ...], policy: Policy, month: str) -> set[Place]:
    hidden: set[Place] = set()
    for scope in MARGIN_SCOPES:
        keys = set(part[scope].unique())
        pooled = pool(keys, weigher(part, [scope], asked), policy.k)
        hidden |= {(month, scope, key) for key in (keys if pooled is None else pooled)}
    return hidden


def questions(frame: pd.DataFrame, own: tuple[str, ...]) -> tuple[pd.Series, ...]:
    """For each question that the source asks at all: which rows answer it. Inferred ratings count as answers here.

    So does every case in the denominator of one of the portal's `own` indicators of answers.
    """
    satisfied = (frame["evaluation"] == "active") & (frame["asked"] == "yes")
    inferred = frame["evaluation"] == "inferred"
    resolved = frame["resolved"] != "unknown"
    counted = [frame[name] != "out" for name in own]
    return tuple(answered for answered in (satisfied, inferred, resolved, *counted) if answered.any())


def weigher(part: pd.DataFrame, scope: list[str], questions: tuple[pd.Series, ...]) -> Callable[[Collection[Any]], int]:
    """Answers of a set of keys: distinct callers where known, else cases; the least of the questions counts.

    The keys are texts of the one column `scope`, or tuples of texts of its columns.
    """
    by = scope[0] if len(scope) == 1 else scope
    tallies: list[tuple[dict[Any, pd.Series], dict[Any, int]]] = []
    for answered in questions:
        rows = part[answered.loc[part.index]]
        known = rows.loc[rows["caller"] != 0, [*scope, "caller"]].drop_duplicates()
        callers = dict(iter(known.groupby(by, observed=True)["caller"]))
        unknown = rows[rows["caller"] == 0].groupby(by, observed=True)["n"].sum()
        tallies.append((callers, {key: int(n) for key, n in unknown.items()}))

    def weigh(keys: Collection[Any]) -> int:
        weights = [_distinct(callers, keys) + sum(unknown.get(key, 0) for key in keys) for callers, unknown in tallies]
        return min(weights, default=0)

    return weigh


def _distinct(callers: Mapping[Any, pd.Series], keys: Collection[Any]) -> int:
    """How many different callers these keys have together; those of one key are different already."""
    found = [callers[key] for key in keys if key in callers]
    return pd.concat(found).nunique() if len(found) > 1 else sum(map(len, found))
