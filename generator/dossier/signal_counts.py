"""The numbers behind the signals to check, one query for each: unit → counts in some months of the store.

A query returns nothing where the source cannot support its check at all. Only times to the second say anything of
minutes; ratings that nobody gave, and blank ones, say nothing of quality.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from generator.counts.cohorts import RATED
from generator.definitions.case_terms import reply_field
from generator.dossier.month_store import MonthStore
from generator.facts.chance.binomial import Count
from generator.sql import literal, literals, month_of

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


def bunching(store: MonthStore, months: Sequence[str]) -> dict[str, Bunching] | None:
    """Unit → its replies by the share of the allowed time that they took; None where nothing is known of quality.

    The time runs from receipt to the deadline that the case is judged by; nobody stands here without times to the
    second. The month is that of the reply.
    """
    done = reply_field(store.fields)
    reopened = "reopened > 0" if store.with_events else "false"
    timed = f"""
        SELECT unit, {RATED} AS rated, satisfaction NOT IN ({literals(store.portal.satisfied_values)}) AS dissatisfied,
            {reopened} AS again,
            date_diff('second', received_at::TIMESTAMP, {done}::TIMESTAMP) AS spent,
            date_diff('second', received_at::TIMESTAMP, due_at::TIMESTAMP) AS allowed
        FROM cases WHERE list_contains($months, {month_of(done)})
            AND length(received_at) > 10 AND length({done}) > 10 AND length(due_at) > 10"""
    bound = {"months": list(months)}
    by_rating = store.con.execute(f"SELECT count(*) FROM ({timed}) WHERE rated", bound).fetchone()
    if by_rating is not None and by_rating[0]:
        judged, bad = "rated", "(dissatisfied OR again)"
    elif store.with_events:
        judged, bad = "true", "again"
    else:
        return None
    last, preceding = "10 * spent > 9 * allowed", "10 * spent > 8 * allowed AND 10 * spent <= 9 * allowed"
    rows = store.con.execute(
        f"SELECT unit, count(*) FILTER ({last}), count(*) FILTER ({preceding}),"
        f" count(*) FILTER ({last} AND {judged} AND {bad}), count(*) FILTER ({last} AND {judged}),"
        f" count(*) FILTER (NOT {last} AND {judged} AND {bad}), count(*) FILTER (NOT {last} AND {judged})"
        f" FROM ({timed}) WHERE spent BETWEEN 0 AND allowed AND allowed > 0 GROUP BY unit",
        bound,
    ).fetchall()
    return {
        unit: Bunching(n_last, n_before, Count(bad_last, all_last), Count(bad_earlier, all_earlier))
        for unit, n_last, n_before, bad_last, all_last, bad_earlier, all_earlier in rows
    }


def instant(store: MonthStore, months: Sequence[str]) -> Shares:
    """Unit → closings within minutes of the receipt, among those with both times to the second."""
    return _shares(
        store,
        "SELECT unit, count(*) FILTER (date_diff('second', received_at::TIMESTAMP, closed_at::TIMESTAMP)"
        f" < {60 * INSTANT_MINUTES}), count(*) FROM cases WHERE list_contains(?, {month_of('closed_at')})"
        " AND length(received_at) > 10 AND length(closed_at) > 10 GROUP BY unit",
        months,
    )


def excluded(store: MonthStore, months: Sequence[str]) -> Shares:
    """Unit → excluded cases among those received."""
    return _shares(
        store,
        "SELECT unit, count(excluded), count(*) FROM known_cases"
        f" WHERE list_contains(?, {month_of('received_at')}) GROUP BY unit",
        months,
    )


def happened(store: MonthStore, event: str, months: Sequence[str]) -> Shares:
    """Unit → cases to which it did `event`, among those and the cases that it received.

    A case belongs to the unit that did it, as in the public ledger, for a returned case is another unit's afterwards.
    """
    if not store.with_events:
        return {}
    return _shares(
        store,
        f"""WITH done AS (
            SELECT DISTINCT coalesce(events.unit, cases.unit) AS unit, case_id FROM events JOIN cases USING (case_id)
            WHERE event = {literal(event)} AND list_contains($1, {month_of('"at"')})
        ), had AS (
            SELECT unit, case_id FROM cases WHERE list_contains($1, {month_of("received_at")})
            UNION SELECT unit, case_id FROM done
        )
        SELECT had.unit, count(done.case_id), count(*)
        FROM had LEFT JOIN done USING (unit, case_id) GROUP BY had.unit""",
        months,
    )


def answers(store: MonthStore, months: Sequence[str]) -> dict[str, Answers]:
    """Unit → what came of its closed cases, as satisfaction and participation count them."""
    query = next((query for query in store.queries if query.cohort == "closed"), None)
    if query is None:
        return {}
    rated = "evaluation = 'active' AND satisfied IN ('yes', 'no')"
    rows = store.con.execute(
        f"SELECT unit, count(*), count(*) FILTER ({rated}), count(*) FILTER ({rated} AND satisfied = 'yes'),"
        f" count(*) FILTER (evaluation = 'default') FROM ({query.sql})"
        " WHERE asked = 'yes' AND list_contains(?, period) GROUP BY unit",
        [list(months)],
    ).fetchall()
    return {unit: Answers(*numbers) for unit, *numbers in rows}


def minutes(store: MonthStore, months: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Unit → closings in each of the 60 minutes of the hour, of those with a time."""
    rows = store.con.execute(
        "SELECT unit, substr(closed_at, 15, 2)::INTEGER, count(*) FROM cases"
        f" WHERE list_contains(?, {month_of('closed_at')}) AND length(closed_at) > 10 GROUP BY ALL",
        [list(months)],
    ).fetchall()
    cells: dict[str, list[int]] = {}
    for unit, minute, n in rows:
        cells.setdefault(unit, [0] * 60)[minute] += n
    return {unit: tuple(by_minute) for unit, by_minute in cells.items()}


def _shares(store: MonthStore, query: str, months: Sequence[str]) -> Shares:
    return {unit: Count(x, n) for unit, x, n in store.con.execute(query, [list(months)]).fetchall()}
