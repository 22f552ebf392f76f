"""The rows of an import as files by month: `<table>/month=YYYY-MM/<import_id>.parquet`.

Of cases it is the month of receipt, of events the month of the event. A case may stand in files of several months, for
a later import can say that it was received in another one: its newest version counts, wherever it lies.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from generator.sql import identifier, literal, month_of
from generator.workbench import workbench

# The time whose month says in which file a row lies, and the order of the rows there.
_TIME: Final = {"cases": "received_at", "events": "at"}
_ORDER: Final = {"cases": "case_id", "events": 'case_id, "at", event, unit, reason, until'}


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def lay_out(rows: tuple[Path, ...], table: str, import_id: str, folder: Path) -> dict[str, str]:
    """Write the rows of an import, Parquet files of `table`, by month below `folder`: name → SHA-256 of each file."""
    with workbench() as con:
        con.execute(
            f"CREATE VIEW accepted AS SELECT * FROM read_parquet([{', '.join(literal(str(path)) for path in rows)}],"
            " hive_partitioning = false)"
        )
        month = month_of(identifier(_TIME[table]))
        months = con.execute(f"SELECT DISTINCT {month} FROM accepted ORDER BY 1").fetchall()
        parts = {}
        for (value,) in months:
            name = f"{table}/month={value}/{import_id}.parquet"
            write_sorted(con, f"SELECT * FROM accepted WHERE {month} = {literal(value)}", _ORDER[table], folder / name)
            parts[name] = digest(folder / name)
    return parts


def write_sorted(con: duckdb.DuckDBPyConnection, select: str, order: str, path: Path) -> None:
    """The rows of a statement as one Parquet file, in a total order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    con.execute(f"COPY ({select} ORDER BY {order}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")


@dataclass(frozen=True)
class Folders:
    """Where files below the store are found: those not published yet lie in `fresh`, all others in `store`."""

    store: Path
    fresh: Path

    def path(self, name: str) -> Path:
        """The file of that name."""
        return self.fresh / name if (self.fresh / name).is_file() else self.store / name
