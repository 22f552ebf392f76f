"""The verbs that set a portal up: `gongshi init` and `gongshi map`."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli_options import EXPORT, LANG, PORTAL


@click.command()
@EXPORT
@click.option(
    "--portal",
    "folder",
    type=click.Path(path_type=Path),
    help="新建的门户文件夹，默认在当前目录、按文件名取名 · the folder to make, by default called after the file",
)
@click.option(
    "--answers",
    type=click.Path(path_type=Path, dir_okay=False),
    help="答案文件（YAML），不再提问 · a YAML file of answers instead of questions",
)
@LANG
@click.pass_context
def init(context: click.Context, export: Path, folder: Path | None, answers: Path | None, lang: str) -> None:
    """由一个导出文件新建门户文件夹，逐行注明确定、建议或缺 · Make a portal's folder from an export."""
    from generator.commands.init import init as run

    context.exit(run(export, folder, answers, lang))


@click.command("map")
@PORTAL
@EXPORT
@click.option("--write", is_flag=True, help="改写映射文件 · rewrite the mapping")
@LANG
@click.pass_context
def map_columns(context: click.Context, portal_dir: Path, export: Path, write: bool, lang: str) -> None:
    """列名有变时，对照映射与新文件，找出改名、缺失和新增的列 · Hold a mapping against a file with other columns."""
    from generator.commands.map import map_columns as run

    context.exit(run(portal_dir, export, write, lang))
