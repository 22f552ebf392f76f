"""Counts for the public ledgers: cases excluded per unit and reason, and what happened to cases per unit and kind.

They read `known_cases` (every case as ruled on, with `excluded`), `rulings` and, where reported, `events`. A case's
unit is the one that has it after the rulings; an appeal is the unit's that had it before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import duckdb
import pandas as pd

from generator.definitions.rulings import DISMISSED, DONE_TO_THE_OWNER, LEDGER_EVENTS, LEDGER_KINDS, UPHELD
from generator.sql import literal, literals, month_of

Row = tuple[str, str, str, int]


@dataclass(frozen=True)
class LedgerCounts:
    """`exclusions` (month of receipt, unit, reason, n) and `events` (month, unit, kind, n), in total order.

    `excluded` holds the excluded cases of the cohorts that stand before and after, as frames like those of `Counts`.
    `reported` are the kinds that the sources report, and `excluded` where there are rulings.
    """

    exclusions: tuple[Row, ...]
    events: tuple[Row, ...]
    excluded: Mapping[str, pd.DataFrame]
    reported: tuple[str, ...] = ()


def reported_kinds(fields: Collection[str], *, with_events: bool, with_rulings: bool) -> tuple[str, ...]:
    """The kinds of the event ledger that the sources report, in the order of the list; then `excluded` with rulings.

    `fields` are the canonical fields that the sources fill.
    """
    given = {kind for kind in LEDGER_EVENTS if with_events}
    given |= {"repeated"} if "repeat_of" in fields else set()
    given |= {kind for kind in LEDGER_KINDS if with_rulings and kind.startswith("appeal_")}
    return (*(kind for kind in LEDGER_KINDS if kind in given), *(("excluded",) if with_rulings else ()))


def exclusions(con: duckdb.DuckDBPyConnection) -> tuple[Row, ...]:
    """Excluded cases by month of receipt, unit and reason."""
    return _rows(
        con,
        f"SELECT {month_of('received_at')}, unit, excluded, count(*)"
        " FROM known_cases WHERE excluded IS NOT NULL GROUP BY ALL",
    )


def ledger_events(con: duckdb.DuckDBPyConnection, *, with_events: bool) -> tuple[Row, ...]:
    """Events by month, unit and kind; repeats by month of receipt; appeals by month of the ruling."""
    repeats = f"""
        SELECT {month_of("received_at")}, unit, 'repeated', count(*)
        FROM known_cases WHERE repeat_of IS NOT NULL GROUP BY ALL"""
    appeals = f"""
        SELECT {month_of("decided_on")}, unit,
            CASE ruling WHEN {literal(UPHELD)} THEN 'appeal_upheld' ELSE 'appeal_dismissed' END, count(*)
        FROM rulings WHERE ruling IN ({literals((UPHELD, DISMISSED))}) GROUP BY ALL"""
    kinds = " ".join(f"WHEN {literal(event)} THEN '{kind}'" for kind, event in LEDGER_EVENTS.items())
    happened = f"""
        SELECT {month_of('"at"')},
            CASE WHEN event IN ({literals(DONE_TO_THE_OWNER)}) THEN c.unit ELSE coalesce(e.unit, c.unit) END AS whose,
            CASE event {kinds} END AS entry, count(*)
        FROM events AS e JOIN known_cases AS c USING (case_id)
        WHERE event IN ({literals(LEDGER_EVENTS.values())}) GROUP BY ALL"""
    return tuple(sorted(row for query in [repeats, appeals, *[happened] * with_events] for row in _rows(con, query)))


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> tuple[Row, ...]:
    return tuple(sorted((period, unit, key, int(n)) for period, unit, key, n in con.execute(query).fetchall()))
