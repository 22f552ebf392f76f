"""A letter box with 36 letters: published, never ranked, answers pooled."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from generator.synthesis import write_sample
from generator.synthesis.reading import read_wanted
from tests.support import DATASETS, copy_portal, gongshi_here
from tools.portals import build, compare

Row = dict[str, str]


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = copy_portal("hongsexinxiang", tmp_path_factory.mktemp("box"))
    write_sample(folder, folder / "letters.csv")
    done = gongshi_here("publish", "--portal", folder, folder / "letters.csv")
    assert done.returncode == 0, done.stdout + done.stderr
    return sorted((folder / "releases").glob("2022-*"))


def table(release: Path, name: str) -> list[Row]:
    with (release / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def test_36_letters_in_three_months(releases: list[Path]) -> None:
    volumes = [
        int(row["numerator"])
        for release in releases
        for row in table(release, "figures.csv")
        if (row["period"], row["scope"], row["indicator"]) == (release.name[:7], "all", "volume")
    ]
    assert len(volumes) == 3
    assert sum(volumes) == 36


def test_nobody_is_ranked(releases: list[Path]) -> None:
    assert [table(release, "ranking.csv") for release in releases] == [[], [], []]


def test_the_answers_of_working_groups_wait(releases: list[Path]) -> None:
    for release in releases:
        answers = [row for row in table(release, "counts-answers.csv") if row["question"] == "satisfaction"]
        assert answers
        assert {row["value"] for row in answers} <= {"waiting", "none"}
        named = {row["key"] for row in table(release, "counts-received.csv") if row["scope"] == "unit"}
        assert named <= {"W1", "W2", "W3", "W4", "W5"}
        assert named


def test_how_many_answers_each_month_has_is_told(releases: list[Path]) -> None:
    for release in releases:
        rows = table(release, "counts-answers.csv")
        waiting = [
            int(row["n"])
            for row in rows
            if (row["period"], row["scope"], row["value"]) == (release.name[:7], "all", "waiting")
        ]
        assert sum(waiting) >= 10


def test_what_the_recipe_wants_comes_out(tmp_path: Path) -> None:
    """As `make portals` asks it of every portal; of a small one it costs little."""
    lines = compare(read_wanted(DATASETS / "hongsexinxiang"), build(DATASETS / "hongsexinxiang", tmp_path))
    assert {line.figure for line in lines} == {"volume", "on_time"}
    assert [line for line in lines if line.wanted != line.got] == []
