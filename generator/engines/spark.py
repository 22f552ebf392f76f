"""The engine on a cluster: statements run in Apache Spark, which reads the store's files where they lie.

Driver and workers see the portal's folder under the same path and may write to it. Whatever is kept is written there
as Parquet, so that a worker that is lost costs its tasks and nothing else; how many rows were written is compared with
how many are found, for what a worker wrote where nobody else sees it would be missing without a word. No Python runs
on the workers.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

import duckdb

from generator.engines.bench import TEXT, TIME, Bench, Columns, Opener
from generator.engines.cluster import connected, in_one_line
from generator.engines.embedded import Embedded
from generator.engines.portable import for_spark
from generator.refusals import wrong_use
from generator.sql import identifier, literal, read_rows
from generator.workbench import workbench

# Files that workers write to try the folder: more than most clusters give one worker to at once.
_TRIED: Final = 16
# Signs of a pattern where Spark expects the path of what it reads.
_PATTERN: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\{}[]*?"})


@dataclass(frozen=True)
class Spark:
    """A bench in a session of Spark. `folder` is for its stages, each in a folder of its own."""

    con: duckdb.DuckDBPyConnection
    session: Any
    as_of: str
    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def read(self, name: str, files: Sequence[Path], columns: Columns, *, as_kept: bool = False) -> None:
        """A view of Parquet files of the store, in which times are texts; each column is found by its name."""
        with in_one_line():
            self._frame(files, columns).createOrReplaceTempView(name)

    def put(self, name: str, columns: Columns, rows: Iterable[Sequence[Any]]) -> None:
        """A table of rows from here, which the workers read as a file."""
        Embedded(self.con).put("put_here", columns, rows)
        path = self._next()
        path.mkdir()
        self.con.execute(f"COPY put_here TO {literal(str(path / 'part-0.parquet'))} (FORMAT parquet)")
        self.read(name, [path / "part-0.parquet"], columns)

    def create(self, name: str, select: str, *, kept: bool = True) -> None:
        """A view, of rows that are worked and written first if they are `kept`."""
        with in_one_line():
            frame = self._sql(select)
            if kept:
                schema = frame.schema
                frame = self.session.read.schema(schema).parquet(*map(_to_read, self._written(frame)))
            frame.createOrReplaceTempView(name)

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """The rows, fetched."""
        with in_one_line():
            return [tuple(row) for row in self._sql(select).collect()]

    def local(self, select: str) -> str:
        """The rows as the workers wrote them: none is sent through the driver's memory."""
        with in_one_line():
            return read_rows(self._written(self._sql(select)))

    def _sql(self, statement: str) -> Any:
        return self.session.sql(for_spark(statement, self.as_of))

    def _frame(self, files: Sequence[Path], columns: Columns) -> Any:
        schema = ", ".join(f"`{name}` {_KINDS[kind]}" for name, kind in columns.items())
        if not files:
            return self.session.sql(for_spark(_nothing(columns), self.as_of))
        # Folders such as `month=2024-03` would be columns too.
        return (
            self.session.read.schema(schema).parquet(*map(_to_read, files)).select(*(f"`{name}`" for name in columns))
        )

    def _written(self, frame: Any) -> list[Path]:
        """The files of a frame's rows. Raises UserError where not all of them are found here."""
        from pyspark.sql import Observation
        from pyspark.sql.functions import count as rows_of
        from pyspark.sql.functions import lit

        path, seen = self._next(), Observation()
        frame.observe(seen, rows_of(lit(1)).alias("n")).write.option("compression", "zstd").parquet(f"file://{path}")
        files = sorted(path.glob("part-*.parquet"))
        found = self.con.execute(f"SELECT count(*) FROM {read_rows(files)}").fetchone() if files else None
        if found is None or found[0] != seen.get["n"]:
            raise wrong_use("spark_folder", path=self.folder)
        return files

    def _next(self) -> Path:
        return self.folder / f"stage-{next(self.numbers)}"


_KINDS: Final = {"VARCHAR": "STRING", TIME: "STRING", "VARCHAR[]": "ARRAY<STRING>", "INTEGER": "INT"}


def _nothing(columns: Columns) -> str:
    types = {name: TEXT if kind == TIME else kind for name, kind in columns.items()}
    return f"SELECT {', '.join(f'NULL::{kind} AS {identifier(name)}' for name, kind in types.items())} WHERE false"


def _to_read(path: Path) -> str:
    return f"file://{str(path).translate(_PATTERN)}"


@contextmanager
def open_cluster(master: str, folder: Path) -> Iterator[Opener]:
    """A connection to a cluster, as what opens benches on it; its stages lie below `folder`, which is made.

    Raises UserError where there is no such cluster.
    """
    folder.mkdir(parents=True)
    opened = count()
    with connected(master, folder) as session:
        _shared(session, folder)

        @contextmanager
        def open_bench(as_of: str) -> Iterator[Bench]:
            stages = folder / f"bench-{next(opened)}"
            stages.mkdir()
            with workbench() as con:
                yield Spark(con, session, as_of, stages)
            shutil.rmtree(stages)

        yield open_bench


def _shared(session: Any, folder: Path) -> None:
    """Whether what workers write below `folder` is found here. Raises UserError where it is not."""
    with workbench(threads=1) as con, in_one_line():
        tried = Spark(con, session, "", folder)._written(session.range(0, _TRIED, 1, _TRIED))
    shutil.rmtree(tried[0].parent)
