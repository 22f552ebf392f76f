"""The folder for cases on their way: private, beside the store, gone after each run, swept after a killed one."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from generator.workbench import _ENGINES, workbench
from generator.workroom import workroom
from tests.support import ROOT

KILLED = """
import os, pathlib, signal, sys, tempfile
from generator.workbench import workbench
from generator.workroom import workroom
with workroom(pathlib.Path(sys.argv[1])) as work:
    (work / "cases.parquet").write_bytes(b"cases")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_it_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    before = tempfile.gettempdir()
    with workroom(tmp_path) as work:
        assert work.parent == tmp_path
        assert stat.S_IMODE(work.stat().st_mode) == 0o700
        with tempfile.TemporaryDirectory() as inside:
            assert Path(inside).parent == work
    assert list(tmp_path.iterdir()) == []
    assert tempfile.gettempdir() == before


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    def fail(work: Path) -> None:
        (work / "cases.parquet").touch()
        raise ValueError(work.name)

    with pytest.raises(ValueError, match="work"), workroom(tmp_path) as work:
        fail(work)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_the_next_one_removes_and_a_living_one_keeps(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], env=environment, cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert [path.name for path in tmp_path.glob("*/*")] == ["cases.parquet"]
    with workroom(tmp_path) as one:
        assert list(tmp_path.glob("*/*")) == []
        (one / "mine").touch()
        with workroom(tmp_path) as other:
            assert other != one
            assert (one / "mine").exists()
    assert list(tmp_path.iterdir()) == []


def test_what_duckdb_spills_lies_there_too_whatever_ran_before(tmp_path: Path) -> None:
    with workbench():
        pass
    with workroom(tmp_path) as work, workbench() as con:
        (spill,) = con.execute("SELECT current_setting('temp_directory')").fetchone() or ("",)
        assert Path(spill).parent == work


def test_the_engine_serves_the_next_run_too_unless_it_has_spilled(tmp_path: Path) -> None:
    """Starting one takes longer than most queries; one that has spilled keeps its folder for good."""
    many = "CREATE TABLE texts AS SELECT i, md5(i::VARCHAR) AS text FROM range(2_000_000) AS r(i)"
    engines = []
    for statement in ("SELECT 1", many, "SELECT 1"):
        with workroom(tmp_path) as work, workbench("64MB", threads=1) as con:
            (spill,) = con.execute("SELECT current_setting('temp_directory')").fetchone() or ("",)
            assert Path(spill).parent == work
            con.execute(statement)
            assert any(Path(spill).iterdir()) == (statement == many)
            engines.append(_ENGINES["64MB", 1].con)
    assert [engine is engines[0] for engine in engines] == [True, True, False]
    assert list(tmp_path.iterdir()) == []
