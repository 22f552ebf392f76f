"""An events export goes through check and publish like any other: findings, store, figures, open tables."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from frictionless import Resource, Schema
from ruamel.yaml import YAML

from generator.definitions.portal import load_portal
from tests.support import ROOT, figures, gongshi_here, latest, read_csv, read_json, stored_rows, tree_hash

EXAMPLE = ROOT / "tests" / "spec" / "portal"
EVENT_HEADER = "case_id,at,event,unit,reason,until\n"
MINE = """
id: sent_back
version: 1
title: {zh: 被退回的诉求}
meaning: {zh: 示例}
why: {zh: 示例}
cohort: received
over: case
numerator: returned > 0
denominator: "TRUE"
direction: lower
needs: [received_at]
author: 方法岗
checker: 复核岗
reviewed: "2026-11-01"
"""


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    folder = tmp_path / "portal"
    shutil.copytree(EXAMPLE, folder)
    (folder / "indicators").mkdir()
    (folder / "indicators" / "sent_back.yml").write_text(MINE, "utf-8")
    yaml = YAML()
    settings = yaml.load((folder / "portal.yml").read_text("utf-8"))
    settings["indicators"].append("sent_back")
    with (folder / "portal.yml").open("w", encoding="utf-8") as stream:
        yaml.dump(settings, stream)
    return folder


@pytest.fixture
def cases(portal: Path) -> Path:
    """Thirty cases of one unit, received and closed in March, all confirmed as resolved."""
    loaded, problems = load_portal(portal)
    assert loaded is not None, problems
    header = loaded.mappings[0].required_headers
    path = portal.parent / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        for number in range(30):
            writer.writerow(
                {"case_id": f"c{number}", "unit": "A1", "received_at": "2024-03-01 09:00", "resolved": "解决"}
                | {"closed_at": "2024-03-04 09:00", "stated": "2024-06-30"}
            )
    return path


def events(portal: Path, *rows: str) -> Path:
    path = portal.parent / "events.csv"
    path.write_text(EVENT_HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def value(portal: Path, indicator: str, scope: str = "all") -> str:
    rows = [row for row in figures(portal, "2024-03") if (row["indicator"], row["scope"]) == (indicator, scope)]
    return "; ".join(f"{row['numerator']}/{row['denominator']}" for row in rows)


def test_events_beside_their_cases(portal: Path, cases: Path) -> None:
    path = events(portal, "c0,2024-03-02 09:00,退回,A2,,", "c1,2024-03-20 09:00,重办,,,")
    done = gongshi_here("publish", "--portal", portal, path, cases)
    assert done.returncode == 0, done.stdout + done.stderr
    assert value(portal, "sent_back") == "1/30"
    assert value(portal, "resolution") == "30/30"
    assert value(portal, "resolution_confirmed") == "29/30"
    release = latest(portal)["2024-03"]
    account = read_json(release / "intake.json")
    assert (account["rows_read"], account["filled"]["events"]) == (30, 2)
    assert {row["sent_back"] for row in read_csv(release / "counts-received.csv")} == {"yes", "no"}
    published = {item["id"]: item for item in read_json(release / "indicators.json")}
    assert published["sent_back"]["case"] == {"numerator": "returned > 0", "denominator": "TRUE"}
    assert published["resolution"]["case"] is None
    for name in ("received", "answers"):
        schema = Schema.from_descriptor(read_json(release / "schemas" / f"counts-{name}.schema.json"))
        resource = Resource(path=f"counts-{name}.csv", basepath=str(release), schema=schema)
        assert resource.validate().valid, name
    assert [path.split("/")[0] for path in stored_rows(portal)] == ["cases", "events"]


def test_events_that_come_later(portal: Path, cases: Path) -> None:
    assert gongshi_here("publish", "--portal", portal, cases).returncode == 0
    assert value(portal, "resolution_confirmed") == "", "without events it is not reported"
    assert value(portal, "sent_back") == ""
    before = stored_rows(portal)
    assert [path.split("/")[0] for path in before] == ["cases"]
    path = events(portal, "c1,2024-03-20 09:00,重办,,,")
    done = gongshi_here("publish", "--portal", portal, path, "--cause", "late_data")
    assert done.returncode == 0, done.stdout + done.stderr
    assert value(portal, "resolution_confirmed") == "29/30"
    after = stored_rows(portal)
    assert {path: after[path] for path in before} == before
    assert [path.split("/")[0] for path in after] == ["cases", "events"]
    unchanged = tree_hash(portal)
    assert gongshi_here("publish", "--portal", portal, path).returncode == 0
    assert tree_hash(portal) == unchanged, "the same events again change nothing"


def test_events_without_cases_stop(portal: Path) -> None:
    path = events(portal, "c1,2024-03-20 09:00,重办,,,")
    done = gongshi_here("check", "--portal", portal, "--json", path)
    assert done.returncode == 1
    assert [item["code"] for item in json.loads(done.stdout)["findings"]] == ["events-without-cases"]
    assert gongshi_here("publish", "--portal", portal, path).returncode == 3
    assert not (portal / "store").exists()


def test_a_rejected_event_stops_like_a_rejected_case(portal: Path, cases: Path) -> None:
    path = events(portal, "nobody,2024-03-20 09:00,重办,,,")
    done = gongshi_here("publish", "--portal", portal, cases, path, "--json")
    assert done.returncode == 3
    found = {(item["code"], item["row"]) for item in json.loads(done.stdout)["findings"]}
    assert found == {("case-unknown", 2), ("too-many-rejected", None)}


def test_a_release_says_where_its_deadlines_are_from(portal: Path, cases: Path) -> None:
    """Given by the export, worked out from a limit, and moved by a suspension, as known at the as-of."""
    limit = "{deadline: reply, days: 4, start: received, suspension: stops, source: {zh: 规定}}"
    (portal / "limits.yml").write_text(f"limits:\n  - {limit}\n", "utf-8")
    with cases.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows[:3]:
        row["due_at"] = "2024-03-08 09:00"
    with cases.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    path = events(portal, *(f"c{n},2024-03-02 09:00,挂账,,,2024-03-03 09:00" for n in range(5)))
    assert gongshi_here("publish", "--portal", portal, path, cases).returncode == 0
    account = read_json(latest(portal)["2024-03"] / "intake.json")
    assert account["deadlines"] == {"due_at": {"given": 3, "worked_out": 27, "moved": 2}}
    assert account["filled"]["due_at"] == 30


def test_an_event_after_the_export_ends_is_rejected(portal: Path, cases: Path) -> None:
    mapping = portal / "mappings" / "events.yml"
    mapping.write_text(mapping.read_text("utf-8") + "  as_of: {from: stated}\n", "utf-8")
    path = portal.parent / "events.csv"
    path.write_text("case_id,at,event,unit,reason,until,stated\nc1,2024-05-02,重办,,,,2024-05-01\n", "utf-8")
    done = gongshi_here("check", "--portal", portal, cases, path, "--json")
    found = [item for item in json.loads(done.stdout)["findings"] if item["file"] == "events.csv"]
    assert {(item["code"], item["row"]) for item in found} == {("outside-export", 2), ("too-many-rejected", None)}


def test_an_event_after_the_newest_cases_is_noted(portal: Path, cases: Path) -> None:
    """The events say of no later day than the cases: it waits in the store until newer cases come."""
    path = events(portal, "c1,2024-03-20 09:00,重办,,,", "c1,2025-01-01 09:00,督办,,,")
    done = gongshi_here("check", "--portal", portal, cases, path, "--json")
    (found,) = [item for item in json.loads(done.stdout)["findings"] if item["file"] == "events.csv"]
    assert (found["code"], found["severity"]) == ("event-after-cases", "notes")
    assert (found["row"], found["column"]) == (3, "at")
    assert "2025" not in found["message"] + found["remedy"]
    assert gongshi_here("publish", "--portal", portal, cases, path).returncode == 0


@pytest.mark.parametrize(("verb", "status"), [("check", 1), ("publish", 0)])
def test_a_condition_that_never_holds_is_noted(portal: Path, cases: Path, verb: str, status: int) -> None:
    path = events(portal, "c1,2024-03-20 09:00,重办,,,")
    done = gongshi_here(verb, "--portal", portal, cases, path, "--json")
    assert done.returncode == status
    assert (portal / "store").exists() == (portal / "releases").exists() == (verb == "publish")
    (found,) = json.loads(done.stdout)["findings"]
    assert (found["code"], found["severity"], found["file"]) == ("condition-never", "notes", "indicators/sent_back.yml")
    assert found["column"] == "numerator"
