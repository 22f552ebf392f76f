"""Exports into imports: each through the gate, those that the store does not hold yet, and the account of them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import floor
from pathlib import Path
from typing import Any

from generator.counts.deliveries import check_expected_rows
from generator.counts.imports import Import, Known, Received, as_import, latest, moment_key
from generator.counts.parts import Folders, lay_out
from generator.counts.state import State
from generator.definitions.findings import Finding, catalogue, finding
from generator.definitions.mappings import WHOLE
from generator.definitions.portal import Portal
from generator.intake.choose import cases_first
from generator.intake.export import take_in
from generator.intake.staging import Intake, Progress
from generator.publication.request import Request, export_paths


def take_in_all(portal: Portal, state: State, request: Request, work: Path, progress: Progress) -> tuple[Intake, ...]:
    """Every export read, mapped and checked, cases before their events; accepted rows are staged below `work`.

    Raises UserError as `export_paths` does.
    """
    paths = export_paths(portal, request.exports, stored=bool(state.known.imports))
    cases = list(state.known.files("cases"))
    intakes: list[Intake] = []
    for number, path in enumerate(cases_first(paths, portal.mappings)):
        folder = work / str(number)
        folder.mkdir()
        intake = take_in(path, portal, folder, request.as_of, progress, cases, request.newest)
        intakes.append(intake)
        if intake.table == "cases" and intake.staged is not None:
            cases.append(intake.staged)
    return _expected(intakes, request.expected_rows)


def _expected(intakes: Sequence[Intake], rows: int | None) -> tuple[Intake, ...]:
    """The intakes, the last with a finding when they have not as many rows together as the office expects."""
    problems = (
        []
        if rows is None or not intakes
        else check_expected_rows(intakes[-1].file, sum(i.rows_read for i in intakes), rows)
    )
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


def known_with(
    portal: Portal, state: State, intakes: Iterable[Intake], as_of: str, folders: Folders, *, laid_out: bool = True
) -> Known:
    """What is known from the store and these intakes together; rows that are new are laid out in `folders.fresh`.

    Who keeps nothing may do without (`laid_out`): then they are read where they are staged.

    The as-of is the latest there is: that of the state, of the cases delivered now, and `as_of`. It never goes back. A
    store of format 1 is laid out anew as a whole.
    """
    kept = tuple(_in_parts(imported, folders) for imported in state.known.imports)
    ids = {imported.import_id for imported in kept}
    deliveries = {mapping.name: mapping.delivery for mapping in portal.mappings}
    fresh: list[Import] = []
    for intake in intakes:
        if intake.import_id not in ids and intake.staged is not None:
            ids.add(intake.import_id)
            sequence, delivery = len(kept) + len(fresh) + 1, deliveries.get(intake.mapping, WHOLE)
            folder, parts = intake.staged.parent, {intake.staged.name: ""}
            if laid_out:
                folder, parts = folders.fresh, lay_out((intake.staged,), intake.table, intake.import_id, folders.fresh)
            fresh.append(as_import(intake, Received(sequence, delivery, folder, parts)))
    delivered = [imported.as_of for imported in fresh if imported.table == "cases"]
    return Known((*kept, *fresh), latest(state.known.as_of, as_of, *delivered))


def _in_parts(imported: Import, folders: Folders) -> Import:
    """The import with its rows by month, if they are not already."""
    if all(imported.parts.values()):
        return imported
    parts = lay_out(imported.files, imported.table, imported.import_id, folders.fresh)
    return replace(imported, parts=parts, folder=folders.fresh)


def fresh_imports(state: State, known: Known) -> tuple[Import, ...]:
    """The imports that the state does not hold yet."""
    ids = {imported.import_id for imported in state.known.imports}
    return tuple(imported for imported in known.imports if imported.import_id not in ids)


def account(imports: Iterable[Import], filled: Mapping[str, int]) -> dict[str, Any]:
    """How the data came in: rows and findings by code, no file names, no values.

    A case that several imports repeat is one row, the newest; `filled` are such rows with a value, by field. Rejected
    rows and findings are those of the imports that no later whole delivery of their mapping replaces.
    """
    imports = tuple(imports)
    codes: Counter[str] = Counter()
    rejected = 0
    for imported in _standing(imports):
        codes.update(imported.findings)
        rejected += imported.rows_rejected if imported.table == "cases" else 0
    accepted = filled.get("case_id", 0)
    return {
        "rows_read": accepted + rejected,
        "rows_accepted": accepted,
        "rows_rejected": rejected,
        "imports": len(imports),
        "filled": dict(sorted(filled.items())),
        "findings": [
            {"code": code, "severity": catalogue()[code]["severity"], "count": count}
            | {"title": {lang: catalogue()[code][lang]["title"] for lang in ("zh", "en")}}
            for code, count in sorted(codes.items())
        ],
    }


def _standing(imports: Iterable[Import]) -> list[Import]:
    """The imports that no later one replaces: of a mapping whose files hold everything, the newest."""
    standing: list[Import] = []
    for imported in sorted(imports, key=lambda each: (moment_key(each.as_of), each.sequence)):
        if imported.delivery == WHOLE:
            standing = [each for each in standing if each.mapping != imported.mapping]
        standing.append(imported)
    return standing
