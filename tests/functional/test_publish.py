"""Publishing: one month where one is asked for, and every row accounted for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.functional.shapes import SHAPES, Shape
from tests.support import DATASETS, ROOT, gongshi_here, latest, read_json


@pytest.fixture(params=SHAPES, ids=lambda shape: shape.portal)
def shape(request: pytest.FixtureRequest) -> Shape:
    found: Shape = request.param
    return found


def publish(portal: Path, export: Path, *options: str) -> str:
    done = gongshi_here("publish", "--portal", portal, *options, export)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def write(shape: Shape, path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text(shape.text(rows), "utf-8")
    return path


def test_only_the_month_that_was_asked_for(shape: Shape, tmp_path: Path) -> None:
    portal = shape.install(tmp_path)
    rows = shape.rows(20)
    may = rows[0][shape.received][:7]
    june = may[:5] + "06"
    rows[-1] = {name: text.replace(may, june) for name, text in rows[-1].items()}
    export = write(shape, tmp_path / "export.csv", rows)
    month = may.replace("/", "-")
    publish(portal, export, "--month", month)
    assert list(latest(portal)) == [month]


def test_a_release_accounts_for_every_row(shape: Shape, tmp_path: Path) -> None:
    portal = shape.install(tmp_path)
    publish(portal, write(shape, tmp_path / "export.csv", shape.rows(20)))
    (folder,) = latest(portal).values()
    intake = read_json(folder / "intake.json")
    assert (intake["rows_read"], intake["rows_accepted"], intake["rows_rejected"]) == (20, 20, 0)
    # The same cases once more, and more of them: a case is one row, the newest.
    publish(portal, write(shape, tmp_path / "again.csv", shape.rows(25)), "--cause", "late_data")
    (folder,) = latest(portal).values()
    intake = read_json(folder / "intake.json")
    assert (intake["rows_read"], intake["rows_accepted"], intake["rows_rejected"]) == (25, 25, 0)
    assert intake["filled"]["case_id"] == 25


def test_a_missing_extra_is_one_line(tmp_path: Path) -> None:
    blocked = "import sys; sys.modules['pandas'] = None; from generator.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", blocked, "publish", "--portal", str(DATASETS / "laoshan"), "x.csv"],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "gongshi[build]" in done.stderr
