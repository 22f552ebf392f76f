"""The command line: verbs only. Every verb is one function of `generator.commands`; here it gets what was asked for.

Exit status: 0 done / clean, 1 findings, 2 wrong use, 3 findings that stopped a publication, 70 a fault of the program.
"""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

import click

from generator.cli_ends import run_and_exit
from generator.cli_options import (
    AS_OF,
    CAUSE,
    CLEAN_OUT,
    DRAFT,
    ENGINE,
    EXPECT_ROWS,
    EXPORTS,
    HTML,
    LANG,
    MASTER,
    OF_MONTHS,
    OFFLINE,
    ONLY_MONTHS,
    PACKAGE,
    PORTAL,
    PORTAL_IF_ANY,
    REGISTERS,
    SALT,
    SIGN,
    SITE_CHECK,
    SITE_OUT,
    TODAY,
    WORKBOOK,
    cluster,
    output_options,
    sign_off,
)
from generator.cli_released import bulletin, status, withdraw
from generator.cli_setup import init, map_columns
from generator.cli_verify import verify
from generator.commands.terminal import Output
from generator.definitions.reported import reports_figures
from generator.resources import project


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(project()["version"], prog_name="gongshi")
def cli() -> None:
    """公示·公式：由诉求办理数据生成可复算的公示网站。

    From a citizen-request platform's case exports to a website whose every figure can be recomputed.

    退出状态 exit status: 0 完成 done, 1 有问题 findings, 2 用法错误 wrong use, 3 因问题未发布 publication stopped,
    70 程序出错 a fault of the program.
    """


@cli.command()
@PORTAL
@EXPORTS
@AS_OF
@TODAY
@EXPECT_ROWS
@WORKBOOK
@HTML
@REGISTERS
@output_options
@click.pass_context
def check(
    context: click.Context,
    portal_dir: Path,
    exports: tuple[Path, ...],
    as_of: str,
    today: str,
    expect_rows: int | None,
    workbook: Path | None,
    html: Path | None,
    registers: bool,
    output: Output,
) -> None:
    """检查导出文件，列出全部问题，不写入任何数据 · Check exports; list every finding; write nothing."""
    from generator.commands import check, reported
    from generator.commands.registers import add_to_registers
    from generator.publication.request import Request

    request = Request(exports, as_of=as_of, today=today, expected_rows=expect_rows)
    if registers:
        add_to_registers(portal_dir, request, output)
    run = reported.check if reports_figures(portal_dir) else check.check
    context.exit(run(portal_dir, request, replace(output, workbook=workbook, html=html)))


@cli.command()
@PORTAL
@EXPORTS
@ONLY_MONTHS
@AS_OF
@TODAY
@CAUSE
@output_options
@click.pass_context
def draft(
    context: click.Context,
    portal_dir: Path,
    exports: tuple[Path, ...],
    months: tuple[str, ...],
    as_of: str,
    today: str,
    cause: str,
    output: Output,
) -> None:
    """成稿：将要发布的全部内容、核对表和网站预览写入 internal/，不改动已有数据和发布版 · Draft a publication."""
    from generator.commands.draft import draft as run
    from generator.publication.request import Request

    request = Request(exports, months, as_of, cause, today=today)
    context.exit(run(portal_dir, request, today, output))


@cli.command()
@PORTAL
@EXPORTS
@ONLY_MONTHS
@AS_OF
@TODAY
@CAUSE
@EXPECT_ROWS
@SIGN
@DRAFT
@ENGINE
@MASTER
@sign_off
@output_options
@click.pass_context
def publish(
    context: click.Context,
    portal_dir: Path,
    exports: tuple[Path, ...],
    months: tuple[str, ...],
    as_of: str,
    today: str,
    cause: str,
    expect_rows: int | None,
    sign_with: Path | None,
    number: int | None,
    engine: str,
    master: str,
    output: Output,
    prepared_by: str,
    checked_by: str,
    signed_by: str,
) -> None:
    """导入数据并发布所含各月，或发布一稿 · Take exports in and publish every month they cover, or publish a draft."""
    from generator.commands import publish, reported
    from generator.publication.request import Request

    request = Request(exports, months, as_of, cause, sign_with, today, expect_rows, cluster(engine, master))
    steps = {"prepared_by": prepared_by, "checked_by": checked_by, "signed_by": signed_by}
    if number is not None:
        context.exit(publish.publish_draft(portal_dir, number, request, steps, output))
    if any(steps.values()):
        raise click.UsageError("--prepared-by、--checked-by、--signed-by 与 --draft 一起使用 · go with --draft")
    run = reported.publish if reports_figures(portal_dir) else publish.publish
    context.exit(run(portal_dir, request, output))


@cli.command()
@PORTAL
@OF_MONTHS
@AS_OF
@LANG
@click.pass_context
def dossier(context: click.Context, portal_dir: Path, months: tuple[str, ...], as_of: str, lang: str) -> None:
    """由已导入的数据写出内部材料（核对表、逐件考核、督办清单、签批表、稳健性、提示）· Write the office's own papers."""
    from generator.commands.dossier import dossier as run

    context.exit(run(portal_dir, months=months, as_of=as_of, lang=lang))


@cli.command()
@PORTAL
@SITE_OUT
@SITE_CHECK
@OFFLINE
@PACKAGE
@output_options
@click.pass_context
def site(
    context: click.Context,
    portal_dir: Path,
    out: Path | None,
    checked: bool,
    offline: bool,
    packaged: bool,
    output: Output,
) -> None:
    """由已发布的数据生成网站 · Build the website from the releases."""
    from generator.commands import site as verb

    if checked + offline + packaged > 1:
        raise click.UsageError("--check、--offline、--package 只能用一个 · one of --check, --offline and --package")
    if (output.as_json or output.csv_path is not None) and not checked:
        raise click.UsageError("--json 和 --csv 与 --check 一起使用 · --json and --csv go with --check")
    if checked:
        context.exit(verb.check(portal_dir, out, output))
    if offline:
        verb.offline(portal_dir, out)
    elif packaged:
        verb.package(portal_dir, out, output.lang)
    else:
        context.exit(verb.site(portal_dir, out, output.lang))


@cli.command()
@PORTAL
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="site 的输出目录，默认 build/<门户> · where the site was built",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口 · port")
def serve(portal_dir: Path, out: Path | None, port: int) -> None:
    """在本机浏览生成的网站 · Serve the built site on this machine."""
    from generator.commands.site import serve as run

    run(portal_dir, out, port)


@cli.command()
@click.argument("export", type=click.Path(path_type=Path))
@CLEAN_OUT
@PORTAL_IF_ANY
@SALT
@output_options
@click.pass_context
def deidentify(
    context: click.Context, export: Path, out: Path, portal_dir: Path | None, salt: Path | None, output: Output
) -> None:
    """去掉导出文件中的个人信息，另存为干净的文件 · Write a copy of an export without personal data."""
    from generator.commands.deidentify import deidentify as run

    context.exit(run(export, out, portal_dir, salt, output))


@cli.command()
@click.argument("portal")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="写到 .csv、.csv.gz 或 .xlsx · the file to write",
)
@click.option("--seed", type=int, default=None, help="随机种子，默认取 recipe.yml · seed, default from recipe.yml")
def sample(portal: str, out: Path, seed: int | None) -> None:
    """生成演示门户的模拟导出（全部虚构）· Write a demonstration portal's invented export."""
    from generator.commands.sample import sample as run

    run(portal, out, seed)


cli.add_command(withdraw)
cli.add_command(bulletin)
cli.add_command(status)
cli.add_command(verify)
cli.add_command(init)
cli.add_command(map_columns)


def main() -> None:
    """Entry point: whatever goes wrong is one line and an exit status of its own."""
    # Millions of rows have no cycles; looking for some after every few hundred took a fifth of a publication.
    gc.set_threshold(500_000, 20, 20)
    run_and_exit(cli)
