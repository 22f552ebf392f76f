"""Full-grain counts of one cohort as cells, and how they are gathered into classes.

A cell is all cases of a period that share unit, street, category and channel. Whatever the open tables do, they do to
whole cells: a class is a set of cells, a published tuple a set of classes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from generator.definitions.cohorts import ANY_KEY, MARGIN_SCOPES, NONE_KEY, POOLED
from generator.disclosure.policy import Policy
from generator.disclosure.pool.scopes import renamed
from generator.disclosure.tables import PublicTable

# An array of numpy of whole numbers.
Numbers = Any
# What makes a cell, in the order in which cells are numbered.
_MAKES = ("period", "unit", "street", "parent", "leaf", "channel")


@dataclass(frozen=True)
class Cells:
    """The cells of one cohort, in the order of the texts of their keys.

    `keys`: period, unit, street, parent, leaf, channel and the margin keys (`m_…`), each a number for every cell: the
    place of its text among `texts`, which are in order. `n`: cases. `of`: for every row of the counts, its cell.
    """

    keys: Mapping[str, Numbers]
    texts: Mapping[str, list[str]]
    n: Numbers
    of: Numbers

    def grouped(self, by: Iterable[str], among: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Cells with the numbers `among`, in order, that share the keys `by`: the first cell of each group, the group
        of every cell, and the groups' cases.
        """
        number = np.zeros(len(among), dtype=np.int64)
        for name in by:
            number = number * len(self.texts[name]) + self.keys[name][among]
        _, first, group = np.unique(number, return_index=True, return_inverse=True)
        return among[first], group, _added(group, self.n[among], len(first))


def open_cells(frame: pd.DataFrame, table: PublicTable, policy: Policy) -> Cells:
    """The cells of a cohort's full-grain `frame`, margin keys pooled as in its public `table`."""
    columns = {name: column.cat for name, column in _dimensions(frame, table, policy).items()}
    number = np.zeros(len(frame), dtype=np.int64)
    for name in _MAKES:
        number = number * len(columns[name].categories) + columns[name].codes.to_numpy()
    _, first, of = np.unique(number, return_index=True, return_inverse=True)
    return Cells(
        {name: column.codes.to_numpy()[first].astype(np.int64) for name, column in columns.items()},
        {name: list(map(str, column.categories)) for name, column in columns.items()},
        _added(of, frame["n"].to_numpy(), len(first)),
        of,
    )


def _added(group: Numbers, n: Numbers, groups: int) -> Numbers:
    sums = np.zeros(groups, dtype=np.int64)
    np.add.at(sums, group, n)
    return sums


def _dimensions(frame: pd.DataFrame, table: PublicTable, policy: Policy) -> dict[str, pd.Series]:
    """Period, unit, street, parent, leaf and channel as they may be told at the finest, and the margin keys.

    A sensitive category has no leaf (`_any`): it enters at the level of its top category.
    """
    period = renamed(frame["period"], str)
    parent = renamed(frame["category"], lambda code: policy.category_of.get(code, NONE_KEY))
    street = renamed(frame["area"], lambda code: policy.street_of.get(code, NONE_KEY))
    channel = renamed(frame["channel"], lambda code: code or NONE_KEY)
    margins = {"category": parent, "channel": channel, "street": street}

    def leaf(code: str) -> str:
        if code in policy.sensitive:
            return ANY_KEY
        return code if code in policy.category_of else NONE_KEY

    return {
        "period": period,
        "unit": renamed(frame["unit"], str),
        "street": street,
        "parent": parent,
        "leaf": renamed(frame["category"], leaf),
        "channel": channel,
    } | {f"m_{scope}": _pooled(period, margins[scope], table, scope) for scope in MARGIN_SCOPES}


def _pooled(period: pd.Series, keys: pd.Series, table: PublicTable, scope: str) -> pd.Series:
    """The keys of a scope by the names under which the public table has them in each period."""
    hidden: Collection[tuple[str, str]] = {(when, key) for when, of, key in table.hidden if of == scope}
    periods, codes = list(map(str, period.cat.categories)), list(map(str, keys.cat.categories))
    names = sorted({*codes, POOLED})
    places = np.array(
        [[names.index(POOLED if (when, key) in hidden else key) for key in codes] for when in periods], dtype=np.int32
    ).reshape(len(periods), len(codes))
    named = places[period.cat.codes, keys.cat.codes]
    return pd.Series(pd.Categorical.from_codes(named, pd.Index(names)), index=keys.index)
