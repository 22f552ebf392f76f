"""An export that no mapping knows: its sheet, its header, and its rows as text. Personal columns are never loaded.

The view `source` (`generator.intake.loading`) has the columns `r0`, `r1`, …; the macro `said` gives the text of a
cell, NULL where it is blank or says that there is nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from generator.intake.cleaning import cleaned, header_key
from generator.intake.loading import Plan, load
from generator.intake.readers.bounds import UnreadableError
from generator.intake.readers.open import open_sheets
from generator.intake.readers.sheets import Cut, Sheet, Wanted
from generator.setup.names import Named, all_names, catalogue, name_columns
from generator.sql import literals

# Columns of unknown names that are looked into; an export of a platform has some fifty.
_MOST_UNKNOWN = 100
# Bytes of a cell that may say that there is nothing, with space around.
_LONGEST_NOTHING = 16
# So many recognised names make a row a header; below that it is the first of the widest rows.
_NAMES_OF_A_HEADER = 2


@dataclass(frozen=True)
class Column:
    """A column that was loaded: its name, its place in the view, how many rows say something, and in how many ways."""

    named: Named
    sql: str
    filled: int
    distinct: int

    @property
    def header(self) -> str:
        """The name as the mapping will write it: without line breaks and space around."""
        return " ".join(cleaned(self.named.header).split())


@dataclass(frozen=True)
class Source:
    """The export as it was loaded; `left` are the columns that were not: personal ones, repeated and needless ones."""

    file: str
    sheet: str
    encoding: str
    rows: int
    columns: tuple[Column, ...]
    left: tuple[Named, ...]
    header: tuple[str, ...]

    def of(self, field: str) -> tuple[Column, ...]:
        """The columns that may be this field, the likeliest first; those without any value last."""
        fitting = [column for column in self.columns if column.named.field == field]
        return tuple(sorted(fitting, key=lambda c: (not c.filled, not c.named.exact, c.named.rank, c.named.place)))


@dataclass(frozen=True)
class Head:
    """The row of a sheet that names its columns."""

    sheet: Sheet
    row: int
    names: tuple[Named, ...]

    @property
    def known(self) -> int:
        """How many names are known."""
        return sum(bool(name.field) for name in self.names)

    @property
    def shape(self) -> tuple[str, ...]:
        """What sheets of the same columns have in common."""
        return tuple(header_key(name.header) for name in self.names)


def heads(path: Path, work: Path) -> tuple[Head, ...]:
    """The header of every visible sheet of an export. Raises UnreadableError."""
    sheets = open_sheets(path, work, Wanted(all_names(), ("",)))
    visible = [sheet for sheet in sheets if not sheet.hidden] or list(sheets)
    return tuple(map(_head, visible))


def load_source(con: duckdb.DuckDBPyConnection, path: Path, work: Path) -> Source:
    """Load the sheet that looks most like cases, and those of the same shape. Raises UnreadableError."""
    found = heads(path, work)
    best = max(found, key=lambda head: head.known)
    names, left = _to_load(best.names)
    cuts = tuple(
        Cut(head.sheet, head.row, len(head.names), tuple(name.place for name in names))
        for head in found
        if head.shape == best.shape
    )
    if not names:
        raise UnreadableError("no-rows", sheet=best.sheet.name)
    notes = load(con, Plan(cuts, ()), work)
    nothing = literals(text.casefold() for text in catalogue()["blank"])
    # Long texts are no such text, and most cells are long: they are cleaned once.
    short = f"strlen(x) <= {_LONGEST_NOTHING} AND lower(cleaned(x)) IN ({nothing})"
    con.execute(f"CREATE MACRO said(x) AS CASE WHEN {short} THEN NULL ELSE cleaned(x) END")
    (rows,) = con.execute("SELECT count(*) FROM source").fetchone() or (0,)
    if not rows:
        raise UnreadableError("no-rows", sheet=best.sheet.name)
    columns = tuple(_counted(con, name, f"r{place}") for place, name in enumerate(names))
    header = tuple(name.header for name in best.names)
    return Source(path.name, best.sheet.name, notes.encoding, int(rows), columns, left, header)


def _counted(con: duckdb.DuckDBPyConnection, name: Named, sql: str) -> Column:
    """The column with its counts; each text is cleaned once, however many rows have it."""
    row = con.execute(
        "SELECT coalesce(sum(n) FILTER (text IS NOT NULL), 0), count(DISTINCT text)"
        f" FROM (SELECT said(x) AS text, n FROM (SELECT {sql} AS x, count(*) AS n FROM source GROUP BY 1))"
    ).fetchone()
    filled, distinct = row or (0, 0)
    return Column(name, sql, int(filled), int(distinct))


def texts_of(
    con: duckdb.DuckDBPyConnection, columns: Sequence[Column], extra: str = "NULL", relation: str = "source"
) -> list[tuple[tuple[str, ...], int, str]]:
    """The distinct texts of columns together ("" = blank), how often they occur, and the highest `extra` (SQL)."""
    texts = ", ".join(f"coalesce(said({column.sql}), '')" for column in columns)
    places = ", ".join(str(place + 1) for place in range(len(columns)))
    cells = ", ".join(dict.fromkeys(column.sql for column in columns))
    # Cells that are the same are cleaned once.
    once = f"SELECT {cells}, count(*) AS n, max({extra}) AS extra FROM {relation} GROUP BY {cells}"
    rows = con.execute(
        f"SELECT {texts}, sum(n), max(extra) FROM ({once}) GROUP BY {places} ORDER BY {places}"
    ).fetchall()
    return [(tuple(row[:-2]), int(row[-2]), str(row[-1] or "")) for row in rows]


def blank_texts(con: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> tuple[str, ...]:
    """The texts for nothing that stand in any of these columns."""
    found: set[str] = set()
    for column in columns:
        text = f"cleaned({column.sql})"
        rows = con.execute(f"SELECT DISTINCT {text} FROM source WHERE {text} IS NOT NULL AND said({text}) IS NULL")
        found |= {str(row[0]) for row in rows.fetchall()}
    return tuple(sorted(found))


def _head(sheet: Sheet) -> Head:
    """The first row with the most known names; where hardly any is known, the first of the widest rows."""
    tried = [Head(sheet, row, name_columns(_trimmed(cells))) for row, cells in sheet.top]
    best = max(tried, key=lambda head: head.known)
    if best.known >= _NAMES_OF_A_HEADER:
        return best
    return max(tried, key=lambda head: sum(bool(cleaned(name.header)) for name in head.names))


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    while cells and not cleaned(cells[-1]):
        cells = cells[:-1]
    return cells


def _to_load(names: Sequence[Named]) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """The columns to load, and the others that have a name."""
    load: list[Named] = []
    seen: set[str] = set()
    unknown = 0
    for name in names:
        key = header_key(name.header)
        unknown += not name.field
        wanted = bool(key) and key not in seen and not name.personal and (name.field or unknown <= _MOST_UNKNOWN)
        seen.add(key)
        if wanted:
            load.append(name)
    return tuple(load), tuple(name for name in names if name not in load and cleaned(name.header))
