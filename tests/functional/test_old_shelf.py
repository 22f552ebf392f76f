"""What an earlier version published is read, verified and continued by this one."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.site import build_site, check_site
from tests.functional.test_releases import Case, export
from tests.support import ROOT, gongshi_here, latest, read_json, tree_hash

FIXTURE = ROOT / "tests" / "fixtures" / "old-shelf" / "portal-0.1.tar.xz"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The portal of the fixture, unpacked."""
    with tarfile.open(FIXTURE) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "portal"


def july() -> Iterator[Case]:
    for unit in ("A1", "A2", "A3", "A4", "A5", "A6", "S1"):
        for number in range(40):
            yield {
                "case_id": f"2024-07-{unit}-{number}",
                "unit": unit,
                "kind": "life",
                "received_at": "2024-07-04 09:00",
                "due_at": "2024-07-08 09:00",
                "replied_at": f"2024-07-{'09' if number < 3 else '05'} 09:00",
                "closed_at": f"2024-07-{'09' if number < 3 else '05'} 09:00",
                "satisfaction": "不满意" if number < 4 else "满意",
                "resolved": "解决",
            }


def test_it_is_small() -> None:
    assert FIXTURE.stat().st_size <= 300_000


def test_it_verifies(old: Path) -> None:
    done = gongshi_here("verify", old / "releases")
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_is_continued(old: Path, tmp_path: Path) -> None:
    before = {name: tree_hash(old / "releases" / name) for name in _names(old)}
    mapping = old / "mappings" / "canonical.yml"
    mapping.write_text(mapping.read_text("utf-8") + "delivery: changes\n", "utf-8")
    source = export(tmp_path / "july.csv", list(july()))
    done = gongshi_here("publish", "--portal", old, source, "--as-of", "2024-09-05")
    assert done.returncode == 0, done.stdout + done.stderr
    assert latest(old)["2024-07"].name == "2024-07-p1"
    after = _names(old)
    assert after[: len(before)] == list(before), "the chain goes on from where it was"
    assert {name: tree_hash(old / "releases" / name) for name in before} == before, "no published byte is altered"
    done = gongshi_here("verify", old / "releases")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_its_site_is_built(old: Path, tmp_path: Path) -> None:
    report = build_site(old, tmp_path / "out")
    assert not check_site(report.site_dir)


def _names(portal: Path) -> list[str]:
    return [entry["release"] for entry in read_json(portal / "releases" / "latest.json")["ledger"]]
