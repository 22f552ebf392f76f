"""Exports into imports: each through the gate, those that the store does not hold yet, and the account of them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import floor
from pathlib import Path
from typing import Any

from generator.counts.store import Import, Known, as_import, known_at, read_imports
from generator.definitions.findings import Finding, catalogue, finding
from generator.definitions.portal import Portal
from generator.intake.choose import cases_first
from generator.intake.deliveries import check_expected_rows
from generator.intake.export import take_in
from generator.intake.staging import Intake, Progress
from generator.publication.request import STORE, Request, export_paths


def take_in_all(portal: Portal, request: Request, work: Path, progress: Progress) -> tuple[Intake, ...]:
    """Every export read, mapped and checked, cases before their events; accepted rows are staged below `work`.

    Raises UserError as `export_paths` does.
    """
    paths = export_paths(portal, request.exports)
    stored = read_imports(portal.folder / STORE)
    cases = [imported.data for imported in stored if imported.table == "cases"]
    intakes: list[Intake] = []
    for number, path in enumerate(cases_first(paths, portal.mappings)):
        folder = work / str(number)
        folder.mkdir()
        intake = take_in(path, portal, folder, request.as_of, progress, cases)
        intakes.append(intake)
        if intake.table == "cases" and intake.staged is not None:
            cases.append(intake.staged)
    return _expected(intakes, request.expected_rows)


def _expected(intakes: Sequence[Intake], rows: int | None) -> tuple[Intake, ...]:
    """The intakes, the last with a finding when they have not as many rows together as the office expects."""
    problems = [] if rows is None else check_expected_rows(intakes[-1].file, sum(i.rows_read for i in intakes), rows)
    if not problems:
        return tuple(intakes)
    return (*intakes[:-1], replace(intakes[-1], findings=(*intakes[-1].findings, *problems)))


def gate(portal: Portal, intakes: Iterable[Intake]) -> list[Finding]:
    """What bars an export as a whole: more rejected rows than the portal tolerates, or no time in any of its rows."""
    problems = []
    for intake in intakes:
        if intake.staged is None:
            continue
        allowed = floor(portal.rejected_rows_at_most * intake.rows_read)
        if intake.rows_rejected > allowed:
            problems.append(finding("too-many-rejected", intake.file, rejected=intake.rows_rejected, allowed=allowed))
        elif not intake.as_of:
            problems.append(finding("no-time", intake.file))
    return problems


def all_findings(intakes: Iterable[Intake], problems: Iterable[Finding]) -> tuple[Finding, ...]:
    """What was found in the exports' rows, and what was found beside that."""
    return (*problems, *(problem for intake in intakes for problem in intake.findings))


def fresh_imports(stored: Sequence[Import], intakes: Iterable[Intake]) -> tuple[Import, ...]:
    """The imports that the store does not hold yet, each once."""
    ids = {imported.import_id for imported in stored}
    fresh: list[Import] = []
    for intake in intakes:
        if intake.import_id not in ids:
            ids.add(intake.import_id)
            fresh.append(as_import(intake, len(stored) + len(fresh) + 1))
    return tuple(fresh)


def known_with(portal: Portal, intakes: Iterable[Intake], as_of: str) -> Known:
    """What is known at `as_of` (blank: the newest of all) from the store and these intakes together."""
    stored = read_imports(portal.folder / STORE)
    return known_at((*stored, *fresh_imports(stored, intakes)), as_of)


def account(imports: Iterable[Import]) -> dict[str, Any]:
    """How the data came in: rows and findings by code, no file names, no values."""
    imports = tuple(imports)
    codes: Counter[str] = Counter()
    filled: Counter[str] = Counter()
    for imported in imports:
        codes.update(imported.findings)
        filled.update(imported.filled)
    cases = [imported for imported in imports if imported.table == "cases"]
    return {
        "rows_read": sum(imported.rows_read for imported in cases),
        "rows_accepted": sum(imported.rows_accepted for imported in cases),
        "rows_rejected": sum(imported.rows_rejected for imported in cases),
        "imports": len(imports),
        "filled": dict(sorted(filled.items())),
        "findings": [
            {"code": code, "severity": catalogue()[code]["severity"], "count": count}
            | {"title": {lang: catalogue()[code][lang]["title"] for lang in ("zh", "en")}}
            for code, count in sorted(codes.items())
        ],
    }
