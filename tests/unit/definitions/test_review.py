"""Sentences of registers and notes are published only when a role has looked at them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.definitions.findings import describe
from generator.definitions.portal import load_portal, load_standing
from generator.definitions.reported import load_reported
from generator.definitions.screen import unreviewed
from tests.support import DATASETS, ROOT

EXAMPLE = ROOT / "tests" / "spec" / "portal"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The portal of the worked examples, with a note and a sentence on what a unit handles."""
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "portal"))
    units = (folder / "registers" / "units.csv").read_text("utf-8").splitlines()
    header = units[0].split(",")
    cells = dict(zip(header, units[2].split(","), strict=False)) | {"handles": "供水和排水"}
    units[2] = ",".join(cells.get(name, "") for name in header)
    (folder / "registers" / "units.csv").write_text("\n".join(units) + "\n", "utf-8")
    return folder


def say(folder: Path, lines: str) -> int:
    """Add lines to portal.yml; the number of the first."""
    path = folder / "portal.yml"
    text = path.read_text("utf-8")
    path.write_text(text + lines, "utf-8")
    return text.count("\n") + 1


def codes(folder: Path) -> list[tuple[str, str, int, str]]:
    _, problems = load_portal(folder)
    return sorted((item.code, item.file, item.row, item.column) for item in problems)


def test_what_nobody_looked_at_is_named_with_its_line(folder: Path) -> None:
    line = say(folder, "notes:\n  - zh: 甲\n  - zh: 乙\n")
    assert codes(folder) == [
        ("text-unreviewed", "portal.yml", line + 1, "notes.0"),
        ("text-unreviewed", "portal.yml", line + 2, "notes.1"),
        ("text-unreviewed", "registers/units.csv", 3, "handles"),
    ]
    portal, problems = load_standing(folder)
    assert portal is not None, "exports can be checked meanwhile"
    assert all(item.severity == "stops" for item in problems)
    assert "甲" not in "".join(describe(item, "zh")["message"] for item in problems)


def test_the_line_is_that_of_the_file_below_an_empty_one_too(folder: Path) -> None:
    path = folder / "registers" / "units.csv"
    header, *rows = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join((header, "\n", *rows)), "utf-8")
    assert ("registers/units.csv", 4) in {(item.file, item.row) for item in unreviewed(folder)}


def test_a_role_and_a_day_let_it_pass(folder: Path) -> None:
    say(folder, "notes: [{zh: 甲}]\nreviewed_by: 信息公开岗\nreviewed_on: 2024-04-02\n")
    assert codes(folder) == []


def test_a_portal_without_sentences_needs_nobody(folder: Path) -> None:
    shutil.copyfile(EXAMPLE / "registers" / "units.csv", folder / "registers" / "units.csv")
    assert codes(folder) == []


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("reviewed_by: 王小明\nreviewed_on: 2024-04-02\n", "text-unreviewed"),
        ("reviewed_by: 信息公开岗\n", "setting-required"),
        ("reviewed_on: 2024-04-02\n", "setting-required"),
        ("reviewed_by: 信息公开岗\nreviewed_on: 2024-02-30\n", "setting-invalid"),
        ('reviewed_by: " "\nreviewed_on: 2024-04-02\n', "setting-invalid"),
    ],
)
def test_a_person_half_a_statement_and_no_day(folder: Path, lines: str, code: str) -> None:
    say(folder, lines)
    assert code in {item[0] for item in codes(folder)}


def test_notes_of_reported_figures_too(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DATASETS / "hongsewuye", tmp_path / "hongsewuye", ignore=lambda *_: ["releases"]))
    assert load_reported(folder)[1] == []
    path = folder / "portal.yml"
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("reviewed_")]
    path.write_text("\n".join(kept) + "\n", "utf-8")
    _, problems = load_reported(folder)
    assert {item.code for item in problems} == {"text-unreviewed"}
    assert ("figures_reported.csv", 3) in {(item.file, item.row) for item in problems}


def test_every_portal_of_the_repository_was_looked_at() -> None:
    portals = [path.parent for path in DATASETS.glob("*/portal.yml")]
    assert len(portals) > 5
    assert not [folder.name for folder in portals if unreviewed(folder)]
