"""verify.py, which lies in every release: bare Python agrees with what is published, and says what does not."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Once
from tests.functional.released import read_rows, write_rows
from tests.functional.test_releases import Case, export, portal
from tests.support import DATASETS, gongshi_here, read_csv

SCRIPT = DATASETS / "verify.py"
TABLES = ("intervals", "verdicts", "baselines", "ranking", "funnel", "trends")
UNITS = ("A1", "A2", "A3", "A4", "A5", "A6", "S1")
# How many of forty cases are late, unit by unit, in four months: A5 and A6 have bad months, so months vary.
LATE = {
    "2024-01": (1, 2, 1, 2, 20, 3, 1),
    "2024-02": (0, 3, 2, 1, 2, 25, 2),
    "2024-03": (2, 1, 0, 3, 3, 4, 0),
    "2024-04": (0, 2, 1, 1, 22, 2, 3),
}


def _cases() -> Iterator[Case]:
    for month, late in LATE.items():
        for unit, slow in zip(UNITS, late, strict=True):
            for number in range(40):
                day = "09" if number < slow else "05"
                yield {
                    "case_id": f"{month}-{unit}-{number}",
                    "unit": unit,
                    "kind": "life",
                    "received_at": f"{month}-04 09:00",
                    "due_at": f"{month}-08 09:00",
                    "replied_at": f"{month}-{day} 09:00",
                    "closed_at": f"{month}-{day} 09:00",
                    "satisfaction": "满意",
                    "resolved": "解决",
                }


def publish_months(work: Path) -> None:
    """A shelf with four months of which something can be measured: `<work>/portal/releases`."""
    folder = portal(work)
    source = export(work / "months.csv", list(_cases()))
    done = gongshi_here("publish", "--portal", folder, source, "--as-of", "2024-08-01")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def release(once: Once, tmp_path: Path) -> Path:
    """A copy of April's release, to spoil."""
    made = once("four-months", publish_months) / "portal" / "releases" / "2024-04-f1"
    return Path(shutil.copytree(made, tmp_path / "2024-04-f1"))


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    """The file as it lies in the release, with nothing but the interpreter's own library."""
    script = folder / "verify.py" if (folder / "verify.py").exists() else SCRIPT
    command = [sys.executable, "-I", "-S", str(script), str(folder)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=300)


def test_it_is_short_and_needs_nothing() -> None:
    text = SCRIPT.read_text("utf-8")
    assert len(text.splitlines()) < 400
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in imports if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
    ast.parse(text, feature_version=(3, 8))


def test_it_agrees_with_a_release(release: Path) -> None:
    assert (release / "verify.py").read_bytes() == SCRIPT.read_bytes()
    done = run(release)
    rows = {table: len(read_csv(release / f"{table}.csv")) for table in TABLES}
    compared, left_out = done.stdout.split("\nnot recomputed: ")
    assert compared.splitlines() == [f"{table}.csv: {n} rows compared, 0 differences" for table, n in rows.items()]
    for words in ("since to judged", "concentration", "deductions", "gongshi verify"):
        assert words in left_out
    assert (done.returncode, done.stderr) == (0, "")
    assert min(rows.values()) > 0


def test_months_that_vary_are_measured(release: Path) -> None:
    (row,) = [row for row in read_csv(release / "baselines.csv") if (row["period"], row["group"]) == ("2024-04", "G1")]
    assert float(row["dispersion"]) > 1
    assert float(row["shared"]) > 0
    verdict = {row["unit"]: row["state"] for row in read_csv(release / "verdicts.csv")}
    assert verdict["A5"] == "much_lower"


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("intervals", "lower", "12.34"),
        ("intervals", "upper", "12.34"),
        ("verdicts", "state", "much_higher"),
        ("verdicts", "direction", "better"),
        ("verdicts", "tail", "0.1234"),
        ("verdicts", "longer_state", "much_lower"),
        ("baselines", "dispersion", "9.99"),
        ("baselines", "shared", "0.999999"),
        ("ranking", "rank", "9"),
        ("ranking", "rank_from", "9"),
        ("ranking", "rank_to", "9"),
        ("funnel", "lower_finding", "1.23"),
        ("funnel", "upper_attention", "1.23"),
        ("trends", "result", "few_cases"),
    ],
)
def test_it_names_an_edited_cell(release: Path, table: str, column: str, value: str) -> None:
    path = release / f"{table}.csv"
    rows = read_rows(path)
    before, rows[2][rows[0].index(column)] = rows[2][rows[0].index(column)], value
    assert before != value
    write_rows(path, rows)
    done = run(release)
    assert done.returncode == 1
    assert f"{table}.csv, line 3, {column}: {value}; recomputed {before}" in done.stdout.splitlines()
    assert f"{table}.csv: {len(rows) - 1} rows compared, 1 differences" in done.stdout.splitlines()


@pytest.mark.parametrize("table", ["intervals", "ranking"])
def test_it_names_a_missing_row(release: Path, table: str) -> None:
    path = release / f"{table}.csv"
    rows = read_rows(path)
    gone = rows.pop(2)
    write_rows(path, rows)
    done = run(release)
    assert done.returncode == 1
    (line,) = [line for line in done.stdout.splitlines() if line.startswith(f"{table}.csv, no row")]
    assert {gone[0], "on_time" if table == "ranking" else gone[3]} <= set(line.split())


def test_a_changed_figure_shows_where_it_was_used(release: Path) -> None:
    path = release / "figures.csv"
    rows = read_rows(path)
    (figure,) = [row for row in rows if row[:4] == ["2024-04", "unit", "A5", "on_time"]]
    figure[rows[0].index("numerator")] = "39"
    write_rows(path, rows)
    said = run(release).stdout
    for table in ("intervals", "verdicts", "ranking", "trends"):
        assert f"\n{table}.csv: " in f"\n{said}"
        assert f"\n{table}.csv, line" in f"\n{said}", table


def test_no_release_is_no_agreement(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no release" in done.stderr
