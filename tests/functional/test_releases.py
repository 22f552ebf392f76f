"""Releases over time: idempotent, provisional to final, corrections only with a stated cause, same bytes."""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support import ROOT, contents, gongshi, gongshi_here, latest, read_csv, read_json, tree_hash

PORTAL = ROOT / "tests" / "spec" / "portal"
Case = dict[str, str]


def portal(folder: Path) -> Path:
    """The portal of the worked examples, fresh."""
    return Path(shutil.copytree(PORTAL, folder / "portal"))


def march(on_time: int = 40, late: int = 2, answers: int = 42) -> list[Case]:
    """Cases of unit A1 received in March 2024, all answered, some late."""
    return [
        {
            "case_id": f"m{number}",
            "unit": "A1",
            "received_at": "2024-03-04 09:00",
            "due_at": "2024-03-08 09:00",
            "replied_at": "2024-03-05 09:00" if number < on_time else "2024-03-12 09:00",
            "closed_at": "2024-03-05 09:00" if number < on_time else "2024-03-12 09:00",
            "satisfaction": "满意" if number < answers else "",
            "resolved": "解决",
        }
        for number in range(on_time + late)
    ]


def export(path: Path, cases: Sequence[Case]) -> Path:
    """Write the cases with every column that the mapping needs."""
    text = (PORTAL / "mappings" / "canonical.yml").read_text("utf-8")
    header = re.findall(r"from: (\w+)", text)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        writer.writerows(cases)
    return path


def publish(folder: Path, *arguments: object) -> None:
    done = gongshi_here("publish", "--portal", folder, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "releases").iterdir() if path.is_dir())


def test_publishing_twice_changes_nothing(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    source = export(tmp_path / "march.csv", march())
    publish(folder, source, "--as-of", "2024-04-05")
    before = tree_hash(folder)
    publish(folder, source, "--as-of", "2024-04-05")
    assert tree_hash(folder) == before
    assert names(folder) == ["2024-03-p1"]


def test_row_order_and_the_number_of_files_do_not_matter(tmp_path: Path) -> None:
    cases = march()
    whole = portal(tmp_path / "whole")
    publish(whole, export(tmp_path / "a.csv", cases), "--as-of", "2024-07-01")
    random.Random(1).shuffle(cases)
    parts = portal(tmp_path / "parts")
    publish(
        parts,
        export(tmp_path / "b.csv", cases[:13]),
        export(tmp_path / "c.csv", cases[13:]),
        "--as-of",
        "2024-07-01",
    )
    one, two = latest(whole)["2024-03"], latest(parts)["2024-03"]
    tables = sorted(path.relative_to(one) for path in one.rglob("*.csv"))
    assert tables
    for table in tables:
        assert (one / table).read_bytes() == (two / table).read_bytes(), table


def test_two_builds_are_byte_identical(tmp_path: Path) -> None:
    source = export(tmp_path / "march.csv", march())
    hashes = set()
    for seed in ("1", "2"):
        folder = portal(tmp_path / seed)
        done = gongshi("publish", "--portal", folder, source, env={"PYTHONHASHSEED": seed})
        assert done.returncode == 0, done.stdout + done.stderr
        hashes.add((tree_hash(folder / "releases"), tree_hash(folder / "store")))
    assert len(hashes) == 1


def test_provisional_final_and_correction(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    publish(folder, export(tmp_path / "a.csv", march(late=2)), "--as-of", "2024-04-05")
    publish(folder, export(tmp_path / "b.csv", march(late=3, answers=43)), "--as-of", "2024-05-05")
    publish(folder, export(tmp_path / "b.csv", march(late=3, answers=43)), "--as-of", "2024-06-01")
    assert names(folder) == ["2024-03-f1", "2024-03-p1", "2024-03-p2"]
    changes = read_csv(folder / "releases" / "2024-03-p2" / "changes.csv")
    assert {
        (row["old_denominator"], row["new_denominator"], row["cause"])
        for row in changes
        if row["indicator"] == "on_time"
    } == {("42", "43", "provisional_update")}
    assert read_csv(folder / "releases" / "2024-03-f1" / "changes.csv") == [], "what was provisional is unchanged"
    frozen, store = tree_hash(folder / "releases"), tree_hash(folder / "store")

    silent = gongshi_here(
        "publish", "--portal", folder, export(tmp_path / "c.csv", march(late=4, answers=44)), "--as-of", "2024-07-01"
    )
    assert silent.returncode == 3
    assert "final-would-change" in silent.stdout
    assert (tree_hash(folder / "releases"), tree_hash(folder / "store")) == (frozen, store)

    publish(folder, tmp_path / "c.csv", "--as-of", "2024-07-01", "--cause", "late_data")
    assert latest(folder)["2024-03"].name == "2024-03-f2"
    rows = read_csv(folder / "releases" / "2024-03-f2" / "changes.csv")
    assert {row["cause"] for row in rows} == {"late_data"}
    marks = {row["mark"] for row in read_csv(folder / "releases" / "2024-03-f2" / "figures.csv")}
    assert marks == {"R"}
    publish(folder, tmp_path / "c.csv", "--as-of", "2024-07-01")
    assert latest(folder)["2024-03"].name == "2024-03-f2"


def test_a_final_release_stands_when_only_names_change(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    source = export(tmp_path / "march.csv", march())
    publish(folder, source, "--as-of", "2024-07-01")
    frozen = tree_hash(folder / "releases" / "2024-03-f1")
    units = folder / "registers" / "units.csv"
    units.write_text(units.read_text("utf-8").replace("甲局", "甲一局"), "utf-8")
    publish(folder, source, "--as-of", "2024-07-01")
    assert tree_hash(folder / "releases" / "2024-03-f1") == frozen
    assert latest(folder)["2024-03"].name == "2024-03-f1"
    publish(folder, source, "--as-of", "2024-07-01", "--cause", "register")
    assert latest(folder)["2024-03"].name == "2024-03-f2"


@pytest.mark.slow
def test_json_stays_one_document_beside_a_csv_of_findings(tmp_path: Path) -> None:
    source = export(tmp_path / "march.csv", march())
    done = gongshi("publish", "--portal", portal(tmp_path), source, "--json", "--csv", tmp_path / "findings.csv")
    assert [item["release"] for item in json.loads(done.stdout)["releases"]] == ["2024-03-p1"]
    assert (tmp_path / "findings.csv").read_text("utf-8-sig").startswith("code,severity,file")


@pytest.fixture(scope="module")
def published_march(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a portal that published March. Read only."""
    work = tmp_path_factory.mktemp("march")
    folder = portal(work)
    publish(folder, export(work / "march.csv", march()))
    return folder


def test_the_manifest_names_every_file(published_march: Path) -> None:
    import hashlib

    for release in latest(published_march).values():
        manifest = read_json(release / "manifest.json")
        files = {path.relative_to(release).as_posix(): path for path in release.rglob("*") if path.is_file()}
        del files["manifest.json"]
        assert manifest["files"] == {
            name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()
        }


def test_the_data_package_is_valid(published_march: Path) -> None:
    from frictionless import Package

    release = latest(published_march)["2024-03"]
    report = Package(str(release / "datapackage.json")).validate()
    assert report.valid, report.flatten(["code", "message"])
    described = {item["path"] for item in read_json(release / "datapackage.json")["resources"]}
    assert described == {path.relative_to(release).as_posix() for path in release.rglob("*.csv")}


def test_synthetic_data_say_so_in_every_row(published_march: Path) -> None:
    release = latest(published_march)["2024-03"]
    for path in release.rglob("*.csv"):
        assert path.read_text("utf-8").splitlines()[0].endswith(",synthetic"), path
        assert {row["synthetic"] for row in read_csv(path)} <= {"true"}, path
    assert read_json(release / "release.json")["synthetic"] is True


def test_a_month_outside_the_export_stops(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    source = export(tmp_path / "march.csv", march())
    done = gongshi_here("publish", "--portal", folder, source, "--month", "2024-09", "--json")
    assert done.returncode == 3
    assert "month-not-covered" in done.stdout
    assert not (folder / "releases").exists()
    assert not (folder / "store").exists()


def test_what_came_before_the_first_complete_month_is_carried_over_and_not_published(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    (before,) = march(1, 0)
    december = before | {"case_id": "d1", "received_at": "2023-12-30 09:00", "closed_at": "2024-01-02 09:00"}
    january = before | {"case_id": "j1", "received_at": "2024-01-03 09:00", "closed_at": "2024-01-04 09:00"}
    moved = {"due_at": "2024-01-05 09:00", "replied_at": "2024-01-02 09:00"}
    publish(folder, export(tmp_path / "all.csv", [december | moved, january | moved]), "--as-of", "2024-02-05")
    assert names(folder) == ["2024-01-p1"]
    rows = read_csv(latest(folder)["2024-01"] / "figures.csv")
    stocks = {row["indicator"]: row["numerator"] for row in rows if (row["period"], row["scope"]) == ("2024-01", "all")}
    assert (stocks["carried_over"], stocks["volume"], stocks["closed_cases"]) == ("1", "1", "2")


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--as-of", "2024-9"),
        ("--as-of", "March"),
        ("--as-of", "2024-13-01"),
        ("--as-of", "2024-3-1"),
        ("--month", "2024-3"),
    ],
)
def test_wrong_dates_are_wrong_use(tmp_path: Path, option: str, text: str) -> None:
    source = export(tmp_path / "march.csv", march())
    done = gongshi_here("publish", "--portal", portal(tmp_path), source, option, text)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_nothing_personal_in_a_release(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    cases = [case | {"caller_key": f"caller-{n}", "case_id": f"case-{n}"} for n, case in enumerate(march())]
    publish(folder, export(tmp_path / "march.csv", cases))
    for path in (folder / "releases").rglob("*"):
        # The program in `verify` is no data, and its documents hold such words.
        if path.is_file() and path.parent.name != "verify":
            for content in contents(path):
                assert b"caller-" not in content, path
                assert b"case-1" not in content, path
                assert b"09:00" not in content, path
