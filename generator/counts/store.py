"""The case store: append-only imports, one folder each, never written again.

`store/imports/<import_id>/` holds `cases.parquet` (or `events.parquet`) and `import.json`. Of a case that several
imports hold, the one with the latest as-of counts; of equal ones the later import.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from generator.definitions.case_terms import EVENT_TIMES
from generator.intake.contract import field_names
from generator.intake.staging import WORKED_OUT, Intake
from generator.sql import identifier, literal


@dataclass(frozen=True)
class Import:
    """What the store knows of one import. `findings` counts them by code; `data` is the Parquet file of its `table`."""

    import_id: str
    sequence: int
    file: str
    mapping: str
    encoding: str
    as_of: str
    fields: tuple[str, ...]
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    filled: dict[str, int]
    computed: dict[str, int]
    findings: dict[str, int]
    data: Path
    table: str = "cases"


def read_imports(store: Path) -> tuple[Import, ...]:
    """Every import of the store, oldest first."""
    imports = []
    for path in (store / "imports").glob("*/import.json"):
        record = json.loads(path.read_text("utf-8"))
        record["fields"] = tuple(record["fields"])
        table = record.get("table", "cases")
        imports.append(Import(**record, data=path.parent / f"{table}.parquet"))
    return tuple(sorted(imports, key=lambda imported: imported.sequence))


@dataclass(frozen=True)
class Known:
    """The imports that count at `as_of`, which is blank where they hold no cases and no day was stated."""

    imports: tuple[Import, ...]
    as_of: str

    @property
    def fields(self) -> frozenset[str]:
        """The canonical fields that the sources report."""
        return frozenset(field for imported in self.imports for field in imported.fields)

    @property
    def rows(self) -> int:
        """The accepted rows of cases and events."""
        return sum(imported.rows_accepted for imported in self.imports)


def known_at(imports: Iterable[Import], as_of: str) -> Known:
    """The imports known at `as_of`; where it is blank all of them, as of the newest that holds cases.

    Events alone do not say how far the cases are known.
    """
    known = tuple(imported for imported in imports if imported.as_of[: len(as_of)] <= as_of)
    newest = max((imported.as_of for imported in known if imported.table == "cases"), default="")
    return Known(known, as_of or newest)


def as_import(intake: Intake, sequence: int) -> Import:
    """The import that an accepted intake will be, its rows still where the gate staged them."""
    if intake.staged is None:
        raise ValueError("an export that could not be read has no rows")
    return Import(
        import_id=intake.import_id,
        sequence=sequence,
        file=intake.file,
        mapping=intake.mapping,
        encoding=intake.encoding,
        as_of=intake.as_of,
        fields=intake.fields,
        rows_read=intake.rows_read,
        rows_accepted=intake.rows_accepted,
        rows_rejected=intake.rows_rejected,
        filled=dict(intake.filled),
        computed=dict(intake.computed),
        findings=dict(intake.counts),
        data=intake.staged,
        table=intake.table,
    )


def append(store: Path, imported: Import) -> None:
    """Add an import: written beside the others under a hidden name, then renamed into place."""
    imports = store / "imports"
    imports.mkdir(parents=True, exist_ok=True)
    hidden = imports / f".{imported.import_id}"
    shutil.rmtree(hidden, ignore_errors=True)
    hidden.mkdir()
    shutil.copyfile(imported.data, hidden / f"{imported.table}.parquet")
    record = {key: value for key, value in asdict(imported).items() if key != "data"}
    text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True)
    (hidden / "import.json").write_text(text + "\n", "utf-8")
    hidden.replace(imports / imported.import_id)


def open_cases(con: duckdb.DuckDBPyConnection, imports: tuple[Import, ...], as_of: str) -> None:
    """Create the table `cases`: the newest version of every case that had been received by `as_of`."""
    imports = tuple(imported for imported in imports if imported.table == "cases")
    by_age = sorted(imports, key=lambda imported: (imported.as_of, imported.sequence))
    order = [imported.import_id for imported in by_age]
    _read(con, "stored", "cases", imports)
    # What happened after the as-of is not known yet.
    known = ", ".join(f"CASE WHEN time_until({name}, $as_of) THEN {name} END AS {name}" for name in EVENT_TIMES[1:])
    # An import holds a case once. Finding the newest version of each by its key alone spares sorting whole rows.
    newest = (
        " SEMI JOIN (SELECT case_id, max_by(import_id, list_position($order, import_id)) AS import_id FROM stored"
        " WHERE time_until(received_at, $as_of) GROUP BY case_id) USING (case_id, import_id)"
    )
    con.execute(
        f"CREATE TABLE cases AS SELECT * EXCLUDE (import_id, as_of) REPLACE ({known})"
        f" FROM stored{newest if len(imports) > 1 else ''} WHERE time_until(received_at, $as_of)",
        {"as_of": as_of} | ({"order": order} if len(imports) > 1 else {}),
    )


def open_events(con: duckdb.DuckDBPyConnection, imports: tuple[Import, ...], as_of: str) -> None:
    """Create the table `events`: every event that had happened by `as_of`, each once."""
    _read(con, "reported", "events", tuple(imported for imported in imports if imported.table == "events"))
    con.execute(
        'CREATE TABLE events AS SELECT DISTINCT * EXCLUDE (import_id, as_of) FROM reported WHERE time_until("at", ?)',
        [as_of],
    )


def _read(con: duckdb.DuckDBPyConnection, name: str, table: str, imports: tuple[Import, ...]) -> None:
    """The view `name` of all rows of imports of `table`; a field that an older import did not know is NULL."""
    columns = ", ".join(f"NULL::VARCHAR AS {identifier(name)}" for name in (*field_names(table), "import_id", "as_of"))
    if table == "cases":
        columns += f", NULL::VARCHAR[] AS {WORKED_OUT}"
    paths = ", ".join(literal(str(imported.data)) for imported in imports)
    files = f" UNION ALL BY NAME SELECT * FROM read_parquet([{paths}], union_by_name = true)" if imports else ""
    con.execute(f"CREATE VIEW {name} AS SELECT {columns} WHERE false{files}")
