"""What counts ask of an engine: five operations, whichever engine it is.

Every statement is one text in the SQL of DuckDB, kept to what others know too. The macros of `generator.sql` may stand
in it; `as_of()` is the day at which the bench was opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, Protocol

import duckdb

TEXT: Final = "VARCHAR"
# A time, which is text however the files have it; unless it may be as they have it, and all have it alike.
TIME: Final = "TIME"
TEXTS: Final = "VARCHAR[]"
NUMBER: Final = "INTEGER"
# Column → one of these types.
Columns = Mapping[str, str]


class Bench(Protocol):
    """Named tables and views of one day, which are gone afterwards; a name that is there already is replaced."""

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The connection to DuckDB in which the results are worked on."""

    def read(self, name: str, files: Sequence[Path], columns: Columns, *, as_kept: bool = False) -> None:
        """A view of the rows of Parquet files, none of which may be there; a column that a file lacks is NULL.

        Times may be `as_kept` where statements read them by macros alone.
        """

    def put(self, name: str, columns: Columns, rows: Iterable[Sequence[Any]]) -> None:
        """A small table of rows that were made here."""

    def create(self, name: str, select: str, *, kept: bool = True) -> None:
        """The rows of a statement under a name; worked once if they are `kept`, else whenever they are read.

        What is kept may be made of what had its name before.
        """

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """The rows of a statement whose result is small."""

    def local(self, select: str) -> str:
        """What a statement in `con` reads the rows of a statement from, after FROM. Its result may be large."""


# Opens a bench of a day.
Opener = Callable[[str], AbstractContextManager[Bench]]
