"""Real exports in which one row of ten was damaged: the marks of the workbook held against the list of damages.

`pytest -m slow -s tests/functional/test_damaged.py` prints the figures; docs/reference/papers.md has them.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from tests.support import ROOT, copy_portal, gongshi_here

Rows = list[list[str]]
# Kind of damage → what becomes of a cell; None where this one cannot be damaged so.
Damage = Callable[[str, random.Random], str | None]


def _other(text: str, chance: random.Random) -> str:
    return f"未登记{chance.randrange(10_000)}"


DAMAGES: Mapping[str, Damage] = {
    "no-date": lambda text, chance: chance.choice(("2018-13-45 10:00:00", "昨天上午", "2018-02-30", "12")),
    "far-date": lambda text, chance: (
        text.replace("20", chance.choice(("21", "19")), 1) if text.startswith("20") else None
    ),
    "unknown": _other,
    "error": lambda text, chance: chance.choice(("#N/A", "#REF!", "#VALUE!")),
    "formula": lambda text, chance: "=VLOOKUP(A2,Sheet2!A:B,2,0)",
    "lost": lambda text, chance: f"{text[:2]}\ufffd{text[2:]}",
    "blank": lambda text, chance: "" if text else None,
    "exponent": lambda text, chance: "1.01E+11",
    "placeholder": lambda text, chance: chance.choice(("NULL", "无", "测试")),
    "float": lambda text, chance: f"{text}.0" if text.isdigit() else None,
}
CODES = ("unknown", "error", "formula", "lost")
IDS = ("blank", "exponent", "placeholder", "error", "formula", "lost", "float")


@dataclass(frozen=True)
class Export:
    """A real export: its portal, its file, and which damages its columns take."""

    portal: str
    path: str
    columns: Mapping[str, tuple[str, ...]]


EXPORTS = (
    Export(
        "pingshan",
        "shenzhen-pingshan-2018/pingshan-minsheng-2018.csv",
        {
            "REC_ID": IDS,
            "CREATE_TIME": ("no-date", "far-date", "blank", "error", "formula", "lost"),
            "DISPOSE_UNIT_ID": CODES,
            "MAIN_TYPE_NAME": CODES,
            "COMMUNITY_NAME": CODES,
            "EVENT_SRC_NAME": CODES,
            "EVENT_PROPERTY_NAME": CODES,
            "INTIME_ARCHIVE_NUM": ("unknown", "error", "formula"),
        },
    ),
    Export(
        "boston",
        "boston-311-2011h2/boston-311-2011h2.csv.gz",
        {
            "case_enquiry_id": IDS,
            "open_dt": ("no-date", "far-date", "blank", "error", "formula", "lost"),
            "closed_dt": ("no-date", "far-date", "error", "formula", "lost"),
            "target_dt": ("no-date", "error", "formula", "lost"),
            "department": (*CODES, "blank"),
            "type": CODES,
            "neighborhood": CODES,
            "source": CODES,
            "ontime": CODES,
            "case_status": CODES,
        },
    ),
)


def real(path: str) -> Path:
    file = Path(os.environ.get("GONGSHI_REAL") or ROOT.parent / "shared" / "real") / path
    if not file.is_file():
        pytest.skip("no real exports: set GONGSHI_REAL to their folder")
    return file


def rows_of(path: Path) -> Rows:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def damaged(rows: Rows, columns: Mapping[str, tuple[str, ...]], chance: random.Random) -> dict[tuple[int, int], str]:
    """Damage one row of ten in place; row and column (from 1) of each damaged cell and the kind of its damage."""
    done: dict[tuple[int, int], str] = {}
    for number in sorted(chance.sample(range(1, len(rows)), len(rows) // 10)):
        name = chance.choice([*columns])
        kind = chance.choice(columns[name])
        place = rows[0].index(name)
        made = DAMAGES[kind](rows[number][place], chance)
        if made is not None:
            rows[number][place] = made
            done[number + 1, place + 1] = kind
    return done


def written(rows: Rows, path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    return path


def marks(portal: Path, export: Path, workbook: Path) -> set[tuple[int, int]]:
    """Row and column of each cell with a comment in the workbook of what was found."""
    done = gongshi_here(
        "check", "--portal", portal, export, "--workbook", workbook, "--csv", workbook.with_suffix(".csv")
    )
    assert done.returncode in (0, 1), done.stderr
    (sheet,) = openpyxl.load_workbook(workbook).worksheets[4:]
    return {(cell.row, cell.column) for row in sheet.iter_rows() for cell in row if cell.comment is not None}


@pytest.mark.slow
@pytest.mark.parametrize("export", EXPORTS, ids=[item.portal for item in EXPORTS])
def test_marks_are_where_the_damage_is(tmp_path: Path, export: Export) -> None:
    portal = copy_portal(export.portal, tmp_path)
    rows = rows_of(real(export.path))
    before = marks(portal, written(rows, tmp_path / "export.csv"), tmp_path / "before.xlsx")
    done = damaged(rows, export.columns, random.Random(20261130))
    found = marks(portal, written(rows, tmp_path / "export.csv"), tmp_path / "after.xlsx")
    missed = Counter(kind for place, kind in done.items() if place not in found)
    # A category is two cells, a unit of two columns as well: a mark in a row that was damaged is none too many.
    lines = {row for row, _ in done}
    false = {place for place in found - before if place[0] not in lines}
    marked = len(done.keys() & found)
    sys.stdout.write(f"{export.portal}: {len(done)} damaged, {marked} marked, {len(false)} too many, {dict(missed)}\n")
    assert len(done) > len(rows) // 12
    assert sum(missed.values()) * 100 <= len(done)
    assert len(false) * 100 <= len(done)
