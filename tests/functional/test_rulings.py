"""Rulings beside the exports: applied over the store, findings that stop, the freeze, the ledgers of a release."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from frictionless import Package

from tests.functional.test_releases import Case, export, march, portal
from tests.support import contents, gongshi_here, latest, read_csv, read_json, stored_rows, tree_hash

HEADER = "case_id,ruling,reason,old,new,decided_on,role,document\n"
REASONS = "code,name,name_en,ruling\nno_fault,非本单位责任,Not the unit's fault,剔除\nno_ground,理由不成立,,申诉驳回\n"
# The first late case of `march`.
LATE = "m40"


def rule(folder: Path, *rows: str) -> None:
    (folder / "registers" / "reasons.csv").write_text(REASONS, "utf-8")
    (folder / "rulings.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")


def excluded(decided_on: str, case_id: str = LATE) -> str:
    return f"{case_id},剔除,no_fault,,,{decided_on},考核办裁定组,示例〔2024〕1 号"


def publish(folder: Path, source: Path, *arguments: str) -> tuple[int, list[dict[str, object]]]:
    done = gongshi_here("publish", "--portal", folder, source, "--json", *arguments)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)["findings"]


def on_time(folder: Path) -> tuple[str, str]:
    (row,) = [
        row
        for row in read_csv(latest(folder)["2024-03"] / "figures.csv")
        if (row["period"], row["scope"], row["indicator"]) == ("2024-03", "unit", "on_time")
    ]
    return row["numerator"], row["denominator"]


@pytest.fixture
def cases() -> list[Case]:
    return march()


def test_an_exclusion_is_applied_over_the_store(tmp_path: Path, cases: list[Case]) -> None:
    source = export(tmp_path / "march.csv", cases)
    plain, ruled = portal(tmp_path / "plain"), portal(tmp_path / "ruled")
    rule(ruled, excluded("2024-04-02"))
    for folder in (plain, ruled):
        assert publish(folder, source, "--as-of", "2024-04-05") == (0, [])
    assert on_time(plain) == ("40", "42")
    assert on_time(ruled) == ("40", "41")
    assert stored_rows(plain) == stored_rows(ruled) != {}
    release = latest(ruled)["2024-03"]
    rows = [
        {name: value for name, value in row.items() if value and name not in ("period", "synthetic")}
        for row in read_csv(release / "exclusions.csv")
    ]
    assert rows == [
        {"unit": "A1", "indicator": "on_time", "n": "1", "numerator_before": "40", "denominator_before": "42"}
        | {"value_before": "95.24", "numerator": "40", "denominator": "41", "value": "97.56"},
        {"unit": "A1", "reason": "no_fault", "n": "1"},
    ]
    assert [row["code"] for row in read_csv(release / "codelists" / "reasons.csv")] == ["no_fault", "no_ground"]
    report = Package(str(release / "datapackage.json")).validate()
    assert report.valid, report.flatten(["code", "message"])
    for path in release.rglob("*"):
        if path.is_file() and path.parent.name != "verify":
            for content in contents(path):
                for private in (LATE, "裁定组", "〔2024〕"):
                    assert private.encode() not in content, path
    assert read_csv(latest(plain)["2024-03"] / "exclusions.csv") == []


def test_findings_of_rulings_stop_all_at_once(tmp_path: Path, cases: list[Case]) -> None:
    folder = portal(tmp_path)
    source = export(tmp_path / "march.csv", cases)
    rule(folder, excluded("2024-04-02", "nobody"), excluded("2024-04-02"), f"{LATE},剔除,unlisted,,,4 月,岗,")
    status, found = publish(folder, source, "--as-of", "2024-04-05")
    assert status == 3
    assert {(item["code"], item["row"]) for item in found} == {("ruling-case-unknown", 2), ("register-value", 4)}
    checked = gongshi_here("check", "--portal", folder, source, "--as-of", "2024-04-05", "--json")
    assert checked.returncode == 1
    assert json.loads(checked.stdout)["findings"] == found
    assert not (folder / "store").exists()
    assert not (folder / "releases").exists()
    assert not [item for item in found if LATE in json.dumps(item)]


@pytest.mark.slow
def test_a_ruling_after_the_final_release_needs_its_cause(tmp_path: Path, cases: list[Case]) -> None:
    folder = portal(tmp_path)
    source = export(tmp_path / "march.csv", cases)
    assert publish(folder, source, "--as-of", "2024-07-01") == (0, [])
    rule(folder, excluded("2024-07-10"))
    assert publish(folder, source, "--as-of", "2024-07-09") == (0, []), "not yet decided"
    frozen = tree_hash(folder / "releases"), tree_hash(folder / "store")
    for others, codes in (
        ((), {"ruling-after-freeze", "final-would-change"}),
        (("late_data",), {"ruling-after-freeze"}),
    ):
        status, found = publish(folder, source, "--as-of", "2024-07-15", *[f"--cause={cause}" for cause in others])
        assert status == 3
        assert {item["code"] for item in found} == codes
        assert (tree_hash(folder / "releases"), tree_hash(folder / "store")) == frozen

    assert publish(folder, source, "--as-of", "2024-07-15", "--cause", "ruling") == (0, [])
    assert latest(folder)["2024-03"].name == "2024-03-f2"
    assert on_time(folder) == ("40", "41")
    changes = read_csv(latest(folder)["2024-03"] / "changes.csv")
    assert {row["cause"] for row in changes} == {"ruling"}
    assert publish(folder, source, "--as-of", "2024-08-01") == (0, []), "a ruling published once needs no cause again"
    assert latest(folder)["2024-03"].name == "2024-03-f2"
    assert read_json(latest(folder)["2024-03"] / "release.json")["mark"] == "R"


def test_a_dismissed_appeal_after_the_final_release_changes_nothing(tmp_path: Path, cases: list[Case]) -> None:
    folder = portal(tmp_path)
    source = export(tmp_path / "march.csv", cases)
    assert publish(folder, source, "--as-of", "2024-07-01") == (0, [])
    frozen = read_json(folder / "releases" / "latest.json")["ledger"]
    rule(folder, f"{LATE},申诉驳回,no_ground,,,2024-07-10,考核办裁定组,")
    assert publish(folder, source, "--as-of", "2024-07-15") == (0, [])
    assert read_json(folder / "releases" / "latest.json")["ledger"] == frozen
