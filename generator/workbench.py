"""DuckDB as a workbench: what does not fit into a set amount of memory goes to a temporary folder."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

# A city's month is far smaller; years of many millions of cases must not take the machine's memory.
_MEMORY = "1GB"


@contextmanager
def workbench(memory: str = _MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database that is gone afterwards, of so much `memory`. It prints nothing, however long a query takes."""
    with tempfile.TemporaryDirectory() as spill, duckdb.connect() as con:
        con.execute(f"SET memory_limit = '{memory}'")
        con.execute("SET temp_directory = ?", [spill])
        con.execute("SET enable_progress_bar = false")
        yield con
