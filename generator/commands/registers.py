"""`gongshi check --registers`: rows that the registers lack are added, every one shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import click

from generator.commands.terminal import Output, said
from generator.definitions.portal import load_standing
from generator.publication.request import Request, export_paths
from generator.setup.missing import add_rows, missing_rows
from generator.workroom import workroom


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
        with workroom(portal_dir) as work:
            found = missing_rows(paths[number], portal, work)
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
