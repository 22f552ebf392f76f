"""Fixtures of every test: the real exports, copies of portals, and one published release per portal."""

from __future__ import annotations

import csv
import fcntl
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from generator.synthesis import SampleReport, write_sample
from tests.support import DATASETS, ROOT, copy_portal, gongshi, gongshi_here

Once = Callable[[str, Callable[[Path], None]], Path]
# No test is timed: speed is measured in bench/. `make test` tries the same examples every time.
settings.register_profile("full", deadline=None, derandomize=True)
settings.register_profile("every", settings.get_profile("full"), max_examples=30)

PINGSHAN = "shenzhen-pingshan-2018/pingshan-minsheng-2018.csv"
PINGSHAN_GB18030 = "shenzhen-pingshan-2018/pingshan-minsheng-2018.gb18030.csv.gz"
BOSTON = "boston-311-2011h2/boston-311-2011h2.csv.gz"
VARIANTS = pytest.StashKey[dict[str, list[pytest.Item]]]()
LONG = ("functional", "site", "spec")
# Of the 26 published months; all of them take a minute and a half.
LAOSHAN_MONTHS = ("2023-06", "2023-09", "2023-12")
# As the demonstration's exports write them: the published months of its spring, and what is known before.
SPRING = ("2023/2/", "2023/3/", "2023/4/", "2023/5/", "2023/6/")
# Files are written durably by waiting for the disk. No test takes the power away, so none waits.
os.fsync = lambda descriptor: None


def pytest_configure(config: pytest.Config) -> None:
    """The tests of every change try fewer examples of a law than `make test-full`."""
    settings.load_profile("every" if "not slow" in config.option.markexpr else "full")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Of a test with the mark `some(n)` n variants, spread over all of them, are not slow."""
    mark = item.get_closest_marker("some")
    if mark is not None:
        item.session.stash.setdefault(VARIANTS, {}).setdefault(item.nodeid.partition("[")[0], []).append(item)


@pytest.hookimpl(tryfirst=True, specname="pytest_collection_modifyitems")
def pytest_leave_out_variants(session: pytest.Session) -> None:
    """Mark the other variants slow, before those are left out."""
    for variants in session.stash.get(VARIANTS, {}).values():
        (wanted,) = variants[0].get_closest_marker("some").args
        tried = {place * len(variants) // wanted for place in range(wanted)}
        for place, item in enumerate(variants):
            if place not in tried:
                item.add_marker(pytest.mark.slow)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long at the beginning of both halves of the tests, and what is quick at their ends.

    Two processes begin at the two halves and then take from the end of each other's. So each starts with long tests,
    neither waits for a shared folder that the other is making, and the last tests to run are quick ones.
    """
    folders = {folder: [item for item in items if item.path.is_relative_to(ROOT / "tests" / folder)] for folder in LONG}
    first, second = folders["functional"], [*folders["site"], *folders["spec"]]
    long = {*first, *second}
    quick = [item for item in items if item not in long]
    filling = max(0, len(items) // 2 - len(first))
    items[:] = [*first, *quick[:filling], *second, *quick[filling:]]


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
def laoshan_sample(once: Once) -> SampleReport:
    """The demonstration export, its events and its correction, as `gongshi sample laoshan` writes them. Read only."""

    def make(folder: Path) -> None:
        report = write_sample(DATASETS / "laoshan", folder / "export.csv")
        (folder / "report").write_bytes(pickle.dumps(report))

    report: SampleReport = pickle.loads((once("laoshan-export", make) / "report").read_bytes())
    return report


@pytest.fixture(scope="session")
def laoshan_export(laoshan_sample: SampleReport) -> Path:
    """The demonstration export, its events beside it. Read only."""
    return laoshan_sample.path


@pytest.fixture(scope="session")
def laoshan(once: Once, laoshan_export: Path) -> Path:
    """The laoshan portal's folder, published from the demonstration exports: the months that tests read. Read only."""
    events = laoshan_export.with_name("export-events.csv")
    months = [part for month in LAOSHAN_MONTHS for part in ("--month", month)]
    return once("laoshan", publish_copy("laoshan", laoshan_export, events, *months)) / "laoshan"


@pytest.fixture(scope="session")
def laoshan_spring(once: Once, laoshan_export: Path) -> Path:
    """The laoshan portal and its exports as if cases of five months were all, May and June 2023 published. Read only.

    The exports are beside the portal's folder, `export.csv` and `export-events.csv`. The office's rulings are of later
    cases.
    """

    def make(folder: Path) -> None:
        kept = _cut(laoshan_export, folder / "export.csv", lambda row: row["受理时间"].startswith(SPRING))
        events = folder / "export-events.csv"
        _cut(laoshan_export.with_name(events.name), events, lambda row: row["诉求编号"] in kept)
        portal = copy_portal("laoshan", folder)
        rulings = portal / "rulings.csv"
        rulings.write_text(rulings.read_text("utf-8").splitlines(keepends=True)[0], "utf-8")
        months = ("--month", "2023-05", "--month", "2023-06")
        done = gongshi_here("publish", "--portal", portal, folder / "export.csv", events, *months)
        assert done.returncode == 0, done.stdout + done.stderr

    return once("laoshan-spring", make) / "laoshan"


def _cut(source: Path, target: Path, wanted: Callable[[dict[str, str]], bool]) -> set[str]:
    """Write the rows that are wanted of an export; the cases that they are of."""
    with source.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(filter(wanted, csv.DictReader(lines)))
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return {row["诉求编号"] for row in rows}
