"""`gongshi status`: what is in the store and on the shelf."""

from __future__ import annotations

from pathlib import Path

import click

from generator.commands.terminal import print_json, said, wrong_use
from generator.counts.store import read_imports
from generator.definitions.public_lists import MARKS
from generator.publication.request import SHELF, STORE
from generator.release.files.reader import ReleaseFolder, read_json
from generator.release.format import RELEASE
from generator.release.shelf.chain import latest_releases

_OF_IMPORT = ("import_id", "file", "as_of", "rows_read", "rows_accepted", "rows_rejected")
_OF_RELEASE = ("release", "mark", "as_of")


def status(portal_dir: Path, as_json: bool) -> None:
    """Print the imports and the newest release of each month. Raises UserError for a folder that is no portal."""
    if not (portal_dir / "portal.yml").is_file():
        raise wrong_use("no_portal", path=portal_dir)
    imports = read_imports(portal_dir / STORE)
    shelf = portal_dir / SHELF
    releases = [read_json(ReleaseFolder(shelf / name), RELEASE) for name in latest_releases(shelf).values()]
    if as_json:
        print_json(
            {
                "imports": [{key: getattr(imported, key) for key in _OF_IMPORT} for imported in imports],
                "releases": [{key: release[key] for key in _OF_RELEASE} for release in releases],
            }
        )
        return
    click.echo(said("status_imports", count=len(imports)))
    for imported in imports:
        click.echo(
            said(
                "status_import",
                id=imported.import_id,
                file=imported.file,
                as_of=imported.as_of,
                rows=imported.rows_accepted,
            )
        )
    click.echo(said("status_releases", count=len(releases)))
    for release in releases:
        mark = MARKS[release["mark"]]["zh"]
        click.echo(said("status_release", release=release["release"], mark=mark, as_of=release["as_of"]))
