"""Fixtures of every test: the real exports, copies of portals, and one published release per portal."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support import ROOT, copy_portal, gongshi

Once = Callable[[str, Callable[[Path], None]], Path]
# No test is timed: speed is measured in bench/. `make test` tries the same examples every time.
settings.register_profile("every", deadline=None, derandomize=True)
settings.load_profile("every")

PINGSHAN = "shenzhen-pingshan-2018/pingshan-minsheng-2018.csv"
PINGSHAN_GB18030 = "shenzhen-pingshan-2018/pingshan-minsheng-2018.gb18030.csv.gz"
BOSTON = "boston-311-2011h2/boston-311-2011h2.csv.gz"
# Of the 26 published months; all of them take a minute and a half.
LAOSHAN_MONTHS = ("2023-05", "2023-06", "2023-09", "2023-12")


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of the real exports (`GONGSHI_REAL`, default ../shared/real beside the repository)."""
    folder = Path(os.environ.get("GONGSHI_REAL") or ROOT.parent / "shared" / "real")
    if not folder.is_dir():
        missing = "no real exports: set GONGSHI_REAL to their folder"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return folder


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Make a folder once for all test processes: `once("pingshan", make)` calls `make(folder)` once."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base

    def make_once(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = shared / f"once-{name}", shared / f"once-{name}.done"
        with (shared / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                folder.mkdir(exist_ok=True)
                make(folder)
                done.touch()
        return folder

    return make_once


def publish_copy(name: str, *arguments: object) -> Callable[[Path], None]:
    """Copy a portal into a folder and publish it there; `arguments` are exports, and options of `gongshi publish`."""

    def make(folder: Path) -> None:
        done = gongshi("publish", "--portal", copy_portal(name, folder), *arguments)
        assert done.returncode == 0, done.stdout + done.stderr

    return make


@pytest.fixture(scope="session")
def pingshan(once: Once, real: Path) -> Path:
    """The pingshan portal's folder, published from the UTF-8 export. Read only."""
    return once("pingshan", publish_copy("pingshan", real / PINGSHAN)) / "pingshan"


@pytest.fixture(scope="session")
def pingshan_gb18030(once: Once, real: Path) -> Path:
    """The pingshan portal's folder, published from the GB18030 export. Read only."""
    return once("pingshan-gb18030", publish_copy("pingshan", real / PINGSHAN_GB18030)) / "pingshan"


@pytest.fixture(scope="session")
def boston(once: Once, real: Path) -> Path:
    """The boston portal's folder, published. Read only."""
    return once("boston", publish_copy("boston", real / BOSTON)) / "boston"


@pytest.fixture(scope="session")
def laoshan_export(once: Once) -> Path:
    """The demonstration export as `gongshi sample laoshan` writes it, its events beside it. Read only."""

    def make(folder: Path) -> None:
        done = gongshi("sample", "laoshan", "--out", folder / "export.csv")
        assert done.returncode == 0, done.stdout + done.stderr

    return once("laoshan-export", make) / "export.csv"


@pytest.fixture(scope="session")
def laoshan(once: Once, laoshan_export: Path) -> Path:
    """The laoshan portal's folder, published from the demonstration exports: the months that tests read. Read only."""
    events = laoshan_export.with_name("export-events.csv")
    months = [part for month in LAOSHAN_MONTHS for part in ("--month", month)]
    return once("laoshan", publish_copy("laoshan", laoshan_export, events, *months)) / "laoshan"
