"""Papers as files: text in a spreadsheet, read by nobody else, replaced whole."""

from __future__ import annotations

import csv
import io
import os
import stat
import subprocess
from pathlib import Path

import pytest

from generator.dossier.papers import Paper, paper_bytes, write_papers
from tests.support import DATASETS, ROOT, tree_hash


def test_a_paper_opens_in_a_spreadsheet_as_text() -> None:
    paper = Paper(("诉求编号", "得分"), (("=HYPERLINK(1)", "-0.50"), ("@a", "+1"), ("甲，乙", "")))
    content = paper_bytes(paper, "2024-04-05", synthetic=True)
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))) == [
        ["诉求编号", "得分", "数据截止时间", "演示数据"],
        ["'=HYPERLINK(1)", "-0.50", "2024-04-05", "是"],
        ["'@a", "'+1", "2024-04-05", "是"],
        ["甲，乙", "", "2024-04-05", "是"],
    ]


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_nobody_else_may_read_the_papers(tmp_path: Path, umask: int) -> None:
    internal = tmp_path / "internal"
    internal.mkdir(mode=0o755)
    before = os.umask(umask)
    try:
        write_papers(internal, {"2024-03": {"a.csv": b"a", "check-sheets/A1.csv": b"b"}})
    finally:
        os.umask(before)
    modes = {
        path.relative_to(tmp_path).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in (internal, *internal.rglob("*"))
    }
    assert modes == {
        "internal": 0o700,
        "internal/2024-03": 0o700,
        "internal/2024-03/a.csv": 0o600,
        "internal/2024-03/check-sheets": 0o700,
        "internal/2024-03/check-sheets/A1.csv": 0o600,
    }


def test_papers_are_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    internal = tmp_path / "internal"
    write_papers(internal, {"2024-02": {"a.csv": b"1"}, "2024-03": {"a.csv": b"1", "b.csv": b"1"}})
    before = tree_hash(internal / "2024-02"), tree_hash(internal / "2024-03")
    # A file cannot be a folder too.
    with pytest.raises(OSError, match=r"a\.csv"):
        write_papers(internal, {"2024-02": {"a.csv": b"2"}, "2024-03": {"a.csv": b"2", "a.csv/b.csv": b"2"}})
    assert before == (tree_hash(internal / "2024-02"), tree_hash(internal / "2024-03"))
    write_papers(internal, {"2024-03": {"a.csv": b"2"}})
    assert sorted(path.name for path in internal.iterdir()) == ["2024-02", "2024-03"]
    assert [path.name for path in (internal / "2024-03").iterdir()] == ["a.csv"]


def test_what_was_moved_aside_when_it_broke_off_comes_back(tmp_path: Path) -> None:
    internal = tmp_path / "internal"
    write_papers(internal, {"2024-03": {"a.csv": b"1"}})
    (internal / "2024-03").rename(internal / ".2024-03.old")
    write_papers(internal, {"2024-04": {"a.csv": b"2"}, "2024-03": {"a.csv": b"2"}})
    assert (internal / "2024-03" / "a.csv").read_bytes() == b"2"
    assert sorted(path.name for path in internal.iterdir()) == ["2024-03", "2024-04"]


def test_git_ignores_the_papers() -> None:
    portals = sorted(path.parent.name for path in DATASETS.glob("*/portal.yml"))
    assert portals
    paths = [f"datasets/{name}/internal/2024-03/per-case.csv" for name in portals]
    done = subprocess.run(["git", "check-ignore", *paths], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 128:
        pytest.skip("not a git repository")
    assert set(done.stdout.split()) == set(paths)


@pytest.mark.parametrize("interrupted", [False, True])
def test_drafts_stay_when_papers_are_replaced(tmp_path: Path, interrupted: bool) -> None:
    internal = tmp_path / "internal"
    write_papers(internal, {"2024-03": {"a.csv": b"1", "draft-1/draft.json": b"{}"}})
    if interrupted:
        # The new papers were up, the drafts not yet moved.
        (internal / "2024-03").rename(internal / ".2024-03.old")
        (internal / "2024-03").mkdir()
    write_papers(internal, {"2024-03": {"b.csv": b"2"}})
    assert sorted(path.relative_to(internal).as_posix() for path in internal.rglob("*")) == [
        *("2024-03", "2024-03/b.csv", "2024-03/draft-1", "2024-03/draft-1/draft.json")
    ]
