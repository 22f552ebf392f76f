"""What goes wrong with a cluster is said in one line, without a word of the data."""

from __future__ import annotations

import socket
import threading
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import pytest

from generator.cli_options import cluster
from generator.engines import cluster as clusters
from generator.engines.choose import engine
from generator.engines.embedded import open_embedded
from generator.errors import UserError
from tests.support import copy_portal, gongshi_here


class Broken(Exception):  # noqa: N818
    """As a library of Spark raises it: its words hold the value of a cell."""

    def getCondition(self) -> str:  # noqa: N802
        return "CAST_INVALID_INPUT"


Broken.__module__ = "pyspark.errors.exceptions.captured"


def found(version: str) -> object:
    return lambda name: version


def test_without_a_cluster_this_machine_counts(tmp_path: Path) -> None:
    with engine("", tmp_path / "none") as opener:
        assert opener is open_embedded
    assert not (tmp_path / "none").exists()


def test_an_error_of_spark_is_its_kind_alone() -> None:
    with pytest.raises(UserError) as caught, clusters.in_one_line():
        raise Broken("The value '13800000000' of the type STRING cannot be cast")
    assert "CAST_INVALID_INPUT" in str(caught.value)
    assert "13800000000" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_error_of_ours_stays_what_it_is() -> None:
    with pytest.raises(KeyError), clusters.in_one_line():
        raise KeyError("ours")


@pytest.mark.parametrize("version", ["3.5.6", "5.0.0"])
def test_another_generation_of_spark_is_refused(version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "version", found(version))
    with pytest.raises(UserError, match=version), clusters.connected("local", tmp_path):
        pass


@pytest.mark.parametrize("version", ["3.5.6", "5.0.0"])
def test_a_cluster_of_another_generation_is_refused(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []
    served = SimpleNamespace(version=version, stop=lambda: ended.append(version))
    monkeypatch.setattr(clusters, "version", found("4.0.5"))
    monkeypatch.setattr(clusters, "_session", lambda *arguments: served)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UserError, match=version), clusters.connected("local", tmp_path):
        pass
    assert ended == [version]


def test_no_pyspark_no_java_and_no_master_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(clusters, "version", missing)
    with pytest.raises(UserError, match=r"gongshi\[build,spark\]"), clusters.connected("local", tmp_path):
        pass
    monkeypatch.setattr(clusters, "version", found("4.0.5"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UserError, match="Java"), clusters.connected("local", tmp_path):
        pass
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"sc://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(UserError, match=address), clusters.connected(address, tmp_path):
        pass


class Leaving:
    """As a session, its context and so on are asked: one worker at first, none from then on."""

    def __init__(self) -> None:
        self.listed = iter((2,))
        self.cancelled = threading.Event()

    sparkContext = _jsc = property(lambda self: self)  # noqa: N815

    def sc(self) -> Leaving:
        return self

    def getExecutorMemoryStatus(self) -> Leaving:  # noqa: N802
        return self

    def size(self) -> int:
        return next(self.listed, 1)

    def cancelAllJobs(self) -> None:  # noqa: N802
        self.cancelled.set()

    def job(self) -> None:
        assert self.cancelled.wait(60)
        raise UserError("what becomes of a job that is cancelled")


def test_a_cluster_whose_last_worker_goes_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Leaving()
    monkeypatch.setattr(clusters, "_WORKERS", 0)
    with pytest.raises(UserError, match="spark://m:7077"), clusters._watched("spark://m:7077", session):
        session.job()


def test_a_cluster_that_never_has_a_worker_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Leaving()
    session.listed = iter(())
    monkeypatch.setattr(clusters, "_WORKERS", 0)
    with pytest.raises(UserError, match="spark://m:7077"), clusters._watched("spark://m:7077", session):
        pass


def test_an_engine_and_its_address_belong_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGSHI_SPARK", raising=False)
    assert cluster("duckdb", "") == ""
    assert cluster("spark", "local[2]") == "local[2]"
    for chosen, master in (("spark", ""), ("duckdb", "local[2]")):
        with pytest.raises(UserError):
            cluster(chosen, master)
    monkeypatch.setenv("GONGSHI_SPARK", "sc://somewhere")
    assert cluster("spark", "") == "sc://somewhere"
    assert cluster("duckdb", "") == ""


def test_a_publication_without_its_cluster_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    portal = copy_portal("zhaoyuan", tmp_path)
    monkeypatch.setattr(clusters, "version", found("3.5.6"))
    before = sorted(portal.rglob("*"))
    done = gongshi_here("publish", "--portal", portal, "nothing.csv", "--engine", "spark", "--master", "local[2]")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "3.5.6" in done.stderr
    assert [path for path in sorted(portal.rglob("*")) if "releases" not in path.parts] == before
