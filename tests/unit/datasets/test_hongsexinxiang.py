"""A letter box with 36 letters: published, never ranked, answers pooled."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from generator.synthesis import write_sample
from tests.support import copy_portal, gongshi_here

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


def test_no_working_group_is_named_with_its_answers(releases: list[Path]) -> None:
    for release in releases:
        keys = {row["key"] for row in table(release, "counts-answers.csv") if row["scope"] == "unit"}
        assert keys == {"_pooled"}
        named = {row["key"] for row in table(release, "counts-received.csv") if row["scope"] == "unit"}
        assert named <= {"W1", "W2", "W3", "W4", "W5"}
        assert named


def test_each_month_has_answers_enough_to_be_published_together(releases: list[Path]) -> None:
    for release in releases:
        rows = table(release, "counts-answers.csv")
        answers = [int(row["n"]) for row in rows if (row["period"], row["scope"]) == (release.name[:7], "all")]
        assert sum(answers) >= 10
