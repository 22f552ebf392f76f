"""Options that several verbs take: how they are written, and what is refused at once."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from generator.definitions.periods import is_month
from generator.definitions.public_lists import CAUSES
from generator.refusals import wrong_use

_Command = TypeVar("_Command", bound=Callable[..., Any])

PORTAL = click.option(
    "--portal",
    "portal_dir",
    required=True,
    type=click.Path(path_type=Path),
    help="门户目录，如 datasets/laoshan · the portal's folder",
)
EXPORTS = click.argument("exports", nargs=-1, type=click.Path(path_type=Path))
EXPORT = click.argument("export", type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="结果输出为 JSON · the result as JSON")
CSV = click.option(
    "--csv",
    "csv_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="全部问题另存为 CSV · write every finding to a CSV file",
)
LANG = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="说明的语言 · language of what is said",
)


WORKBOOK = click.option(
    "--workbook",
    type=click.Path(path_type=Path, dir_okay=False),
    help="问题单写成工作簿（.xlsx）：提供方自己的表，问题格标出并批注 · the supplier's sheet, marked",
)
HTML = click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="问题单写成一个网页文件 · the findings as one page",
)


SIGNERS = click.option(
    "--signers",
    type=click.Path(path_type=Path, dir_okay=False),
    help="发布单位的公钥文件 allowed_signers · the publisher's public keys",
)
HEAD = click.option(
    "--head",
    default="",
    metavar="HASH",
    help="账本须含这个账本头（印在告示上）· the chain must go on from this head, as printed on notices",
)
HEAD_FILE = click.option(
    "--head-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="同上，取自以前保存的 chain-head.txt · the same, from a kept chain-head.txt",
)
SITE_CHECK = click.option(
    "--check",
    "checked",
    is_flag=True,
    help="不生成，检查已生成的网站 · check the built site: links, HTML, requests, policy, weight",
)
OFFLINE = click.option(
    "--offline",
    is_flag=True,
    help="不生成，把已生成的网站打包成离线版 · pack the built site into a zip that needs no server",
)
PACKAGE = click.option(
    "--package",
    "packaged",
    is_flag=True,
    help="不生成，把已生成的网站打成上传包，列出变动的文件 · pack the built site for a web platform, with what changed",
)
CLEAN_OUT = click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="写到 .csv 或 .xlsx · the file to write",
)
SALT = click.option(
    "--salt",
    type=click.Path(path_type=Path, dir_okay=False),
    help="盐文件，没有则生成；由办公室保管 · the office's salt, made where there is none",
)
PORTAL_IF_ANY = click.option(
    "--portal",
    "portal_dir",
    type=click.Path(path_type=Path),
    help="按该门户的映射保留各列 · keep what its mapping reads",
)


def output_options(command: _Command) -> _Command:
    """`--json`, `--csv` and `--lang`, handed to the verb as one `output`."""

    @functools.wraps(command)
    def with_output(*arguments: Any, as_json: bool, csv_path: Path | None, lang: str, **options: Any) -> Any:
        from generator.commands.terminal import Output

        return command(*arguments, output=Output(as_json, csv_path, lang), **options)

    return JSON(CSV(LANG(with_output)))  # type: ignore[return-value]


def date_or_time(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """The day or time as it stands, blank where none is given; wrong use where it is neither."""
    try:
        sound = not value or datetime.fromisoformat(value).isoformat() in (value, f"{value}T00:00:00")
    except ValueError:
        sound = False
    if not sound or len(value) > len("2024-03-31T18:00:00"):
        raise click.BadParameter("写作 2024-03-31 或 2024-03-31T18:00:00 · write it so")
    return value


def whole_months(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The months as they stand; wrong use where one is none."""
    if not all(is_month(value) for value in values):
        raise click.BadParameter("写作 2024-03 · write it so")
    return values


def whole_month(context: click.Context, option: click.Parameter, value: str) -> str:
    """The month as it stands, blank where none is given; wrong use where it is none."""
    return whole_months(context, option, (value,))[0] if value else ""


def _written_as(form: str, example: str) -> Callable[[click.Context, click.Parameter, str], str]:
    def whole(_context: click.Context, _option: click.Parameter, value: str) -> str:
        if value and not re.fullmatch(form, value, re.ASCII):
            raise click.BadParameter(f"写作 {example} · write it so")
        return value

    return whole


whole_quarter = _written_as(r"\d{4}-Q[1-4]", "2024-Q1")
whole_year = _written_as(r"\d{4}", "2024")


AS_OF = click.option(
    "--as-of",
    default="",
    callback=date_or_time,
    help="数据截止时间，默认取导出所注明的或最晚的事件时间 · default: stated by the export, else its latest event",
)
ENGINE = click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="在本机或 Spark 集群上统计 · count on this machine, or on a cluster of Apache Spark",
)
MASTER = click.option(
    "--master",
    default="",
    help="集群地址（或用环境变量 GONGSHI_SPARK）· its address: spark://HOST:PORT, sc://HOST:PORT, local[*]",
)
EXPECT_ROWS = click.option("--expect-rows", type=click.IntRange(0), help="应有的总行数 · rows of all exports together")
OF_MONTHS = click.option(
    "--month",
    "months",
    multiple=True,
    callback=whole_months,
    help="哪个月，默认最新一个月；可多次 · default: newest month",
)
ONLY_MONTHS = click.option(
    "--month", "months", multiple=True, callback=whole_months, help="只发布该月，如 2024-03；可多次 · only this month"
)
CAUSE = click.option(
    "--cause",
    default="",
    type=click.Choice(["", *CAUSES]),
    help="更正最终数据的原因 · why a final figure is corrected",
)


def _day(context: click.Context, option: click.Parameter, value: str) -> str:
    """The day, that of the machine's clock where none is given."""
    return date_or_time(context, option, value)[:10] or date.today().isoformat()


TODAY = click.option(
    "--today", default="", callback=_day, help="今天的日期，默认取本机日期 · default: this machine's date"
)
SIGN = click.option(
    "--sign",
    "sign_with",
    type=click.Path(path_type=Path, dir_okay=False),
    help="用此 SSH 私钥签名，公钥须在 allowed_signers · sign with this SSH key",
)
DRAFT = click.option(
    "--draft",
    "number",
    type=click.IntRange(min=1),
    help="发布这一稿，与稿件完全相同 · publish this draft exactly as it is",
)

REASON = click.option("--reason", required=True, help="为什么撤回，将公开 · why, for the public")
ROLE = click.option("--by", "role", required=True, help="决定撤回的岗位，将公开 · the role that decides, public too")

REGISTERS = click.option(
    "--registers",
    is_flag=True,
    help="把名册中没有的单位、类别、区域等补进 registers/ · add missing rows to the registers",
)
ONE_MONTH = click.option(
    "--month", default="", callback=whole_month, help="哪个月，默认最新的完整月份 · default: the newest complete month"
)
QUARTER = click.option("--quarter", default="", callback=whole_quarter, help="哪个季度，如 2024-Q1 · which quarter")
YEAR = click.option("--year", default="", callback=whole_year, help="哪一年，如 2024 · which year")
OF_DRAFT = click.option("--draft", "number", type=click.IntRange(min=1), help="由这一稿成文（送审稿）· of this draft")
SHORT = click.option("--short", is_flag=True, help="工作简报，两页 · a brief of two pages")
TEMPLATE = click.option(
    "--template",
    type=click.Path(path_type=Path, dir_okay=False),
    help="单位自己的 Word 模板，正文处写 {{正文}} · the office's template, with {{body}} where the text goes",
)
FILES_OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="输出目录，默认 build/<门户>/bulletins，送审稿默认在稿件目录 · output folder",
)
SITE_OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="输出目录，默认 build/<门户> · output folder",
)


def _step(name: str, done: str) -> Callable[[_Command], _Command]:
    return click.option(name, default="", metavar="ROLE:DAY", help=f"{done} (--draft)")


def sign_off(command: _Command) -> _Command:
    """The three steps of signing a draft off, each an option."""
    for option in (
        _step("--signed-by", "签发岗位和日期 · who signed it"),
        _step("--checked-by", "审核岗位和日期 · who checked it"),
        _step("--prepared-by", "经办岗位和日期 · who prepared the draft"),
    ):
        command = option(command)
    return command


def cluster(engine: str, master: str) -> str:
    """The address of the cluster that counts, blank where this machine does.

    Raises UserError for an engine without an address and the other way round.
    """
    if engine == "spark":
        master = master or os.environ.get("GONGSHI_SPARK", "")
    if (engine == "spark") != bool(master):
        raise wrong_use("spark_master")
    return master
