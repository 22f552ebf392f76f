"""Answers added up, with the number of people who gave them: nobody who has a part in it is named.

Where sums are put together, a caller counts once. Most callers have answered in one place alone, so they are a number
there and add up like any other; only of those who answered in several places of the same `within` it must be known
which. So what comes out grows with places and with people who call again, not with cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class AnswerSum:
    """Answers of a place: how many of each value, the numbers of callers who answered elsewhere too, and how many
    people beside these: callers who answered here alone, and each answer of an unknown caller by itself.
    """

    values: Mapping[str, int]
    returning: frozenset[int] = frozenset()
    others: int = 0


# What stands in the columns `within` and `place` → its answers.
AnswerSums = Mapping[tuple[str, ...], AnswerSum]


def answer_sums(
    con: duckdb.DuckDBPyConnection, answers: str, within: Sequence[str], place: Sequence[str]
) -> AnswerSums:
    """The sums of a table with `value`, `caller` (0 where unknown) and the columns `within` and `place`."""
    key, common = ", ".join((*within, *place)), ", ".join(within)
    length = len(within) + len(place)
    values: dict[tuple[str, ...], dict[str, int]] = {}
    others: dict[tuple[str, ...], int] = {}
    counted = f"SELECT {key}, value, count(*), count(*) FILTER (caller = 0) FROM {answers} GROUP BY ALL ORDER BY ALL"
    for row in con.execute(counted).fetchall():
        where, (value, n, nameless) = row[:length], row[length:]
        values.setdefault(where, {})[value] = n
        others[where] = others.get(where, 0) + nameless
    people = f"""
        WITH people AS (SELECT {key}, caller FROM {answers} WHERE caller <> 0 GROUP BY ALL),
        several AS (SELECT {common}, caller FROM people GROUP BY ALL HAVING count(*) > 1)
        SELECT {key}, count(*) FILTER (again.caller IS NULL), list(again.caller) FILTER (again.caller IS NOT NULL)
        FROM people LEFT JOIN several AS again USING ({common}, caller) GROUP BY ALL"""
    returning: dict[tuple[str, ...], frozenset[int]] = {}
    for row in con.execute(people).fetchall():
        where, (alone, callers) = row[:length], row[length:]
        others[where] += alone
        returning[where] = frozenset(callers or ())
    return {
        where: AnswerSum(counts, returning.get(where, frozenset()), others[where]) for where, counts in values.items()
    }
