"""`gongshi check`: settings and exports through the gate, every finding shown, nothing written."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable
from pathlib import Path

import click

from generator.commands.publish import line_again
from generator.commands.report import report_check
from generator.commands.terminal import Output, progress_line, said
from generator.definitions.portal import load_standing
from generator.publication.check import Checked
from generator.publication.check import check as check_exports
from generator.publication.request import Request, export_paths
from generator.setup.missing import add_rows, missing_rows


def check(portal_dir: Path, request: Request, output: Output) -> int:
    """Check the portal's settings, the exports and the rulings; the exit status is 0 when nothing at all was found.

    Whatever of the settings stands is used to look into the exports, so that one run shows every problem.
    """
    portal, problems = load_standing(portal_dir)
    if portal is None:
        return report_check(Checked((), tuple(problems)), output)
    with progress_line(output.as_json) as progress:
        checked = check_exports(portal, problems, request, progress)
    return report_check(checked, output, line_again(portal_dir, request))


def add_to_registers(portal_dir: Path, request: Request, output: Output) -> None:
    """Add what the exports name and the registers do not know to the registers, and show every row.

    Each export is read with what the ones before it have added. Raises UserError for an export that is not there.
    """
    added = False
    number = 0
    while (portal := load_standing(portal_dir)[0]) is not None:
        paths = export_paths(portal, request.exports)
        if number == len(paths):
            break
        with tempfile.TemporaryDirectory() as work:
            found = missing_rows(paths[number], portal, Path(work))
        number += 1
        for name, rows in found.items():
            add_rows(portal_dir, name, rows)
            added = True
            if not output.as_json:
                click.echo(said("registers_added", output.lang, name=name, count=len(rows)))
                for row in rows:
                    click.echo(said("registers_row", output.lang, row=_as_csv(row.values())))
    if not added and not output.as_json:
        click.echo(said("registers_none", output.lang))


def _as_csv(cells: Iterable[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow(cells)
    return stream.getvalue()
