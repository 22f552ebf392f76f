"""Open tables: a cohort by unit, period, outcomes, and as much of category, channel and street as k allows.

Source: the deterministic bottom-up recoding of the statistics note (C4), and the design's rules where they differ.
Unit, period and outcomes are never recoded, so that every rate of a unit can be recomputed from an open table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from typing import Final

import pandas as pd

from generator.definitions.cohorts import ANY_KEY, OPEN_TABLES, OUTCOMES, POOLED
from generator.definitions.periods import is_month
from generator.disclosure.answers.long_periods import answer_windows
from generator.disclosure.disclose import answers_frame
from generator.disclosure.open.cells import HARMLESS, Cells, open_cells
from generator.disclosure.open.joined_rows import classes_to_join
from generator.disclosure.open.margins import classes_to_hide
from generator.disclosure.policy import Policy
from generator.disclosure.pool.answered import harmless
from generator.disclosure.tables import OPEN_KEYS, OpenTable, PublicRow, PublicTable

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
    corrected: Collection[str] = (),
) -> dict[str, OpenTable]:
    """Open tables (table name → table) from full-grain counts and the public tables made of them.

    `counts`, `policy` and `outcomes` are those that `disclose` made `tables` from. The order of rows does not matter.
    The answers of `corrected` months are told by unit alone: beside the rows of the release before, finer ones would
    show what a few answers changed.
    """
    columns = {name: tuple(usual) for name, usual in OUTCOMES.items()} | dict(outcomes or {})
    return {
        name: _open_table(
            answers_frame(counts) if name == "answers" else counts[name],
            tables[name],
            columns[name],
            policy,
            corrected if name == "answers" else (),
        )
        for name in OPEN_TABLES
        if name in tables
    }


def _open_table(
    frame: pd.DataFrame,
    table: PublicTable,
    outcomes: tuple[str, ...],
    policy: Policy,
    corrected: Collection[str],
) -> OpenTable:
    with open_cells(frame, table, outcomes, policy) as cells:
        _generalise(cells, policy.k)
        periods = cells.con.execute("SELECT period::VARCHAR, class FROM classes").fetchall() if corrected else []
        _generalise_wholly(cells, (found for period, found in periods if period in corrected))
        _borrow(cells, policy.k)
        _generalise_wholly(cells, classes_to_hide(cells, policy.k, LEVELS))
        while joined := classes_to_join(cells, policy.k):
            _generalise_wholly(cells, joined)
        months = _told(cells)
    if cells.asked is not None:
        # Where not even the pool of a month is told, its rows are not either.
        pools = {row.period for row in table.rows if (row.scope, row.key) == ("unit", POOLED)}
        months = months[(months["unit"] != POOLED) | months["period"].isin(pools)].reset_index(drop=True)
    return OpenTable(table.name, outcomes, _with_windows(months, _windows(table), outcomes))


def _generalise(cells: Cells, k: int) -> None:
    """Create `placed` (cell, class, level) and `classes`, each cell at the finest level at which its class weighs k.

    A class is known by the lowest number of its cells. Below unit and period a class of answers must be harmless too.
    """
    con = cells.con
    con.execute("CREATE TABLE placed (cell BIGINT, class BIGINT, level TINYINT)")
    con.execute("CREATE TABLE rest AS SELECT * FROM cells")
    fit_to_tell = HARMLESS if cells.harms else "TRUE"
    margins = "any_value(m_category) AS m_category, any_value(m_channel) AS m_channel, any_value(m_street) AS m_street"
    columns = ", ".join(("class", "period", "unit", "m_category", "m_channel", "m_street", "n", "weight", *cells.harms))
    for level, shared in enumerate(LEVELS, start=1):
        keys = ("period", "unit", *shared)
        by = ", ".join(keys)
        # A sensitive category has no leaf and waits for the level of its parent.
        fit = f"(SELECT * FROM rest WHERE leaf <> '{ANY_KEY}')" if "leaf" in shared else "rest"
        con.execute(f"CREATE OR REPLACE TEMP TABLE likely AS FROM {cells.likely(fit, keys, k)}")
        weighed = cells.weighed("likely", keys, f"min(cell) AS class, {margins}")
        con.execute(f"CREATE OR REPLACE TEMP TABLE kept AS FROM ({weighed}) WHERE weight >= {k} AND {fit_to_tell}")
        con.execute(f"INSERT INTO placed SELECT cell, class, {level} FROM likely JOIN kept USING ({by})")
        into = "CREATE TABLE classes AS" if level == 1 else "INSERT INTO classes"
        con.execute(f"{into} SELECT {columns}, {level} AS level FROM kept")
        con.execute("CREATE OR REPLACE TABLE rest AS FROM rest ANTI JOIN placed USING (cell)")


def _borrow(cells: Cells, k: int) -> None:
    """Leave nothing but k cases, or all there are, without further details at any unit and period.

    Where that residual would be lighter (or, of answers, harmful), whole classes join it, those of the coarsest level
    and of these the lightest first, until it is heavy and harmless, or the whole of the unit and period.
    """
    harmful = f"NOT {HARMLESS}" if cells.harms else "FALSE"
    residual = cells.weighed("rest", ("period", "unit"))
    harms = ", ".join(cells.harms) or "0"
    where = f"weight < {k} OR {harmful}"
    # Lightness is mended by the first class, which is among the coarsest; harm may need them all.
    rows = cells.con.execute(
        f"WITH short AS (SELECT *, {harmful} AS harmful FROM ({residual}) WHERE {where}),"
        " near AS (SELECT c.*, s.harmful, max(c.level) OVER (PARTITION BY c.period, c.unit) AS coarsest"
        " FROM classes AS c JOIN short AS s USING (period, unit))"
        f" SELECT period, unit, -level, weight, n, class, {harms} FROM near WHERE harmful OR level = coarsest"
    ).fetchall()
    left = {
        (period, unit): sums
        for period, unit, *sums in cells.con.execute(
            f"SELECT period, unit, {harms} FROM ({residual}) WHERE {where}"
        ).fetchall()
    }
    moved: list[int] = []
    for place, classes in groupby(sorted(rows), key=lambda row: (row[0], row[1])):
        sums = left[place]
        for number, (*_, lightest, harm) in enumerate((*row[2:6], row[6:]) for row in classes):
            # What offices did has nothing harmful.
            if number and (not cells.harms or harmless(*sums)):
                break
            moved.append(lightest)
            sums = [left_over + joined for left_over, joined in zip(sums, harm, strict=True)]
    _generalise_wholly(cells, moved)


def _generalise_wholly(cells: Cells, classes: Iterable[int]) -> None:
    """Move these classes to the last level: their cells are told by unit and period alone."""
    moved = pd.DataFrame({"class": pd.Series(sorted(set(classes)), dtype="int64")})
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


def _windows(table: PublicTable) -> list[PublicRow]:
    """Quarters and years of answers for units that they name and that one of their months hides, by unit alone.

    They repeat rows of the public table and so add nothing to it; anything finer would have to be protected against
    the months and against each other.
    """
    months = {row.period for row in table.rows if is_month(row.period)}
    windows = {window.period: window.months for window in answer_windows(months)}
    pooled = {(month, unit) for month, scope, unit in table.hidden if scope == "unit"}
    return [
        row
        for row in table.rows
        if row.scope == "unit" and not is_month(row.period) and row.key != POOLED
        if any((month, row.key) in pooled for month in windows[row.period])
    ]


def _with_windows(months: pd.DataFrame, rows: list[PublicRow], outcomes: tuple[str, ...]) -> pd.DataFrame:
    if not rows:
        return months
    keys = [*OPEN_KEYS, *outcomes]
    longer = [(row.period, row.key, ANY_KEY, ANY_KEY, ANY_KEY, *row.outcomes, row.n) for row in rows]
    added = pd.DataFrame(longer, columns=[*keys, "n"])
    words = {name: sorted({*map(str, months[name].cat.categories), *added[name]}) for name in keys}
    parts = [part.astype({name: pd.CategoricalDtype(words[name]) for name in keys}) for part in (months, added)]
    return pd.concat(parts, ignore_index=True).sort_values(keys, ignore_index=True)
