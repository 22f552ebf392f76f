"""Connections to a cluster of Apache Spark: how one is opened, and how what goes wrong with it is said in one line."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from generator.errors import UserError
from generator.refusals import wrong_use

# The generation of Spark whose SQL is written; both ends of a connection have it.
_GENERATION: Final = "4."
_CONNECT: Final = "sc"
_STANDALONE: Final = "spark"
# Seconds until a port must answer, and until a cluster must have a worker for us.
_PATIENCE: Final = 5
_WORKERS: Final = 60
_FOREIGN: Final = ("pyspark", "py4j", "grpc")
# A cast that fails is an error and no NULL, and every time is as it is written. A file that is missing is an error.
_RULES: Final = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.files.ignoreCorruptFiles": "false",
}


@contextmanager
def in_one_line() -> Iterator[None]:
    """What Spark raises becomes a UserError that names its kind alone: its own words may hold the value of a cell."""
    try:
        yield
    except Exception as error:
        if not _of_cluster(error):
            raise
        raise wrong_use("spark_failed", kind=_kind(error)) from error


def _of_cluster(error: BaseException) -> bool:
    """Whether an error comes of Spark or of the way to it."""
    return type(error).__module__.split(".")[0] in _FOREIGN or isinstance(error, ConnectionError)


def _kind(error: BaseException) -> str:
    """The kind of an error of Spark: its own name for the condition where it has one, else that of its class."""
    ask = getattr(error, "getCondition", None) or getattr(error, "getErrorClass", None)
    try:
        named = ask() if ask else None
    except Exception:
        # Whom it asks is gone.
        named = None
    return str(named or type(error).__name__)


@contextmanager
def connected(master: str, folder: Path) -> Iterator[Any]:
    """A session on a cluster: a master's URL or the address of a Spark Connect server. `folder` takes its log.

    Raises UserError where PySpark, Java or the cluster is missing or of another generation.
    """
    _installed()
    place = urlsplit(master)
    if place.scheme == _CONNECT:
        _answers(master, place.netloc, 15002)
        with in_one_line():
            _serves(master)
    else:
        if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
            raise wrong_use("spark_java")
        if place.scheme == _STANDALONE:
            _answers(master, place.netloc, 7077)
    session = None
    try:
        with in_one_line(), _quiet(folder / "spark.log"):
            session = _session(master, place.scheme, folder)
            served = str(session.version)
        if not served.startswith(_GENERATION):
            raise wrong_use("spark_version", version=served)
        with _watched(master, session) if _has_workers(master, session) else nullcontext():
            yield session
    finally:
        if session is not None:
            _stop(session)


def _installed() -> None:
    try:
        found = version("pyspark")
    except PackageNotFoundError:
        raise wrong_use("spark_missing") from None
    if not found.startswith(_GENERATION):
        raise wrong_use("spark_version", version=found)


def _answers(master: str, places: str, usual: int) -> None:
    """Whether one of the places (host:port, separated by commas) answers. Raises UserError where none does."""
    for place in places.split(","):
        address = urlsplit(f"//{place}")
        try:
            with socket.create_connection((address.hostname or "", address.port or usual), timeout=_PATIENCE):
                return
        except (OSError, ValueError):
            continue
    raise wrong_use("spark_unreachable", master=master)


def _serves(master: str) -> None:
    """Whether what answers is a server of Spark Connect's kind. Raises UserError where it is not."""
    import grpc
    from pyspark.sql.connect.client import DefaultChannelBuilder

    with DefaultChannelBuilder(master).toChannel() as channel:
        try:
            grpc.channel_ready_future(channel).result(timeout=_PATIENCE)
        except grpc.FutureTimeoutError:
            raise wrong_use("spark_unreachable", master=master) from None


def _session(master: str, scheme: str, folder: Path) -> Any:
    from pyspark.sql import SparkSession

    builder = SparkSession.Builder().appName("gongshi")
    if scheme == _CONNECT:
        from pyspark.sql.connect.client.retries import DefaultPolicy

        session = builder.remote(master).create()
        # A server that is gone is waited for as long as for workers, and not for ten minutes.
        session.client.set_retry_policies([DefaultPolicy(max_retries=8, max_backoff=15_000)])
    else:
        for name, value in {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.warehouse.dir": f"file://{folder}/warehouse",
        }.items():
            builder = builder.config(name, value)
        session = builder.master(master).getOrCreate()
    for name, value in _RULES.items():
        session.conf.set(name, value)
    return session


def _has_workers(master: str, session: Any) -> bool:
    """Whether the cluster gives us workers once and for all, so that it is known whether there are any."""
    if master.startswith((f"{_CONNECT}://", "local[")) or master == "local":
        return False
    return bool(session.sparkContext.getConf().get("spark.dynamicAllocation.enabled") != "true")


@contextmanager
def _watched(master: str, session: Any) -> Iterator[None]:
    """Gives up what runs when there has been no worker for so long: Spark would wait for one without end.

    Raises UserError then, and where there is none to begin with.
    """
    last = time.monotonic() + _WORKERS
    while not _workers(session):
        if time.monotonic() > last:
            raise wrong_use("spark_workers", master=master)
        time.sleep(0.2)
    over, lost = threading.Event(), threading.Event()
    threading.Thread(target=_watch, args=(session, over, lost), daemon=True).start()
    try:
        yield
    except UserError:
        if lost.is_set():
            raise wrong_use("spark_workers", master=master) from None
        raise
    finally:
        over.set()


def _watch(session: Any, over: threading.Event, lost: threading.Event) -> None:
    """Cancels all jobs once there has been no worker for so long, and sets `lost`; until it is `over`."""
    seen = time.monotonic()
    with suppress(Exception):
        while not over.wait(1):
            if _workers(session):
                seen = time.monotonic()
            elif time.monotonic() - seen > _WORKERS:
                lost.set()
                session.sparkContext.cancelAllJobs()


def _workers(session: Any) -> int:
    """How many workers are given to us."""
    with in_one_line():
        # The driver counts among them.
        return int(session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()) - 1


def _stop(session: Any) -> None:
    """End the session; of one whose cluster is gone there is nothing left to end."""
    try:
        session.stop()
    except Exception as error:
        if not _of_cluster(error):
            raise


@contextmanager
def _quiet(log: Path) -> Iterator[None]:
    """What the programs that are started meanwhile say goes into a file, as long as they live."""
    kept = os.dup(2)
    try:
        with log.open("ab") as stream:
            os.dup2(stream.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
