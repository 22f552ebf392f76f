"""`gongshi check`: exports through the gate, every finding shown, nothing written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from generator.commands import reported
from generator.commands.report import show_findings
from generator.commands.terminal import CLEAN, FINDINGS, progress_line
from generator.counts.checks import constant_conditions, reads_deadlines
from generator.counts.engine import count_cases
from generator.counts.rulings import load_rulings
from generator.counts.store import Import, as_import, read_imports
from generator.definitions.findings import Finding
from generator.definitions.portal import Portal, load_standing
from generator.definitions.reported import reports_figures
from generator.errors import UserError
from generator.intake.choose import cases_first
from generator.intake.export import Intake, take_in
from generator.release.draft.month import reported_indicators


def check(
    portal_dir: Path, exports: Sequence[Path], *, as_of: str, as_json: bool, csv_path: Path | None, lang: str
) -> int:
    """Check the portal's settings, the exports and the rulings; the exit status is 0 when nothing at all was found.

    Whatever of the settings stands is used to look into the exports, so that one run shows every problem.
    """
    if reports_figures(portal_dir):
        reported.refuse(portal_dir, *exports, as_of)
        return reported.check(portal_dir, as_json=as_json, csv_path=csv_path, lang=lang)
    portal, problems = load_standing(portal_dir)
    intakes: list[Intake] = []
    if portal is not None:
        paths = export_paths(portal, exports)
        with tempfile.TemporaryDirectory() as work, progress_line(as_json) as show:
            intakes = take_in_all(paths, portal, Path(work), as_of, show)
            sound = not any(item.file == "limits.yml" for item in problems)
            problems = [*problems, *_counted(portal, intakes, as_of, sound=sound, show=show)]
    found = [*problems, *(item for intake in intakes for item in intake.findings)]
    show_findings(intakes, problems, found, as_json=as_json, csv_path=csv_path, lang=lang)
    return FINDINGS if found else CLEAN


def _counted(
    portal: Portal, intakes: Sequence[Intake], as_of: str, *, sound: bool, show: Callable[[str, int], None]
) -> list[Finding]:
    """What is found once the store and the exports, as far as they could be read, are counted; nothing is kept.

    That is what is wrong with the rulings, deadlines beyond the calendar, and conditions that always or never hold.
    Where the limits are not `sound`, nothing is said of conditions that depend on deadlines.
    """
    rulings, problems = load_rulings(portal)
    stored = read_imports(portal.folder / "store")
    known = (*stored, *fresh_imports(stored, [item for item in intakes if item.staged is not None]))
    imports = tuple(item for item in known if item.as_of[: len(as_of)] <= as_of)
    moment = as_of or max((item.as_of for item in imports if item.table == "cases"), default="")
    if not moment:
        return problems
    show("count", sum(item.rows_accepted for item in imports))
    counts = count_cases(imports, portal, moment, rulings)
    reported = reported_indicators(portal, frozenset(field for item in imports for field in item.fields))
    judged = [item for item in reported if sound or not reads_deadlines(item)]
    return [*problems, *counts.findings, *constant_conditions(counts, judged)]


def fresh_imports(stored: Sequence[Import], intakes: Sequence[Intake]) -> list[Import]:
    """The imports that the store does not hold yet, each once."""
    known = {item.import_id for item in stored}
    fresh: list[Import] = []
    for intake in intakes:
        if intake.import_id not in known:
            known.add(intake.import_id)
            fresh.append(as_import(intake, len(stored) + len(fresh) + 1))
    return fresh


def export_paths(portal: Portal, exports: Sequence[Path]) -> list[Path]:
    """The exports named on the command line, else those of portal.yml. Raises UserError."""
    root = os.environ.get("GONGSHI_REAL", str(portal.folder.resolve().parents[1] / ".." / "shared" / "real"))
    paths = list(exports) or [Path(text.replace("$GONGSHI_REAL", root)) for text in portal.exports]
    if not paths:
        raise UserError("请给出至少一个导出文件 · name at least one export")
    for path in paths:
        if not path.is_file():
            reason = "不是文件 · not a file" if path.exists() else "文件不存在 · no such file"
            raise UserError(f"{reason}: {path}")
    return paths


def take_in_all(
    paths: Sequence[Path], portal: Portal, work: Path, as_of: str, show: Callable[[str, int], None]
) -> list[Intake]:
    """Every export through the gate, each with a folder of its own below `work`; cases first, then their events."""
    known = [item.data for item in read_imports(portal.folder / "store") if item.table == "cases"]
    intakes: list[Intake] = []
    for number, path in enumerate(cases_first(paths, portal.mappings)):
        folder = work / str(number)
        folder.mkdir()
        intake = take_in(path, portal, folder, as_of, show, known)
        intakes.append(intake)
        if intake.table == "cases" and intake.staged is not None:
            known.append(intake.staged)
    return intakes
