"""Cohorts: which cases a period's figures are about, and what became of them.

Source: the counting rules of the design. Response and on time: cases whose deadline falls in the period (open and
overdue = failed), or, for sources that give a flag and no dates, cases received in it. Resolution and satisfaction:
cases closed in it. Volume and elapsed time: cases received in it, open cases kept in. What the command centre did:
`generator.counts.centre`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from generator.definitions.cohorts import ANSWERS_TO, ELAPSED_DAYS, INDICATOR_OUTCOMES, NUMBERS_OF, OUTCOMES
from generator.definitions.indicators import CaseRule, Indicator
from generator.definitions.portal import Portal
from generator.sql import day_of, literal, literals, month_of

# Whether somebody rated the case, over its fields.
RATED: Final = (
    f"(satisfaction IS NOT NULL AND coalesce(rating_source, '') NOT IN ({literals((DEFAULT_RATING, INFERRED_RATING))}))"
)
_REACHED: Final = f"(callback_result IN ({literals(REACHED)}) OR resolved IS NOT NULL OR {RATED})"
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
        queries.append(_query("closed", OUTCOMES["closed"], own, _closed(portal, cases)))
        asked = {**_questions(portal, fields), **_own_questions(own)}
        if asked:
            queries.append(_answers(portal, asked, cases))
        queries.append(_query("open", OUTCOMES["open"], own, _open(cases)))
    for name, *parts in centre_parts(portal, fields, cases):
        queries.append(_query(name, OUTCOMES[name], own, (parts[0], parts[1])))
    return tuple(queries)


def _query(cohort: str, outcomes: Iterable[str], own: Iterable[Indicator], parts: tuple[str, str]) -> CohortQuery:
    """The cohort (its SELECT list, its FROM) with a column for each of the portal's own indicators over cases."""
    selected, source = parts
    versions = _versions(own, cohort)
    added = "".join(f",\n        {_column(items)} AS {name}" for name, items in versions.items())
    columns = (*outcomes, *versions)
    return CohortQuery(cohort, columns, ((cohort, columns),), f"{selected}{added}", source)


def _versions(own: Iterable[Indicator], table: str) -> dict[str, list[Indicator]]:
    """The versions of each of the portal's own indicators over the cases of a table."""
    versions: dict[str, list[Indicator]] = {}
    for indicator in own:
        if indicator.table == table:
            versions.setdefault(indicator.id, []).append(indicator)
    return versions


def _column(versions: list[Indicator]) -> str:
    """Whether a case counts in the indicator, by the version that is the rule of the period."""
    branches = []
    for version in versions:
        if version.case is None:
            continue
        first, last = literal(version.valid_from or "0000"), literal(version.valid_to or "9999")
        valid = f"period BETWEEN {first} AND {last} AND ({version.case.denominator.query}){_answer_to(version.case)}"
        branches.append(f"WHEN {valid} AND ({version.case.numerator.query}) THEN 'yes' WHEN {valid} THEN 'no'")
    return f"CASE {' '.join(branches)} ELSE 'out' END"


def _answer_to(rule: CaseRule) -> str:
    """Further conditions of a rule that reads answers: what nobody answered is neither a yes nor a no."""
    read = rule.numerator.columns | rule.denominator.columns
    resolved = " AND c.resolved IS NOT NULL" if "resolved" in read else ""
    return resolved + (f" AND {RATED}" if "satisfaction" in read else "")


def _known(field: str) -> str:
    """The time of an event, as far as it had happened at the as-of."""
    return f"CASE WHEN time_until({field}, as_of()) THEN {field} END"


def _flag(field: str) -> str:
    return f"CASE {field} WHEN 'true' THEN 'yes' WHEN 'false' THEN 'no' ELSE 'unknown' END"


def _received(cases: str) -> tuple[str, str]:
    # 24-hour days where both times are known to the second, else calendar days.
    within = " ".join(f"WHEN hours <= {24 * days} THEN 'within_{days}d'" for days in ELAPSED_DAYS)
    selected = f"""{month_of("received_at")} AS period, {_DIMENSIONS},
        CASE WHEN closed IS NULL THEN 'open' {within} ELSE 'over_{ELAPSED_DAYS[-1]}d' END AS elapsed,
        CASE WHEN due_at IS NULL THEN 'no' ELSE 'yes' END AS deadline,
        {_flag("on_time")} AS flag"""
    closed = f"SELECT *, {_known('closed_at')} AS closed FROM {cases}"
    return selected, f"(SELECT *, hours_between(received_at, closed) AS hours FROM ({closed}) AS closed_cases) AS c"


def _by_flag(outcome: str, cases: str) -> tuple[str, str]:
    """Due as the source's flag has it, by the month of receipt."""
    flag = "responded_on_time" if outcome == "responded" else "on_time"
    return f"{month_of('received_at')} AS period, {_DIMENSIONS}, {_flag(flag)} AS {outcome}", f"{cases} AS c"


def _by_date(outcome: str, fields: frozenset[str], cases: str) -> tuple[str, str]:
    """Due by a deadline, in whose month the case counts, at the unit that had it then if it was handed up later.

    A deadline after the as-of counts for nobody yet: of these cases only those that went well would be known.
    """
    due, done = ("response_due_at", "responded_at") if outcome == "responded" else ("due_at", reply_field(fields))
    owner = f" EXCLUDE (unit), {OWNER_AT[due]} AS unit" if "events" in fields else ""
    selected = f"""{month_of(due)} AS period, {_DIMENSIONS},
        CASE WHEN time_until(done, {due}) THEN 'yes'
             WHEN done IS NOT NULL OR time_before({due}, as_of()) THEN 'no'
             ELSE 'unknown' END AS {outcome}"""
    return selected, f"(SELECT *{owner}, {_known(done)} AS done FROM {cases}) AS c WHERE time_until({due}, as_of())"


def _open(cases: str) -> tuple[str, str]:
    """The stock of open cases at the end of every month that is over, and again as the next month's start."""
    # Months are numbers, so that each case is joined with the months at whose end it was open and with no others.
    numbers = {name: f"month_number({name})" for name in ("received_at", "closed_at", "as_of()")}
    ends = f"range({numbers['received_at']}, coalesce({numbers['closed_at']}, {numbers['as_of()']}))"
    month = "lpad((number // 12)::VARCHAR, 4, '0') || '-' || lpad((number % 12 + 1)::VARCHAR, 2, '0')"
    # Most cases are closed in their month.
    stays = "coalesce(in_earlier_month(received_at, closed_at), in_earlier_month(received_at, as_of()))"
    stock = f"""
        SELECT *, {month.replace("number", "(number + later)")} AS month, last_day(({month} || '-01')::DATE) AS day
        FROM (SELECT *, unnest({ends}) AS number FROM {cases} WHERE {stays})
        CROSS JOIN (VALUES ('end', 0), ('start', 1)) AS points(point, later)
        WHERE number + later < {numbers["as_of()"]}"""
    received = day_of("received_at")
    selected = f"""month AS period, {_DIMENSIONS}, point,
        CASE WHEN date_diff('day', {received}::DATE, day) <= 7 THEN 'within_7d'
             WHEN date_diff('day', {received}::DATE, day) <= 15 THEN 'within_15d'
             WHEN date_diff('day', {received}::DATE, day) <= 30 THEN 'within_30d'
             ELSE 'over_30d' END AS age,
        CASE WHEN due_at IS NULL THEN 'unknown' WHEN {day_of("due_at")}::DATE <= day THEN 'yes' ELSE 'no' END
            AS overdue"""
    return selected, f"({stock}) AS c"


def _closed(portal: Portal, cases: str) -> tuple[str, str]:
    inferred = f"rating_source = {literal(INFERRED_RATING)} AND satisfaction IN"
    selected = f"""{month_of("closed_at")} AS period, {_DIMENSIONS},
        CASE WHEN {inferred} ({literals(portal.satisfied_values)}) THEN 'yes'
             WHEN {inferred} ({literals(_unsatisfied(portal))}) THEN 'no'
             ELSE 'none' END AS inferred"""
    return selected, f"{cases} AS c WHERE time_until(closed_at, as_of())"


def _unsatisfied(portal: Portal) -> frozenset[str]:
    return frozenset(portal.satisfaction_scale) - portal.satisfied_values


def _questions(portal: Portal, fields: frozenset[str]) -> dict[str, str]:
    """Question → the value that a closed case has there, of those that the sources ask."""
    value_of = {
        "satisfaction": f"""CASE WHEN asker NOT IN ({literals(portal.headline_askers)}) THEN 'not_asked'
             WHEN satisfaction IS NULL THEN 'none'
             WHEN rating_source = {literal(DEFAULT_RATING)} THEN 'default'
             WHEN rating_source = {literal(INFERRED_RATING)} THEN 'inferred'
             WHEN satisfaction IN ({literals(portal.satisfied_values)}) THEN 'yes'
             WHEN satisfaction IN ({literals(_unsatisfied(portal))}) THEN 'no'
             ELSE 'none' END""",
        "resolution": f"""CASE resolved WHEN {literal(RESOLVED)} THEN 'yes'
             WHEN {literal(PARTLY_RESOLVED)} THEN 'partly'
             WHEN {literal(UNRESOLVED)} THEN 'no' ELSE 'none' END""",
        "reached": f"CASE WHEN {_REACHED} THEN 'yes' ELSE 'no' END",
        "answered": f"CASE WHEN resolved IS NOT NULL OR {RATED} THEN 'yes' ELSE 'no' END",
    }
    needed = {"satisfaction": "satisfaction", "resolution": "resolved"}
    return {name: value for name, value in value_of.items() if needed.get(name, "callback_result") in fields}


def _own_questions(own: Iterable[Indicator]) -> dict[str, str]:
    return {name: _column(versions) for name, versions in _versions(own, "answers").items()}


def _answers(portal: Portal, asked: Mapping[str, str], cases: str) -> CohortQuery:
    """The closed cases question by question, a row for each of both; `answer_id` is blank where nobody answered."""
    value = " ".join(f"WHEN {literal(name)} THEN ({value})" for name, value in asked.items())
    names = ", ".join(f"({literal(name)})" for name in asked)
    given = " OR ".join(
        f"question = {literal(name)} AND value IN ({literals(ANSWERS_TO.get(name, INDICATOR_OUTCOMES[:2]))})"
        for name in asked
        if name in ANSWERS_TO or name not in NUMBERS_OF
    )
    selected = f"""period, {_DIMENSIONS}, question, value,
        CASE WHEN {given or "FALSE"} THEN c.case_id ELSE '' END AS answer_id,
        CASE WHEN answer_id <> '' THEN coalesce(caller_key, '') ELSE '' END AS caller"""
    # Named in a select of its own: a name used beside its definition stands for a copy of it, and copies of copies.
    closed = f"{cases} AS c CROSS JOIN (VALUES {names}) AS asked(question) WHERE time_until(closed_at, as_of())"
    source = f"(SELECT *, {month_of('closed_at')} AS period, CASE question {value} END AS value FROM {closed}) AS c"
    columns = tuple(OUTCOMES["answers"])
    return CohortQuery("answers", (*columns, "answer_id", "caller"), (("answers", columns),), selected, source)
