"""`gongshi map`: a mapping against a file whose columns have changed."""

from __future__ import annotations

from pathlib import Path

import click

from generator.commands.terminal import CLEAN, FINDINGS, said
from generator.definitions.findings import describe
from generator.definitions.mappings import load_mappings
from generator.errors import UserError
from generator.intake.readers.bounds import UnreadableError
from generator.publication.request import existing_file
from generator.refusals import wrong_use
from generator.setup.lines import Words
from generator.setup.renamed import Comparison, compare, rewrite
from generator.workroom import workroom


def map_columns(portal_dir: Path, export: Path, write: bool, lang: str) -> int:
    """Show what has changed between the mapping and the file; with `write` the mapping gets the likely new names.

    The exit status is 0 where every column has its place: there are no changes, or they were written.
    """
    existing_file(export)
    if not (portal_dir / "portal.yml").is_file():
        raise wrong_use("no_portal", path=portal_dir)
    mappings, problems = load_mappings(portal_dir / "mappings")
    if problems or not mappings:
        raise wrong_use("settings_unsound", count=max(len(problems), 1), path=portal_dir)
    try:
        with workroom(portal_dir) as work:
            found = compare(export, mappings, work)
    except UnreadableError as error:
        raise UserError(f"{export.name}: {describe(error.finding(export.name), lang)['message']}") from error
    name = found.mapping.name
    if found.fits:
        click.echo(said("map_fits", lang, file=export.name, mapping=name))
        _print_new(found, lang)
        return CLEAN
    path = portal_dir / found.mapping.file
    click.echo(said("map_head", lang, file=export.name, mapping=name, path=path))
    for item in found.moved:
        key = "map_renamed" if item.new else "map_gone"
        click.echo(said(key, lang, old=item.old, new=item.new, field=", ".join(item.fields)))
    _print_new(found, lang)
    if found.undropped:
        click.echo(said("map_drop", lang, names=", ".join(found.undropped)))
    if not write:
        click.echo(said("map_not_written", lang))
        return FINDINGS
    if found.undropped or found.unsettled < len(found.moved):
        rewrite(portal_dir, found, Words(lang))
        click.echo(said("map_written", lang, path=path))
    if found.unsettled:
        click.echo(said("map_unsettled", lang, count=found.unsettled, path=path))
    return FINDINGS if found.unsettled else CLEAN


def _print_new(found: Comparison, lang: str) -> None:
    for key, names in (("map_new", found.new), ("map_personal", found.personal)):
        if names:
            click.echo(said(key, lang, names=", ".join(names)))
