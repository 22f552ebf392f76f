"""The verbs on releases that are there: taken back, looked at, printed."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli_options import (
    FILES_OUT,
    JSON,
    LANG,
    OF_DRAFT,
    ONE_MONTH,
    PORTAL,
    QUARTER,
    REASON,
    ROLE,
    SHORT,
    SIGN,
    SITE_OUT,
    TEMPLATE,
    TODAY,
    YEAR,
    output_options,
)
from generator.commands.terminal import Output


@click.command()
@PORTAL
@click.argument("release")
@REASON
@ROLE
@TODAY
@SIGN
@SITE_OUT
@output_options
@click.pass_context
def withdraw(
    context: click.Context,
    portal_dir: Path,
    release: str,
    reason: str,
    role: str,
    today: str,
    sign_with: Path | None,
    out: Path | None,
    output: Output,
) -> None:
    """撤回一个发布版：删除其文件，账本中留下记录，重做网站 · Take a release back in the open; its files go."""
    from generator.commands.withdraw import withdraw as run

    context.exit(run(portal_dir, release, reason, role, today, sign_with, out, output))


@click.command()
@PORTAL
@JSON
@LANG
def status(portal_dir: Path, as_json: bool, lang: str) -> None:
    """各月处在什么状态、何时定稿、下一步做什么 · In which state every month is, what is due when, what to do next."""
    from generator.commands.status import status as run

    run(portal_dir, as_json, lang)


@click.command()
@PORTAL
@ONE_MONTH
@QUARTER
@YEAR
@OF_DRAFT
@SHORT
@LANG
@TEMPLATE
@FILES_OUT
@click.pass_context
def bulletin(
    context: click.Context,
    portal_dir: Path,
    month: str,
    quarter: str,
    year: str,
    number: int | None,
    short: bool,
    lang: str,
    template: Path | None,
    out: Path | None,
) -> None:
    """由发布版或稿件写出通报：Word、PDF、Excel · Write a bulletin of a release or a draft."""
    from generator.commands.bulletin import Wanted
    from generator.commands.bulletin import bulletin as run

    periods = [period for period in (month, quarter, year) if period]
    if len(periods) > 1:
        raise click.UsageError("--month、--quarter、--year 只写一个 · one of --month, --quarter and --year")
    wanted = Wanted("".join(periods), number or 0, short, lang, template, out)
    context.exit(run(portal_dir, wanted))
