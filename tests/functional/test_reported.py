"""Portals that report figures without cases: check, publish, the shelf, corrections."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest
from frictionless import Package

from tests.support import copy_portal, gongshi_here, read_csv, read_json, tree_hash

PORTALS = ["hongsewuye", "shenpi-dongchangfu", "shenpi-licang", "tongji", "xinzi"]


def edit(portal: Path, old: str, new: str) -> None:
    """Replace text that stands exactly once in the portal's figures."""
    path = portal / "figures_reported.csv"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def publish(portal: Path, *arguments: object, status: int = 0) -> str:
    done = gongshi_here("publish", "--portal", portal, *arguments)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def shelf(portal: Path) -> list[str]:
    return sorted(path.name for path in (portal / "releases").iterdir() if path.is_dir())


@pytest.mark.parametrize("name", PORTALS)
def test_the_portals_of_the_repository_check_clean_and_publish(name: str, tmp_path: Path) -> None:
    portal = copy_portal(name, tmp_path)
    before = tree_hash(portal)
    assert gongshi_here("check", "--portal", portal).returncode == 0
    assert tree_hash(portal) == before
    publish(portal)
    (release,) = shelf(portal)
    assert Package(str(portal / "releases" / release / "datapackage.json")).validate().valid


def test_a_release_holds_the_figures_as_reported(tmp_path: Path) -> None:
    portal = copy_portal("tongji", tmp_path)
    publish(portal)
    shelf = read_json(portal / "releases" / "latest.json")
    assert (shelf["format"], shelf["latest"]) == (2, {"2024-12": "2024-12-f1"})
    manifest = (portal / "releases" / "2024-12-f1" / "manifest.json").read_bytes()
    assert shelf["ledger"] == [{"release": "2024-12-f1", "manifest": hashlib.sha256(manifest).hexdigest()}]
    folder = portal / "releases" / "2024-12-f1"
    info = read_json(folder / "release.json")
    assert info["format"] == 2
    assert (info["release"], info["month"], info["mark"]) == ("2024-12-f1", "2024-12", "F")
    assert (info["as_of"], info["synthetic"], info["reported"]) == ("2024-12-31", True, True)
    assert info["periods"] == ["2019", "2020", "2021", "2022", "2023", "2024"]
    assert info["portal"]["portal"] == "tongji"
    given = {(row["unit"], row["period"], row["indicator"]): row for row in read_csv(portal / "figures_reported.csv")}
    rows = read_csv(folder / "figures-reported.csv")
    assert len(rows) == len(given) == 12
    for row in rows:
        source = given[row["unit"], row["period"], row["indicator"]]
        assert {name: row[name] for name in source} == source
        assert row["value"] == ""
    for path in folder.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            header, *lines = csv.reader(stream)
        assert header[-1] == "synthetic"
        assert all(line[-1] == "true" for line in lines)
    stated = read_json(folder / "manifest.json")["files"]
    inside = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(stated) == inside - {"manifest.json"}
    assert all(hashlib.sha256((folder / file).read_bytes()).hexdigest() == value for file, value in stated.items())
    assert read_json(folder / "datapackage.json")["name"] == "demo-tongji-2024-12-f1"


def test_rates_carry_their_counts_and_their_percentage(tmp_path: Path) -> None:
    portal = copy_portal("shenpi-dongchangfu", tmp_path)
    publish(portal)
    rows = {row["indicator"]: row for row in read_csv(portal / "releases" / "2022-07-f1" / "figures-reported.csv")}
    assert [rows["days_saved"][name] for name in ("numerator", "denominator", "value")] == ["107", "110", "97.27"]
    assert [rows["days_after"][name] for name in ("numerator", "denominator", "value")] == ["3", "", ""]
    kinds = {
        row["code"]: row for row in read_csv(portal / "releases" / "2022-07-f1" / "codelists" / "figure-kinds.csv")
    }
    assert {code: row["basis"] for code, row in kinds.items()} == {
        "days_before": "stated",
        "days_after": "stated",
        "days_saved": "assumed",
    }


def test_publishing_twice_changes_nothing(tmp_path: Path) -> None:
    portal, other = copy_portal("tongji", tmp_path), copy_portal("tongji", tmp_path / "other")
    assert "新" in publish(portal)
    before = tree_hash(portal)
    assert "未变" in publish(portal)
    assert "未变" in publish(portal, "--cause", "source_correction")
    assert tree_hash(portal) == before
    publish(other)
    assert tree_hash(other) == before


def test_a_figure_once_published_changes_only_with_a_cause(tmp_path: Path) -> None:
    portal = copy_portal("tongji", tmp_path)
    publish(portal)
    edit(portal, "P1,2022,list_items,75,", "P1,2022,list_items,76,")
    before = tree_hash(portal)
    assert "final-would-change" in publish(portal, status=3)
    assert tree_hash(portal) == before
    assert "1 个数值有变" in publish(portal, "--cause", "source_correction")
    assert shelf(portal) == ["2024-12-f1", "2024-12-f2"]
    assert read_json(portal / "releases" / "latest.json")["latest"] == {"2024-12": "2024-12-f2"}
    folder = portal / "releases" / "2024-12-f2"
    assert read_json(folder / "release.json")["mark"] == "R"
    assert read_csv(folder / "changes.csv") == [
        {
            "period": "2022",
            "scope": "unit",
            "key": "P1",
            "indicator": "list_items",
            "old_numerator": "75",
            "old_denominator": "",
            "new_numerator": "76",
            "new_denominator": "",
            "cause": "source_correction",
            "synthetic": "true",
        }
    ]
    after = tree_hash(portal)
    assert "2024-12-f2  修订数据  未变" in publish(portal)
    assert tree_hash(portal) == after


def test_a_changed_explanation_leaves_the_release_standing(tmp_path: Path) -> None:
    portal = copy_portal("tongji", tmp_path)
    publish(portal)
    edit(portal, "报道称 2 万余元；年份为假定", "年份为假定")
    assert "2024-12-f1  最终数据  未变" in publish(portal)
    assert shelf(portal) == ["2024-12-f1"]


def test_bad_figures_stop_a_publication_with_every_finding(tmp_path: Path) -> None:
    portal = copy_portal("tongji", tmp_path)
    with (portal / "figures_reported.csv").open("a", encoding="utf-8") as stream:
        stream.write("P9,2022,list_items,75,,\nP1,2018,list_items,7,,\nP1,2022,nosuch,7,,\n")
        stream.write("P2,2022,list_items,many,,\nP3,2022,list_items,7,9,\nP1,2022,list_items,75,,\n")
    expected = [
        ("figure-unit-unknown", 14, "unit"),
        ("figure-period-unknown", 15, "period"),
        ("figure-unknown", 16, "indicator"),
        ("figure-number", 17, "numerator"),
        ("figure-denominator", 18, "denominator"),
        ("figure-repeated", 19, "indicator"),
    ]
    for verb, status in (("check", 1), ("publish", 3)):
        done = gongshi_here(verb, "--portal", portal, "--json", "--csv", tmp_path / f"{verb}.csv", "--lang", "en")
        assert done.returncode == status, done.stderr
        said = json.loads(done.stdout)
        found = [(item["code"], item["row"], item["column"]) for item in said["findings"]]
        assert sorted(found, key=lambda item: item[1]) == expected
        assert said.get("releases", []) == []
        assert len((tmp_path / f"{verb}.csv").read_text("utf-8-sig").splitlines()) == 1 + len(expected)
    assert not (portal / "releases").exists()
    assert "figure-unknown" in publish(portal, status=3)


@pytest.mark.parametrize("verb", ["check", "publish"])
def test_exports_and_their_options_are_wrong_use(verb: str, tmp_path: Path) -> None:
    portal = copy_portal("xinzi", tmp_path)
    options: list[list[object]] = [[tmp_path / "export.csv"], ["--as-of", "2024-01-01"]]
    if verb == "publish":
        options.append(["--month", "2019-10"])
    for arguments in options:
        done = gongshi_here(verb, "--portal", portal, *arguments)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "figures_reported.csv" in done.stderr
    assert not (portal / "releases").exists()
