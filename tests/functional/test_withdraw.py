"""`gongshi withdraw`: a tombstone in the chain, no file left, and a month that goes on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from generator.release.format import CHAIN
from tests.functional.released import publish_shelf
from tests.functional.test_releases import export, march, names, portal, publish
from tests.support import gongshi_here, latest, read_csv, read_json, tree_hash

Once = Callable[[str, Callable[[Path], None]], Path]
WHY = ("--reason", "说明中误写了当事人信息", "--by", "考核办负责人", "--today", "2024-07-02")


def withdraw(folder: Path, release: str, *options: object) -> CompletedProcess[str]:
    return gongshi_here("withdraw", release, "--portal", folder, *(options or WHY), "--out", folder / "none")


def verify(folder: Path) -> dict[str, list[dict[str, str]]]:
    """What verification of the shelf says."""
    said: dict[str, list[dict[str, str]]] = json.loads(gongshi_here("verify", folder / "releases", "--json").stdout)
    return said


@pytest.fixture
def released(once: Once, tmp_path: Path) -> Path:
    """A copy of a portal with a provisional March, then a final one, and April."""
    return Path(shutil.copytree(once("shelf", publish_shelf) / "portal", tmp_path / "portal"))


def test_nothing_is_left_but_a_tombstone(released: Path) -> None:
    files = {path.name for path in (released / "releases" / "2024-03-f1").rglob("*") if path.is_file()}
    done = withdraw(released, "2024-03-f1", *WHY, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    assert names(released) == ["2024-03-p1", "2024-04-f1"]
    chain = read_json(released / "releases" / CHAIN)
    assert chain["latest"]["2024-03"] == said["valid"] == "2024-03-p1"
    assert {key: said[key] for key in chain["ledger"][-1]} == chain["ledger"][-1]
    assert chain["ledger"][-1]["manifest"] == chain["ledger"][1]["manifest"]
    table = read_csv(released / "releases" / "figures-all.csv")
    assert {row["release"] for row in table} == {"2024-03-p1", "2024-04-f1"}
    purged = {address.rpartition("/")[2].removeprefix("demo-") for address in said["purge"]}
    assert files - {"manifest.json"} <= {*purged, *(f"demo-{name}" for name in purged)}
    found = verify(released)
    assert found["findings"] == []
    assert [stone["withdraws"] for stone in found["withdrawn"]] == ["2024-03-f1"]
    assert "2024-03-f1" in gongshi_here("status", "--portal", released).stdout


@pytest.mark.slow
def test_the_month_goes_on_under_a_new_name(released: Path) -> None:
    withdraw(released, "2024-03-f1")
    publish(released)
    assert latest(released)["2024-03"].name == "2024-03-f2"
    assert read_json(latest(released)["2024-03"] / "release.json")["mark"] == "R"
    assert {row["cause"] for row in read_csv(latest(released)["2024-03"] / "changes.csv")} == {"maturity"}
    assert verify(released)["findings"] == []
    before = tree_hash(released)
    publish(released)
    assert tree_hash(released) == before
    # What stands on a withdrawn release stays verifiable when that goes too.
    for name in ("2024-03-p1", "2024-04-f1", "2024-03-f2"):
        assert withdraw(released, name).returncode == 0
        assert verify(released)["findings"] == []
    assert names(released) == []
    assert not (released / "releases" / "figures-all.csv").exists()
    publish(released)
    assert names(released) == ["2024-03-f3", "2024-04-f2"]
    assert verify(released)["findings"] == []


def test_answers_that_were_told_stay_told(released: Path) -> None:
    atoms = read_csv(released / "releases" / "2024-03-f1" / "atoms.csv")
    atoms += read_csv(released / "releases" / "2024-03-p1" / "atoms.csv")
    assert atoms
    before = (latest(released)["2024-03"] / "counts-answers.csv").read_bytes()
    for name in ("2024-03-p1", "2024-03-f1"):
        withdraw(released, name)
    publish(released)
    assert latest(released)["2024-03"].name == "2024-03-f2"
    assert read_csv(latest(released)["2024-03"] / "atoms.csv") == []
    assert (latest(released)["2024-03"] / "counts-answers.csv").read_bytes() == before


@pytest.mark.some(2)
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("2024-05-f1", WHY),
        ("2024-03-p1", ("--reason", "致电 13800138000", "--by", "考核办")),
        ("2024-03-p1", ("--reason", "一\n二", "--by", "考核办")),
        ("2024-03-p1", ("--reason", "误发", "--by", "王小明")),
        ("2024-03-p1", ("--reason", " ", "--by", "考核办")),
    ],
)
def test_wrong_use_is_one_line_and_changes_nothing(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    folder = portal(tmp_path)
    publish(folder, export(tmp_path / "march.csv", march()))
    before = tree_hash(folder)
    done = withdraw(folder, name, *options)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert not any(word in done.stderr for word in ("13800138000", "王小明"))
    assert tree_hash(folder) == before


def test_what_verification_finds(released: Path) -> None:
    shelf = released / "releases"
    kept = Path(shutil.copytree(shelf / "2024-03-p1", released / "kept"))
    withdraw(released, "2024-03-p1")
    publish(released)
    kept.rename(shelf / "2024-03-p1")
    assert {item["code"] for item in verify(released)["findings"]} >= {"verify-withdrawn"}
    shutil.rmtree(shelf / "2024-03-p1")
    chain = read_json(shelf / CHAIN)
    chain["ledger"][-1] |= {"day": "soon", "reason": "\x1b[2J"}
    (shelf / CHAIN).write_text(json.dumps(chain, indent=2, ensure_ascii=False) + "\n", "utf-8")
    assert {item["code"] for item in verify(released)["findings"]} == {"verify-tombstone"}
    assert "\x1b[2J" not in gongshi_here("verify", shelf).stdout
