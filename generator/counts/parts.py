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

from generator.intake.contract import field_names
from generator.intake.staging import WORKED_OUT
from generator.sql import MONTH_MACROS, TEXT, identifier, literal, month_of
from generator.timed_rows import read_as_kept, with_columns
from generator.workbench import workbench

# The time whose month says in which file a row lies, and the order of the rows there.
PLACED_BY: Final = {"cases": "received_at", "events": "at"}
_ORDER: Final = {"cases": "case_id", "events": 'case_id, "at", event, unit, reason, until'}


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def part_name(table: str, month: str, import_id: str) -> str:
    """The name, below the store, of the file with an import's rows of a month."""
    return f"{table}/month={month}/{import_id}.parquet"


def lay_out(rows: tuple[Path, ...], table: str, import_id: str, folder: Path) -> dict[str, str]:
    """Write the rows of an import, Parquet files of `table`, by month below `folder`: name → SHA-256 of each file."""
    with workbench() as con:
        con.execute(MONTH_MACROS)
        month = month_of(identifier(PLACED_BY[table]))
        found, kinds = read_as_kept(con, rows)
        columns = dict.fromkeys(field_names(table), TEXT) | ({WORKED_OUT: f"{TEXT}[]"} if table == "cases" else {})
        # Times are texts in the store; as moments and days they are sorted faster.
        texts = ", ".join(f"time_text({identifier(name)}) AS {identifier(name)}" for name in kinds)
        written = f"SELECT * EXCLUDE (part){f' REPLACE ({texts})' if texts else ''} FROM accepted"
        # Sorted once: each month is then one stretch of the rows, and the engine skips the others.
        con.execute(
            f"CREATE TABLE accepted AS SELECT *, {month} AS part FROM {with_columns(found, columns | kinds)}"
            f" ORDER BY part, {_ORDER[table]}"
        )
        parts = {}
        for (value,) in con.execute("SELECT DISTINCT part FROM accepted ORDER BY 1").fetchall():
            name = part_name(table, value, import_id)
            write_rows(con, f"{written} WHERE part = {literal(value)}", folder / name)
            parts[name] = digest(folder / name)
    return parts


def write_rows(con: duckdb.DuckDBPyConnection, select: str, path: Path) -> None:
    """The rows of a statement as one Parquet file, in their order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    con.execute(
        f"COPY ({select}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd,"
        " COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 5000, WRITE_BLOOM_FILTER false)"
    )


@dataclass(frozen=True)
class Folders:
    """Where files below the store are found: those not published yet lie in `fresh`, all others in `store`."""

    store: Path
    fresh: Path

    def path(self, name: str) -> Path:
        """The file of that name."""
        return self.fresh / name if (self.fresh / name).is_file() else self.store / name
