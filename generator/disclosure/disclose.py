"""`disclose`: the one pure function between full-grain counts and facts.

What an office did (received, response, on time, closed) is open by name at any n, for units, groups, tiers and the
whole; what the command centre did, for itself and the whole alone. What people answered is open by name from k
answers (distinct callers where known), else pooled with another unit. Margins by category, channel and street are
pooled below k in every table; what an office did is also told by community. No crossings; no grid.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from generator.definitions.cohorts import (
    ANSWER_SCOPES,
    CENTRE,
    CENTRE_SCOPES,
    COMMUNITY,
    MARGIN_SCOPES,
    OUTCOMES,
    SCOPES,
    STOCKS,
)
from generator.disclosure.answers.published import Published
from generator.disclosure.answers.table import answers_table
from generator.disclosure.policy import Policy
from generator.disclosure.pool.communities import hidden_communities
from generator.disclosure.pool.pooling import Weigh, pool
from generator.disclosure.pool.scopes import scope_rows, sums, with_scopes
from generator.disclosure.tables import Place, PublicTable, merge_hidden


def disclose(
    counts: Mapping[str, pd.DataFrame],
    policy: Policy,
    outcomes: Mapping[str, tuple[str, ...]] | None = None,
    earlier: Mapping[str, Published] | None = None,
) -> dict[str, PublicTable]:
    """Public count tables (table name → table) from full-grain counts (cohort → frame).

    `outcomes` names each table's outcome columns where the portal's own indicators add to the usual ones. All tables
    are monthly; `answers` also holds the quarters and years, which are not always sums of named months. Answers are
    counted from `counts["answers"]` where earlier releases hold some of them back, else from the closed cohort;
    `earlier` are the newest releases by month, which fix who is named.
    """
    columns = {name: tuple(usual) for name, usual in OUTCOMES.items()} | dict(outcomes or {})
    tables = operational_tables(counts, policy, columns)
    if "closed" in counts:
        frame = with_scopes(answers_frame(counts), policy)
        tables["answers"] = answers_table(frame, columns["answers"], policy, earlier or {})
    return tables


def operational_tables(
    counts: Mapping[str, pd.DataFrame], policy: Policy, outcomes: Mapping[str, tuple[str, ...]]
) -> dict[str, PublicTable]:
    """The public monthly tables of what offices did; `outcomes` names the outcome columns of each."""
    return {
        cohort: _operational(cohort, with_scopes(frame, policy), outcomes[cohort], policy)
        for cohort, frame in counts.items()
        if cohort != "answers"
    }


def answers_frame(counts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The closed cohort as far as its answers may be published now."""
    return counts.get("answers", counts["closed"])


def _operational(cohort: str, frame: pd.DataFrame, outcomes: tuple[str, ...], policy: Policy) -> PublicTable:
    if cohort in CENTRE:
        return PublicTable(cohort, outcomes, merge_hidden(scope_rows(frame, outcomes, CENTRE_SCOPES), ()), frozenset())
    hidden: set[Place] = set()
    points = ["point"] if cohort in STOCKS else []

    def weigher(rows: pd.DataFrame) -> Weigh:
        return _case_weigher(rows, COMMUNITY, cohort)

    for scope in MARGIN_SCOPES:
        for period, part in sums(frame, ["period", scope, *points]).groupby("period", sort=True, observed=True):
            keys = set(part[scope])
            pooled = pool(keys, _case_weigher(part, scope, cohort), policy.k)
            hidden |= {(str(period), scope, key) for key in (keys if pooled is None else pooled)}
    for period, part in sums(frame, ["period", "street", "community", *points]).groupby("period", observed=True):
        streets = {key for when, scope, key in hidden if (when, scope) == (period, "street")}
        hidden |= hidden_communities(part, str(period), streets, weigher, policy.k)
    scopes = SCOPES if policy.community_of else ANSWER_SCOPES
    return PublicTable(cohort, outcomes, merge_hidden(scope_rows(frame, outcomes, scopes), hidden), frozenset(hidden))


def _case_weigher(part: pd.DataFrame, scope: str, cohort: str) -> Weigh:
    """Cases of a set of keys. A stock holds the same cases at two points of time: its smaller point counts."""
    points = [rows for _, rows in part.groupby("point", observed=True)] if cohort in STOCKS else [part]
    tallies = [dict(zip(rows[scope], map(int, rows["n"]), strict=True)) for rows in points]

    def weigh(keys: Collection[str]) -> int:
        sums = [sum(tally.get(key, 0) for key in keys) for tally in tallies]
        return min((n for n in sums if n), default=0)

    return weigh
