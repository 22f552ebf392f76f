"""`gongshi sample`: the invented export of a demonstration portal."""

from __future__ import annotations

from pathlib import Path

import click

from generator.commands.terminal import progress_line, said
from generator.refusals import wrong_use
from generator.synthesis import write_sample

_PORTALS = Path(__file__).parents[2] / "datasets"


def sample(portal: str, out: Path, seed: int | None) -> None:
    """Write the export of the demonstration portal `portal` (a name below datasets/, or a folder) to `out`.

    The portal's events and its later correction, where it has them, are written beside it.
    """
    folder = next((f for f in (_PORTALS / portal, Path(portal)) if (f / "recipe.yml").is_file()), None)
    if folder is None:
        raise wrong_use("no_demonstration", name=portal)
    out.parent.mkdir(parents=True, exist_ok=True)
    with progress_line(quiet=False) as progress:
        report = write_sample(folder, out, seed, lambda done, total: progress("sample", done))
    click.echo(said("sample", path=out, rows=report.rows))
    for path in report.files[1:]:
        click.echo(str(path))
