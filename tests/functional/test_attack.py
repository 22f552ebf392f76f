"""An attack on what is published: no fewer than k answers need hold an unfavourable one.

The attacker has the files of all releases, knows the rule, and how many people answered each question in each unit and
month, at every publication. Anybody knows less: an outsider, somebody with a case of his own, a clerk.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.definitions.cohorts import ANSWERS_TO
from generator.disclosure.answers.given import Question
from generator.release.files.atoms import read_told
from generator.release.files.reader import ReleaseFolder
from generator.release.shelf.chain import read_chain
from tests.functional.milp_attack import knowledge
from tests.support import copy_portal, gongshi, read_csv

Once = Callable[[str, Callable[[Path], None]], Path]
K = 10
# What a case says of answers in the demonstration export.
ANSWERS = ("满意度", "评价方式", "是否解决")


def published(name: str, percent: int = 100) -> Callable[[Path], None]:
    """A demonstration portal, published from its export, in which so many of a hundred people answered."""

    def make(folder: Path) -> None:
        source = folder / "export.csv"
        done = gongshi("sample", name, "--out", source)
        assert done.returncode == 0, done.stdout + done.stderr
        portal = copy_portal(name, folder)
        thin(source, percent, ruled(portal))
        done = gongshi("publish", "--portal", portal, source)
        assert done.returncode == 0, done.stdout + done.stderr

    return make


def ruled(portal: Path) -> set[str]:
    """The cases that rulings are about: these say what the export has of them."""
    path = portal / "rulings.csv"
    return {row["case_id"] for row in read_csv(path)} if path.is_file() else set()


def thin(path: Path, percent: int, kept: set[str]) -> None:
    """Blank the answers of all but so many of a hundred cases, the same ones every time; those `kept` keep theirs."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    places = [rows[0].index(column) for column in ANSWERS if column in rows[0]]
    for row in rows[1:]:
        if int(hashlib.sha256(row[0].encode()).hexdigest(), 16) % 100 >= percent and row[0] not in kept:
            for place in places:
                row[place] = ""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


@pytest.mark.parametrize(
    ("name", "percent"),
    [
        ("hongsexinxiang", 100),
        pytest.param("laoshan", 100, marks=pytest.mark.slow),
        pytest.param("laoshan", 30, marks=pytest.mark.slow),
        pytest.param("laoshan", 10, marks=pytest.mark.slow),
    ],
)
def test_no_small_set_must_hold_an_unfavourable_answer(
    name: str, percent: int, once: Once, record_property: Callable[[str, object], None]
) -> None:
    shelf = once(f"attacked-{name}-{percent}", published(name, percent)) / name / "releases"
    releases = [entry.release for entry in read_chain(shelf)]
    for question, values in ANSWERS_TO.items():
        asked = Question(question, values)
        known = knowledge([read_told(asked, release, ReleaseFolder(shelf / release)) for release in releases], K)
        record_property(question, f"{len(known.sums)} sums, {len(known.answers)} cells")
        assert known.hits(K, size=2) == []
