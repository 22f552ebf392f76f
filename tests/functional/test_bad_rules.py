"""Rules that cannot be used: a portal with every kind of fault in its rules says all of them in one run of `check`."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from generator.definitions.mappings import load_mappings
from tests.support import ROOT, gongshi_here, tree_hash

EXAMPLE = ROOT / "tests" / "spec" / "portal"

# A comment `#! code` marks the line at which the finding is expected.
LIMITS = """\
limits:
  - {deadline: reply, start: received, when: {kind: firm}, source: {zh: 没有长度}}  #! setting-choice
  - {deadline: reply, days: 3, when: {level: 社区}, source: {zh: 没有起点}}  #! setting-required
  - {deadline: response, hours: 4, start: undecided, when: {kind: firm}, source: {zh: 起点未定}}  #! limit-undecided
  - {deadline: response, hours: 4, start: received, when: {kind: life}, valid_to: 2024-06-30, source: {zh: 前}}
  - deadline: response  #! limits-overlap
    hours: 2
    start: received
    when: {kind: life}
    valid_from: 2024-06-30
    source: {zh: 后一版}
  - {deadline: reply, working_days: 15, start: received, source: {zh: 十五个工作日}}
"""
INDICATOR = """\
id: {id}
version: {version}
title: {{zh: 示例}}
meaning: {{zh: 示例}}
why: {{zh: 示例}}
cohort: received
over: case
{rest}
direction: higher
needs: [received_at]
author: 方法岗
checker: 复核岗
reviewed: "2026-11-01"
"""
INDICATORS = {
    "colours": ["numerator: colour = 'red' AND shape = 'round'  #! condition-column", 'denominator: "TRUE"'],
    "always": ["numerator: closed_at IS NOT NULL  #! condition-always", 'denominator: "TRUE"'],
    "never": ["numerator: kind = 'firm'", "denominator: channel = 'telepathy'  #! condition-never"],
    "twice": ["numerator: kind = 'firm'", 'denominator: "TRUE"', "valid_to: 2024-06"],
    "twice@2": [
        "numerator: kind = 'firm'",
        'denominator: "TRUE"',
        "valid_from: 2024-06  #! validity-overlaps",
        "change: {zh: 改了}",
    ],
}
SCHEME = """\
scheme: points
kind: score
version: 1
title: {zh: 示例}
meaning: {zh: 示例}
source: {zh: 示例}
valid_from: 2024-01
window: month
total: 100  #! weights-differ
missing: leave_out
components:
  - {indicator: on_time, weight: 30, form: {full_mark: {at: 95, per_point: 1, floor: 0}}}
  - {indicator: resolution, weight: 35, form: {full_mark: {at: 95, per_point: 1, floor: 0}}}
author: 方法岗
checker: 复核岗
reviewed: "2026-11-01"
"""


# The exports tell of the last days of the official calendar.
TODAY = "2027-12-31"


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    folder = tmp_path / "portal"
    shutil.copytree(EXAMPLE, folder)
    (folder / "limits.yml").write_text(LIMITS, "utf-8")
    for name, lines in INDICATORS.items():
        identity, _, version = name.partition("@")
        text = INDICATOR.format(id=identity, version=version or 1, rest="\n".join(lines))
        (folder / "indicators").mkdir(exist_ok=True)
        (folder / "indicators" / f"{name}.yml").write_text(text, "utf-8")
    (folder / "schemes").mkdir()
    (folder / "schemes" / "points.yml").write_text(SCHEME, "utf-8")
    yaml = YAML()
    settings = yaml.load((folder / "portal.yml").read_text("utf-8"))
    settings["indicators"] += [name for name in INDICATORS if "@" not in name]
    with (folder / "portal.yml").open("w", encoding="utf-8") as stream:
        yaml.dump(settings, stream)
    units = folder / "registers" / "units.csv"
    lines = units.read_text("utf-8").splitlines()
    for number, successor in ((1, "A2"), (2, "A3"), (3, "A1")):
        cells = lines[number].split(",")
        cells[9] = successor
        lines[number] = ",".join(cells)
    units.write_text("\n".join(lines) + "\n", "utf-8")
    return folder


@pytest.fixture
def export(portal: Path) -> Path:
    """Forty cases received so late in the last year of the official calendar that 15 working days end in the next."""
    header = next(item for item in load_mappings(portal / "mappings")[0] if item.table == "cases").required_headers
    path = portal.parent / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        for number in range(40):
            received = "2026-12-28 09:00" if number < 4 else "2026-12-01 09:00"
            writer.writerow(
                {"case_id": f"c{number}", "unit": "A1", "kind": ("life", "firm")[number % 2], "received_at": received}
                | {"closed_at": "2026-12-30 10:00", "stated": "2026-12-31"}
            )
    return path


def expected(portal: Path) -> set[tuple[str, str, int | None]]:
    marked = {
        (code, path.relative_to(portal).as_posix(), number)
        for path in portal.rglob("*.yml")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for code in re.findall(r"#! ([\w-]+)", line)
    }
    cycle = {("register-cycle", "registers/units.csv", row) for row in (2, 3, 4)}
    return marked | cycle | {("calendar-ends", "calendar.csv", None)}


def test_every_fault_of_the_rules_at_once(portal: Path, export: Path) -> None:
    before = tree_hash(portal)
    done = gongshi_here("check", "--portal", portal, "--today", TODAY, export, "--json")
    assert done.returncode == 1, done.stdout + done.stderr
    answer = json.loads(done.stdout)
    found = [(item["code"], item["file"], item["row"]) for item in answer["findings"]]
    assert set(found) == expected(portal)
    assert len(found) == len(set(found)), "each fault is said once"
    assert answer["rows_accepted"] == 40, "the export is read although the rules are at fault"
    for item in answer["findings"]:
        assert item["message"]
        assert item["remedy"]
    assert tree_hash(portal) == before, "check writes nothing"


@pytest.mark.some(3)
@pytest.mark.parametrize(
    ("code", "lang", "said"),
    [
        ("condition-column", "zh", ["colour", "shape", "received_at", "urgency"]),
        ("condition-column", "en", ["colour", "shape", "received_at", "urgency"]),
        ("setting-choice", "zh", ["hours", "days", "working_days"]),
        ("setting-required", "zh", ["start", "received", "dispatched", "accepted"]),
        ("weights-differ", "zh", ["65", "100"]),
        ("limits-overlap", "zh", ["5"]),
        ("validity-overlaps", "zh", ["twice@1"]),
        ("calendar-ends", "zh", ["2026-12-31", "4", "calendar.csv"]),
        ("register-cycle", "zh", ["2 → 3 → 4 → 2"]),
    ],
)
def test_what_is_said_is_enough_to_mend_it(portal: Path, export: Path, code: str, lang: str, said: list[str]) -> None:
    done = gongshi_here("check", "--portal", portal, export, "--json", "--lang", lang)
    item = next(item for item in json.loads(done.stdout)["findings"] if item["code"] == code)
    for word in said:
        assert word in item["message"] + item["remedy"], word


def test_nothing_is_published_of_such_rules(portal: Path, export: Path) -> None:
    done = gongshi_here("publish", "--portal", portal, export)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not (portal / "store").exists()
    assert not (portal / "releases").exists()


def test_a_calendar_that_ends_before_an_extended_or_moved_deadline(portal: Path, export: Path) -> None:
    """Deadlines that events lead beyond the calendar are found as well, once everything else is mended."""
    limit = "{deadline: reply, working_days: 1, start: received, suspension: stops, extension: {working_days: 90}"
    (portal / "limits.yml").write_text(f"limits:\n  - {limit}, source: {{zh: 规定}}}}\n", "utf-8")
    shutil.copytree(EXAMPLE / "registers", portal / "registers", dirs_exist_ok=True)
    shutil.copyfile(EXAMPLE / "portal.yml", portal / "portal.yml")
    (portal / "schemes" / "points.yml").unlink()
    events = portal.parent / "events.csv"
    events.write_text(
        "case_id,at,event,unit,reason,until\n"
        "c5,2026-12-02 09:00,延期,,,\n"
        "c6,2026-12-02 09:00,挂账,,,2027-03-01 09:00\n",
        "utf-8",
    )
    done = gongshi_here("check", "--portal", portal, "--today", TODAY, export, events, "--json")
    (item,) = json.loads(done.stdout)["findings"]
    assert (item["code"], item["file"]) == ("calendar-ends", "calendar.csv")
    assert "2" in item["message"]
    assert gongshi_here("publish", "--portal", portal, export, events).returncode == 3
    assert not (portal / "store").exists()
