"""The case store: versions of cases and events, as each import had them. Nothing in it is ever changed.

Of a case that several imports hold, the one with the latest as-of counts; of equal ones the later import. Which imports
there are, and where their rows lie, says the state (`generator.counts.state`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from generator.counts.imports import Known, moment_key
from generator.counts.parts import PLACED_BY, part_name
from generator.definitions.case_terms import EVENT_TIMES
from generator.definitions.rulings import Ruling
from generator.engines.bench import NUMBER, TEXT, TEXTS, TIME, Bench
from generator.intake.contract import field_names
from generator.intake.mapping import TIMES
from generator.intake.staging import WORKED_OUT
from generator.sql import identifier, literal, month_of

# The columns of a case in the store, and the table of the cases on their way from the store to what is counted.
CASE_COLUMNS: Final = (*field_names("cases"), WORKED_OUT)
PREPARED: Final = "prepared"


@dataclass(frozen=True)
class Sources:
    """What is counted: the imports as known at a day, and the office's decisions.

    `settled` are sources that were published, so nothing is found against their rulings.
    """

    known: Known = field(default_factory=Known)
    rulings: tuple[Ruling, ...] = ()
    settled: bool = False


def open_cases(
    bench: Bench, known: Known, only: Path | None = None, *, kept: bool = True, as_kept: bool = False
) -> None:
    """Create `PREPARED`: the newest version of every case that had been received by the as-of, none of them excluded.

    `only` is a Parquet file with the ids of the cases that are wanted; all of them without it. What is not
    `kept` is read from the store whenever it is asked for. Times are texts, or `as_kept` where that is said.
    """
    create_rows(bench, "stored", "cases", known, only, as_kept=as_kept)
    received = f"time_until(received_at, {literal(known.as_of)})"
    chosen = f"WHERE {received}"
    # A single import holds each case once, and so the newest version of it.
    if sum(imported.table == "cases" for imported in known.imports) > 1:
        create_newest(bench, "newest", known, received)
        chosen = "SEMI JOIN newest USING (case_id, import_id)"
    # What happened after the as-of is not known yet.
    values = {
        name: f"CASE WHEN time_until({name}, {literal(known.as_of)}) THEN {name} END AS {name}"
        for name in EVENT_TIMES[1:]
    }
    columns = ", ".join(values.get(name, identifier(name)) for name in CASE_COLUMNS)
    bench.create(PREPARED, f"SELECT {columns}, NULL::VARCHAR AS excluded FROM stored {chosen}", kept=kept)


def open_events(bench: Bench, known: Known, only: Path | None = None) -> None:
    """Create the table `events`: every event that had happened by the as-of, each once."""
    create_rows(bench, "reported", "events", known, only)
    columns = ", ".join(map(identifier, field_names("events")))
    bench.create(
        "events",
        f"SELECT DISTINCT {columns} FROM reported WHERE time_until({identifier('at')}, {literal(known.as_of)})",
    )


def create_rows(
    bench: Bench, name: str, table: str, known: Known, only: Path | None = None, *, as_kept: bool = False
) -> None:
    """Create the view `name` of all rows of the imports of `table`; a field that an older one did not know is NULL."""
    columns = {field: TIME if field in TIMES else TEXT for field in (*field_names(table), "import_id")}
    if table == "cases":
        columns[WORKED_OUT] = TEXTS
    if only is None:
        bench.read(name, known.files(table), columns, as_kept=as_kept)
        return
    bench.read("wanted", [only], {"case_id": TEXT})
    bench.read(f"near_{name}", _files_of_wanted(bench, table, known, columns), columns, as_kept=as_kept)
    wanted = f"SELECT * FROM near_{name} WHERE case_id IN (SELECT case_id FROM wanted)"
    bench.create(name, wanted, kept=False)


def _files_of_wanted(bench: Bench, table: str, known: Known, columns: Mapping[str, str]) -> list[Path]:
    """The files with rows of the cases in the view `wanted`: those of the months in which they ever were.

    Of all others the ids alone are read: a later import may say that a case was received in another month.
    """
    keys = ("case_id", "import_id", PLACED_BY[table])
    bench.read(f"keys_of_{table}", known.files(table), {key: columns[key] for key in keys})
    near = bench.rows(
        f"SELECT DISTINCT {month_of(identifier(PLACED_BY[table]))}, import_id FROM keys_of_{table}"
        " WHERE case_id IN (SELECT case_id FROM wanted)"
    )
    names = {part_name(table, month, import_id) for month, import_id in near}
    imports = [imported for imported in known.imports if imported.table == table]
    # A store of format 1 has one file for all months of an import.
    return [
        imported.folder / name
        for imported in imports
        for name in sorted(imported.parts)
        if name in names or "/month=" not in name
    ]


def create_newest(bench: Bench, name: str, known: Known, condition: str = "TRUE") -> None:
    """Create the table `name` (case_id, import_id): the newest version of each case among rows of the view `stored`.

    An import holds a case once. Finding the newest version of each by its key alone spares sorting whole rows.
    """
    by_age = sorted(known.imports, key=lambda imported: (moment_key(imported.as_of), imported.sequence))
    ages = [(imported.import_id, age) for age, imported in enumerate(by_age)]
    bench.put("ages", {"import_id": TEXT, "age": NUMBER}, ages)
    bench.create(
        name,
        "SELECT case_id, max_by(import_id, age) AS import_id"
        f" FROM stored JOIN ages USING (import_id) WHERE {condition} GROUP BY case_id",
    )
