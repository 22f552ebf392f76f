"""Counts for the public ledgers: cases excluded per unit and reason, and what happened to cases per unit and kind.

They read `known_cases` (every case as ruled on, with `excluded`), `rulings` and, where reported, `events`. A case's
unit is the one that has it after the rulings; an appeal is the unit's that had it before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from generator.definitions.rulings import DISMISSED, DONE_TO_THE_OWNER, LEDGER_EVENTS, LEDGER_KINDS, UPHELD
from generator.sql import literal, literals, month_of

# Names of the tables that the ledgers are counted in.
EXCLUSIONS: Final = "exclusions"
HAPPENINGS: Final = "happenings"
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


def ledger_selects(*, with_events: bool) -> dict[str, tuple[tuple[str, ...], str]]:
    """Table of a ledger → its keys, and what it is counted by.

    Exclusions by month of receipt, unit and reason. What happened by month of the event, unit and kind; repeats by
    month of receipt; appeals by month of the ruling.
    """
    excluded = f"""
        SELECT {month_of("received_at")} AS period, unit, excluded AS reason, count(*) AS n
        FROM known_cases WHERE excluded IS NOT NULL GROUP BY ALL"""
    repeats = f"""
        SELECT {month_of("received_at")} AS period, unit, 'repeated' AS kind, count(*) AS n
        FROM known_cases WHERE repeat_of IS NOT NULL GROUP BY ALL"""
    appeals = f"""
        SELECT {month_of("decided_on")} AS period, unit,
            CASE ruling WHEN {literal(UPHELD)} THEN 'appeal_upheld' ELSE 'appeal_dismissed' END AS kind, count(*) AS n
        FROM rulings WHERE ruling IN ({literals((UPHELD, DISMISSED))}) GROUP BY ALL"""
    kinds = " ".join(f"WHEN {literal(event)} THEN '{kind}'" for kind, event in LEDGER_EVENTS.items())
    owned = literals(DONE_TO_THE_OWNER)
    happened = f"""
        SELECT {month_of('"at"')} AS period,
            CASE WHEN event IN ({owned}) THEN c.unit ELSE coalesce(e.unit, c.unit) END AS unit,
            CASE event {kinds} END AS kind, count(*) AS n
        FROM events AS e JOIN known_cases AS c USING (case_id)
        WHERE event IN ({literals(LEDGER_EVENTS.values())}) GROUP BY ALL"""
    parts = [repeats, appeals, *[happened] * with_events]
    return {
        EXCLUSIONS: (("period", "unit", "reason"), excluded),
        HAPPENINGS: (("period", "unit", "kind"), " UNION ALL ".join(parts)),
    }
