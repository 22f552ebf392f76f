"""What a person at a terminal sees of any verb: findings as a table or a file, JSON, progress on standard error."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from generator.definitions.findings import Finding, catalogue, describe

# Exit statuses of the verbs that judge data.
CLEAN, FINDINGS, STOPPED = 0, 1, 3

# A code that occurs more often than this is shown by its first places and its count; --csv and --json hold all.
_SHOWN_PER_CODE = 10
_COLUMNS = ("code", "severity", "file", "sheet", "row", "column", "message", "remedy")
_HEADINGS = {
    "zh": ("文件", "工作表", "行", "列", "问题", "怎样更正"),
    "en": ("file", "sheet", "row", "column", "problem", "how to mend it"),
}
_MORE = {
    "zh": "… 另有 {count:,} 处，用 --csv 文件名 或 --json 取得全部",
    "en": "… and {count:,} more: --csv FILE or --json has all",
}
_SEVERITY = {
    "zh": {"stops": "停止发布", "rejects": "退回该行", "notes": "提示", "fails": "不通过"},
    "en": {"stops": "stops", "rejects": "rejects row", "notes": "note", "fails": "fails"},
}


def print_json(data: object) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def write_findings_csv(path: Path, findings: Iterable[Finding], lang: str) -> None:
    """Every finding as a CSV file that a spreadsheet opens (UTF-8 with a byte-order mark)."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_COLUMNS)
        for item in sorted(findings):
            words = describe(item, lang)
            writer.writerow("" if words[name] is None else words[name] for name in _COLUMNS)


def print_findings(findings: Iterable[Finding], lang: str) -> None:
    """A table for each code: title, count, severity and remedy once, then the places."""
    by_code: dict[str, list[Finding]] = {}
    for item in sorted(findings):
        by_code.setdefault(item.code, []).append(item)
    console = Console(width=None if Console().is_terminal else 160)
    severities = list(_SEVERITY[lang])
    for code, items in sorted(by_code.items(), key=lambda pair: severities.index(pair[1][0].severity)):
        words = catalogue()[code][lang]
        title = escape(f"{words['title']} [{code}] × {len(items):,} · {_SEVERITY[lang][items[0].severity]}")
        table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
        for heading in _HEADINGS[lang]:
            table.add_column(heading, overflow="fold")
        for item in items[:_SHOWN_PER_CODE]:
            said = describe(item, lang)
            place = [said["file"], said["sheet"], str(said["row"] or ""), said["column"]]
            table.add_row(*place, said["message"], said["remedy"])
        console.print(table)
        if len(items) > _SHOWN_PER_CODE:
            click.echo(_MORE[lang].format(count=len(items) - _SHOWN_PER_CODE))
        click.echo()


@contextmanager
def progress_line(quiet: bool) -> Iterator[Any]:
    """A function (stage, count) that shows on standard error what is being done."""
    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    ) as bar:
        task = bar.add_task("…", total=None)
        words = {"read": "读取", "check": "检查", "count": "统计", "publish": "生成发布版", "site": "生成网页"}

        def show(stage: str, count: int = 0) -> None:
            amount = f" {count:,}" if count else ""
            bar.update(task, description=f"{words.get(stage, stage)}{amount}")

        yield show
