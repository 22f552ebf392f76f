"""The embedded engine: statements run in DuckDB as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from generator.engines.bench import TEXT, TIME, Bench, Columns
from generator.sql import TEXT_MACROS, TIME_MACROS, identifier
from generator.timed_rows import read_as_kept, read_texts, with_columns
from generator.workbench import workbench


@dataclass(frozen=True)
class Embedded:
    """A bench in the database of a connection."""

    con: duckdb.DuckDBPyConnection

    def read(self, name: str, files: Sequence[Path], columns: Columns, *, as_kept: bool = False) -> None:
        """A view of Parquet files."""
        rows, kinds = read_as_kept(self.con, files) if as_kept else (read_texts(self.con, files), {})
        if kinds:
            self.con.execute(TIME_MACROS)
        types = {column: kinds.get(column, TEXT) if kind == TIME else kind for column, kind in columns.items()}
        self.con.execute(f"CREATE OR REPLACE VIEW {name} AS FROM {with_columns(rows if files else '', types)}")

    def put(self, name: str, columns: Columns, rows: Iterable[Sequence[Any]]) -> None:
        """A table of rows from here, bound column by column."""
        values = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]
        listed = ", ".join(f"unnest(?::{kind}[]) AS {identifier(column)}" for column, kind in columns.items())
        self.con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {listed}", values)

    def create(self, name: str, select: str, *, kept: bool = True) -> None:
        """A table, or a view."""
        self.con.execute(f"CREATE OR REPLACE {'TABLE' if kept else 'VIEW'} {name} AS {select}")

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """The rows, fetched."""
        return self.con.execute(select).fetchall()

    def local(self, select: str) -> str:
        """The statement itself."""
        return f"({select})"


def embedded(con: duckdb.DuckDBPyConnection, as_of: str) -> Embedded:
    """A bench in the database of `con`, as known at `as_of`."""
    con.execute(TEXT_MACROS)
    con.execute("SET VARIABLE as_of = ?", [as_of])
    return Embedded(con)


@contextmanager
def open_embedded(as_of: str) -> Iterator[Bench]:
    """A bench in a workbench of its own."""
    with workbench() as con:
        yield embedded(con, as_of)
