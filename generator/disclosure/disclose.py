"""`disclose`: the one pure function between full-grain counts and facts.

What an office did (received, response, on time, closed) is open by name at any n, for units, groups, tiers and the
whole. What people answered is open by name from k answers (distinct callers where known), else pooled with another
unit. Margins by category, channel and street are pooled below k in every table. No crossings; no area below street.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from generator.definitions.codes import ALL_KEY, MARGIN_SCOPES, NONE_KEY, OUTCOMES, SCOPES, STOCKS
from generator.disclosure.policy import Policy
from generator.disclosure.pooling import Weigh, pool, pool_units
from generator.disclosure.residuals import WeighCells, answer_windows, hidden_units
from generator.disclosure.tables import Place, PublicRow, PublicTable, merge_hidden
from generator.disclosure.windows import inherited


def disclose(
    counts: Mapping[str, pd.DataFrame], policy: Policy, outcomes: Mapping[str, tuple[str, ...]] | None = None
) -> dict[str, PublicTable]:
    """Public count tables (table name → table) from full-grain counts (cohort → frame).

    `outcomes` names each table's outcome columns where the portal's own indicators add to the usual ones. All tables
    are monthly; `answers` also holds the quarters and years, which are not always sums of named months.
    """
    scoped = {cohort: _with_scopes(frame, policy) for cohort, frame in counts.items()}
    columns = {name: tuple(usual) for name, usual in OUTCOMES.items()} | dict(outcomes or {})
    tables = {cohort: _operational(cohort, frame, columns[cohort], policy) for cohort, frame in scoped.items()}
    if "closed" in scoped:
        tables["answers"] = _answers(scoped["closed"], columns["answers"], policy)
    return tables


def _with_scopes(frame: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The frame with a column for each published scope; blank codes become `_none`."""
    group = frame["unit"].map(policy.group_of)
    return frame.assign(
        all=ALL_KEY,
        group=group,
        tier=group.map(policy.tier_of),
        category=frame["category"].map(lambda code: policy.category_of.get(code, NONE_KEY)),
        street=frame["area"].map(lambda code: policy.street_of.get(code, NONE_KEY)),
        channel=frame["channel"].where(frame["channel"] != "", NONE_KEY),
    )


def _operational(cohort: str, frame: pd.DataFrame, outcomes: tuple[str, ...], policy: Policy) -> PublicTable:
    hidden: set[Place] = set()
    for scope in MARGIN_SCOPES:
        for period, part in frame.groupby("period", sort=True):
            keys = set(part[scope])
            pooled = pool(keys, _case_weigher(part, scope, cohort), policy.k)
            hidden |= {(str(period), scope, key) for key in (keys if pooled is None else pooled)}
    return _table(cohort, frame, outcomes, frozenset(hidden))


def _case_weigher(part: pd.DataFrame, scope: str, cohort: str) -> Weigh:
    """Cases of a set of keys. A stock holds the same cases at two points of time: its smaller point counts."""
    points = [rows for _, rows in part.groupby("point")] if cohort in STOCKS else [part]
    tallies = [{str(key): int(n) for key, n in rows.groupby(scope)["n"].sum().items()} for rows in points]

    def weigh(keys: Collection[str]) -> int:
        sums = [sum(tally.get(key, 0) for key in keys) for tally in tallies]
        return min((n for n in sums if n), default=0)

    return weigh


def _answers(frame: pd.DataFrame, outcomes: tuple[str, ...], policy: Policy) -> PublicTable:
    """The closed cohort's answers. A key weighs as many answers as its least answered question."""
    questions = _questions(frame, tuple(name for name in outcomes if name not in OUTCOMES["answers"]))
    hidden: set[Place] = set()
    for period, part in frame.groupby("period", sort=True):
        month = str(period)
        units = _weigher(part, "unit", questions)
        pools = pool_units(set(part["unit"]), units, policy.k, policy.group_of, policy.tier_of)
        hidden |= {(month, "unit", key) for key in pools.units}
        hidden |= {(month, "group", key) for key in pools.groups}
        hidden |= {(month, "tier", key) for key in pools.tiers}
        if pools.everything:
            hidden.add((month, "all", ALL_KEY))
        for scope in MARGIN_SCOPES:
            keys = set(part[scope])
            pooled = pool(keys, _weigher(part, scope, questions), policy.k)
            hidden |= {(month, scope, key) for key in (keys if pooled is None else pooled)}
    frames = [frame]
    weigh = _cell_weigher(frame, questions)
    for window in answer_windows(frame["period"].unique()):
        part = frame[frame["period"].isin(window.months)]
        passed_on = inherited(hidden, window.period, window.months)
        cells = frozenset((str(month), str(unit)) for month, unit in zip(part["period"], part["unit"], strict=True))
        withheld = hidden_units(window, cells, hidden, weigh, policy)
        hidden |= {place for place in passed_on if place[1] != "unit"}
        hidden |= {(window.period, "unit", unit) for unit in withheld}
        frames.append(part.assign(period=window.period))
    return _table("answers", pd.concat(frames, ignore_index=True), outcomes, frozenset(hidden))


def _cell_weigher(frame: pd.DataFrame, questions: tuple[pd.Series, ...]) -> WeighCells:
    """As `_weigher`, of sets of months and units."""
    weigh = _weigher(frame.assign(cell=frame["period"] + " " + frame["unit"]), "cell", questions)
    return lambda cells: weigh([f"{month} {unit}" for month, unit in cells])


def _questions(frame: pd.DataFrame, own: tuple[str, ...]) -> tuple[pd.Series, ...]:
    """For each question that the source asks at all: which rows answer it. Inferred ratings count as answers here.

    So does every case in the denominator of one of the portal's `own` indicators of answers.
    """
    satisfied = (frame["evaluation"] == "active") & (frame["asked"] == "yes")
    inferred = frame["evaluation"] == "inferred"
    resolved = frame["resolved"] != "unknown"
    counted = [frame[name] != "out" for name in own]
    return tuple(answered for answered in (satisfied, inferred, resolved, *counted) if answered.any())


def _weigher(part: pd.DataFrame, scope: str, questions: tuple[pd.Series, ...]) -> Weigh:
    """Answers of a set of keys: distinct callers where known, else cases; the least of the questions counts."""
    tallies: list[tuple[dict[str, frozenset[str]], dict[str, int]]] = []
    for answered in questions:
        rows = part[answered.loc[part.index]]
        known = rows[rows["caller"] != ""]
        callers = {str(key): frozenset(group) for key, group in known.groupby(scope)["caller"]}
        unknown = {str(key): int(n) for key, n in rows[rows["caller"] == ""].groupby(scope)["n"].sum().items()}
        tallies.append((callers, unknown))

    def weigh(keys: Collection[str]) -> int:
        return min(
            (
                len(frozenset().union(*(callers.get(key, frozenset()) for key in keys)))
                + sum(unknown.get(key, 0) for key in keys)
                for callers, unknown in tallies
            ),
            default=0,
        )

    return weigh


def _table(name: str, frame: pd.DataFrame, outcomes: tuple[str, ...], hidden: frozenset[Place]) -> PublicTable:
    rows: list[PublicRow] = []
    for scope in SCOPES:
        columns = ["period", scope, *outcomes]
        sums = frame.groupby(columns, sort=True)["n"].sum().reset_index()
        rows.extend(
            PublicRow(str(period), scope, str(key), tuple(map(str, rest)), int(n))
            for period, key, *rest, n in sums[[*columns, "n"]].itertuples(index=False)
        )
    return PublicTable(name, outcomes, merge_hidden(rows, hidden), hidden)
