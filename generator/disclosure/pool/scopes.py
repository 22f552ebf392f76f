"""Full-grain counts by published scope: the columns that a publication sums by, and the sums."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from generator.definitions.cohorts import ALL_KEY, NONE_KEY
from generator.disclosure.policy import Policy
from generator.disclosure.tables import PublicRow


def with_scopes(frame: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The frame with a column for each published scope; blank codes become `_none`."""
    group = renamed(frame["unit"], policy.group_of.__getitem__)
    return frame.assign(
        all=renamed(frame["period"], lambda _: ALL_KEY),
        group=group,
        tier=renamed(group, policy.tier_of.__getitem__),
        category=renamed(frame["category"], lambda code: policy.category_of.get(code, NONE_KEY)),
        street=renamed(frame["area"], lambda code: policy.street_of.get(code, NONE_KEY)),
        channel=renamed(frame["channel"], lambda code: code or NONE_KEY),
        community=renamed(frame["area"], lambda code: policy.community_of.get(code, NONE_KEY)),
    )


def renamed(column: pd.Series, name: Callable[[str], str]) -> pd.Series:
    """A column of texts with each by its new name, as categories: a name is worked out once, not for every row."""
    texts = column.astype("category").cat
    names = [name(text) for text in texts.categories]
    distinct = sorted(set(names))
    places = pd.Series([distinct.index(text_name) for text_name in names], dtype="int64").to_numpy()
    return pd.Series(pd.Categorical.from_codes(places[texts.codes], pd.Index(distinct)), index=column.index)


def sums(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Cases by the values of these columns, in their order."""
    return frame.groupby(columns, sort=True, observed=True)["n"].sum().reset_index()


def scope_rows(frame: pd.DataFrame, outcomes: tuple[str, ...], scopes: tuple[str, ...]) -> list[PublicRow]:
    """Every key of these scopes by period and outcomes, named as yet."""
    return [
        PublicRow(str(period), scope, str(key), tuple(map(str, rest)), int(n))
        for scope in scopes
        for period, key, *rest, n in sums(frame, ["period", scope, *outcomes]).itertuples(index=False)
    ]
