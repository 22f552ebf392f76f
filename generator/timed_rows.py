"""Rows of cases and events in Parquet files, whose columns of times are texts in some and moments or days in others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from generator.sql import DAY, MOMENT, identifier, literal, read_rows

# Columns that are moments or days → the files in which they are; all others are texts.
_Alike = dict[tuple[tuple[str, str], ...], list[Path]]


def read_texts(con: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> str:
    """The rows of the files as what a SELECT is from, all times as texts. The connection has the macros of times."""
    alike = _alike(con, paths)
    if len(alike) <= 1 and not any(alike):
        return read_rows(paths)
    return f"({' UNION ALL BY NAME '.join(_as_texts(dict(kinds), files) for kinds, files in alike.items())})"


def read_as_kept(con: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> tuple[str, dict[str, str]]:
    """The same rows, times as all of the files have them, and the types of columns that are no texts; else texts."""
    alike = _alike(con, paths)
    if len(alike) != 1:
        return read_texts(con, paths), {}
    (kinds,) = alike
    return read_rows(paths), dict(kinds)


def with_columns(rows: str, columns: Mapping[str, str]) -> str:
    """Rows, blank for none, as what a SELECT is from, with these columns (name → type) in front.

    Where the rows lack one it is NULL.
    """
    empty = ", ".join(f"NULL::{kind} AS {identifier(name)}" for name, kind in columns.items())
    more = f" UNION ALL BY NAME SELECT * FROM {rows}" if rows else ""
    return f"(SELECT {empty} WHERE false{more})"


def _as_texts(kinds: Mapping[str, str], files: Sequence[Path]) -> str:
    texts = ", ".join(f"time_text({identifier(name)}) AS {identifier(name)}" for name in kinds)
    return f"SELECT *{f' REPLACE ({texts})' if texts else ''} FROM {read_rows(files)}"


def _alike(con: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> _Alike:
    """The files by the types of their columns of times."""
    if not paths:
        return {}
    listed = ", ".join(literal(str(path)) for path in paths)
    rows = con.execute(
        f"SELECT file_name, list((name, duckdb_type) ORDER BY name) FILTER (duckdb_type IN ('{MOMENT}', '{DAY}'))"
        f" FROM parquet_schema([{listed}]) GROUP BY file_name"
    ).fetchall()
    found = {str(file): tuple((str(name), str(kind)) for name, kind in columns or ()) for file, columns in rows}
    alike: _Alike = {}
    for path in paths:
        alike.setdefault(found[str(path)], []).append(path)
    return alike
