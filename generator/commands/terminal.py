"""What a person at a terminal sees of any verb: findings as a table or a file, JSON, progress on standard error."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from generator.definitions.findings import Finding, catalogue, describe
from generator.errors import UserError
from generator.resources import wording

# Exit statuses of the verbs that judge data.
CLEAN, FINDINGS, STOPPED = 0, 1, 3
# What is said in one language alone is said in this one.
LANG: Final = "zh"

# A code that occurs more often than this is shown by its first places and its count; --csv and --json hold all.
_SHOWN_PER_CODE = 10
_COLUMNS = ("code", "severity", "file", "sheet", "row", "column", "value", "message", "remedy")
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True)
class Output:
    """The forms in which a result is wanted: JSON instead of text, all findings as a CSV file too, their language."""

    as_json: bool = False
    csv_path: Path | None = None
    lang: str = LANG


def words(key: str, lang: str = LANG) -> Any:
    """What the catalogue `generator/wording/commands.yml` holds under `key` in a language: a text, a list or a map."""
    return wording("commands")[key][lang]


def said(key: str, lang: str = LANG, **filled: object) -> str:
    """The sentence `key` of the catalogue in a language, filled in."""
    return str(words(key, lang)).format(**filled)


def wrong_use(key: str, **filled: object) -> UserError:
    """The error `key` of the catalogue, filled in, to be raised."""
    return UserError(wording("commands")["errors"][key].format(**filled))


def print_json(data: object) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def save_findings(findings: Iterable[Finding], output: Output) -> None:
    """Every finding as a CSV file that a spreadsheet opens (UTF-8 with a byte-order mark), where one is wanted."""
    if output.csv_path is None:
        return
    with output.csv_path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_COLUMNS)
        for problem in sorted(findings):
            described = describe(problem, output.lang)
            writer.writerow(plain_cell(described[name]) for name in _COLUMNS)


def plain_cell(value: object) -> str:
    """What no spreadsheet calculates: values of cells come from strangers."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def print_findings(findings: Iterable[Finding], lang: str) -> None:
    """A table for each code: title, count, severity and remedy once, then the places."""
    by_code: dict[str, list[Finding]] = {}
    for problem in sorted(findings):
        by_code.setdefault(problem.code, []).append(problem)
    console = Console(width=None if Console().is_terminal else 160)
    severities: dict[str, str] = words("severity", lang)
    order = list(severities)
    for code, problems in sorted(by_code.items(), key=lambda pair: order.index(pair[1][0].severity)):
        title = catalogue()[code][lang]["title"]
        heading = escape(f"{title} [{code}] × {len(problems):,} · {severities[problems[0].severity]}")
        table = Table(title=heading, title_justify="left", show_edge=False, pad_edge=False)
        for column in words("headings", lang):
            table.add_column(column, overflow="fold")
        for problem in problems[:_SHOWN_PER_CODE]:
            described = describe(problem, lang)
            place = [described["file"], described["sheet"], str(described["row"] or ""), described["column"]]
            cells = (*place, _printable(described["value"]), described["message"], described["remedy"])
            table.add_row(*map(escape, cells))
        console.print(table)
        if len(problems) > _SHOWN_PER_CODE:
            click.echo(said("more_findings", lang, count=len(problems) - _SHOWN_PER_CODE))
        click.echo()


def _printable(value: str) -> str:
    """The value without what a terminal would obey."""
    return "".join(character if character.isprintable() else "\ufffd" for character in value)


@contextmanager
def progress_line(quiet: bool) -> Iterator[Callable[[str, int], None]]:
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
        stages: dict[str, str] = words("progress")

        def show(stage: str, count: int) -> None:
            amount = f" {count:,}" if count else ""
            bar.update(task, description=f"{stages.get(stage, stage)}{amount}")

        yield show
