"""`make portals`, or `python -m tools.portals`: do the demonstration portals still meet the totals of their recipes?

Each portal is copied to a temporary folder and published there, from its export or from the figures that it reports.
Whatever is compared stands in a release: the years that the recipe names (`wanted_in`), else all months, added up, or
the reported figures. What must come out is the recipe's `wanted`. Exit status 1 if any differs.
"""

from __future__ import annotations

import contextlib
import csv
import io
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from generator.cli import cli
from generator.commands.terminal import CLEAN
from generator.definitions.periods import is_month
from generator.definitions.reported import reports_figures
from generator.definitions.rounding import percent_of
from generator.release.format import REPORTED
from generator.release.shelf.chain import latest_releases
from generator.synthesis import write_sample
from generator.synthesis.reading import read_wanted, read_wanted_years
from generator.synthesis.registers import load_yaml

DATASETS = Path(__file__).parents[1] / "datasets"
# Folders that commands write below a portal: a copy starts without them.
_WRITTEN = ("store", "releases", "internal", "exports")
_DIFFERS = 1

# Indicator and unit (blank for the whole) → numerator and denominator (0 for a volume or a plain number).
Sums = Mapping[tuple[str, str], tuple[int, int]]


@dataclass(frozen=True)
class Comparison:
    """One figure that must come out, as text: what is wanted, and what was published."""

    figure: str
    basis: str
    wanted: str
    got: str


class BuildError(Exception):
    """A portal that could not be built; the text is what its commands said."""


def demonstrations(datasets: Path) -> list[Path]:
    """The portals below `datasets` that have a recipe, in order of name."""
    return sorted(path.parent for path in datasets.glob("*/recipe.yml"))


def build(portal: Path, work: Path) -> Sums:
    """What the portal publishes when it is built anew in the empty folder `work`. Raises BuildError."""
    folder = work / portal.name
    shutil.copytree(portal, folder, ignore=shutil.ignore_patterns(*_WRITTEN))
    releases = folder / "releases"
    if reports_figures(folder):
        _publish(folder)
        return _reported(releases)
    made = write_sample(folder, work / "export.csv")
    _publish(folder, *([made.path, made.events] if made.events else [made.path]))
    if made.correction:
        _publish(folder, "--cause", "source_correction", made.correction)
    return _published(releases, read_wanted_years(folder))


def _publish(folder: Path, *arguments: object) -> None:
    output = io.StringIO()
    command = ["publish", "--portal", str(folder), *map(str, arguments), "--lang", "en"]
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        status = cli.main(command, standalone_mode=False)
    if status != CLEAN:
        raise BuildError(output.getvalue())


def _reported(releases: Path) -> Sums:
    """The figures of the one release of a portal that reports figures without cases."""
    return {
        (row["indicator"], row["unit"]): (int(row["numerator"]), int(row["denominator"] or 0))
        for row in _rows(releases, REPORTED)
    }


def _published(releases: Path, years: Collection[str]) -> Sums:
    """The figures of the whole portal, summed over these years, without any over the published months."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in _rows(releases, "figures.csv"):
        if row["scope"] == "all" and (row["period"] in years if years else is_month(row["period"])):
            pair = sums[row["indicator"], ""]
            pair[0] += int(row["numerator"])
            pair[1] += int(row["denominator"] or 0)
    return {key: (pair[0], pair[1]) for key, pair in sums.items()}


def _rows(releases: Path, file: str) -> Iterator[dict[str, str]]:
    """The rows of a file of every month's newest release."""
    for name in latest_releases(releases).values():
        with (releases / name / file).open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)


def compare(wanted: Iterable[Mapping[str, Any]], sums: Sums) -> list[Comparison]:
    """Each figure of `wanted` beside what `sums` hold, in the form in which it is wanted."""
    comparisons = []
    for total in wanted:
        numerator, denominator = sums.get((total["indicator"], total.get("unit", "")), (None, 0))
        figure = " ".join(filter(None, (total["indicator"], total.get("unit"))))
        if "value" in total:
            value = "" if numerator is None else percent_of(numerator, denominator)
            got = f"{value} %" if value else ""
            comparisons.append(Comparison(figure, total["basis"], f"{total['value']} %", got))
        if "numerator" in total:
            whole = denominator if "denominator" in total else 0
            counts = _counts(total["numerator"], total.get("denominator", 0))
            comparisons.append(Comparison(figure, total["basis"], counts, _counts(numerator, whole)))
    return comparisons


def _counts(numerator: int | None, denominator: int) -> str:
    if numerator is None:
        return ""
    return f"{numerator:,} / {denominator:,}" if denominator else f"{numerator:,}"


def _print(portal: Path, lines: Sequence[Comparison], console: Console) -> None:
    settings = load_yaml(portal / "portal.yml")
    console.print(f"{portal.name}: {_in_english(settings['title'])}", highlight=False, markup=False)
    table = Table(show_edge=False)
    for heading in ("figure", "basis", "wanted", "got", ""):
        table.add_column(heading, justify="right" if heading in ("wanted", "got") else "left")
    for line in lines:
        same = line.wanted == line.got
        table.add_row(line.figure, line.basis, line.wanted, line.got or "–", "same" if same else "DIFFERS")
    console.print(table)
    for part in ("stated", "assumed"):
        for text in settings.get(part, ()):
            console.print(f"  {part}: {_in_english(text)}", highlight=False, markup=False)
    console.print()


def _in_english(text: Mapping[str, str]) -> str:
    return text.get("en", text["zh"])


def main() -> int:
    """Build and compare every demonstration portal; the exit status."""
    console = Console(width=None if Console().is_terminal else 140)
    wrong: list[str] = []
    for portal in demonstrations(DATASETS):
        wanted = read_wanted(portal)
        with tempfile.TemporaryDirectory() as work:
            try:
                lines = compare(wanted, build(portal, Path(work)))
            except BuildError as error:
                click.echo(f"{portal.name}: {error}", err=True)
                wrong.append(portal.name)
                continue
        _print(portal, lines, console)
        if not lines or any(line.wanted != line.got for line in lines):
            wrong.append(portal.name)
    click.echo(f"differing: {', '.join(wrong)}" if wrong else "every total came out as wanted")
    return _DIFFERS if wrong else CLEAN


if __name__ == "__main__":
    sys.exit(main())
