"""Benches of tests: DuckDB with every statement as other engines get it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from generator.engines.bench import Bench
from generator.engines.embedded import Embedded
from generator.engines.portable import for_spark, written_out
from generator.workbench import workbench


@dataclass(frozen=True)
class WrittenOut(Embedded):
    """Runs statements whose macros sqlglot has written out; each must be one that Spark can be told, too."""

    as_of: str

    def create(self, name: str, select: str, *, kept: bool = True) -> None:
        super().create(name, self._turned(select), kept=kept)

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        return super().rows(self._turned(select))

    def local(self, select: str) -> str:
        return super().local(self._turned(select))

    def _turned(self, select: str) -> str:
        assert for_spark(select, self.as_of)
        return written_out(select, self.as_of).sql(dialect="duckdb")


@contextmanager
def open_written_out(as_of: str) -> Iterator[Bench]:
    """Without the macros of DuckDB, so that none can be left over."""
    with workbench() as con:
        yield WrittenOut(con, as_of)
