"""Cohorts: which cases a period's figures are about, and what became of them.

Source: the counting rules of the design. Response and on time: cases whose deadline falls in the period (open and
overdue = failed), or, for sources that give a flag and no dates, cases received in it. Resolution and satisfaction:
cases closed in it. Volume and elapsed time: cases received in it, open cases kept in.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.definitions.codes import ELAPSED_DAYS, OUTCOMES
from generator.definitions.portal import Portal

_DIMENSIONS = """coalesce(unit, '') AS unit, coalesce(category, '') AS category, coalesce(kind, '') AS kind,
    coalesce(channel, '') AS channel, coalesce(area, '') AS area, coalesce(asker, '') AS asker"""


@dataclass(frozen=True)
class CohortQuery:
    """A cohort as one SELECT over `cases` that reads the variable `as_of`: period, dimensions, outcomes."""

    cohort: str
    outcomes: tuple[str, ...]
    sql: str


def cohort_queries(portal: Portal, fields: frozenset[str]) -> tuple[CohortQuery, ...]:
    """The cohorts that a portal counts, given the canonical `fields` that its imports report."""
    queries = [_received()]
    if portal.response_due != "none":
        queries.append(_due(portal.response_due, "response-due", "responded", fields))
    if portal.reply_due != "none":
        queries.append(_due(portal.reply_due, "reply-due", "on_time", fields))
    if "closed_at" in fields:
        queries.append(_closed(portal))
    return tuple(queries)


def _known(field: str) -> str:
    """The time of an event, as far as it had happened at the as-of."""
    return f"CASE WHEN time_until({field}, getvariable('as_of')) THEN {field} END"


def _flag(field: str) -> str:
    return f"CASE {field} WHEN 'true' THEN 'yes' WHEN 'false' THEN 'no' ELSE 'unknown' END"


def _received() -> CohortQuery:
    # 24-hour days where both times are known to the second, else calendar days.
    within = " ".join(
        f"WHEN (length(closed) = 10 OR length(received_at) = 10)"
        f" AND date_diff('day', received_at[:10]::DATE, closed[:10]::DATE) <= {days} THEN 'within_{days}d'"
        f" WHEN length(closed) > 10 AND length(received_at) > 10"
        f" AND date_diff('second', received_at::TIMESTAMP, closed::TIMESTAMP) <= {days * 86400}"
        f" THEN 'within_{days}d'"
        for days in ELAPSED_DAYS
    )
    sql = f"""
    SELECT received_at[:7] AS period, {_DIMENSIONS},
        CASE WHEN closed IS NULL THEN 'open' {within} ELSE 'over_{ELAPSED_DAYS[-1]}d' END AS elapsed,
        CASE WHEN due_at IS NULL THEN 'no' ELSE 'yes' END AS deadline,
        {_flag("on_time")} AS flag
    FROM (SELECT *, {_known("closed_at")} AS closed FROM cases)"""
    return CohortQuery("received", tuple(OUTCOMES["received"]), sql)


def _due(basis: str, cohort: str, outcome: str, fields: frozenset[str]) -> CohortQuery:
    if basis == "flag":
        flag = "responded_on_time" if outcome == "responded" else "on_time"
        sql = f"SELECT received_at[:7] AS period, {_DIMENSIONS}, {_flag(flag)} AS {outcome} FROM cases"
        return CohortQuery(cohort, (outcome,), sql)
    # A source without reply times is judged by its closings.
    reply = "replied_at" if "replied_at" in fields else "closed_at"
    due, done = ("response_due_at", "responded_at") if outcome == "responded" else ("due_at", reply)
    inner = f"SELECT *, {_known(done)} AS done FROM cases"
    sql = f"""
    SELECT {due}[:7] AS period, {_DIMENSIONS},
        CASE WHEN time_until(done, {due}) THEN 'yes'
             WHEN done IS NOT NULL OR time_before({due}, getvariable('as_of')) THEN 'no'
             ELSE 'unknown' END AS {outcome}
    FROM ({inner}) WHERE {due} IS NOT NULL"""
    return CohortQuery(cohort, (outcome,), sql)


def _closed(portal: Portal) -> CohortQuery:
    def listed(values: frozenset[str] | tuple[str, ...]) -> str:
        return ", ".join("'" + value.replace("'", "''") + "'" for value in sorted(values)) or "NULL"

    unsatisfied = frozenset(portal.satisfaction_scale) - portal.satisfied_values
    sql = f"""
    SELECT closed_at[:7] AS period, {_DIMENSIONS}, coalesce(caller_key, '') AS caller,
        CASE WHEN asker IS NULL OR asker IN ({listed(portal.headline_askers)}) THEN 'yes' ELSE 'no' END AS asked,
        CASE WHEN satisfaction IS NULL THEN 'none'
             WHEN rating_source = '默认' THEN 'default'
             WHEN rating_source = '系统测算' THEN 'inferred'
             ELSE 'active' END AS evaluation,
        CASE WHEN satisfaction IN ({listed(portal.satisfied_values)}) THEN 'yes'
             WHEN satisfaction IN ({listed(unsatisfied)}) THEN 'no'
             ELSE 'unknown' END AS satisfied,
        CASE resolved WHEN '解决' THEN 'yes' WHEN '部分解决' THEN 'partly' WHEN '未解决' THEN 'no'
             ELSE 'unknown' END AS resolved
    FROM cases WHERE time_until(closed_at, getvariable('as_of'))"""
    return CohortQuery("closed", ("caller", *OUTCOMES["answers"]), sql)
