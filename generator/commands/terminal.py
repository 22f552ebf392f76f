"""What a person at a terminal sees of any verb: findings as a table or a file, JSON, progress on standard error."""

from __future__ import annotations

import csv
import io
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
from generator.refusals import wrong_use
from generator.resources import wording
from generator.supply.groups import Group, Tallies, by_code, grouped

# Exit statuses of the verbs that judge data.
CLEAN, FINDINGS, STOPPED = 0, 1, 3
# What is said in one language alone is said in this one.
LANG: Final = "zh"

# Of a code with more values than this those that occur most often are shown; --csv and --json hold all.
_SHOWN_PER_CODE = 10
_COLUMNS = ("code", "severity", "file", "sheet", "row", "column", "value", "message", "remedy")
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True)
class Output:
    """The forms in which a result is wanted: JSON instead of text, all findings as a CSV file too, their language.

    `workbook` and `html` are the files for the papers of a check.
    """

    as_json: bool = False
    csv_path: Path | None = None
    lang: str = LANG
    workbook: Path | None = None
    html: Path | None = None


def words(key: str, lang: str = LANG) -> Any:
    """What the catalogue `generator/wording/commands.yml` holds under `key` in a language: a text, a list or a map."""
    return wording("commands")[key][lang]


def said(key: str, lang: str = LANG, **filled: object) -> str:
    """The sentence `key` of the catalogue in a language, filled in."""
    return str(words(key, lang)).format(**filled)


def print_json(data: object) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def save_findings(findings: Iterable[Finding], output: Output) -> None:
    """Every finding as a CSV file that a spreadsheet opens (UTF-8 with a byte-order mark), where one is wanted."""
    if output.csv_path is None:
        return
    with io.StringIO(newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_COLUMNS)
        for problem in sorted(findings):
            described = describe(problem, output.lang)
            writer.writerow(plain_cell(described[name]) for name in _COLUMNS)
        write_file(output.csv_path, stream.getvalue().encode("utf-8-sig", "replace"))


def write_file(path: Path, content: bytes) -> None:
    """A file that was asked for. Raises UserError where it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise wrong_use("cannot_write", path=path) from error


def plain_cell(value: object) -> str:
    """What no spreadsheet calculates: values of cells come from strangers."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def print_findings(findings: Iterable[Finding], lang: str, tallies: Tallies | None = None) -> None:
    """A table for each code, the gravest first: title and count, then each value with its count and rows as examples.

    `tallies` count the cells of those values of which not all are among the findings.
    """
    console = Console(width=None if Console().is_terminal else 160)
    severities: dict[str, str] = words("severity", lang)
    for groups in by_code(grouped(findings, tallies)):
        first = groups[0].first
        count = sum(group.count for group in groups)
        heading = f"{catalogue()[first.code][lang]['title']} [{first.code}] × {count:,} · {severities[first.severity]}"
        table = Table(title=escape(heading), title_justify="left", show_edge=False, pad_edge=False)
        for column in words("headings", lang):
            table.add_column(column, overflow="fold")
        for group in groups[:_SHOWN_PER_CODE]:
            table.add_row(*map(escape, _row(group, lang)))
        console.print(table)
        rest = groups[_SHOWN_PER_CODE:]
        if rest:
            click.echo(said("more_findings", lang, values=len(rest), count=sum(group.count for group in rest)))
        click.echo()


def _row(group: Group, lang: str) -> tuple[str, ...]:
    shown = describe(group.first, lang)
    rows = ", ".join(map(str, group.rows)) + (" …" if group.count > len(group.rows) > 0 else "")
    place = (shown["file"], shown["sheet"], rows, shown["column"], f"{group.count:,}")
    return (*place, _printable(shown["value"]), _printable(shown["message"]), shown["remedy"])


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
