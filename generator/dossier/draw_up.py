"""All papers of a month as files: name → bytes, from the prepared store. Nothing here touches a disk."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import duckdb

from generator.definitions.file_names import file_names
from generator.dossier.check_sheets import check_sheets
from generator.dossier.month_store import MonthStore
from generator.dossier.outcomes import month_cases
from generator.dossier.papers import Paper, paper_bytes
from generator.dossier.per_case import per_case
from generator.dossier.robustness import lines, robustness
from generator.dossier.score_orders import score_orders
from generator.dossier.sign_off import sign_off
from generator.dossier.signals import signals
from generator.dossier.standings import Place, standings
from generator.dossier.supervision import supervision
from generator.sql import month_of

# The list that pages for units are made of.
SUPERVISION: Final = "supervision.csv"


def months_known(con: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """The months in which some known case was received, excluded cases included; oldest first."""
    rows = con.execute(f"SELECT DISTINCT {month_of('received_at')} FROM known_cases ORDER BY 1").fetchall()
    return tuple(month for (month,) in rows)


def draw_up(store: MonthStore, pooled: Collection[Place] = ()) -> dict[str, bytes]:
    """Every paper of the month.

    Papers of schemes that the portal does not have are left out. `pooled` are the units that the month's newest release
    does not name in a ranking: what is published has no place for them, and so neither has the paper on its robustness.
    Raises UserError when the calendar ends too early for a card.
    """
    cases = month_cases(store)
    names = file_names(store.portal.registers["units"].by_code)
    sheets = check_sheets(store, cases)
    papers: dict[str, Paper] = {f"check-sheets/{names[unit]}.csv": sheet for unit, sheet in sheets.items()}
    papers[SUPERVISION] = supervision(store)
    papers["signals.csv"] = signals(store)
    current = [scheme for scheme in store.portal.schemes if scheme.holds_in(store.month)]
    kinds = {scheme.kind for scheme in current}
    if "per_case" in kinds:
        papers["per-case.csv"] = per_case(store, cases, [scheme for scheme in current if scheme.kind == "per_case"])
    ranked = standings(store, pooled)
    if ranked:
        papers["robustness.csv"] = robustness(store, ranked)
    if "score" in kinds:
        papers["score-orders.csv"] = score_orders(store)
    if "deduction" in kinds:
        papers["sign-off.csv"] = sign_off(store, lines(ranked))
    synthetic = store.portal.synthetic
    return {name: paper_bytes(paper, store.as_of, synthetic=synthetic) for name, paper in sorted(papers.items())}
