"""How many answers a set of keys has, over frames: the fast form of the law in `answered`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import pandas as pd


def questions(frame: pd.DataFrame, own: tuple[str, ...]) -> tuple[pd.Series, ...]:
    """For each question that the source asks at all: which rows answer it. Inferred ratings count as answers here.

    So does every case in the denominator of one of the portal's `own` indicators of answers.
    """
    satisfied = (frame["evaluation"] == "active") & (frame["asked"] == "yes")
    inferred = frame["evaluation"] == "inferred"
    resolved = frame["resolved"] != "unknown"
    counted = [frame[name] != "out" for name in own]
    return tuple(answered for answered in (satisfied, inferred, resolved, *counted) if answered.any())


def weigher(part: pd.DataFrame, scope: list[str], questions: tuple[pd.Series, ...]) -> Callable[[Collection[Any]], int]:
    """Answers of a set of keys: distinct callers where known, else cases; the least of the questions counts.

    The keys are texts of the one column `scope`, or tuples of texts of its columns.
    """
    by = scope[0] if len(scope) == 1 else scope
    tallies: list[tuple[dict[Any, pd.Series], dict[Any, int]]] = []
    for answered in questions:
        rows = part[answered.loc[part.index]]
        known = rows.loc[rows["caller"] != 0, [*scope, "caller"]].drop_duplicates()
        callers = dict(iter(known.groupby(by, observed=True)["caller"]))
        unknown = rows[rows["caller"] == 0].groupby(by, observed=True)["n"].sum()
        tallies.append((callers, {key: int(n) for key, n in unknown.items()}))

    def weigh(keys: Collection[Any]) -> int:
        weights = [_distinct(callers, keys) + sum(unknown.get(key, 0) for key in keys) for callers, unknown in tallies]
        return min(weights, default=0)

    return weigh


def _distinct(callers: Mapping[Any, pd.Series], keys: Collection[Any]) -> int:
    """How many different callers these keys have together; those of one key are different already."""
    known = [callers[key] for key in keys if key in callers]
    return pd.concat(known).nunique() if len(known) > 1 else sum(map(len, known))
