"""The numbers behind the signals to check, one query for each: unit → counts in some months of the store.

A query returns None, or nothing, where the source cannot support its check at all. Only times to the second say
anything of minutes; ratings that nobody gave, and blank ones, say nothing of quality.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from generator.counts.cohorts import cohort_queries
from generator.definitions.portal import Portal
from generator.facts.chance.binomial import Count

INSTANT_MINUTES: Final = 10
Shares = dict[str, Count]


@dataclass(frozen=True)
class Bunching:
    """Replies in the last tenth of the allowed time, in the tenth before, and how many of which cases went badly.

    Both counts of quality are of cases whose quality is known: dissatisfied or taken up again.
    """

    last: int
    preceding: int
    bad_last: Count
    bad_earlier: Count


@dataclass(frozen=True)
class Answers:
    """Closed cases whose asker is asked, how many rated them, how many are satisfied, how many are rated by default."""

    closed: int
    rated: int
    satisfied: int
    default: int


def bunching(
    con: duckdb.DuckDBPyConnection, portal: Portal, fields: frozenset[str], months: Sequence[str]
) -> dict[str, Bunching] | None:
    """Unit → its replies by the share of the allowed time that they took; None where nothing is known of quality.

    The time runs from receipt to the deadline that the case is judged by; nobody stands here without times to the
    second. The month is that of the reply.
    """
    done = "replied_at" if "replied_at" in fields else "closed_at"
    satisfied = ", ".join("'" + value.replace("'", "''") + "'" for value in sorted(portal.satisfied_values)) or "NULL"
    active = "satisfaction IS NOT NULL AND coalesce(rating_source, '') NOT IN ('默认', '系统测算')"
    reopened = "reopened > 0" if "events" in fields else "false"
    timed = f"""
        SELECT unit, {active} AS rated, satisfaction NOT IN ({satisfied}) AS dissatisfied, {reopened} AS again,
            date_diff('second', received_at::TIMESTAMP, {done}::TIMESTAMP) AS spent,
            date_diff('second', received_at::TIMESTAMP, due_at::TIMESTAMP) AS allowed
        FROM cases WHERE list_contains($months, {done}[:7])
            AND length(received_at) > 10 AND length({done}) > 10 AND length(due_at) > 10"""
    by_rating = con.execute(f"SELECT count(*) FROM ({timed}) WHERE rated", {"months": list(months)}).fetchone()
    if by_rating is not None and by_rating[0]:
        judged, bad = "rated", "(dissatisfied OR again)"
    elif "events" in fields:
        judged, bad = "true", "again"
    else:
        return None
    last, preceding = "10 * spent > 9 * allowed", "10 * spent > 8 * allowed AND 10 * spent <= 9 * allowed"
    rows = con.execute(
        f"SELECT unit, count(*) FILTER ({last}), count(*) FILTER ({preceding}),"
        f" count(*) FILTER ({last} AND {judged} AND {bad}), count(*) FILTER ({last} AND {judged}),"
        f" count(*) FILTER (NOT {last} AND {judged} AND {bad}), count(*) FILTER (NOT {last} AND {judged})"
        f" FROM ({timed}) WHERE spent BETWEEN 0 AND allowed AND allowed > 0 GROUP BY unit",
        {"months": list(months)},
    ).fetchall()
    return {
        unit: Bunching(n_last, n_before, Count(bad_last, all_last), Count(bad_earlier, all_earlier))
        for unit, n_last, n_before, bad_last, all_last, bad_earlier, all_earlier in rows
    }


def instant(con: duckdb.DuckDBPyConnection, months: Sequence[str]) -> Shares | None:
    """Unit → closings within minutes of the receipt, among those with both times; None without such times."""
    return _shares(
        con,
        "SELECT unit, count(*) FILTER (date_diff('second', received_at::TIMESTAMP, closed_at::TIMESTAMP)"
        f" < {60 * INSTANT_MINUTES}), count(*) FROM cases WHERE list_contains(?, closed_at[:7])"
        " AND length(received_at) > 10 AND length(closed_at) > 10 GROUP BY unit",
        months,
    )


def excluded(con: duckdb.DuckDBPyConnection, months: Sequence[str]) -> Shares | None:
    """Unit → excluded cases among those received; None where nothing was excluded."""
    found = _shares(
        con,
        "SELECT unit, count(excluded), count(*) FROM known_cases WHERE list_contains(?, received_at[:7]) GROUP BY unit",
        months,
    )
    return found if found and any(count.x for count in found.values()) else None


def happened(
    con: duckdb.DuckDBPyConnection, event: str, fields: frozenset[str], months: Sequence[str]
) -> Shares | None:
    """Unit → cases to which it did `event`, among those and the cases that it received; None without events.

    A case belongs to the unit that did it, as in the public ledger, for a returned case is another unit's afterwards.
    """
    if "events" not in fields:
        return None
    return _shares(
        con,
        f"""WITH done AS (
            SELECT DISTINCT coalesce(events.unit, cases.unit) AS unit, case_id FROM events JOIN cases USING (case_id)
            WHERE event = '{event}' AND list_contains($1, "at"[:7])
        ), had AS (
            SELECT unit, case_id FROM cases WHERE list_contains($1, received_at[:7])
            UNION SELECT unit, case_id FROM done
        )
        SELECT had.unit, count(done.case_id), count(*)
        FROM had LEFT JOIN done USING (unit, case_id) GROUP BY had.unit""",
        months,
    )


def answers(
    con: duckdb.DuckDBPyConnection, portal: Portal, fields: frozenset[str], months: Sequence[str]
) -> dict[str, Answers] | None:
    """Unit → what came of its closed cases, as satisfaction and participation count them; None without closings."""
    query = next((one for one in cohort_queries(portal, fields) if one.cohort == "closed"), None)
    if query is None:
        return None
    rated = "evaluation = 'active' AND satisfied IN ('yes', 'no')"
    rows = con.execute(
        f"SELECT unit, count(*), count(*) FILTER ({rated}), count(*) FILTER ({rated} AND satisfied = 'yes'),"
        f" count(*) FILTER (evaluation = 'default') FROM ({query.sql})"
        " WHERE asked = 'yes' AND list_contains(?, period) GROUP BY unit",
        [list(months)],
    ).fetchall()
    return {unit: Answers(*numbers) for unit, *numbers in rows} or None


def minutes(con: duckdb.DuckDBPyConnection, months: Sequence[str]) -> dict[str, tuple[int, ...]] | None:
    """Unit → closings in each of the 60 minutes of the hour; None without times to the minute."""
    rows = con.execute(
        "SELECT unit, closed_at[15:16]::INTEGER, count(*) FROM cases"
        " WHERE list_contains(?, closed_at[:7]) AND length(closed_at) > 10 GROUP BY ALL",
        [list(months)],
    ).fetchall()
    found: dict[str, list[int]] = {}
    for unit, minute, n in rows:
        found.setdefault(unit, [0] * 60)[minute] += n
    return {unit: tuple(cells) for unit, cells in found.items()} or None


def _shares(con: duckdb.DuckDBPyConnection, query: str, months: Sequence[str]) -> Shares | None:
    return {unit: Count(x, n) for unit, x, n in con.execute(query, [list(months)]).fetchall()} or None
