"""`gongshi check`: settings and exports through the gate, every finding shown, nothing written."""

from __future__ import annotations

from pathlib import Path

from generator.commands.publish import line_again
from generator.commands.report import report_check
from generator.commands.terminal import Output, progress_line
from generator.definitions.portal import load_standing
from generator.publication.check import Checked
from generator.publication.check import check as check_exports
from generator.publication.request import Request, export_paths
from generator.workroom import workroom


def check(portal_dir: Path, request: Request, output: Output) -> int:
    """Check the portal's settings, the exports and the rulings; the exit status is 0 when nothing at all was found.

    Whatever of the settings stands is used to look into the exports, so that one run shows every problem.
    """
    portal, problems = load_standing(portal_dir)
    if portal is None:
        return report_check(Checked((), tuple(problems)), output)
    with progress_line(output.as_json) as progress:
        checked = check_exports(portal, problems, request, progress)
    exports = export_paths(portal, request.exports, stored=not checked.intakes)
    # The papers look into the exports once more.
    with workroom(portal_dir):
        return report_check(checked, output, line_again(portal_dir, request), exports, portal.mappings)
