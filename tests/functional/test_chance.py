"""What a shelf says about chance over time: trends from month to month, and the way from provisional to final."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.verify.check import verify
from tests.functional.released import describe_again, publish_shelf, read_rows, seal_again, write_rows
from tests.support import read_csv, read_json

Once = Callable[[str, Callable[[Path], None]], Path]
FIRST, FINAL, APRIL = "2024-03-p1", "2024-03-f1", "2024-04-f1"


@pytest.fixture
def shelf(once: Once, tmp_path: Path) -> Path:
    """A copy of a shelf that verifies, to spoil."""
    made = once("shelf", publish_shelf) / "portal" / "releases"
    return Path(shutil.copytree(made, tmp_path / "releases"))


def codes(shelf: Path) -> set[tuple[str, str, str]]:
    return {(item.code, item.file, item.column) for item in verify(shelf, None).findings}


def test_the_final_release_tells_what_became_of_the_provisional_one(shelf: Path) -> None:
    figures = {
        name: {
            row["key"]: (row["numerator"], row["denominator"])
            for row in read_csv(shelf / name / "figures.csv")
            if (row["period"], row["scope"], row["indicator"]) == ("2024-03", "unit", "on_time")
        }
        for name in (FIRST, FINAL)
    }
    rows = [row for row in read_csv(shelf / FINAL / "revisions.csv") if row["indicator"] == "on_time"]
    assert {row["unit"] for row in rows} == figures[FIRST].keys() & figures[FINAL].keys()
    for row in rows:
        assert (row["old_numerator"], row["old_denominator"]) == figures[FIRST][row["unit"]]
        assert (row["new_numerator"], row["new_denominator"]) == figures[FINAL][row["unit"]]
    told = read_json(shelf / FINAL / "release.json")["revisions"]["on_time"]
    assert (told["units"], told["changed"]) == (len(rows), sum(float(row["change"]) != 0 for row in rows))
    assert float(told["largest_absolute"]) == max(abs(float(row["change"])) for row in rows) > 0
    assert read_csv(shelf / FIRST / "revisions.csv") == read_csv(shelf / APRIL / "revisions.csv") == []
    assert codes(shelf) == set()


def test_a_changed_summary_of_revisions_is_found(shelf: Path) -> None:
    path = shelf / FINAL / "release.json"
    release = read_json(path)
    release["revisions"]["on_time"]["mean_absolute"] = "0.00"
    path.write_text(json.dumps(release, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
    seal_again(shelf)
    assert codes(shelf) == {("verify-says", f"{FINAL}/release.json", "revisions")}


def test_a_trend_has_its_window_before_in_the_same_release(shelf: Path) -> None:
    trends = read_csv(shelf / APRIL / "trends.csv")
    assert {(row["period"], row["before"]) for row in trends} == {("2024-04", "2024-03")}
    march = {
        row["key"]: (row["numerator"], row["denominator"])
        for row in read_csv(shelf / FINAL / "figures.csv")
        if (row["period"], row["scope"], row["indicator"]) == ("2024-03", "unit", "on_time")
    }
    assert {row["unit"]: (row["numerator_before"], row["denominator_before"]) for row in trends} == march
    # The month before stands in the counts for this alone: no figure of this release tells of it.
    assert "2024-03" not in {row["period"] for row in read_csv(shelf / APRIL / "figures.csv")}
    assert read_csv(shelf / FINAL / "trends.csv") == []


@pytest.mark.parametrize("column", ["numerator_before", "result"])
def test_a_changed_trend_is_found(shelf: Path, column: str) -> None:
    path = shelf / APRIL / "trends.csv"
    rows = read_rows(path)
    rows[1][rows[0].index(column)] = {"numerator_before": "7", "result": "worse"}[column]
    write_rows(path, rows)
    describe_again(shelf / APRIL)
    seal_again(shelf)
    assert codes(shelf) == {("verify-differs", f"{APRIL}/trends.csv", column)}


def test_a_trend_beside_another_window_is_found(shelf: Path) -> None:
    path = shelf / APRIL / "trends.csv"
    rows = read_rows(path)
    rows[1][rows[0].index("before")] = "2024-02"
    write_rows(path, rows)
    describe_again(shelf / APRIL)
    seal_again(shelf)
    assert codes(shelf) == {(code, f"{APRIL}/trends.csv", "") for code in ("verify-row-extra", "verify-row-missing")}


def test_another_threshold_shows_in_what_follows_from_it(shelf: Path) -> None:
    path = shelf / FINAL / "release.json"
    release = read_json(path)
    release["bands"]["finding"] = "0.1"
    path.write_text(json.dumps(release, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
    seal_again(shelf)
    assert "verify-differs" in {code for code, _, _ in codes(shelf)}


def test_a_verdict_carries_on_what_the_month_before_said(shelf: Path) -> None:
    march, april = (
        {row["unit"]: row for row in read_csv(shelf / name / "verdicts.csv") if row["indicator"] == "on_time"}
        for name in (FINAL, APRIL)
    )
    assert {(row["since"], row["windows"], row["judged"]) for row in march.values()} == {("2024-03", "1", "1")}
    for unit, row in april.items():
        same = row["state"] == march[unit]["state"]
        assert (row["since"], row["windows"], row["judged"]) == (
            ("2024-03", "2", "2") if same else ("2024-04", "1", "2")
        )
    assert codes(shelf) == set()


@pytest.mark.parametrize("column", ["since", "windows", "judged"])
def test_a_changed_run_is_found_where_the_release_before_lies_there(shelf: Path, column: str) -> None:
    path = shelf / APRIL / "verdicts.csv"
    rows = read_rows(path)
    place = rows[0].index(column)
    rows[1][place] = {"since": "2023-01", "windows": "9", "judged": "9"}[column]
    if column == "windows":
        rows[1][rows[0].index("judged")] = "9"
    write_rows(path, rows)
    describe_again(shelf / APRIL)
    seal_again(shelf)
    assert ("verify-differs", f"{APRIL}/verdicts.csv", column) in codes(shelf)
    # A release by itself does not say what the ones before it said, but its own columns must agree.
    own = {("verify-differs", f"{APRIL}/verdicts.csv", "windows_before")} if column == "windows" else set()
    assert codes(shelf / APRIL) == own


def test_a_verdict_that_its_own_counts_do_not_give_is_always_found(shelf: Path) -> None:
    path = shelf / APRIL / "verdicts.csv"
    rows = read_rows(path)
    rows[1][rows[0].index("state")] = "much_lower" if rows[1][rows[0].index("state")] != "much_lower" else "higher"
    write_rows(path, rows)
    describe_again(shelf / APRIL)
    seal_again(shelf)
    assert ("verify-differs", "2024-04-f1/verdicts.csv", "state") in codes(shelf / APRIL)
