"""What a person at a terminal sees: findings as a table, progress on standard error."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from generator.definitions.codes import MARKS
from generator.definitions.findings import Finding, catalogue, describe
from generator.intake.export import Intake
from generator.release.publish import Decision

# Exit statuses of the verbs that judge data.
CLEAN, FINDINGS, STOPPED = 0, 1, 3

# A code that occurs more often than this is shown by its first places and its count; --csv and --json hold all.
_SHOWN_PER_CODE = 10
_COLUMNS = ("code", "severity", "file", "sheet", "row", "column", "message", "remedy")
_HEADINGS = {
    "zh": ("文件", "工作表", "行", "列", "问题", "怎样更正"),
    "en": ("file", "sheet", "row", "column", "problem", "how to mend it"),
}
_ROWS = {
    "zh": "{file}：读取 {read:,} 行 = 接收 {accepted:,} + 退回 {rejected:,}{how}",
    "en": "{file}: {read:,} rows read = {accepted:,} accepted + {rejected:,} rejected{how}",
}
_HOW = {"zh": "（映射 {mapping}，{encoding}，截至 {as_of}）", "en": " (mapping {mapping}, {encoding}, as of {as_of})"}
_MORE = {
    "zh": "… 另有 {count:,} 处，用 --csv 文件名 或 --json 取得全部",
    "en": "… and {count:,} more: --csv FILE or --json has all",
}
_SEVERITY = {
    "zh": {"stops": "停止发布", "rejects": "退回该行", "notes": "提示"},
    "en": {"stops": "stops", "rejects": "rejects row", "notes": "note"},
}


def intake_json(intakes: Sequence[Intake], extra: Iterable[Finding], lang: str) -> dict[str, Any]:
    """Rows and findings of all exports as one object for machines."""
    findings = sorted([*(item for intake in intakes for item in intake.findings), *extra])
    return {
        "rows_read": sum(intake.rows_read for intake in intakes),
        "rows_accepted": sum(intake.rows_accepted for intake in intakes),
        "rows_rejected": sum(intake.rows_rejected for intake in intakes),
        "exports": [
            {
                "file": intake.file,
                "mapping": intake.mapping,
                "encoding": intake.encoding,
                "as_of": intake.as_of,
                "rows_read": intake.rows_read,
                "rows_accepted": intake.rows_accepted,
                "rows_rejected": intake.rows_rejected,
            }
            for intake in intakes
        ],
        "findings": [describe(item, lang) for item in findings],
    }


def show_findings(
    intakes: Sequence[Intake],
    others: Sequence[Finding],
    found: Sequence[Finding],
    *,
    as_json: bool,
    csv_path: Path | None,
    lang: str,
    releases: Sequence[Decision] | None = None,
) -> None:
    """Rows and findings in the forms that were asked for; as JSON also the `releases` that a publication made."""
    if csv_path is not None:
        write_findings_csv(csv_path, found, lang)
    if as_json:
        made = {} if releases is None else {"releases": [release_json(item) for item in releases]}
        print_json(intake_json(intakes, others, lang) | made)
        return
    print_intakes(intakes, lang)
    print_findings(found, lang)


def release_json(item: Decision) -> dict[str, Any]:
    """What became of a month, for machines."""
    return {
        "month": item.month,
        "mark": item.mark,
        "release": item.name,
        "new": item.files is not None,
        "changes": item.changes,
    }


def print_releases(decisions: Sequence[Decision]) -> None:
    """What became of each month, one line each."""
    for item in decisions:
        state = "新" if item.files is not None else "未变"
        changed = f"，{item.changes:,} 个数值有变" if item.changes else ""
        click.echo(f"{item.name}  {MARKS[item.mark]['zh']}  {state}{changed}")


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


def print_intakes(intakes: Sequence[Intake], lang: str) -> None:
    """Rows read = accepted + rejected, for each export."""
    for intake in intakes:
        encoding = intake.encoding or "xlsx"
        how = _HOW[lang].format(mapping=intake.mapping, encoding=encoding, as_of=intake.as_of)
        click.echo(
            _ROWS[lang].format(
                file=intake.file,
                read=intake.rows_read,
                accepted=intake.rows_accepted,
                rejected=intake.rows_rejected,
                how=how if intake.mapping else "",
            )
        )


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
