"""What the store knows of one import, and which imports count at a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.definitions.mappings import WHOLE
from generator.intake.staging import Intake


@dataclass(frozen=True)
class Import:
    """One export as it came through the gate. `findings` counts them by code.

    `delivery` says how much it repeats: `whole`, `window` or `changes`. Its rows are the Parquet files `parts` (name →
    SHA-256) below `folder`.
    """

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
    filled: Mapping[str, int]
    computed: Mapping[str, int]
    findings: Mapping[str, int]
    parts: Mapping[str, str]
    folder: Path
    table: str = "cases"
    delivery: str = WHOLE

    @property
    def files(self) -> tuple[Path, ...]:
        """The Parquet files of its rows."""
        return tuple(self.folder / name for name in sorted(self.parts))


@dataclass(frozen=True)
class Known:
    """The imports that count at `as_of`, which is blank where they hold no cases and no day was stated."""

    imports: tuple[Import, ...] = ()
    as_of: str = ""

    @property
    def fields(self) -> frozenset[str]:
        """The canonical fields that the sources report."""
        return frozenset(name for imported in self.imports for name in imported.fields)

    @property
    def rows(self) -> int:
        """The accepted rows of cases and events."""
        return sum(imported.rows_accepted for imported in self.imports)

    @property
    def with_events(self) -> bool:
        """Whether somebody reports what happens to cases."""
        return any(imported.table == "events" for imported in self.imports)

    def files(self, table: str) -> tuple[Path, ...]:
        """The Parquet files of a table, `cases` or `events`."""
        return tuple(path for imported in self.imports if imported.table == table for path in imported.files)


def moment_key(moment: str) -> str:
    """What days and times are ordered by: a day without a time lasts until its end."""
    return f"{moment}T99" if len(moment) == len("2024-03-31") else moment


def latest(*moments: str) -> str:
    """The latest of days and times; blank of none."""
    return max(moments, key=moment_key, default="")


def known_at(imports: Iterable[Import], as_of: str) -> Known:
    """The imports known at `as_of`; where it is blank all of them, as of the newest that holds cases.

    Events alone do not say how far the cases are known.
    """
    known = tuple(imported for imported in imports if imported.as_of[: len(as_of)] <= as_of)
    return Known(known, as_of or latest(*(imported.as_of for imported in known if imported.table == "cases")))


@dataclass(frozen=True)
class Received:
    """An intake on its way into the store: its place among the imports, how much it repeats, where its rows lie."""

    sequence: int
    delivery: str
    folder: Path
    parts: Mapping[str, str]


def as_import(intake: Intake, received: Received) -> Import:
    """The import that an accepted intake will be. Raises ValueError for an export that could not be read."""
    if intake.staged is None:
        raise ValueError("an export that could not be read has no rows")
    return Import(
        import_id=intake.import_id,
        sequence=received.sequence,
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
        parts=received.parts,
        folder=received.folder,
        table=intake.table,
        delivery=received.delivery,
    )
