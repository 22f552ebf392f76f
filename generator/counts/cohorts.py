"""Cohorts: which cases a period's figures are about, and what became of them.

Source: the counting rules of the design. Response and on time: cases whose deadline falls in the period (open and
overdue = failed), or, for sources that give a flag and no dates, cases received in it. Resolution and satisfaction:
cases closed in it. Volume and elapsed time: cases received in it, open cases kept in. What the command centre did:
`generator.counts.centre`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from generator.counts.centre import centre_parts
from generator.definitions.case_terms import (
    DEFAULT_RATING,
    INFERRED_RATING,
    OWNER_AT,
    PARTLY_RESOLVED,
    REACHED,
    RESOLVED,
    UNRESOLVED,
    reply_field,
)
from generator.definitions.cohorts import ELAPSED_DAYS, OUTCOMES
from generator.definitions.indicators import Indicator
from generator.definitions.portal import Portal
from generator.sql import day_of, literal, literals, month_of

# Whether somebody rated the case, over its fields.
RATED: Final = (
    f"(satisfaction IS NOT NULL AND coalesce(rating_source, '') NOT IN ({literals((DEFAULT_RATING, INFERRED_RATING))}))"
)
_DIMENSIONS = """coalesce(unit, '') AS unit, coalesce(category, '') AS category, coalesce(kind, '') AS kind,
    coalesce(channel, '') AS channel, coalesce(area, '') AS area, coalesce(asker, '') AS asker"""


@dataclass(frozen=True)
class CohortQuery:
    """A cohort as what is selected (period, dimensions, outcomes) and from what, in which the cases are named c.

    It reads `as_of()`. `outcomes` are the columns that it is grouped by beside period and dimensions, `tables` the
    public count tables made of it, each with its outcome columns.
    """

    cohort: str
    outcomes: tuple[str, ...]
    tables: tuple[tuple[str, tuple[str, ...]], ...]
    selected: str
    source: str

    @property
    def sql(self) -> str:
        """The cohort as one SELECT, a row for each case (of some cohorts: for what happened to it)."""
        return f"SELECT {self.selected}\n    FROM {self.source}"

    @property
    def of_cases(self) -> str:
        """The same SELECT with `case_id` in front: which cases count, for the papers that name them."""
        return f"SELECT c.case_id, {self.selected}\n    FROM {self.source}"


def cohort_queries(portal: Portal, fields: frozenset[str], cases: str = "cases") -> tuple[CohortQuery, ...]:
    """The cohorts that a portal counts, given the canonical `fields` that its imports report.

    `cases` is the table or view of cases that is counted.
    """
    own = [item for item in portal.indicators if item.case is not None and item.reported_by(fields)]
    queries = [_query("received", OUTCOMES["received"], own, _received(cases))]
    if portal.response_due != "none":
        part = _by_flag("responded", cases) if portal.response_due == "flag" else _by_date("responded", fields, cases)
        queries.append(_query("response-due", ("responded",), own, part))
    if portal.reply_due != "none":
        part = _by_flag("on_time", cases) if portal.reply_due == "flag" else _by_date("on_time", fields, cases)
        queries.append(_query("reply-due", ("on_time",), own, part))
    if "closed_at" in fields:
        queries.append(_query("closed", ("caller", *OUTCOMES["answers"]), own, _closed(portal, cases)))
        queries.append(_query("open", OUTCOMES["open"], own, _open(cases)))
    for name, *parts in centre_parts(portal, fields, cases):
        queries.append(_query(name, OUTCOMES[name], own, (parts[0], parts[1])))
    return tuple(queries)


def _query(cohort: str, outcomes: Iterable[str], own: Iterable[Indicator], parts: tuple[str, str]) -> CohortQuery:
    """The cohort (its SELECT list, its FROM) with a column for each of the portal's own indicators over cases."""
    selected, source = parts
    names = ("closed", "answers") if cohort == "closed" else (cohort,)
    versions: dict[tuple[str, str], list[Indicator]] = {}
    for indicator in own:
        if indicator.table in names:
            versions.setdefault((indicator.table, indicator.id), []).append(indicator)
    added = "".join(f",\n        {_column(items)} AS {name}" for (_, name), items in versions.items())
    tables = tuple(
        (name, (*OUTCOMES[name], *(column for table, column in versions if table == name))) for name in names
    )
    columns = (*outcomes, *(name for _, name in versions))
    return CohortQuery(cohort, columns, tables, f"{selected}{added}", source)


def _column(versions: list[Indicator]) -> str:
    """Whether a case counts in the indicator, by the version that is the rule of the period."""
    branches = []
    for version in versions:
        if version.case is None:
            continue
        first, last = literal(version.valid_from or "0000"), literal(version.valid_to or "9999")
        valid = f"period BETWEEN {first} AND {last} AND ({version.case.denominator.query})"
        branches.append(f"WHEN {valid} AND ({version.case.numerator.query}) THEN 'yes' WHEN {valid} THEN 'no'")
    return f"CASE {' '.join(branches)} ELSE 'out' END"


def _known(field: str) -> str:
    """The time of an event, as far as it had happened at the as-of."""
    return f"CASE WHEN time_until({field}, as_of()) THEN {field} END"


def _flag(field: str) -> str:
    return f"CASE {field} WHEN 'true' THEN 'yes' WHEN 'false' THEN 'no' ELSE 'unknown' END"


def _received(cases: str) -> tuple[str, str]:
    # 24-hour days where both times are known to the second, else calendar days.
    within = " ".join(
        f"WHEN (length(closed) = 10 OR length(received_at) = 10)"
        f" AND date_diff('day', {day_of('received_at')}::DATE, {day_of('closed')}::DATE) <= {days}"
        f" THEN 'within_{days}d'"
        f" WHEN length(closed) > 10 AND length(received_at) > 10"
        f" AND date_diff('second', received_at::TIMESTAMP, closed::TIMESTAMP) <= {days * 86400}"
        f" THEN 'within_{days}d'"
        for days in ELAPSED_DAYS
    )
    selected = f"""{month_of("received_at")} AS period, {_DIMENSIONS},
        CASE WHEN closed IS NULL THEN 'open' {within} ELSE 'over_{ELAPSED_DAYS[-1]}d' END AS elapsed,
        CASE WHEN due_at IS NULL THEN 'no' ELSE 'yes' END AS deadline,
        {_flag("on_time")} AS flag"""
    return selected, f"(SELECT *, {_known('closed_at')} AS closed FROM {cases}) AS c"


def _by_flag(outcome: str, cases: str) -> tuple[str, str]:
    """Due as the source's flag has it, by the month of receipt."""
    flag = "responded_on_time" if outcome == "responded" else "on_time"
    return f"{month_of('received_at')} AS period, {_DIMENSIONS}, {_flag(flag)} AS {outcome}", f"{cases} AS c"


def _by_date(outcome: str, fields: frozenset[str], cases: str) -> tuple[str, str]:
    """Due by a deadline, in whose month the case counts, at the unit that had it then if it was handed up later."""
    due, done = ("response_due_at", "responded_at") if outcome == "responded" else ("due_at", reply_field(fields))
    owner = f" REPLACE ({OWNER_AT[due]} AS unit)" if "events" in fields else ""
    selected = f"""{month_of(due)} AS period, {_DIMENSIONS},
        CASE WHEN time_until(done, {due}) THEN 'yes'
             WHEN done IS NOT NULL OR time_before({due}, as_of()) THEN 'no'
             ELSE 'unknown' END AS {outcome}"""
    return selected, f"(SELECT *{owner}, {_known(done)} AS done FROM {cases}) AS c WHERE {due} IS NOT NULL"


def _open(cases: str) -> tuple[str, str]:
    """The stock of open cases at the end of each month of receipt, and again as the next month's start."""
    month, received, closed = month_of("received_at"), day_of("received_at"), day_of("closed_at")
    last_day = f"last_day(({month} || '-01')::DATE)"
    ends = f"""
        SELECT DISTINCT {month} AS month, {last_day} AS day FROM {cases}
        WHERE strftime({last_day}, '%Y-%m-%d') < {day_of("as_of()")}"""
    points = f"""
        SELECT month, day, 'end' AS point FROM ({ends})
        UNION ALL SELECT strftime(day + 1, '%Y-%m'), day, 'start' FROM ({ends})
        WHERE strftime(day + 1, '%Y-%m') IN (SELECT month FROM ({ends}))"""
    selected = f"""month AS period, {_DIMENSIONS}, point,
        CASE WHEN date_diff('day', {received}::DATE, day) <= 7 THEN 'within_7d'
             WHEN date_diff('day', {received}::DATE, day) <= 15 THEN 'within_15d'
             WHEN date_diff('day', {received}::DATE, day) <= 30 THEN 'within_30d'
             ELSE 'over_30d' END AS age,
        CASE WHEN due_at IS NULL THEN 'unknown' WHEN {day_of("due_at")}::DATE <= day THEN 'yes' ELSE 'no' END
            AS overdue"""
    return (
        selected,
        f"""{cases} AS c JOIN ({points}) ON {received}::DATE <= day
        AND (closed_at IS NULL OR {closed}::DATE > day)""",
    )


def _closed(portal: Portal, cases: str) -> tuple[str, str]:
    unsatisfied = frozenset(portal.satisfaction_scale) - portal.satisfied_values
    selected = f"""{month_of("closed_at")} AS period, {_DIMENSIONS}, coalesce(caller_key, '') AS caller,
        CASE WHEN callback_result IN ({literals(REACHED)}) OR resolved IS NOT NULL OR {RATED}
             THEN 'yes' ELSE 'no' END AS reached,
        CASE WHEN asker IS NULL OR asker IN ({literals(portal.headline_askers)}) THEN 'yes' ELSE 'no' END AS asked,
        CASE WHEN satisfaction IS NULL THEN 'none'
             WHEN rating_source = {literal(DEFAULT_RATING)} THEN 'default'
             WHEN rating_source = {literal(INFERRED_RATING)} THEN 'inferred'
             ELSE 'active' END AS evaluation,
        CASE WHEN satisfaction IN ({literals(portal.satisfied_values)}) THEN 'yes'
             WHEN satisfaction IN ({literals(unsatisfied)}) THEN 'no'
             ELSE 'unknown' END AS satisfied,
        CASE resolved WHEN {literal(RESOLVED)} THEN 'yes' WHEN {literal(PARTLY_RESOLVED)} THEN 'partly'
             WHEN {literal(UNRESOLVED)} THEN 'no' ELSE 'unknown' END AS resolved"""
    return selected, f"{cases} AS c WHERE time_until(closed_at, as_of())"
