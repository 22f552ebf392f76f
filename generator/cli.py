"""The command line: verbs only. Every verb is one function of `generator.commands`; here it gets what was asked for.

Exit status: 0 done / clean, 1 findings, 2 wrong use, 3 findings that stopped a publication, 70 a fault of the program.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli_ends import ended
from generator.cli_options import (
    AS_OF,
    CAUSE,
    CSV,
    DRAFT,
    EXPECT_ROWS,
    EXPORTS,
    JSON,
    LANG,
    OF_MONTHS,
    ONLY_MONTHS,
    PORTAL,
    SIGN,
    TODAY,
    sign_off,
)
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
@JSON
@CSV
@LANG
@click.pass_context
def check(
    context: click.Context,
    portal_dir: Path,
    exports: tuple[Path, ...],
    as_of: str,
    today: str,
    expect_rows: int | None,
    as_json: bool,
    csv_path: Path | None,
    lang: str,
) -> None:
    """检查导出文件，列出全部问题，不写入任何数据 · Check exports; list every finding; write nothing."""
    from generator.commands import check, reported
    from generator.publication.request import Request

    run = reported.check if reports_figures(portal_dir) else check.check
    request = Request(exports, as_of=as_of, today=today, expected_rows=expect_rows)
    context.exit(run(portal_dir, request, Output(as_json, csv_path, lang)))


@cli.command()
@PORTAL
@EXPORTS
@ONLY_MONTHS
@AS_OF
@TODAY
@CAUSE
@JSON
@CSV
@LANG
@click.pass_context
def draft(
    context: click.Context,
    portal_dir: Path,
    exports: tuple[Path, ...],
    months: tuple[str, ...],
    as_of: str,
    today: str,
    cause: str,
    as_json: bool,
    csv_path: Path | None,
    lang: str,
) -> None:
    """成稿：将要发布的全部内容、核对表和网站预览写入 internal/，不改动已有数据和发布版 · Draft a publication."""
    from generator.commands.draft import draft as run
    from generator.publication.request import Request

    request = Request(exports, months, as_of, cause, today=today)
    context.exit(run(portal_dir, request, today, Output(as_json, csv_path, lang)))


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
@sign_off
@JSON
@CSV
@LANG
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
    as_json: bool,
    csv_path: Path | None,
    lang: str,
    prepared_by: str,
    checked_by: str,
    signed_by: str,
) -> None:
    """导入数据并发布所含各月，或发布一稿 · Take exports in and publish every month they cover, or publish a draft."""
    from generator.commands import publish, reported
    from generator.publication.request import Request

    request = Request(exports, months, as_of, cause, sign_with, today, expect_rows)
    output = Output(as_json, csv_path, lang)
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
@click.pass_context
def dossier(context: click.Context, portal_dir: Path, months: tuple[str, ...], as_of: str) -> None:
    """由已导入的数据写出内部材料（核对表、逐件考核、督办清单、签批表、稳健性、提示）· Write the office's own papers."""
    from generator.commands.dossier import dossier as run

    context.exit(run(portal_dir, months=months, as_of=as_of))


@cli.command()
@PORTAL
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="输出目录，默认 build/<门户> · output folder",
)
@click.option(
    "--check",
    "checked",
    is_flag=True,
    help="不生成，检查已生成的网站 · check the built site: links, HTML, requests, policy, weight",
)
@click.option(
    "--offline",
    is_flag=True,
    help="不生成，把已生成的网站打包成离线版 · pack the built site into a zip that needs no server",
)
@JSON
@CSV
@LANG
@click.pass_context
def site(
    context: click.Context,
    portal_dir: Path,
    out: Path | None,
    checked: bool,
    offline: bool,
    as_json: bool,
    csv_path: Path | None,
    lang: str,
) -> None:
    """由已发布的数据生成网站 · Build the website from the releases."""
    from generator.commands import site as verb

    if checked and offline:
        raise click.UsageError("--check 与 --offline 不能同时使用 · not both of --check and --offline")
    if (as_json or csv_path is not None) and not checked:
        raise click.UsageError("--json 和 --csv 与 --check 一起使用 · --json and --csv go with --check")
    if checked:
        context.exit(verb.check(portal_dir, out, Output(as_json, csv_path, lang)))
    if offline:
        verb.offline(portal_dir, out)
    else:
        context.exit(verb.site(portal_dir, out, lang))


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
@PORTAL
@JSON
def status(portal_dir: Path, as_json: bool) -> None:
    """各月处在什么状态、何时定稿、下一步做什么 · In which state every month is, what is due when, what to do next."""
    from generator.commands.status import status as run

    run(portal_dir, as_json)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--signers",
    type=click.Path(path_type=Path, dir_okay=False),
    help="发布单位的公钥文件 allowed_signers · the publisher's public keys",
)
@JSON
@CSV
@LANG
@click.pass_context
def verify(
    context: click.Context, path: Path, signers: Path | None, as_json: bool, csv_path: Path | None, lang: str
) -> None:
    """核验发布版、releases 目录、压缩包或网站 · Verify a release, a shelf of releases, an archive or a built site."""
    from generator.commands.verify import verify as run

    context.exit(run(path, signers, Output(as_json, csv_path, lang)))


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


def main() -> None:
    """Entry point: whatever goes wrong is one line and an exit status of its own."""
    try:
        code = cli.main(standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:
        sys.exit(ended(error))
    sys.exit(code or 0)
