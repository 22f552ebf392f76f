"""Mutations: whatever single thing changes in a release, `gongshi verify` names the file, and where it can the cell.

A few in every run; more than five hundred, and how many of them were caught, in the slow ones.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest

from generator.definitions.findings import Finding
from generator.release.format import CHAIN, FIGURES_ALL
from generator.release.shelf.figures_all import figures_all
from generator.verify.check import verify
from tests.functional.mutations import caught, mutations, spoilable
from tests.functional.released import COMPUTED, Rows, describe_again, publish_shelf, read_rows, seal_again, write_rows
from tests.support import ROOT, read_json

RELEASE = "2024-03-f1"
Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture
def shelf(once: Once, tmp_path: Path) -> Path:
    """A copy of a shelf that verifies, to spoil."""
    made = once("shelf", publish_shelf) / "portal" / "releases"
    copy = Path(shutil.copytree(made, tmp_path / "releases"))
    # The month after it has nothing to say here and would be read each time.
    shutil.rmtree(copy / "2024-04-f1")
    seal_again(copy, ("2024-03-p1", RELEASE))
    newest = [path for path in (copy / RELEASE).rglob("*") if path.is_file()]
    files = {path.relative_to(copy / RELEASE).as_posix(): path.read_bytes() for path in newest}
    (copy / FIGURES_ALL).write_bytes(figures_all([files]))
    assert verify(copy, None).findings == ()
    return copy


@dataclass(frozen=True)
class Tally:
    """How many mutations were tried, and what came of those that nobody named."""

    tried: int
    missed: tuple[str, ...]

    def check(self, at_least: int, capsys: pytest.CaptureFixture[str]) -> None:
        with capsys.disabled():
            print(f"\n{self.tried - len(self.missed)} of {self.tried} mutations caught")  # noqa: T201
        assert self.tried >= at_least
        assert not self.missed


def flipped(shelf: Path, each: int, step: int = 1) -> Tally:
    """Change `each` single bytes of every `step`-th file below the shelf, one at a time."""
    chance = random.Random(4)
    tried, missed = 0, []
    for path in sorted(path for path in shelf.rglob("*") if path.is_file())[::step]:
        whole, file = path.read_bytes(), path.relative_to(shelf).as_posix()
        for place in chance.sample(range(len(whole)), min(each, len(whole))):
            other = whole[place] ^ (1 << chance.randrange(8))
            path.write_bytes(whole[:place] + bytes([other]) + whole[place + 1 :])
            tried += 1
            if file not in {item.file for item in verify(shelf, None).findings}:
                missed.append(f"{file} byte {place}")
        path.write_bytes(whole)
    return Tally(tried, tuple(missed))


@pytest.mark.slow
def test_a_changed_byte_is_named_with_its_file(shelf: Path) -> None:
    tally = flipped(shelf, each=1, step=23)
    assert tally.tried > 4
    assert not tally.missed


@pytest.mark.slow
def test_five_hundred_changed_bytes_are_named_with_their_files(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flipped(shelf, each=4).check(500, capsys)


def other_value(rows: Rows, row: int, column: int) -> str:
    """Another value for a cell: of its kind where that is possible, so that no schema refuses it."""
    cell = rows[row][column]
    others = sorted({line[column] for line in rows[1:]} - {cell})
    if cell.isdigit():
        return str(int(cell) + 1)
    if cell.replace(".", "").removeprefix("-").isdigit():
        return f"{cell[:-1]}{(int(cell[-1]) + 1) % 10}"
    return others[row % len(others)] if others else f"{cell}9"


def cells(path: Path, step: int) -> Iterator[tuple[Rows, int, int]]:
    """Every `step`-th cell of a table: the table with that one cell changed, its row (0 = header) and column."""
    rows = read_rows(path)
    places = [(row, column) for row in range(1, len(rows)) for column in range(len(rows[0]))]
    for row, column in places[::step]:
        changed = [list(line) for line in rows]
        changed[row][column] = other_value(rows, row, column)
        yield changed, row, column


def named(found: tuple[Finding, ...], file: str, row: int, column: str) -> bool:
    """Whether a finding says file, row and column; a changed key shows as a row too many, or twice there."""
    said = {(item.code, item.row, item.column) for item in found if item.file == file}
    places = {(number, where) for _, number, where in said}
    key = ("verify-row-extra", row, "") in said or any(code == "verify-key" for code, _, _ in said)
    return (row, column) in places or key


def recomputed(shelf: Path, steps: dict[str, int]) -> Tally:
    """Change cells of every computed table of a release, with data package, manifests and chain made to fit."""
    tried, missed = 0, []
    for table in COMPUTED:
        path = shelf / RELEASE / f"{table}.csv"
        before = path.read_bytes()
        for rows, row, column in cells(path, steps[table]):
            write_rows(path, rows)
            describe_again(shelf / RELEASE)
            seal_again(shelf)
            tried += 1
            if not named(verify(shelf, None).findings, f"{RELEASE}/{table}.csv", row + 1, rows[0][column]):
                missed.append(f"{table}.csv row {row + 1} {rows[0][column]}: {rows[row]}")
        path.write_bytes(before)
    return Tally(tried, tuple(missed))


def spread(shelf: Path, each: int) -> dict[str, int]:
    """Steps that take about `each` cells of every computed table, and never the same columns only."""
    steps = {}
    for table in COMPUTED:
        rows = read_rows(shelf / RELEASE / f"{table}.csv")
        step = max(1, (len(rows) - 1) * len(rows[0]) // each)
        steps[table] = step + 1 if step > 1 and step % len(rows[0]) == 0 else step
    return steps


def test_a_changed_figure_is_named_with_its_cell(shelf: Path) -> None:
    tally = recomputed(shelf, spread(shelf, each=1))
    assert tally.tried >= len(COMPUTED)
    assert not tally.missed


@pytest.mark.slow
def test_five_hundred_changed_figures_are_named_with_their_cells(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recomputed(shelf, spread(shelf, each=90)).check(500, capsys)


def miscounted(shelf: Path, step: int) -> Tally:
    """Add one case to a row of a count table, with everything else made to fit."""
    tried, missed = 0, []
    for path in sorted((shelf / RELEASE).glob("counts-*.csv")):
        before = path.read_bytes()
        rows = read_rows(path)
        count = rows[0].index("n")
        for row in range(1, len(rows), step):
            changed = [list(line) for line in rows]
            changed[row][count] = str(int(rows[row][count]) + 1)
            write_rows(path, changed)
            describe_again(shelf / RELEASE)
            seal_again(shelf)
            tried += 1
            place = ", ".join(rows[row][:3])
            found = verify(shelf, None).findings
            figures = [
                item for item in found if item.file == f"{RELEASE}/figures.csv" and item.code == "verify-differs"
            ]
            used = any(dict(item.params)["place"].startswith(f"{place}, ") for item in figures)
            # No indicator counts an unknown outcome: there the parts of the table do not add up any more.
            unused = not figures and f"{RELEASE}/{path.name}" in {item.file for item in found}
            if not used and not unused:
                missed.append(f"{path.name} row {row + 1}: {rows[row]}")
        path.write_bytes(before)
    return Tally(tried, tuple(missed))


def test_a_changed_count_shows_in_the_figures(shelf: Path) -> None:
    tally = miscounted(shelf, step=97)
    assert tally.tried > 2
    assert not tally.missed


@pytest.mark.slow
def test_every_second_changed_count_shows_in_the_figures(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    miscounted(shelf, step=2).check(150, capsys)


def test_the_shelf_that_is_spoilt_holds_something_everywhere(shelf: Path) -> None:
    assert len(read_json(shelf / CHAIN)["ledger"]) == 2
    for table in (*COMPUTED, "changes", "exclusions"):
        assert len(read_rows(shelf / RELEASE / f"{table}.csv")) > 1, table


@pytest.mark.parametrize("file", ["changes.csv", "codelists/units.csv", "codelists/marks.csv"])
def test_a_row_twice_is_named(shelf: Path, file: str) -> None:
    rows = read_rows(shelf / RELEASE / file)
    write_rows(shelf / RELEASE / file, [*rows, rows[-1]])
    describe_again(shelf / RELEASE)
    seal_again(shelf)
    found = verify(shelf, None).findings
    assert ("verify-key", f"{RELEASE}/{file}", len(rows) + 1) in {(item.code, item.file, item.row) for item in found}


# What `gongshi verify` cannot see when everything was made to fit: file → columns or keys, * = any. docs/zh/verify.md
# says so to readers.
UNSEEN = (
    *("README.md *", "CHANGES.md *", "verify.py *", "verify.sql *"),
    *(
        "codelists/* name*",
        "codelists/* short_name",
        "codelists/* aliases",
        "codelists/* handles",
        "codelists/* keywords",
    ),
    *("codelists/* tier", "codelists/* valid_*", "codelists/* successor", "codelists/* measure*"),
    *("codelists/* parent", "codelists/* street", "codelists/* sensitive", "codelists/* ruling", "codelists/* level"),
    *("codelists/* code", "codelists/* a row less", "codelists/* group", "codelists/* form", "codelists/* basis"),
    *("indicators.json *", "intake.json *", "release.json limits*", "release.json portal*"),
    *("release.json answers.stands", "release.json bands.level", "release.json final_on", "release.json ledger_kinds"),
    *("exclusions.csv *", "ledger.csv *", "texts.csv *"),
)


def unlisted(shelf: Path, most: int) -> tuple[int, int, list[str]]:
    """How many mutations were tried and caught, and those that nobody saw and that stand in no list."""
    spoilable(shelf)
    tried = mutations(shelf / RELEASE, most, seed=14)
    missed = [mutation.where for mutation in tried if not caught(shelf, mutation)]
    known = [where for where in missed if any(fnmatch(f"{where} ", f"{pattern}*") for pattern in UNSEEN)]
    return len(tried), len(tried) - len(missed), sorted(set(missed) - set(known))


@pytest.mark.slow
def test_what_nobody_can_see_stands_in_the_list(shelf: Path) -> None:
    tried, seen, others = unlisted(shelf, 5)
    assert tried == 5
    assert seen
    assert others == []


@pytest.mark.slow
def test_of_a_thousand_mutations_the_unseen_stand_in_the_list(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tried, seen, others = unlisted(shelf, 1000)
    with capsys.disabled():
        print(f"\n{seen} of {tried} mutations caught, the others listed")  # noqa: T201
    assert tried == 1000
    assert seen >= 700
    assert others == []


def test_the_page_on_verification_says_what_nobody_can_see() -> None:
    page = (ROOT / "docs" / "zh" / "verify.md").read_text("utf-8")
    section = page[page.index("## 程序看不出的改动") :]
    files = {pattern.split()[0].rstrip("/*") for pattern in UNSEEN}
    assert not [file for file in files if f"`{file}" not in section]
