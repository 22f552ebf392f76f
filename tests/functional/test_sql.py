"""verify.sql, the second computation in every release: it agrees with what is published, and says what does not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Once, publish_copy
from tests.functional.released import describe_again, publish_shelf, read_rows, seal_again, write_rows
from tests.support import DATASETS, latest, read_csv

Said = dict[str, list[dict[str, Any]]]
RELEASE = "2024-03-f1"
MONTHS = ("2024-03", "2024-04")
FILES = ("figures.csv", "ranking.csv", "verdicts.csv")
# Runs the file in the working folder and prints every answer, as the line in its head does.
RUN = """
import duckdb, json
answers = []
for one in duckdb.extract_statements(open("verify.sql", encoding="utf-8").read()):
    answer = duckdb.sql(one)
    if one.type.name == "SELECT":
        answers.append([dict(zip(answer.columns, row)) for row in answer.fetchall()])
print(json.dumps(answers))
"""


@pytest.fixture
def shelf(once: Once, tmp_path: Path) -> Path:
    """A copy of a shelf that verifies, to spoil."""
    made = once("shelf", publish_shelf) / "portal" / "releases"
    return Path(shutil.copytree(made, tmp_path / "releases"))


def asked(folder: Path) -> Said:
    """What the file says in a folder: rates, ranks, differences, and how much it compared, by their first column."""
    done = subprocess.run(
        [sys.executable, "-c", RUN], cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    names = ("rate", "rank", "differs", "compared")
    return dict(zip(names, json.loads(done.stdout), strict=True))


def compared(said: Said) -> dict[str, tuple[int, int]]:
    return {row["file"]: (row["rows"], row["differing"]) for row in said["compared"]}


def test_the_file_is_short_and_lies_in_every_release(shelf: Path) -> None:
    text = (DATASETS / "verify.sql").read_text("ascii")
    assert len(text.splitlines()) < 100
    assert {path.parent.name: path.read_text("ascii") for path in shelf.glob("*/verify.sql")} == dict.fromkeys(
        ("2024-03-p1", RELEASE, "2024-04-f1"), text
    )


def test_it_agrees_with_a_release(shelf: Path) -> None:
    said = asked(shelf / RELEASE)
    assert said["differs"] == []
    rows = {name: read_csv(shelf / RELEASE / name) for name in FILES}
    rows["ranking.csv"] = [row for row in rows["ranking.csv"] if row["status"] != "pooled"]
    assert compared(said) == {name: (len(found), 0) for name, found in rows.items()}
    assert min(len(found) for found in rows.values()) > 0
    ranked = [row for row in rows["ranking.csv"] if row["status"] == "ranked"]
    assert [(row["unit"], str(row["rank"]), row["value"]) for row in said["rank"]] == [
        (row["unit"], row["rank"], row["value"]) for row in ranked
    ]


def test_it_agrees_with_all_releases_of_a_shelf(shelf: Path) -> None:
    (shelf / "verify.sql").write_bytes((shelf / RELEASE / "verify.sql").read_bytes())
    said = asked(shelf)
    assert said["differs"] == []
    assert compared(said)["figures.csv"] == (sum(len(read_csv(path)) for path in shelf.glob("*/figures.csv")), 0)
    # The newest release of each month, added up.
    rows = [row for name in (RELEASE, "2024-04-f1") for row in read_csv(shelf / name / "figures.csv")]
    whole = [row for row in rows if row["scope"] == "all" and row["indicator"] == "on_time" and row["period"] in MONTHS]
    (rate,) = [row for row in said["rate"] if row["indicator"] == "on_time"]
    assert (rate["first"], rate["last"]) == ("2024-03", "2024-04")
    assert rate["denominator"] == sum(int(row["denominator"]) for row in whole)


@pytest.mark.parametrize(
    ("file", "column", "value"),
    [
        ("figures.csv", "numerator", "1"),
        ("figures.csv", "value", "12.34"),
        ("ranking.csv", "rank", "5"),
        ("ranking.csv", "tied", "5"),
        ("ranking.csv", "status", "few_cases"),
        ("verdicts.csv", "group_denominator", "9"),
    ],
)
def test_it_names_an_edited_cell(shelf: Path, file: str, column: str, value: str) -> None:
    path = shelf / RELEASE / file
    rows = read_rows(path)
    rows[3][rows[0].index(column)] = value
    write_rows(path, rows)
    describe_again(shelf / RELEASE)
    seal_again(shelf)
    (row,) = asked(shelf / RELEASE)["differs"]
    assert (row["file"], row["period"]) == (file, "2024-03")
    assert row["published"] != row["recomputed"]
    assert value in row["published"]


def test_it_names_a_row_too_many_and_a_missing_one(shelf: Path) -> None:
    path = shelf / RELEASE / "figures.csv"
    rows = read_rows(path)
    (gone,) = [row for row in rows if row[:4] == ["2024-03", "unit", "A1", "on_time"]]
    write_rows(path, [["2024-03", "unit", "A9", *row[3:]] if row is gone else row for row in rows])
    found = {(row["place"], row["published"] == "- - -") for row in asked(shelf / RELEASE)["differs"]}
    assert found == {("unit A9", False), ("unit A1", True)}


def test_a_changed_count_shows(shelf: Path) -> None:
    path = shelf / RELEASE / "counts-reply-due.csv"
    rows = read_rows(path)
    rows[1][rows[0].index("n")] = "99"
    write_rows(path, rows)
    assert {row["file"] for row in asked(shelf / RELEASE)["differs"]} >= {"figures.csv"}


def test_conditions_of_a_release_can_read_no_file(shelf: Path) -> None:
    path = shelf / RELEASE / "indicators.json"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("\"on_time = 'yes'\"", "\"(SELECT count(*) FROM read_text('release.json')) = 1\"", 1), "utf-8"
    )
    assert path.read_text("utf-8") != text
    done = subprocess.run(
        [sys.executable, "-c", RUN], cwd=path.parent, capture_output=True, encoding="utf-8", check=False, timeout=300
    )
    assert done.returncode != 0
    assert "disabled" in done.stderr


@pytest.mark.slow
def test_laoshan_four_rates_and_its_ranking(once: Once, laoshan_export: Path, tmp_path: Path) -> None:
    months = [part for month in range(1, 13) for part in ("--month", f"2023-{month:02d}")]
    laoshan = once("laoshan-2023", publish_copy("laoshan", laoshan_export, *months)) / "laoshan"
    shelf = Path(shutil.copytree(laoshan / "releases", tmp_path / "releases"))
    (shelf / "verify.sql").write_bytes((DATASETS / "verify.sql").read_bytes())
    said = asked(shelf)
    assert said["differs"] == []
    rates = {row["indicator"]: (row["first"], row["last"], row["denominator"], row["value"]) for row in said["rate"]}
    wanted = {
        "response": (58176, "94.94"),
        "on_time": (58176, "90.45"),
        "satisfaction": (45475, "99.56"),
        "resolution": (48904, "99.27"),
    }
    assert {name: rates[name] for name in wanted} == {
        name: ("2023-01", "2023-12", of, value) for name, (of, value) in wanted.items()
    }
    ranking = [row for row in read_csv(latest(laoshan)["2023-12"] / "ranking.csv") if row["status"] == "ranked"]
    assert ranking
    assert sorted((row["indicator"], row["group"], row["unit"], str(row["rank"])) for row in said["rank"]) == sorted(
        (row["indicator"], row["group"], row["unit"], row["rank"]) for row in ranking
    )
