"""`gongshi check`: exports through the gate, every finding shown, nothing written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from generator.commands.report import (
    intake_json,
    print_findings,
    print_intakes,
    print_json,
    progress_line,
    write_findings_csv,
)
from generator.counts.store import read_imports
from generator.definitions.findings import Finding
from generator.definitions.portal import Portal, load_portal
from generator.errors import UserError
from generator.intake.choose import cases_first
from generator.intake.export import Intake, take_in

CLEAN, FINDINGS, STOPPED = 0, 1, 3


def check(
    portal_dir: Path, exports: Sequence[Path], *, as_of: str, as_json: bool, csv_path: Path | None, lang: str
) -> int:
    """Check the portal's settings and the exports; the exit status is 0 when nothing at all was found."""
    portal, problems = load_portal(portal_dir)
    intakes: list[Intake] = []
    if portal is not None:
        paths = export_paths(portal, exports)
        with tempfile.TemporaryDirectory() as work, progress_line(as_json) as show:
            intakes = take_in_all(paths, portal, Path(work), as_of, show)
    found = [*problems, *(item for intake in intakes for item in intake.findings)]
    show_findings(intakes, problems, found, as_json=as_json, csv_path=csv_path, lang=lang)
    return FINDINGS if found else CLEAN


def show_findings(
    intakes: Sequence[Intake],
    others: Sequence[Finding],
    found: Sequence[Finding],
    *,
    as_json: bool,
    csv_path: Path | None,
    lang: str,
) -> None:
    """Rows and findings in the forms that were asked for."""
    if csv_path is not None:
        write_findings_csv(csv_path, found, lang)
    if as_json:
        print_json(intake_json(intakes, others, lang))
        return
    print_intakes(intakes, lang)
    print_findings(found, lang)


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
