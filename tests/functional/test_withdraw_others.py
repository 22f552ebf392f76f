"""`gongshi withdraw` where there is no store of this version: reported figures, and the shelf of an earlier version."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from generator.site import build_site, check_site
from tests.functional.test_old_shelf import FIXTURE, july
from tests.functional.test_releases import export
from tests.functional.test_withdraw import WHY, verify, withdraw
from tests.support import copy_portal, gongshi_here, latest, read_csv, read_json, tree_hash


def publish(portal: Path, *arguments: object) -> None:
    done = gongshi_here("publish", "--portal", portal, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def reported(tmp_path: Path) -> Path:
    """A portal of reported figures with a release and its correction."""
    portal = copy_portal("tongji", tmp_path)
    publish(portal)
    figures = portal / "figures_reported.csv"
    text = figures.read_text("utf-8")
    figures.write_text(text.replace("P1,2022,list_items,75,", "P1,2022,list_items,76,"), "utf-8")
    publish(portal, "--cause", "source_correction")
    return portal


def test_reported_figures_are_withdrawn_and_the_month_goes_on(reported: Path) -> None:
    done = withdraw(reported, "2024-12-f2")
    assert (done.returncode, done.stderr) == (0, "")
    assert latest(reported)["2024-12"].name == "2024-12-f1"
    assert not (reported / "releases" / "2024-12-f2").exists()
    assert not (reported / "store").exists(), "there are no answers to keep"
    found = verify(reported)
    assert found["findings"] == []
    assert [stone["withdraws"] for stone in found["withdrawn"]] == ["2024-12-f2"]
    publish(reported, "--cause", "source_correction")
    assert latest(reported)["2024-12"].name == "2024-12-f3"
    assert verify(reported)["findings"] == []
    before = tree_hash(reported)
    publish(reported)
    assert tree_hash(reported) == before
    for name in ("2024-12-f1", "2024-12-f3"):
        assert withdraw(reported, name).returncode == 0
        assert verify(reported)["findings"] == []
    publish(reported)
    assert latest(reported)["2024-12"].name == "2024-12-f4"
    assert read_json(latest(reported)["2024-12"] / "release.json")["mark"] == "R"
    assert verify(reported)["findings"] == []


def site_without(portal: Path, release: str, out: Path) -> Path:
    """The built site of a portal, whole after the release was withdrawn and without a file of it."""
    build_site(portal, out)
    done = gongshi_here("withdraw", release, "--portal", portal, *WHY, "--out", out)
    assert done.returncode == 0, done.stderr
    assert not (out / "site" / "data" / release).exists()
    assert not check_site(out / "site")
    return out / "site"


@pytest.mark.slow
def test_the_site_of_reported_figures_is_built_without_the_release(reported: Path, tmp_path: Path) -> None:
    site = site_without(reported, "2024-12-f2", tmp_path / "out")
    assert (site / "data" / "2024-12-f1").is_dir()
    assert "误写了当事人信息" in (site / "corrections.html").read_text("utf-8")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The portal that version 0.1 left, its files read as changes since the last."""
    with tarfile.open(FIXTURE) as archive:
        archive.extractall(tmp_path, filter="data")
    mapping = tmp_path / "portal" / "mappings" / "canonical.yml"
    mapping.write_text(mapping.read_text("utf-8") + "delivery: changes\n", "utf-8")
    return tmp_path / "portal"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["2024-03-p1", "2024-03-f1", "2024-04-f2", "2024-05-f1", "2024-06-p1"])
def test_a_release_of_an_earlier_version_is_withdrawn_and_the_shelf_continued(
    old: Path, name: str, tmp_path: Path
) -> None:
    shelf = old / "releases"
    kept = {path.name: tree_hash(path) for path in shelf.iterdir() if path.is_dir() and path.name != name}
    newest = latest(old)[name[:7]].name == name
    done = withdraw(old, name)
    assert (done.returncode, done.stderr) == (0, "")
    assert verify(old)["findings"] == []
    assert {path.name: tree_hash(path) for path in shelf.iterdir() if path.is_dir()} == kept
    assert name not in {row["release"] for row in read_csv(shelf / "figures-all.csv")}
    publish(old, export(tmp_path / "july.csv", list(july())), "--as-of", "2024-09-05", "--cause", "software")
    assert verify(old)["findings"] == []
    assert {each: tree_hash(shelf / each) for each in kept} == kept
    # A month whose newest release was taken back gets another one from the cases in the store.
    assert (latest(old)[name[:7]].name not in kept) is newest
    before = tree_hash(old)
    publish(old)
    assert tree_hash(old) == before


@pytest.mark.slow
def test_the_site_of_an_earlier_shelf_is_built_without_the_release(old: Path, tmp_path: Path) -> None:
    site_without(old, "2024-05-f1", tmp_path / "out")
