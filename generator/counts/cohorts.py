"""Cohorts: which cases a period's figures are about, and what became of them.

Source: the counting rules of the design. Response and on time: cases whose deadline falls in the period (open and
overdue = failed), or, for sources that give a flag and no dates, cases received in it. Resolution and satisfaction:
cases closed in it. Volume and elapsed time: cases received in it, open cases kept in. What the command centre did:
`generator.counts.centre`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.counts.centre import centre_parts
from generator.definitions.case_terms import OWNER_AT
from generator.definitions.cohorts import ELAPSED_DAYS, OUTCOMES
from generator.definitions.indicators import Indicator
from generator.definitions.portal import Portal

_DIMENSIONS = """coalesce(unit, '') AS unit, coalesce(category, '') AS category, coalesce(kind, '') AS kind,
    coalesce(channel, '') AS channel, coalesce(area, '') AS area, coalesce(asker, '') AS asker"""


@dataclass(frozen=True)
class CohortQuery:
    """A cohort as one SELECT over `cases` that reads the variable `as_of`: period, dimensions, outcomes.

    `outcomes` are the columns that it is grouped by beside them, `tables` the public count tables made of it, each
    with its outcome columns.
    """

    cohort: str
    outcomes: tuple[str, ...]
    tables: tuple[tuple[str, tuple[str, ...]], ...]
    sql: str

    @property
    def of_cases(self) -> str:
        """The same SELECT with `case_id` in front: which cases count, for the papers that name them."""
        return self.sql.replace("SELECT ", "SELECT c.case_id, ", 1)


def cohort_queries(portal: Portal, fields: frozenset[str]) -> tuple[CohortQuery, ...]:
    """The cohorts that a portal counts, given the canonical `fields` that its imports report."""
    own = [item for item in portal.indicators if item.case is not None and item.reported_by(fields)]
    queries = [_query("received", OUTCOMES["received"], own, _received())]
    if portal.response_due != "none":
        queries.append(_query("response-due", ("responded",), own, _due(portal.response_due, "responded", fields)))
    if portal.reply_due != "none":
        queries.append(_query("reply-due", ("on_time",), own, _due(portal.reply_due, "on_time", fields)))
    if "closed_at" in fields:
        queries.append(_query("closed", ("caller", *OUTCOMES["answers"]), own, _closed(portal)))
        queries.append(_query("open", OUTCOMES["open"], own, _open()))
    for name, *parts in centre_parts(portal, fields):
        queries.append(_query(name, OUTCOMES[name], own, (parts[0], parts[1])))
    return tuple(queries)


def _query(cohort: str, outcomes: Iterable[str], own: Iterable[Indicator], parts: tuple[str, str]) -> CohortQuery:
    """The cohort's SELECT (its list, its FROM) with a column for each of the portal's own indicators over cases."""
    select, source = parts
    names = ("closed", "answers") if cohort == "closed" else (cohort,)
    versions: dict[tuple[str, str], list[Indicator]] = {}
    for item in own:
        if item.table in names:
            versions.setdefault((item.table, item.id), []).append(item)
    added = "".join(f",\n        {_column(items)} AS {name}" for (_, name), items in versions.items())
    tables = tuple((name, (*OUTCOMES[name], *(one for table, one in versions if table == name))) for name in names)
    columns = (*outcomes, *(name for _, name in versions))
    return CohortQuery(cohort, columns, tables, f"SELECT {select}{added}\n    FROM {source}")


def _column(versions: list[Indicator]) -> str:
    """Whether a case counts in the indicator, by the version that is the rule of the period."""
    cases = []
    for item in versions:
        if item.case is None:
            continue
        first, last = item.valid_from or "0000", item.valid_to or "9999"
        valid = f"period BETWEEN '{first}' AND '{last}' AND ({item.case.denominator.query})"
        cases.append(f"WHEN {valid} AND ({item.case.numerator.query}) THEN 'yes' WHEN {valid} THEN 'no'")
    return f"CASE {' '.join(cases)} ELSE 'out' END"


def _known(field: str) -> str:
    """The time of an event, as far as it had happened at the as-of."""
    return f"CASE WHEN time_until({field}, getvariable('as_of')) THEN {field} END"


def _flag(field: str) -> str:
    return f"CASE {field} WHEN 'true' THEN 'yes' WHEN 'false' THEN 'no' ELSE 'unknown' END"


def _received() -> tuple[str, str]:
    # 24-hour days where both times are known to the second, else calendar days.
    within = " ".join(
        f"WHEN (length(closed) = 10 OR length(received_at) = 10)"
        f" AND date_diff('day', received_at[:10]::DATE, closed[:10]::DATE) <= {days} THEN 'within_{days}d'"
        f" WHEN length(closed) > 10 AND length(received_at) > 10"
        f" AND date_diff('second', received_at::TIMESTAMP, closed::TIMESTAMP) <= {days * 86400}"
        f" THEN 'within_{days}d'"
        for days in ELAPSED_DAYS
    )
    select = f"""received_at[:7] AS period, {_DIMENSIONS},
        CASE WHEN closed IS NULL THEN 'open' {within} ELSE 'over_{ELAPSED_DAYS[-1]}d' END AS elapsed,
        CASE WHEN due_at IS NULL THEN 'no' ELSE 'yes' END AS deadline,
        {_flag("on_time")} AS flag"""
    return select, f"(SELECT *, {_known('closed_at')} AS closed FROM cases) AS c"


def _due(basis: str, outcome: str, fields: frozenset[str]) -> tuple[str, str]:
    if basis == "flag":
        flag = "responded_on_time" if outcome == "responded" else "on_time"
        return f"received_at[:7] AS period, {_DIMENSIONS}, {_flag(flag)} AS {outcome}", "cases AS c"
    # A source without reply times is judged by its closings.
    reply = "replied_at" if "replied_at" in fields else "closed_at"
    due, done = ("response_due_at", "responded_at") if outcome == "responded" else ("due_at", reply)
    # A case that was handed up counts where it was owned at its deadline.
    owner = f" REPLACE ({OWNER_AT[due]} AS unit)" if "events" in fields else ""
    inner = f"SELECT *{owner}, {_known(done)} AS done FROM cases"
    select = f"""{due}[:7] AS period, {_DIMENSIONS},
        CASE WHEN time_until(done, {due}) THEN 'yes'
             WHEN done IS NOT NULL OR time_before({due}, getvariable('as_of')) THEN 'no'
             ELSE 'unknown' END AS {outcome}"""
    return select, f"({inner}) AS c WHERE {due} IS NOT NULL"


def _open() -> tuple[str, str]:
    """The stock of open cases at the end of each month of receipt, and again as the next month's start."""
    ends = """
        SELECT DISTINCT received_at[:7] AS month, last_day((received_at[:7] || '-01')::DATE) AS day FROM cases
        WHERE strftime(last_day((received_at[:7] || '-01')::DATE), '%Y-%m-%d') < getvariable('as_of')[:10]"""
    points = f"""
        SELECT month, day, 'end' AS point FROM ({ends})
        UNION ALL SELECT strftime(day + 1, '%Y-%m'), day, 'start' FROM ({ends})
        WHERE strftime(day + 1, '%Y-%m') IN (SELECT month FROM ({ends}))"""
    select = f"""month AS period, {_DIMENSIONS}, point,
        CASE WHEN date_diff('day', received_at[:10]::DATE, day) <= 7 THEN 'within_7d'
             WHEN date_diff('day', received_at[:10]::DATE, day) <= 15 THEN 'within_15d'
             WHEN date_diff('day', received_at[:10]::DATE, day) <= 30 THEN 'within_30d'
             ELSE 'over_30d' END AS age,
        CASE WHEN due_at IS NULL THEN 'unknown' WHEN due_at[:10]::DATE <= day THEN 'yes' ELSE 'no' END AS overdue"""
    return (
        select,
        f"""cases AS c JOIN ({points}) ON received_at[:10]::DATE <= day
        AND (closed_at IS NULL OR closed_at[:10]::DATE > day)""",
    )


def _closed(portal: Portal) -> tuple[str, str]:
    def listed(values: frozenset[str] | tuple[str, ...]) -> str:
        return ", ".join("'" + value.replace("'", "''") + "'" for value in sorted(values)) or "NULL"

    unsatisfied = frozenset(portal.satisfaction_scale) - portal.satisfied_values
    select = f"""closed_at[:7] AS period, {_DIMENSIONS}, coalesce(caller_key, '') AS caller,
        CASE WHEN callback_result IN ('接通并评价', '接通未评价') OR resolved IS NOT NULL
                  OR (satisfaction IS NOT NULL AND coalesce(rating_source, '') NOT IN ('默认', '系统测算'))
             THEN 'yes' ELSE 'no' END AS reached,
        CASE WHEN asker IS NULL OR asker IN ({listed(portal.headline_askers)}) THEN 'yes' ELSE 'no' END AS asked,
        CASE WHEN satisfaction IS NULL THEN 'none'
             WHEN rating_source = '默认' THEN 'default'
             WHEN rating_source = '系统测算' THEN 'inferred'
             ELSE 'active' END AS evaluation,
        CASE WHEN satisfaction IN ({listed(portal.satisfied_values)}) THEN 'yes'
             WHEN satisfaction IN ({listed(unsatisfied)}) THEN 'no'
             ELSE 'unknown' END AS satisfied,
        CASE resolved WHEN '解决' THEN 'yes' WHEN '部分解决' THEN 'partly' WHEN '未解决' THEN 'no'
             ELSE 'unknown' END AS resolved"""
    return select, "cases AS c WHERE time_until(closed_at, getvariable('as_of'))"
