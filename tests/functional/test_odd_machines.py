"""Machines that are not as usual: another locale, zone or clock, no room, no right to write, somebody else at work."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.functional.kills import first_folder
from tests.functional.test_releases import export, march, portal
from tests.support import ROOT, gongshi, gongshi_here, tree_hash

# A clock that stands: what Python asks for the time, the engine of the site too.
CLOCK = """
import os, time
now = float(os.environ["ODD_CLOCK"])
time.time, time.time_ns = (lambda: now), (lambda: int(now * 1e9))
_local, _utc = time.localtime, time.gmtime
time.localtime = lambda seconds=None: _local(now if seconds is None else seconds)
time.gmtime = lambda seconds=None: _utc(now if seconds is None else seconds)
"""
LOCALE = {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": ""}
_WITHDRAWAL = ("withdraw", "2024-03-f1", "--reason", "说明有误", "--by", "考核办负责人", "--today", "2024-07-02")
PAST, FUTURE = 86_400.0, 7_258_118_400.0


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    """A folder for PYTHONPATH that sets the clock."""
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(CLOCK, "utf-8")
    return tmp_path / "clock"


def odd(clock: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Name → what the environment says."""
    yield "usual", {}
    yield "C", LOCALE
    yield "zone", {"TZ": "Pacific/Kiritimati", "LANG": "zh_CN.GB18030"}
    for name, seconds in (("past", PAST), ("future", FUTURE)):
        yield name, {"PYTHONPATH": f"{clock}{os.pathsep}{ROOT}", "ODD_CLOCK": str(seconds)}


@pytest.mark.slow
def test_locale_zone_and_clock_do_not_change_a_byte(tmp_path: Path, clock: Path) -> None:
    """Publication, further month, site and withdrawal: shelf, store and site."""
    found = {}
    for name, environment in odd(clock):
        work = tmp_path / name
        first_folder(work)
        folder, exports = work / "portal", work / "exports"
        cases = ("march.csv", "events.csv"), ("april.csv",)
        lines = [
            *(("publish", *(exports / each for each in files), "--as-of", "2024-07-01") for files in cases),
            ("site", "--out", work / "build"),
            (*_WITHDRAWAL, "--out", work / "none"),
        ]
        for line in lines:
            done = gongshi(line[0], "--portal", folder, *line[1:], env=environment)
            assert done.returncode == 0, (name, done.stdout, done.stderr)
        found[name] = [tree_hash(folder / "releases"), tree_hash(folder / "store"), tree_hash(work / "build" / "site")]
    assert {name for name, hashes in found.items() if hashes != found["usual"]} == set()


@pytest.mark.slow
def test_a_clock_that_is_behind_stops_a_publication_and_changes_nothing(tmp_path: Path, clock: Path) -> None:
    """Without --today the machine's clock says what cannot have happened yet."""
    source = export(tmp_path / "march.csv", march())
    folder = portal(tmp_path)
    before = tree_hash(folder)
    environment = os.environ | {"PYTHONPATH": f"{clock}{os.pathsep}{ROOT}", "ODD_CLOCK": str(PAST)}
    command = [sys.executable, "-c", "from generator.cli import main; main()"]
    options = ["publish", "--portal", str(folder), str(source), "--as-of", "2024-07-01"]
    done = subprocess.run(
        [*command, *options], env=environment, cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 3, done.stdout + done.stderr
    assert "未发布" in done.stdout + done.stderr
    assert tree_hash(folder) == before


@pytest.mark.slow
def test_two_publishers_at_the_same_time_publish_once(tmp_path: Path) -> None:
    source = export(tmp_path / "march.csv", march())
    whole, folder = portal(tmp_path / "whole"), portal(tmp_path / "both")
    options = (source, "--as-of", "2024-07-01", "--today", "2024-07-02")
    assert gongshi_here("publish", "--portal", whole, *options).returncode == 0
    command = [sys.executable, "-c", "from generator.cli import main; main()", "publish", "--portal", str(folder)]
    both = [
        subprocess.Popen(
            [*command, *map(str, options)],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    ended = [(run.communicate()[1], run.returncode) for run in both]
    # The second one finds the lock, or all of it published already.
    assert sorted(status for _, status in ended) in ([0, 0], [0, 2]), ended
    assert all(len(said.splitlines()) == 1 and "另一次发布正在进行" in said for said, status in ended if status)
    assert tree_hash(folder) == tree_hash(whole)


@pytest.mark.slow
def test_a_disk_that_is_full_or_read_only_is_one_line_and_changes_nothing() -> None:
    run_module("tests.functional.refusals")


@pytest.mark.slow
def test_the_kill_series() -> None:
    run_module("tests.functional.kills")


@pytest.mark.slow
def test_a_few_kills() -> None:
    """Of publications with and without cases."""
    run_module("tests.functional.kills", "7", "first publication", "reported figures")


def run_module(name: str, *arguments: str) -> None:
    """Run a module that forks in a process of its own: this one may hold an engine of DuckDB."""
    done = subprocess.run(
        [sys.executable, "-m", name, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
