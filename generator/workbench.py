"""DuckDB as a workbench: what does not fit into a set amount of memory goes to a temporary folder.

One engine serves a process, for starting another costs as much as many small queries; each workbench is a database of
its own in it, in memory, which is gone afterwards.
"""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Final

import duckdb

# A city's month is far smaller; years of many millions of cases must not take the machine's memory.
_MEMORY: Final = "1GB"
_NUMBERS: Final = count(1)


@contextmanager
def workbench(memory: str = _MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database that is gone afterwards, of so much `memory`. It prints nothing, however long a query takes."""
    engine, name = _engine(memory), f"bench{next(_NUMBERS)}"
    with engine.cursor() as con:
        con.execute("SET enable_progress_bar = false")
        con.execute(f"ATTACH ':memory:' AS {name}")
        con.execute(f"USE {name}")
        try:
            yield con
        finally:
            con.execute("USE memory")
            con.execute(f"DETACH {name}")


def second_cursor(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A second cursor on the same database, to read from while something is written."""
    (name,) = con.execute("SELECT current_database()").fetchone() or ("memory",)
    cursor = con.cursor()
    cursor.execute(f'USE "{name}"')
    return cursor


@cache
def _engine(memory: str) -> duckdb.DuckDBPyConnection:
    spill = tempfile.TemporaryDirectory()
    engine = duckdb.connect()
    engine.execute(f"SET memory_limit = '{memory}'")
    engine.execute("SET temp_directory = ?", [spill.name])
    atexit.register(_close, engine, spill)
    return engine


def _close(engine: duckdb.DuckDBPyConnection, spill: tempfile.TemporaryDirectory[str]) -> None:
    engine.close()
    spill.cleanup()
