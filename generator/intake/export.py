"""One export through the gate: read, mapped, checked; accepted rows staged as Parquet, every problem a finding."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.definitions.findings import finding
from generator.definitions.portal import Portal
from generator.intake.cases import finish_cases
from generator.intake.choose import choose
from generator.intake.events import finish_events
from generator.intake.readers.bounds import UnreadableError
from generator.intake.stage import stage
from generator.intake.staging import Export, Intake, Progress, unread
from generator.workbench import memory_for, workbench

__all__ = ["Intake", "take_in"]


def take_in(
    path: Path,
    portal: Portal,
    work: Path,
    as_of: str,
    progress: Progress,
    cases: Sequence[Path] = (),
    newest: str = "",
) -> Intake:
    """Read the export at `path`. `work` is an empty folder for staged files; `as_of` is blank unless stated.

    `cases` are Parquet files of the cases that are known already, oldest first; events are about these. `newest` is the
    latest day on which something can have happened, if that is known.
    """
    try:
        before = _stamp(path)
        choice = choose(path, portal.mappings, work)
        if choice.mapping is None:
            return unread(path, choice.notes)
        if choice.mapping.table == "events" and not cases:
            sheet = choice.cuts[0].sheet.name
            return unread(path, [*choice.notes, finding("events-without-cases", path.name, sheet=sheet)])
        progress("read", 0)
        with workbench(memory_for(before[0])) as con:
            staging = stage(con, path.name, choice, portal, work)
            if not staging.rows_read:
                return unread(path, staging.notes)
            progress("check", staging.rows_read)
            finish = finish_cases if choice.mapping.table == "cases" else finish_events
            intake = finish(con, Export(path, choice.mapping, portal, work, as_of, tuple(cases), newest), staging)
        if _stamp(path) != before:
            raise UnreadableError("file-changing")
        return intake
    except UnreadableError as error:
        return unread(path, [error.finding(path.name)])


def _stamp(path: Path) -> tuple[int, int]:
    """What changes when somebody writes to the file. Raises UnreadableError."""
    try:
        status = path.stat()
    except OSError as error:
        raise UnreadableError("file-unreadable", value=type(error).__name__) from error
    return status.st_size, status.st_mtime_ns
