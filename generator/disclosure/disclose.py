"""`disclose`: what offices did, from full-grain counts to public ones.

What an office did (received, response, on time, closed, and ratings that a system inferred from it) is open by name at
any n, for units, groups, tiers and the whole; what the command centre did, for itself and the whole alone. Margins by
category, channel, street and community are pooled below k. No crossings; no grid. What people answered is told in
atoms, once: `generator.disclosure.answers`.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from generator.definitions.cohorts import (
    ANSWER_SCOPES,
    CENTRE,
    CENTRE_SCOPES,
    MARGIN_SCOPES,
    OUTCOMES,
    SCOPES,
    STOCKS,
)
from generator.disclosure.policy import Policy
from generator.disclosure.pool.communities import hidden_communities
from generator.disclosure.pool.pooling import pool, weigher
from generator.disclosure.pool.scopes import by_first, scope_rows, sum_rows, with_scopes
from generator.disclosure.tables import Place, PublicTable, merge_hidden


def disclose(
    counts: Mapping[str, pd.DataFrame],
    policy: Policy,
    outcomes: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, PublicTable]:
    """Public count tables of what offices did (table name → table) from full-grain counts (cohort → frame).

    `outcomes` names each table's outcome columns where the portal's own indicators add to the usual ones. All tables
    are monthly. Answers are told otherwise: see `generator.disclosure.answers`.
    """
    columns = {name: tuple(usual) for name, usual in OUTCOMES.items()} | dict(outcomes or {})
    return {
        cohort: _operational(cohort, with_scopes(frame, policy), columns[cohort], policy)
        for cohort, frame in counts.items()
        if cohort != "answers"
    }


def _operational(cohort: str, frame: pd.DataFrame, outcomes: tuple[str, ...], policy: Policy) -> PublicTable:
    if cohort in CENTRE:
        return PublicTable(cohort, outcomes, merge_hidden(scope_rows(frame, outcomes, CENTRE_SCOPES), ()), frozenset())
    hidden: set[Place] = set()
    points = ["point"] if cohort in STOCKS else []

    for scope in MARGIN_SCOPES:
        for period, part in by_first(sum_rows(frame, ["period", scope, *points])):
            keys = {key for key, *_ in part}
            pooled = pool(keys, weigher(part), policy.k)
            hidden |= {(period, scope, key) for key in (keys if pooled is None else pooled)}
    for period, part in by_first(sum_rows(frame, ["period", "street", "community", *points])):
        streets = {key for when, scope, key in hidden if (when, scope) == (period, "street")}
        hidden |= hidden_communities(part, period, streets, policy.k)
    scopes = SCOPES if policy.community_of else ANSWER_SCOPES
    return PublicTable(cohort, outcomes, merge_hidden(scope_rows(frame, outcomes, scopes), hidden), frozenset(hidden))
