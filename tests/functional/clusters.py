"""Clusters of Apache Spark for tests: their settings, a standalone master with workers, and how processes are ended."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import ROOT, copy_portal, gongshi

# Small data in few parts: what Spark plans for large data costs seconds here. Nothing of Python runs on the workers.
SETTINGS = """\
spark.sql.shuffle.partitions 2
spark.sql.adaptive.enabled false
spark.sql.codegen.wholeStage false
spark.executor.memory 512m
spark.executor.cores 1
spark.pyspark.python /nowhere/python
"""
# What Spark's own script says of Java 17.
_JAVA = ("java", "-Xmx512m", "-XX:+IgnoreUnrecognizedVMOptions", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED")
# Seconds in which whatever is waited for has come, on a machine that does much else too.
_PATIENCE = 1200


@contextmanager
def own_settings(folder: Path) -> Iterator[None]:
    """Spark's own settings as an office writes them, for all that is started meanwhile."""
    (folder / "spark-defaults.conf").write_text(SETTINGS, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_IP": "127.0.0.1"}.items():
            patch.setenv(name, value)
        yield


@dataclass(frozen=True)
class Standalone:
    """A running cluster: its address, the process of the master and those of the workers."""

    url: str
    master: subprocess.Popen[bytes]
    workers: tuple[subprocess.Popen[bytes], ...]


@contextmanager
def standalone(folder: Path, workers: int = 2, before: Sequence[str] = ()) -> Iterator[Standalone]:
    """A master and workers on this machine; `before` is what the commands of the workers begin with."""
    folder.mkdir()
    started: list[subprocess.Popen[bytes]] = []
    deploy = "org.apache.spark.deploy"
    try:
        master = _started([f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", "0"], folder / "master.log")
        started.append(master)
        url = _said(folder / "master.log", r"Starting Spark master at (spark://\S+)")
        for number in range(workers):
            own = ["--cores", "1", "--memory", "1g", "--host", "127.0.0.1", "--work-dir", str(folder / f"w{number}")]
            log = folder / f"worker{number}.log"
            started.append(_started([f"{deploy}.worker.Worker", *own, url], log, before))
        for number in range(workers):
            _said(folder / f"worker{number}.log", "Successfully registered with master")
        yield Standalone(url, master, tuple(started[1:]))
    finally:
        for process in started:
            end(process.pid)
            process.wait()


@contextmanager
def connect_server(folder: Path) -> Iterator[str]:
    """A Spark Connect server that counts on this machine; its address."""
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = "org.apache.spark.sql.connect.service.SparkConnectServer"
    options = ["--master", "local[2]", "--conf", f"spark.connect.grpc.binding.port={port}"]
    options += ["--conf", "spark.ui.enabled=false", "--conf", f"spark.sql.warehouse.dir=file://{folder}"]
    options += ["--class", server, "spark-internal"]
    process = _started(["org.apache.spark.deploy.SparkSubmit", *options], folder / "connect.log")
    try:
        _said(folder / "connect.log", "Spark Connect server started at")
        yield f"sc://127.0.0.1:{port}"
    finally:
        end(process.pid)
        process.wait()


def _started(command: Sequence[str], log: Path, before: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    import pyspark

    jars = Path(pyspark.__file__).parent / "jars"
    conf = os.environ["SPARK_CONF_DIR"]
    with log.open("wb") as stream:
        return subprocess.Popen(
            [*before, *_JAVA, "-cp", f"{conf}:{jars}/*", *command],
            stdout=stream,
            stderr=stream,
            env=os.environ | {"SPARK_HOME": str(jars.parent), "SPARK_SCALA_VERSION": "2.13"},
        )


def _said(log: Path, form: str) -> str:
    """What a program says of itself in its log, once it does: the first group, or all that fits."""
    last = time.monotonic() + _PATIENCE
    while time.monotonic() < last:
        found = re.search(form, log.read_text("utf-8", "replace"))
        if found:
            return found[found.lastindex or 0]
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8", "replace")[-2000:])


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
    return [each for each in below(process) if word in _command(each)]


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text("utf-8", "replace")
    except OSError:
        return ""


def end(process: int) -> None:
    """Kill a process and all that it started, as when a machine is lost."""
    for each in (*below(process), process):
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            continue


def when(ready: Callable[[], object], act: Callable[[], object]) -> threading.Thread:
    """Acts once it is ready, beside the test; gives up in the end."""

    def wait() -> None:
        last = time.monotonic() + _PATIENCE
        while not ready():
            if time.monotonic() > last:
                return
            time.sleep(0.05)
        act()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


def sampled(name: str, folder: Path) -> tuple[Path, list[Path]]:
    """A copy of a demonstration portal and the exports that its recipe makes: cases, and events where it has them."""
    portal, export = copy_portal(name, folder), folder / "export.csv"
    done = gongshi("sample", portal, "--out", export)
    assert done.returncode == 0, done.stderr
    return portal, [path for path in (export, folder / "export-events.csv") if path.is_file()]


@contextmanager
def publishing(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """`gongshi publish` on its way."""
    command = [sys.executable, "-c", "from generator.cli import main; main()", "publish", "--today", "2031-12-31"]
    with subprocess.Popen(
        [*command, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    ) as process:
        yield process
