"""An export at the gate, and what the gate leaves behind of it: its account, and its accepted rows as Parquet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from generator.definitions.findings import Finding
from generator.definitions.mappings import ExportMapping
from generator.definitions.portal import Portal
from generator.definitions.registers import OPTIONAL
from generator.intake.contract import field_names
from generator.sql import TEXT, identifier, literal, month_of, types_of

# Column of stored cases beside those of the schema.
WORKED_OUT = "worked_out"
# What is known of a case or event on the day on which it begins, so that no row need be without it.
_KNOWN_AT_ONCE = ("case_id", "unit", "category", "kind", "channel", "area", "asker", "received_at", "at", "event")

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Export:
    """A file at the gate: the mapping that reads it, a folder for staged files, the as-of if it was stated (else
    blank), and Parquet files of the cases that are known already, oldest first.

    `newest` is the latest day on which something can have happened, blank where nobody says which day it is.
    """

    path: Path
    mapping: ExportMapping
    portal: Portal
    work: Path
    as_of: str
    cases: tuple[Path, ...]
    newest: str = ""

    @property
    def staged(self) -> Path:
        """The accepted rows as Parquet."""
        return self.work / f"{self.mapping.table}.parquet"


@dataclass(frozen=True)
class SupplyMonth:
    """The rows of an export that were received (events: happened) in one month, "" where nobody can tell the month.

    `rejected` of its `rows` were, `found` have any finding at all; `filled` of the `cells` that should be filled are.
    """

    month: str
    rows: int
    rejected: int
    found: int
    cells: int
    filled: int


@dataclass(frozen=True)
class Intake:
    """What came of one export.

    `table` is what it holds: `cases` or `events`. `first_month` and `last_month` are those of the first and last
    receipt (for events: of the cases that they concern, and of all known cases); `staged` is the Parquet file of
    accepted rows (None when the file could not be read); `filled` counts the accepted rows in which a field is known
    (for events: all of them, as `events`), `computed` those of them whose deadline was worked out from the limits.
    `counts` says how many findings there are of each code, those beyond the most that are told included, `tallies` how
    many of each code, column and value where not all are told; `supply` is its account month by month.
    """

    file: str
    mapping: str
    encoding: str
    import_id: str
    as_of: str
    first_month: str
    last_month: str
    fields: tuple[str, ...]
    rows_read: int
    rows_rejected: int
    filled: tuple[tuple[str, int], ...]
    computed: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]
    staged: Path | None
    table: str = "cases"
    counts: tuple[tuple[str, int], ...] = ()
    tallies: tuple[tuple[str, str, str, int], ...] = ()
    supply: tuple[SupplyMonth, ...] = ()

    @property
    def rows_accepted(self) -> int:
        """Rows read less rows rejected."""
        return self.rows_read - self.rows_rejected


def unread(path: Path, problems: Iterable[Finding]) -> Intake:
    """The intake of a file that could not be read."""
    return Intake(path.name, "", "", "", "", "", "", (), 0, 0, (), (), tuple(sorted(problems)), None)


def supplied(con: duckdb.DuckDBPyConnection, time: str, fields: frozenset[str]) -> tuple[SupplyMonth, ...]:
    """The account of the table `staged` by the month of the field `time`, of the mapped `fields`, in order of month."""
    known = [name for name in _KNOWN_AT_ONCE if name in fields]
    filled = " + ".join(f"({identifier(name)} IS NOT NULL)::BIGINT" for name in known)
    # The numbers of months are counted by, for these take less time than texts.
    month = month_of(identifier(time))
    key = month if types_of(con, "staged")[time] == TEXT else f"month_number({identifier(time)})"
    rows = con.execute(
        f"SELECT coalesce({month_of('first')}, '') AS month, * EXCLUDE (first) FROM (SELECT min({identifier(time)})"
        " AS first, count(*), count(rejected.row_index), count(with_found.row_index),"
        f" sum({filled})::BIGINT FROM staged LEFT JOIN rejected USING (row_index)"
        " LEFT JOIN (SELECT DISTINCT row_index FROM found WHERE row_index IS NOT NULL) AS with_found USING (row_index)"
        f" GROUP BY {key}) ORDER BY month"
    ).fetchall()
    return tuple(
        SupplyMonth(month, count, rejected, found, count * len(known), int(cells or 0))
        for month, count, rejected, found, cells in rows
    )


def write_accepted(con: duckdb.DuckDBPyConnection, export: Export, import_id: str, as_of: str) -> None:
    """The accepted rows as Parquet, each with its import and its as-of. The store sorts them month by month.

    Times are as they are staged: of columns that have one kind of them alone, moments or days. Fields that nobody
    reports have no column.
    """
    table = export.mapping.table
    known = types_of(con, "staged_cells")
    names = [name for name in (*field_names(table), WORKED_OUT) if name in known]
    fields = ", ".join(map(identifier, names))
    con.execute(
        f"COPY (SELECT {fields}, {literal(import_id)} AS import_id, {literal(as_of)} AS as_of"
        f" FROM staged ANTI JOIN rejected USING (row_index))"
        # Nearly all times differ: dictionaries and filters over them cost time and save nothing.
        f" TO {literal(str(export.staged))} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1,"
        " DICTIONARY_SIZE_LIMIT 5000, WRITE_BLOOM_FILTER false)"
    )


def import_id(export: Export, as_of: str) -> str:
    """The same export under the same mapping, registers, limits, calendar and as-of is the same import."""
    digest = hashlib.sha256()
    folder = export.portal.folder
    settings = [folder / export.mapping.file, folder / "limits.yml", folder / "calendar.csv"]
    # Reasons of rulings say nothing of how an export is read.
    settings += sorted(item for item in (folder / "registers").glob("*.csv") if item.stem not in OPTIONAL)
    for part in (export.path, *(item for item in settings if item.exists())):
        with part.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    digest.update(as_of.encode())
    return digest.hexdigest()[:16]
