"""The program lies on a shelf once, each release has its own bytes, and nothing done to one release reaches another."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

from generator.durable import write_durably
from generator.release.files.program import wheel
from generator.release.format import PROGRAM, REQUIREMENTS
from generator.release.shelf import put_up as shelf
from generator.resources import resource_file

NAMES = ("2024-01-p1", "2024-02-p1", "2024-03-p1")
WHEEL = f"{PROGRAM}{wheel()[0]}"


def _publish(releases: Path, *names: str) -> None:
    shelf.put_up(releases, shelf.stage(releases, {name: {"a.csv": b"1"} for name in names}))


def _inodes(releases: Path, path: str) -> set[int]:
    return {(releases / name / path).stat().st_ino for name in NAMES}


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """A shelf of two releases that were put up together and one that came later."""
    folder = tmp_path / "releases"
    _publish(folder, *NAMES[:2])
    _publish(folder, NAMES[2])
    return folder


def test_the_program_lies_once_and_every_release_has_its_bytes(releases: Path) -> None:
    assert len(_inodes(releases, WHEEL)) == len(_inodes(releases, REQUIREMENTS)) == 1
    assert len(_inodes(releases, "a.csv")) == len(NAMES), "what a release tells is its own, alike or not"
    for name in NAMES:
        assert (releases / name / WHEEL).read_bytes() == wheel()[1]
        assert (releases / name / REQUIREMENTS).read_bytes() == resource_file("requirements-base.lock").read_bytes()


def test_what_is_done_to_one_release_reaches_no_other(releases: Path) -> None:
    shutil.rmtree(releases / NAMES[0])
    write_durably(releases / NAMES[1] / WHEEL, b"another")
    assert (releases / NAMES[2] / WHEEL).read_bytes() == wheel()[1]


def test_another_program_is_another_file(releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = bytes(reversed(wheel()[1]))
    monkeypatch.setattr(shelf, "wheel", lambda: (wheel()[0], other))
    _publish(releases, "2024-04-p1")
    assert (releases / "2024-04-p1" / WHEEL).read_bytes() == other
    assert all((releases / name / WHEEL).read_bytes() == wheel()[1] for name in NAMES)


def test_what_was_altered_on_the_shelf_is_taken_over_by_no_release(releases: Path) -> None:
    (releases / NAMES[0] / WHEEL).write_bytes(bytes(len(wheel()[1])))
    _publish(releases, "2024-04-p1")
    assert (releases / "2024-04-p1" / WHEEL).read_bytes() == wheel()[1]


def test_a_file_elsewhere_is_no_part_of_a_release(releases: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (releases / NAMES[2]).replace(elsewhere)
    for name in NAMES[:2]:
        shutil.rmtree(releases / name)
    (releases / NAMES[2]).symlink_to(elsewhere)
    _publish(releases, "2024-04-p1")
    assert (releases / "2024-04-p1" / WHEEL).stat().st_ino != (elsewhere / WHEEL).stat().st_ino


def test_without_such_names_the_bytes_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> NoReturn:
        raise OSError

    monkeypatch.setattr(os, "link", refused)
    _publish(tmp_path / "releases", *NAMES)
    assert len(_inodes(tmp_path / "releases", WHEEL)) == len(NAMES)
    assert all((tmp_path / "releases" / name / WHEEL).read_bytes() == wheel()[1] for name in NAMES)
