"""The case store: append-only imports, one folder each, never written again.

`store/imports/<import_id>/` holds `cases.parquet` and `import.json`. Of a case that several imports hold, the one
with the latest as-of counts; of equal ones the later import.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from generator.intake.export import Intake


@dataclass(frozen=True)
class Import:
    """What the store knows of one import. `findings` counts them by code."""

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
    cases: Path


def read_imports(store: Path) -> tuple[Import, ...]:
    """Every import of the store, oldest first."""
    found = []
    for path in (store / "imports").glob("*/import.json"):
        data = json.loads(path.read_text("utf-8"))
        data["fields"] = tuple(data["fields"])
        found.append(Import(**data, cases=path.parent / "cases.parquet"))
    return tuple(sorted(found, key=lambda item: item.sequence))


def as_import(intake: Intake, sequence: int) -> Import:
    """The import that an accepted intake will be, its cases still where the gate staged them."""
    if intake.staged is None:
        raise ValueError("an export that could not be read has no cases")
    counts: dict[str, int] = {}
    for item in intake.findings:
        counts[item.code] = counts.get(item.code, 0) + 1
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
        findings=counts,
        cases=intake.staged,
    )


def append(store: Path, item: Import) -> None:
    """Add an import: written beside the others under a hidden name, then renamed into place."""
    imports = store / "imports"
    imports.mkdir(parents=True, exist_ok=True)
    hidden = imports / f".{item.import_id}"
    shutil.rmtree(hidden, ignore_errors=True)
    hidden.mkdir()
    shutil.copyfile(item.cases, hidden / "cases.parquet")
    record = {key: value for key, value in asdict(item).items() if key != "cases"}
    text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True)
    (hidden / "import.json").write_text(text + "\n", "utf-8")
    hidden.replace(imports / item.import_id)


def open_cases(con: duckdb.DuckDBPyConnection, imports: tuple[Import, ...], as_of: str) -> None:
    """Create the table `cases`: the newest version of every case that had been received by `as_of`."""
    paths = [str(item.cases) for item in imports]
    order = [item.import_id for item in sorted(imports, key=lambda item: (item.as_of, item.sequence))]
    con.execute(
        "CREATE TABLE cases AS SELECT * EXCLUDE (import_id, as_of) FROM read_parquet(?)"
        " WHERE time_until(received_at, ?)"
        " QUALIFY row_number() OVER (PARTITION BY case_id ORDER BY list_position(?, import_id) DESC) = 1",
        [paths, as_of, order],
    )
