"""Counts of a cluster of Apache Spark are those of DuckDB, to the byte. Needs PySpark and Java: `make test-full`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.counts.increments import count_increment
from generator.counts.parts import Folders
from generator.counts.state import State
from generator.counts.store import Sources
from generator.definitions.portal import load_portal
from generator.engines.bench import Opener
from generator.engines.spark import open_cluster
from generator.publication.request import stored_state
from tests.spec.harness import read_example, run
from tests.support import ROOT, copy_portal, gongshi, tree_hash

pytest.importorskip("pyspark")
pytestmark = pytest.mark.slow

# Small data in few parts: what Spark plans for large data costs seconds here.
SETTINGS = "spark.sql.shuffle.partitions 2\nspark.sql.adaptive.enabled false\nspark.sql.codegen.wholeStage false\n"
SPEC = sorted((ROOT / "tests" / "spec" / "cases").glob("*.md"))
# Those with events, rulings or limits, and some of the others; GONGSHI_EXAMPLES=all takes every one.
EXAMPLES = [
    path
    for number, path in enumerate(SPEC)
    if number % 6 == 0
    or os.environ.get("GONGSHI_EXAMPLES") == "all"
    or any(word in path.read_text("utf-8") for word in ("## Rulings", "上报", "挂账", "command_centre"))
]


@pytest.fixture(scope="module", autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Spark's own settings as an office writes them; nothing of Python runs on the workers."""
    folder = tmp_path_factory.mktemp("conf")
    (folder / "spark-defaults.conf").write_text(SETTINGS, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(folder))
        patch.setenv("PYSPARK_PYTHON", "/nowhere/python")
        yield


def assert_counted_alike(portal_dir: Path, opener: Opener, work: Path) -> None:
    """All that the portal's store holds, counted anew on a cluster: the files that DuckDB made, with their hashes."""
    portal, problems = load_portal(portal_dir)
    assert portal is not None, problems
    state = stored_state(portal_dir)
    sources = Sources(state.known, state.rulings, settled=True)
    work.mkdir()
    counted = count_increment(portal, State(), sources, Folders(work / "store", work / "fresh"), work, opener)
    assert sum(map(len, state.counts.values())) > 0
    assert counted.counts == state.counts


def test_worked_examples_are_counted_alike(tmp_path: Path) -> None:
    # One session for all: to start one costs more than to count an example.
    with open_cluster("local[2]", tmp_path / "stages") as opener:
        for path in EXAMPLES:
            outcome = run(read_example(path), tmp_path / path.stem)
            assert_counted_alike(outcome.portal.folder, opener, tmp_path / f"work-{path.stem}")


def sampled(name: str, folder: Path) -> tuple[Path, Path]:
    """A copy of a demonstration portal and the sample that its recipe makes."""
    portal, export = copy_portal(name, folder), folder / "export.csv"
    done = gongshi("sample", portal, "--out", export)
    assert done.returncode == 0, done.stderr
    return portal, export


def below(process: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text("utf-8").rpartition(")")[2].split()[1])
        except OSError:
            continue
        parents.setdefault(parent, []).append(int(stat.parent.name))
    found = list(parents.get(process, ()))
    for each in found:
        found += parents.get(each, [])
    return found


def programs(process: int, word: str) -> list[int]:
    """Those of them whose command line has a word."""
    return [each for each in below(process) if word in Path(f"/proc/{each}/cmdline").read_text("utf-8", "replace")]


def when(ready: Callable[[], object], act: Callable[[], object]) -> threading.Thread:
    """Acts once it is ready, beside the test; gives up after five minutes."""

    def wait() -> None:
        last = time.monotonic() + 300
        while not ready() and time.monotonic() < last:
            time.sleep(0.05)
        act()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


def test_a_portal_is_counted_alike_by_two_workers_of_which_one_is_lost(tmp_path: Path) -> None:
    portal, export = sampled("zhaoyuan", tmp_path)
    published = gongshi("publish", "--portal", portal, export)
    assert published.returncode == 0, published.stderr
    stages, killed = tmp_path / "stages", []

    def kill_one() -> None:
        killed.append(programs(os.getpid(), "CoarseGrainedExecutorBackend")[0])
        os.kill(killed[0], signal.SIGKILL)

    with open_cluster("local-cluster[2,1,1024]", stages) as opener:
        thread = when(lambda: list(stages.glob("bench-*/stage-*/_temporary")), kill_one)
        assert_counted_alike(portal, opener, tmp_path / "work")
        thread.join()
    assert killed


def test_a_publication_on_a_cluster_has_the_same_bytes(tmp_path: Path) -> None:
    """Two deliveries by the verb: counted from nothing, then only what changed."""
    trees = []
    for name in ("duckdb", "spark"):
        folder = tmp_path / name
        folder.mkdir()
        portal, export = sampled("xinzi", folder)
        engine = ("--engine", "spark", "--master", "local[2]") if name == "spark" else ()
        for more in ((), ("--as-of", "2031-12-30")):
            done = gongshi("publish", "--portal", portal, *([] if more else [export]), *more, *engine)
            assert done.returncode == 0, done.stdout + done.stderr
            assert done.stderr.count("\n") == 0 or "WARN" not in done.stderr
        trees.append([tree_hash(portal / part) for part in ("store", "releases")])
        assert not list(portal.glob(".work-*"))
    assert trees[0] == trees[1]


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


def test_a_master_that_is_not_there(tmp_path: Path) -> None:
    portal, export = sampled("zhaoyuan", tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    for address in (f"spark://127.0.0.1:{port}", f"sc://127.0.0.1:{port}", "spark://nowhere.invalid:7077"):
        done = gongshi("publish", "--portal", portal, export, "--engine", "spark", "--master", address)
        assert address in refused_in_one_line(done, portal)
    done = gongshi("publish", "--portal", portal, export, "--engine", "spark", env={"GONGSHI_SPARK": "nonsense"})
    refused_in_one_line(done, portal)


def test_a_cluster_that_dies_midway(tmp_path: Path) -> None:
    portal, export = sampled("zhaoyuan", tmp_path)
    arguments = ["publish", "--portal", portal, export, "--engine", "spark", "--master", "local[2]"]
    with subprocess.Popen(
        [sys.executable, "-c", "from generator.cli import main; main()", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    ) as process:

        def kill_cluster() -> None:
            for each in programs(process.pid, "SparkSubmit"):
                os.kill(each, signal.SIGKILL)

        when(lambda: list(portal.glob(".work-*/spark/bench-*/stage-*/part-*")), kill_cluster)
        out, err = process.communicate(timeout=600)
    assert "spark" not in refused_in_one_line(subprocess.CompletedProcess([], process.returncode, out, err), portal)
