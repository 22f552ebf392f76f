"""All papers of a month as files: name → bytes, from the prepared store. Nothing here touches a disk."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from generator.definitions.portal import Portal
from generator.dossier.check_sheets import check_sheets
from generator.dossier.outcomes import month_cases
from generator.dossier.papers import Paper, names, paper_bytes
from generator.dossier.per_case import per_case
from generator.dossier.robustness import Place, lines, robustness, standings
from generator.dossier.score_orders import score_orders
from generator.dossier.sign_off import sign_off
from generator.dossier.signals import signals
from generator.dossier.supervision import supervision


def months_known(con: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """The months in which some known case was received, excluded cases included; oldest first."""
    return tuple(
        month for (month,) in con.execute("SELECT DISTINCT received_at[:7] FROM known_cases ORDER BY 1").fetchall()
    )


def draw_up(
    con: duckdb.DuckDBPyConnection,
    portal: Portal,
    fields: frozenset[str],
    month: str,
    as_of: str,
    pooled: Collection[Place] = (),
) -> dict[str, bytes]:
    """Every paper of `month` as known at `as_of`; `con` holds what `generator.counts.engine.prepare` made.

    `fields` are the canonical fields that the sources report. Papers of schemes that the portal does not have are
    left out. `pooled` are the units that the month's newest release does not name in a ranking: what is published has
    no place for them, and so neither has the paper on its robustness. Raises UserError when the calendar ends too
    early for a card.
    """
    indicators = tuple(item for item in portal.indicators if item.reported_by(fields) and item.holds_in([month]))
    cases = month_cases(con, portal, fields, indicators, month)
    excluded = con.execute(
        "SELECT unit, case_id, excluded FROM known_cases WHERE excluded IS NOT NULL AND received_at[:7] = ?", [month]
    ).fetchall()
    papers: dict[str, Paper] = {
        f"check-sheets/{unit}.csv": sheet
        for unit, sheet in check_sheets(cases, indicators, excluded, portal, fields).items()
    }
    papers["supervision.csv"] = supervision(con, portal, as_of, with_events="events" in fields)
    papers["signals.csv"] = signals(con, portal, fields, month)
    schemes = [scheme for scheme in portal.schemes if scheme.kind == "per_case" and scheme.holds_in(month)]
    if schemes:
        papers["per-case.csv"] = per_case(cases, schemes, indicators, names(portal.registers["units"].rows))
    ranked = standings(con, portal, fields, indicators, month, as_of, pooled)
    if ranked:
        papers["robustness.csv"] = robustness(ranked, portal)
    current = {scheme.kind for scheme in portal.schemes if scheme.holds_in(month)}
    if "score" in current:
        papers["score-orders.csv"] = score_orders(con, portal, fields, indicators, month, as_of)
    if "deduction" in current:
        papers["sign-off.csv"] = sign_off(con, portal, fields, indicators, month, as_of, lines(ranked))
    return {name: paper_bytes(paper, as_of, synthetic=portal.synthetic) for name, paper in sorted(papers.items())}
