"""Full-grain counts of one cohort as cells in DuckDB, and what any set of cells weighs.

A cell is all cases of a period that share unit, street, category and channel. Whatever the open tables do, they do to
whole cells: a class is a set of cells, a published tuple a set of classes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from generator.definitions.cohorts import (
    ANY_KEY,
    MARGIN_SCOPES,
    NONE_KEY,
    OUTCOMES,
    POOLED,
)
from generator.disclosure.answers.margins import pool_part
from generator.disclosure.policy import Policy
from generator.disclosure.pool.scopes import renamed
from generator.disclosure.pool.weights import questions
from generator.disclosure.tables import PublicTable
from generator.workbench import workbench

# Beside the frames of counts there is room for so much.
_MEMORY = "800MB"
# Harmful values (α,k): dissatisfied among the rated, not resolved among those that said.
_RATED = "evaluation IN ('active', 'inferred')"
HARMS = {
    "dissatisfied": f"{_RATED} AND satisfied = 'no'",
    "rated": _RATED,
    "unresolved": "resolved = 'no'",
    "judged": "resolved <> 'unknown'",
}
# `answered.harmless` of a class below unit and period.
HARMLESS = "(2 * dissatisfied <= rated AND 2 * unresolved <= judged)"


@dataclass(frozen=True)
class Cells:
    """The tables of one cohort in `con`, and how its cases weigh.

    `cells`: cell, period, unit, street, parent, leaf, channel, part (of which total a pooled unit is a part), the
    margin keys, n, answers by question of unknown
    callers (a0 …) and of all (t0 …), harmful counts. `callers`: cell, caller, which questions they answered (q0 …).
    `counted`: cell, outcomes, n. `asked` is the number of questions, None where cases count and nobody was asked.
    """

    con: duckdb.DuckDBPyConnection
    outcomes: tuple[str, ...]
    asked: int | None
    callers: bool

    @property
    def harms(self) -> tuple[str, ...]:
        """The columns of harmful counts, of answers only."""
        return () if self.asked is None else tuple(HARMS)

    def weighed(self, cells: str, keys: Sequence[str], also: str = "") -> str:
        """SELECT keys, n, weight, the harmful counts and `also` of the cells in `cells`, by `keys`.

        The weight is cases; of answers it is that of `answered.weight`.
        """
        by, numbers = ", ".join(keys), range(self.asked or 0)
        sums = "".join(f", sum({name})::BIGINT AS {name}" for name in ("n", *self.harms, *(f"a{i}" for i in numbers)))
        added = f", {also}" if also else ""
        summed = f"SELECT {by}{sums}{added} FROM {cells} GROUP BY {by}"
        if self.asked is None:
            return f"SELECT *, n AS weight FROM ({summed})"
        if not self.asked:
            return f"SELECT *, 0 AS weight FROM ({summed})"
        if not self.callers:
            return f"SELECT *, least({', '.join(f'a{i}' for i in numbers)}) AS weight FROM ({summed})"
        ever = ", ".join(f"bool_or(q{i}) AS q{i}" for i in numbers)
        distinct = ", ".join(f"count(*) FILTER (q{i}) AS d{i}" for i in numbers)
        known = f"SELECT {by}, caller, {ever} FROM callers JOIN {cells} USING (cell) GROUP BY {by}, caller"
        known = f"SELECT {by}, {distinct} FROM ({known}) GROUP BY {by}"
        weight = ", ".join(f"a{i} + coalesce(d{i}, 0)" for i in numbers)
        columns = f"* EXCLUDE ({', '.join(f'd{i}' for i in numbers)})"
        return f"SELECT {columns}, least({weight}) AS weight FROM ({summed}) LEFT JOIN ({known}) USING ({by})"

    def likely(self, cells: str, keys: Sequence[str], k: int) -> str:
        """SELECT those of `cells` whose class by `keys` may weigh `k`: it never has more callers than answers."""
        if not self.callers:
            return f"(FROM {cells})"
        by, answers = ", ".join(keys), ", ".join(f"sum(t{i})" for i in range(self.asked or 0))
        heavy = f"SELECT {by} FROM {cells} GROUP BY {by} HAVING least({answers}) >= {k}"
        return f"(FROM {cells} SEMI JOIN ({heavy}) USING ({by}))"


@contextmanager
def open_cells(frame: pd.DataFrame, table: PublicTable, outcomes: tuple[str, ...], policy: Policy) -> Iterator[Cells]:
    """The cells of a cohort's full-grain `frame`, units and margin keys pooled as in its public `table`."""
    answers = table.name == "answers"
    asked = questions(frame, tuple(name for name in outcomes if name not in OUTCOMES["answers"])) if answers else ()
    columns = _dimensions(frame, table, policy)
    keys = list(columns)
    columns |= {name: renamed(frame[name], str) for name in outcomes}
    columns |= {f"q{number}": answered for number, answered in enumerate(asked)}
    columns |= {"cell": _numbered(columns), "n": frame["n"]}
    if asked:
        columns["caller"] = frame["caller"]
    source = pd.DataFrame(columns, copy=False)
    with workbench(_MEMORY) as con:
        con.execute("SET preserve_insertion_order = false")
        con.register("source", source)
        _fill(con, keys, outcomes, len(asked), HARMS if answers else {})
        con.unregister("source")
        del source, columns
        known = bool(asked) and con.execute("SELECT count(*) FROM callers").fetchone() != (0,)
        yield Cells(con, outcomes, len(asked) if answers else None, known)


def _fill(
    con: duckdb.DuckDBPyConnection, keys: list[str], outcomes: tuple[str, ...], asked: int, harms: Mapping[str, str]
) -> None:
    """Create `counted`, `cells` and `callers` from `source`."""
    by = ", ".join(("cell", *outcomes))
    con.execute(f"CREATE TABLE counted AS SELECT {by}, sum(n)::BIGINT AS n FROM source GROUP BY {by}")
    by = ", ".join(("cell", *keys))
    unknown = [f"sum(n) FILTER (q{i} AND caller = 0) AS a{i}, sum(n) FILTER (q{i}) AS t{i}" for i in range(asked)]
    sums = [*unknown, *(f"sum(n) FILTER ({where}) AS {name}" for name, where in harms.items())]
    # A cell in which nobody answered has none, not an unknown number of answers.
    names = ["n", *(f"{letter}{i}" for letter in "at" for i in range(asked)), *harms]
    zeros = ", ".join(f"coalesce({name}, 0)::BIGINT AS {name}" for name in names)
    con.execute(
        f"CREATE TABLE cells AS SELECT {by}, {zeros}"
        f" FROM (SELECT {', '.join((by, 'sum(n) AS n', *sums))} FROM source GROUP BY {by})"
    )
    if asked:
        ever = ", ".join(f"bool_or(q{i}) AS q{i}" for i in range(asked))
        con.execute(f"CREATE TABLE callers AS SELECT cell, caller, {ever} FROM source WHERE caller <> 0 GROUP BY ALL")


def _dimensions(frame: pd.DataFrame, table: PublicTable, policy: Policy) -> dict[str, pd.Series]:
    """Period, unit, street, parent, leaf and channel as they may be told at the finest, part and the margin keys.

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
        "unit": _pooled(period, renamed(frame["unit"], str), table, "unit"),
        "street": street,
        "parent": parent,
        "leaf": renamed(frame["category"], leaf),
        "channel": channel,
        "part": _pool_parts(period, frame["unit"], table, policy),
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


def _pool_parts(period: pd.Series, unit: pd.Series, table: PublicTable, policy: Policy) -> pd.Series:
    """Of what published total each row's unit is a pooled part; blank where it stands by name."""
    withheld: dict[str, set[tuple[str, str]]] = {}
    for when, scope, key in table.hidden:
        withheld.setdefault(when, set()).add((scope, key))
    units = unit.astype("category").cat
    parts = [
        [pool_part(code, hidden, policy) if ("unit", code) in hidden else "" for code in map(str, units.categories)]
        for hidden in (withheld.get(when, set()) for when in map(str, period.cat.categories))
    ]
    names = sorted({name for row in parts for name in row})
    places = np.array([[names.index(name) for name in row] for row in parts], dtype=np.int32)
    named = places.reshape(len(parts), len(units.categories))[period.cat.codes, units.codes]
    return pd.Series(pd.Categorical.from_codes(named, pd.Index(names)), index=unit.index)


def _numbered(columns: Mapping[str, pd.Series]) -> pd.Series:
    """A number for each cell, in the order of the texts of its keys (int64)."""
    first = columns["period"]
    number = np.zeros(len(first), dtype=np.int64)
    for name in ("period", "unit", "street", "parent", "leaf", "channel", "part"):
        number *= len(columns[name].cat.categories)
        number += columns[name].cat.codes.to_numpy()
    return pd.Series(number, index=first.index)
