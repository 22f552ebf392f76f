"""DuckDB as a workbench: what does not fit into a set amount of memory goes to a temporary folder.

Starting an engine costs as much as many small queries, so the workbenches of one run share it: each is a database of
its own in it, in memory, which is gone afterwards.
"""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

import duckdb

from generator.sql import literal

# A city's month is far smaller; years of many millions of cases must not take the machine's memory.
_MEMORY: Final = "1GB"
# Of files beyond so many bytes most would go to the disk and back.
_LARGE: Final = 3 * 10**9
_LARGE_MEMORY: Final = "3GB"
_NUMBERS: Final = count(1)


@dataclass(frozen=True)
class _Engine:
    con: duckdb.DuckDBPyConnection
    spill: tempfile.TemporaryDirectory[str]

    def close(self) -> None:
        """End it and remove what it wrote."""
        self.con.close()
        self.spill.cleanup()


# Settings → the engine that has them.
_ENGINES: Final[dict[tuple[str, int], _Engine]] = {}


def memory_for(size: int) -> str:
    """How much memory the rows of a file of so many bytes may take."""
    return _MEMORY if size < _LARGE else _LARGE_MEMORY


@contextmanager
def workbench(memory: str = _MEMORY, threads: int = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database that is gone afterwards, of so much `memory`. It prints nothing, however long a query takes.

    `threads`: 0 for as many as the machine has; for few rows one is enough, for others cost more than they do.
    """
    name = f"bench{next(_NUMBERS)}"
    with _engine(memory, threads).con.cursor() as con:
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


def _engine(memory: str, threads: int) -> _Engine:
    """The engine, which spills where this run has its temporary files; one that did elsewhere is ended."""
    engine = _ENGINES.get((memory, threads))
    if engine and Path(engine.spill.name).parent == Path(tempfile.gettempdir()):
        return engine
    spill = tempfile.TemporaryDirectory()
    if engine:
        with suppress(duckdb.Error):
            engine.con.execute(f"SET temp_directory = {literal(spill.name)}")
            engine.spill.cleanup()
            _ENGINES[memory, threads] = _Engine(engine.con, spill)
            return _ENGINES[memory, threads]
        engine.close()
    settings: dict[str, Any] = {"memory_limit": memory, "temp_directory": spill.name}
    settings |= {"threads": threads} if threads else {}
    engine = _ENGINES[memory, threads] = _Engine(duckdb.connect(config=settings), spill)
    return engine


@atexit.register
def _close() -> None:
    for engine in _ENGINES.values():
        engine.close()
