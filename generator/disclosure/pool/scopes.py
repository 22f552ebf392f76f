"""Full-grain counts by published scope: the columns that a publication sums by, and the sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from math import prod
from operator import itemgetter
from typing import Any, Final

import numpy as np
import pandas as pd

from generator.definitions.cohorts import ALL_KEY, NONE_KEY
from generator.disclosure.policy import Policy
from generator.disclosure.tables import PublicRow

# Of so many rows combinations are numbered here; with more, pandas is as quick. Numbers must fit into 64 bits.
_FEW: Final = 20_000
_NUMBERS: Final = 2**62


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
    texts = pd.Categorical(column.array)
    names = [name(text) for text in texts.categories.tolist()]
    distinct = sorted(set(names))
    place_of = {text: place for place, text in enumerate(distinct)}
    places = np.array([place_of[text] for text in names], dtype=np.int64)
    categories = pd.CategoricalDtype(pd.Index(distinct, dtype="str"))
    return pd.Series(pd.Categorical.from_codes(places[texts.codes], dtype=categories, validate=False), column.index)


def sums(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Cases by the values of these columns, in their order."""
    *keys, numbers = _summed(frame, columns)
    return pd.DataFrame(dict(zip(columns, keys, strict=True)) | {"n": numbers}, copy=False)


def scope_rows(frame: pd.DataFrame, outcomes: tuple[str, ...], scopes: tuple[str, ...]) -> list[PublicRow]:
    """Every key of these scopes by period and outcomes, named as yet."""
    return [
        PublicRow(period, scope, key, tuple(rest), n)
        for scope in scopes
        for period, key, *rest, n in sum_rows(frame, ["period", scope, *outcomes])
    ]


def sum_rows(frame: pd.DataFrame, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of `sums` as texts and a number."""
    return zip(*(column.tolist() for column in _summed(frame, columns)), strict=True)


def by_first(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Rows in the order of their first cell by that cell, without it."""
    for first, part in groupby(rows, key=itemgetter(0)):
        yield first, [row[1:] for row in part]


def _summed(frame: pd.DataFrame, columns: list[str]) -> list[Any]:
    """The distinct values of these columns (categories each), in their order, and the sums of `n` (int64).

    A combination of values is one number, made of their places. pandas groups as well, but takes milliseconds for it
    however few the rows, and a publication sums hundreds of times.
    """
    texts = [pd.Categorical(frame[name].array) for name in columns]
    sizes = [len(column.categories) for column in texts]
    if len(frame) > _FEW or prod(sizes) > _NUMBERS:
        rows = frame.groupby(columns, sort=True, observed=True)["n"].sum().reset_index()
        return [rows[name] for name in (*columns, "n")]
    places = np.zeros(len(frame), dtype=np.int64)
    for column, size in zip(texts, sizes, strict=True):
        places = places * size + column.codes
    found, of = np.unique(places, return_inverse=True)
    numbers = np.zeros(len(found), dtype=np.int64)
    np.add.at(numbers, of, frame["n"].to_numpy())
    keys = []
    for column, size in zip(reversed(texts), reversed(sizes), strict=True):
        found, codes = np.divmod(found, max(size, 1))
        keys.append(pd.Categorical.from_codes(codes, dtype=column.dtype, validate=False))
    return [*reversed(keys), numbers]
