"""`gongshi verify`, and the command line that has nothing else: that of the program which lies in every release."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli_ends import run_and_exit
from generator.cli_options import HEAD, HEAD_FILE, SIGNERS, output_options
from generator.commands.terminal import Output
from generator.resources import project


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(project()["version"], prog_name="gongshi")
def verifier() -> None:
    """公示·公式：核验发布版。这里只有核验的部分 · Verify releases; the part of the program that verifies."""


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@SIGNERS
@HEAD
@HEAD_FILE
@output_options
@click.pass_context
def verify(
    context: click.Context,
    path: Path,
    signers: Path | None,
    head: str,
    head_file: Path | None,
    output: Output,
) -> None:
    """核验发布版、releases 目录、压缩包或网站 · Verify a release, a shelf of releases, an archive or a built site."""
    from generator.commands.verify import verify as run

    context.exit(run(path, signers, head, head_file, output))


verifier.add_command(verify)


def main() -> None:
    """Entry point of the program that lies in a release."""
    run_and_exit(verifier)
