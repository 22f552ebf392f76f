"""Open tables: a cohort by unit, period, outcomes, and as much of category, channel and street as k allows.

Source: the deterministic bottom-up recoding of the statistics note (C4), and the design's rules where they differ.
Unit, period and outcomes are never recoded, so that every rate of a unit can be recomputed from an open table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd

from generator.definitions.cohorts import ANY_KEY, OPEN_TABLES, OUTCOMES
from generator.disclosure.open.cells import Cells, open_cells
from generator.disclosure.open.margins import classes_to_hide
from generator.disclosure.policy import Policy
from generator.disclosure.tables import OPEN_KEYS, OpenTable, PublicTable

# What a class shares beside period and unit, from the finest to the coarsest; the last level shares nothing more.
LEVELS: Final = (
    ("street", "leaf", "channel"),
    ("street", "leaf"),
    ("street", "parent"),
    ("street",),
    ("parent",),
)


def open_tables(
    counts: Mapping[str, pd.DataFrame],
    policy: Policy,
    tables: Mapping[str, PublicTable],
    outcomes: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, OpenTable]:
    """Open tables (table name → table) from full-grain counts and the public tables made of them.

    `counts`, `policy` and `outcomes` are those that `disclose` made `tables` from. The order of rows does not matter.
    """
    columns = {name: tuple(usual) for name, usual in OUTCOMES.items()} | dict(outcomes or {})
    return {
        name: _open_table(counts[name], tables[name], columns[name], policy) for name in OPEN_TABLES if name in tables
    }


def _open_table(frame: pd.DataFrame, table: PublicTable, outcomes: tuple[str, ...], policy: Policy) -> OpenTable:
    with open_cells(frame, table, outcomes, policy) as cells:
        if _generalise(cells, policy.k):
            _borrow(cells, policy.k)
            _generalise_wholly(cells, classes_to_hide(cells, policy.k, LEVELS))
        months = _told(cells)
    return OpenTable(table.name, outcomes, months)


def _generalise(cells: Cells, k: int) -> bool:
    """Create `placed` (cell, class, level) and `classes`, each cell at the finest level at which its class has k cases.

    A class is known by the lowest number of its cells. False, and no table `classes`, where there is none.
    """
    con = cells.con
    con.execute("CREATE TABLE placed (cell BIGINT, class BIGINT, level TINYINT)")
    con.execute("CREATE TABLE rest AS SELECT * FROM cells")
    margins = "any_value(m_category) AS m_category, any_value(m_channel) AS m_channel, any_value(m_street) AS m_street"
    columns = ", ".join(("class", "period", "unit", "m_category", "m_channel", "m_street", "n"))
    for level, shared in enumerate(LEVELS, start=1):
        # A class is of one period and unit: none is left where no unit has k cases left.
        if not con.execute(f"SELECT 1 FROM rest GROUP BY period, unit HAVING sum(n) >= {k} LIMIT 1").fetchone():
            return level > 1
        by = ", ".join(("period", "unit", *shared))
        # A sensitive category has no leaf and waits for the level of its parent.
        fit = f"(SELECT * FROM rest WHERE leaf <> '{ANY_KEY}')" if "leaf" in shared else "rest"
        summed = f"SELECT {by}, sum(n)::BIGINT AS n, min(cell) AS class, {margins} FROM {fit} GROUP BY {by}"
        con.execute(f"CREATE OR REPLACE TEMP TABLE kept AS FROM ({summed}) WHERE n >= {k}")
        con.execute(f"INSERT INTO placed SELECT f.cell, class, {level} FROM {fit} AS f JOIN kept USING ({by})")
        into = "CREATE TABLE classes AS" if level == 1 else "INSERT INTO classes"
        con.execute(f"{into} SELECT {columns}, {level} AS level FROM kept")
        con.execute("CREATE OR REPLACE TABLE rest AS FROM rest ANTI JOIN placed USING (cell)")
    return True


def _borrow(cells: Cells, k: int) -> None:
    """Leave nothing but k cases, or all there are, without further details at any unit and period.

    Where that residual would have fewer, the lightest class of the coarsest level joins it.
    """
    rows = cells.con.execute(
        "WITH short AS (SELECT period, unit FROM rest GROUP BY period, unit HAVING sum(n) < ?)"
        " SELECT arg_min(class, (-level, n, class)) FROM classes JOIN short USING (period, unit) GROUP BY period, unit",
        [k],
    ).fetchall()
    _generalise_wholly(cells, (lightest for (lightest,) in rows))


def _generalise_wholly(cells: Cells, classes: Iterable[int]) -> None:
    """Move these classes to the last level: their cells are told by unit and period alone."""
    chosen = sorted(set(classes))
    if not chosen:
        return
    moved = pd.DataFrame({"class": pd.Series(chosen, dtype="int64")})
    cells.con.register("moved", moved)
    cells.con.execute("INSERT INTO rest SELECT cells.* FROM cells JOIN placed USING (cell) JOIN moved USING (class)")
    for name in ("placed", "classes"):
        cells.con.execute(f"DELETE FROM {name} WHERE class IN (SELECT class FROM moved)")
    cells.con.unregister("moved")


def _told(cells: Cells) -> pd.DataFrame:
    """The rows as they are published: keys, outcomes (categories of text) and n, sorted by all columns."""
    con = cells.con
    told = {"category": {1: "leaf", 2: "leaf", 3: "parent", 5: "parent"}, "channel": {1: "channel"}}
    told["street"] = dict.fromkeys((1, 2, 3, 4), "street")
    chosen = []
    for name, by_level in told.items():
        sources = sorted(set(by_level.values()))
        words = " UNION ".join(f"SELECT DISTINCT {source}::VARCHAR AS word FROM cells" for source in sources)
        con.execute(
            f"CREATE TYPE {name}_text AS ENUM (SELECT word FROM ({words} UNION SELECT '{ANY_KEY}') ORDER BY word)"
        )
        when = " ".join(f"WHEN {level} THEN {source}::VARCHAR" for level, source in by_level.items())
        chosen.append(f"(CASE level {when} ELSE '{ANY_KEY}' END)::{name}_text AS {name}")
    columns = ", ".join((*OPEN_KEYS, *cells.outcomes))
    con.execute(
        f"CREATE TABLE told AS SELECT cell, period, unit, {', '.join(chosen)} FROM cells LEFT JOIN placed USING (cell)"
    )
    return con.execute(
        f"SELECT {columns}, sum(n)::BIGINT AS n FROM counted JOIN told USING (cell) GROUP BY ALL ORDER BY {columns}"
    ).df()
