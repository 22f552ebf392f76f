"""Full-grain counts of one cohort as cells in DuckDB, and what any set of cells weighs.

A cell is all cases of a period that share unit, street, category and channel. Whatever the open tables do, they do to
whole cells: a class is a set of cells, a published tuple a set of classes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from generator.definitions.cohorts import ANY_KEY, MARGIN_SCOPES, NONE_KEY, POOLED
from generator.disclosure.policy import Policy
from generator.disclosure.pool.scopes import renamed
from generator.disclosure.tables import PublicTable
from generator.workbench import workbench

# Beside the frames of counts there is room for so much.
_MEMORY = "800MB"
# So many rows are worth a second thread.
_MANY = 200_000


@dataclass(frozen=True)
class Cells:
    """The tables of one cohort in `con`.

    `cells`: cell, period, unit, street, parent, leaf, channel, the margin keys, n. `counted`: cell, outcomes, n.
    """

    con: duckdb.DuckDBPyConnection
    outcomes: tuple[str, ...]


@contextmanager
def open_cells(frame: pd.DataFrame, table: PublicTable, outcomes: tuple[str, ...], policy: Policy) -> Iterator[Cells]:
    """The cells of a cohort's full-grain `frame`, margin keys pooled as in its public `table`."""
    columns = _dimensions(frame, table, policy)
    keys = list(columns)
    columns |= {name: renamed(frame[name], str) for name in outcomes}
    columns |= {"cell": _numbered(columns), "n": frame["n"]}
    source = pd.DataFrame(columns, copy=False)
    with workbench(_MEMORY, threads=1 if len(frame) < _MANY else 0) as con:
        con.execute("SET preserve_insertion_order = false")
        con.register("source", source)
        for name, by in (("counted", ", ".join(("cell", *outcomes))), ("cells", ", ".join(("cell", *keys)))):
            con.execute(f"CREATE TABLE {name} AS SELECT {by}, sum(n)::BIGINT AS n FROM source GROUP BY {by}")
        con.unregister("source")
        del source, columns
        yield Cells(con, outcomes)


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


def _numbered(columns: Mapping[str, pd.Series]) -> pd.Series:
    """A number for each cell, in the order of the texts of its keys (int64)."""
    first = columns["period"]
    number = np.zeros(len(first), dtype=np.int64)
    for name in ("period", "unit", "street", "parent", "leaf", "channel"):
        number *= len(columns[name].cat.categories)
        number += columns[name].cat.codes.to_numpy()
    return pd.Series(number, index=first.index)
