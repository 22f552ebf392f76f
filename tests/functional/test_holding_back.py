"""Answers over releases: what an office did is corrected at once, answers only together with k − 1 others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from generator.counts.answered import kept_answers
from tests.functional.test_releases import Case, export, march, portal, publish
from tests.support import gongshi_here, latest, read_csv, read_json

EARLY, LATE, LATER = "2024-04-05", "2024-07-01", "2024-08-01"


def answers(folder: Path, unit: str = "A1") -> tuple[int, int]:
    """Satisfied and evaluated of the unit in March, as the newest release has them."""
    rows = read_csv(latest(folder)["2024-03"] / "figures.csv")
    row = next(
        row for row in rows if (row["period"], row["key"], row["indicator"]) == ("2024-03", unit, "satisfaction")
    )
    return int(row["numerator"]), int(row["denominator"])


def on_time(folder: Path, unit: str = "A1") -> int:
    rows = read_csv(latest(folder)["2024-03"] / "figures.csv")
    return next(
        int(row["numerator"])
        for row in rows
        if (row["period"], row["key"], row["indicator"]) == ("2024-03", unit, "on_time")
    )


def held_back(folder: Path) -> dict[str, object]:
    said: dict[str, object] = read_json(latest(folder)["2024-03"] / "release.json")["held_back"]
    return said


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A provisional release of March: 42 cases of A1, of which 30 were rated."""
    folder = portal(tmp_path)
    publish(folder, export(tmp_path / "first.csv", march(answers=30)), "--as-of", EARLY)
    assert answers(folder) == (30, 30)
    return folder


def with_ratings(count: int, **changes: str) -> list[Case]:
    cases = march(on_time=41, late=1, answers=count)
    cases[0] |= changes
    return cases


def test_three_more_answers_wait_and_the_rest_does_not(first: Path, tmp_path: Path) -> None:
    publish(first, export(tmp_path / "a.csv", with_ratings(33)), "--as-of", LATE)
    assert latest(first)["2024-03"].name == "2024-03-f1"
    assert answers(first) == (30, 30)
    assert on_time(first) == 41
    assert held_back(first) == {"everything": False, "units": ["A1"]}


def test_ten_more_answers_do_not_wait(first: Path, tmp_path: Path) -> None:
    publish(first, export(tmp_path / "a.csv", with_ratings(40)), "--as-of", LATE)
    assert answers(first) == (40, 40)
    assert held_back(first) == {"everything": False, "units": []}


def test_what_waited_comes_with_the_next_batch(first: Path, tmp_path: Path) -> None:
    publish(first, export(tmp_path / "a.csv", with_ratings(33)), "--as-of", LATE)
    more = with_ratings(42)
    publish(first, export(tmp_path / "b.csv", more), "--as-of", LATER, "--cause", "late_data")
    assert answers(first) == (42, 42)
    assert gongshi_here("verify", first / "releases").returncode == 0


def test_one_changed_answer_of_a_final_month_waits(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    publish(folder, export(tmp_path / "a.csv", march()), "--as-of", LATE)
    before = answers(folder)
    source = export(tmp_path / "b.csv", with_ratings(42, satisfaction="不满意"))
    publish(folder, source, "--as-of", LATER, "--cause", "source_correction")
    assert latest(folder)["2024-03"].name == "2024-03-f2"
    assert answers(folder) == before
    assert on_time(folder) == 41
    assert gongshi_here("verify", folder / "releases").returncode == 0


def test_every_release_keeps_on_record_whom_it_does_not_name(tmp_path: Path) -> None:
    """Later releases of the month must not name them either."""
    folder = portal(tmp_path)
    publish(folder, export(tmp_path / "a.csv", march(answers=5)), "--as-of", EARLY)
    publish(folder, export(tmp_path / "b.csv", march(on_time=41, late=1, answers=5)), "--as-of", LATE)
    for release in ("2024-03-p1", "2024-03-f1"):
        record = kept_answers(folder / "store", release)
        assert record is not None
        assert ("2024-03", "unit", "A1") in record.hidden, release


def test_a_lost_record_stops_what_it_would_have_held_back(first: Path, tmp_path: Path) -> None:
    for path in (first / "store" / "answers").iterdir():
        path.unlink()
    done = gongshi_here(
        "publish", "--portal", first, export(tmp_path / "a.csv", with_ratings(33)), "--as-of", LATE, "--lang", "en"
    )
    assert done.returncode == 3, done.stdout + done.stderr
    assert "answers-exposed" in done.stdout
    assert latest(first)["2024-03"].name == "2024-03-p1"


def test_margins_of_answers_wait_for_the_final_release(first: Path, tmp_path: Path) -> None:
    def scopes() -> set[str]:
        return {row["scope"] for row in read_csv(latest(first)["2024-03"] / "counts-answers.csv")}

    assert "category" not in scopes()
    publish(first, export(tmp_path / "a.csv", with_ratings(33)), "--as-of", LATE)
    assert "category" in scopes()


def test_verification_names_what_a_release_gives_away(first: Path, tmp_path: Path) -> None:
    """The same releases put together by somebody without the rule: the two of a month differ by three answers."""
    other = portal(tmp_path / "other")
    publish(other, export(tmp_path / "a.csv", with_ratings(33)), "--as-of", LATE)
    shelf = tmp_path / "shelf"
    for source, name in ((first, "2024-03-p1"), (other, "2024-03-f1")):
        shutil.copytree(source / "releases" / name, shelf / name)
    (shelf / "latest.json").write_text('{"format": 1, "ledger": []}', "utf-8")
    done = gongshi_here("verify", shelf, "--json")
    exposed = [item["message"] for item in json.loads(done.stdout)["findings"] if item["code"] == "verify-exposed"]
    assert [text.split("：")[0] for text in exposed] == ["2024-03, unit, A1"]
