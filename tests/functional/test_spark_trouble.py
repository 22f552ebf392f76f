"""What goes wrong with a cluster is one line and exit status 2; nothing is published, nothing left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.functional.clusters import end, own_settings, programs, publishing, sampled, standalone, when
from tests.support import gongshi

pytest.importorskip("pyspark")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def settings_of_spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with own_settings(tmp_path_factory.mktemp("conf")):
        yield


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A portal with nothing in its store, which every test leaves as it was, and its export."""
    portal, exports = sampled("zhaoyuan", tmp_path_factory.mktemp("sample"))
    return portal, exports[0]


def refused_in_one_line(done: subprocess.CompletedProcess[str], portal: Path) -> str:
    """What is said, of a publication that was refused and left nothing behind."""
    assert done.returncode == 2, done.stdout + done.stderr
    said = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(said) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert not list(portal.glob(".work-*"))
    assert not (portal / "store").exists()
    assert not list((portal / "releases").glob("*/release.json"))
    return said[0]


def finished(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    out, err = process.communicate(timeout=1800)
    return subprocess.CompletedProcess([], process.returncode, out, err)


def test_a_master_that_is_not_there(sample: tuple[Path, Path]) -> None:
    portal, export = sample
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        for address in (f"spark://127.0.0.1:{port}", f"sc://127.0.0.1:{port}", "spark://nowhere.invalid:7077"):
            done = gongshi("publish", "--portal", portal, export, "--engine", "spark", "--master", address)
            assert address in refused_in_one_line(done, portal)
    done = gongshi("publish", "--portal", portal, export, "--engine", "spark", env={"GONGSHI_SPARK": "nonsense"})
    refused_in_one_line(done, portal)


def test_something_else_that_answers_there(sample: tuple[Path, Path]) -> None:
    portal, export = sample
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(64)
        for scheme in ("spark", "sc"):
            address = f"{scheme}://127.0.0.1:{other.getsockname()[1]}"
            done = gongshi("publish", "--portal", portal, export, "--engine", "spark", "--master", address)
            refused_in_one_line(done, portal)


def test_a_cluster_within_this_machine_that_dies_midway(sample: tuple[Path, Path]) -> None:
    portal, export = sample
    with publishing("--portal", portal, export, "--engine", "spark", "--master", "local[2]") as process:

        def kill_cluster() -> None:
            for each in programs(process.pid, "SparkSubmit"):
                os.kill(each, signal.SIGKILL)

        when(lambda: list(portal.glob(".work-*/spark/bench-*/stage-*/part-*")), kill_cluster)
        assert "spark" not in refused_in_one_line(finished(process), portal)


def test_a_master_that_dies_midway_with_its_workers(sample: tuple[Path, Path], tmp_path: Path) -> None:
    """Spark itself would wait for them without end."""
    portal, export = sample
    with (
        standalone(tmp_path / "cluster") as running,
        publishing("--portal", portal, export, "--engine", "spark", "--master", running.url) as process,
    ):

        def lose_all() -> None:
            for each in (running.master, *running.workers):
                end(each.pid)

        when(lambda: list(portal.glob(".work-*/spark/bench-*/stage-*/part-*")), lose_all)
        refused_in_one_line(finished(process), portal)


def test_a_cluster_without_workers(sample: tuple[Path, Path], tmp_path: Path) -> None:
    portal, export = sample
    with standalone(tmp_path / "cluster", workers=0) as running:
        done = gongshi("publish", "--portal", portal, export, "--engine", "spark", "--master", running.url)
        assert running.url in refused_in_one_line(done, portal)


def test_a_store_that_the_workers_cannot_reach(sample: tuple[Path, Path], tmp_path: Path) -> None:
    """Workers for whom another folder lies where the portal's is, as on a machine without the shared storage."""
    portal, export = sample
    elsewhere = (
        "unshare",
        "--mount",
        "--map-root-user",
        "sh",
        "-c",
        f'mount -t tmpfs none "{portal}" && exec "$@"',
        "-",
    )
    if subprocess.run([*elsewhere, "true"], check=False).returncode:
        pytest.skip("no mount of one's own is allowed here")
    with standalone(tmp_path / "cluster", before=elsewhere) as running:
        done = gongshi("publish", "--portal", portal, export, "--engine", "spark", "--master", running.url)
        assert str(portal) in refused_in_one_line(done, portal)
