"""Limits that cannot be used say so with file and line, all of them at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.definitions.portal import load_portal
from generator.definitions.registers import load_registers
from generator.definitions.time_limits.limits import load_limits
from generator.intake.export import take_in
from tests.support import ROOT

EXAMPLE = ROOT / "tests" / "spec" / "portal"
REGISTERS, _ = load_registers(EXAMPLE / "registers")
SOURCE = "source: {zh: 规定}"


def problems_of(tmp_path: Path, *lines: str) -> list[tuple[str, int, str]]:
    path = tmp_path / "limits.yml"
    path.write_text("limits:\n" + "".join(f"  - {{{line}, {SOURCE}}}\n" for line in lines), "utf-8")
    return [(item.code, item.row, item.column) for item in load_limits(path, REGISTERS)[1]]


def test_shape(tmp_path: Path) -> None:
    found = problems_of(
        tmp_path,
        "deadline: reply, start: received",
        "deadline: reply, days: 2",
        "deadline: reply, days: 2, hours: 3, start: received",
        "deadline: reply, days: 2, start: received, office_hours: {from: '09:00', to: '17:00'}",
        "deadline: reply, days: 2, start: received, when: {colour: red}",
        "deadline: reply, days: 2, start: received, when: {tier: village}",
        "deadline: reply, days: 2, start: received, valid_from: soon",
    )
    assert {(code, row) for code, row, _ in found} == {
        ("setting-choice", 2),
        ("setting-required", 3),
        ("setting-choice", 4),
        ("setting-required", 5),
        ("setting-unknown", 6),
        ("setting-invalid", 7),
        ("setting-invalid", 8),
    }


def test_a_limit_at_fault_does_not_hide_the_others(tmp_path: Path) -> None:
    """What is found in the form of one limit and in the meaning of the next comes at once."""
    found = problems_of(
        tmp_path,
        "deadline: reply, days: 2, start: received",
        "deadline: reply, start: received",
        "deadline: response, hours: 2, start: received, office_hours: {from: '17:00', to: '09:00'}",
        "deadline: reply, days: 3, start: received",
        "deadline: dispatch, hours: 1, start: undecided",
    )
    assert found == [
        ("setting-choice", 3, "limits.1"),
        ("setting-invalid", 4, "office_hours"),
        ("limits-overlap", 5, ""),
        ("limit-undecided", 6, "start"),
    ]


def test_meaning(tmp_path: Path) -> None:
    found = problems_of(
        tmp_path,
        "deadline: reply, days: 2, start: undecided",
        "deadline: response, days: 2, start: received, valid_from: 2024-05-01, valid_to: 2024-04-30",
        "deadline: dispatch, hours: 2, start: received, when: {kind: nosuch}",
        "deadline: dispatch, hours: 2, start: received, when: {category: nosuch}",
    )
    assert found == [
        ("limit-undecided", 2, "start"),
        ("range-backwards", 3, "valid_to"),
        ("register-reference", 4, "kind"),
        ("limits-overlap", 5, ""),
        ("register-reference", 5, "category"),
    ]


@pytest.mark.parametrize(
    ("one", "two", "collide"),
    [
        ("when: {kind: life}", "when: {kind: firm}", False),
        ("when: {kind: life}", "when: {level: 社区}", True),
        ("when: {kind: life}", "when: {kind: life, level: 社区}", False),
        ("when: {category: road}", "when: {category: road1}", False),
        ("when: {category: road}", "when: {category: home}", False),
        ("when: {category: road, kind: life}", "when: {category: home1, level: 社区}", False),
        ("when: {category: road, kind: life}", "when: {category: road, level: 社区}", True),
        ("valid_to: 2024-06-30", "valid_from: 2024-07-01", False),
        ("valid_to: 2024-07-01", "valid_from: 2024-07-01", True),
        ("when: {tier: street}", "when: {tier: department}", False),
    ],
)
def test_collisions(tmp_path: Path, one: str, two: str, collide: bool) -> None:
    common = "deadline: reply, start: received, days: 2"
    found = problems_of(tmp_path, f"{common}, {one}", f"{common}, {two}")
    assert found == ([("limits-overlap", 3, "")] if collide else [])


def test_office_hours_have_a_length(tmp_path: Path) -> None:
    line = "deadline: reply, hours: 2, start: received, office_hours: {from: '17:00', to: '09:00'}"
    assert problems_of(tmp_path, line) == [("setting-invalid", 2, "office_hours")]


def test_a_deadline_beyond_the_calendar_stops(tmp_path: Path) -> None:
    folder = tmp_path / "portal"
    shutil.copytree(EXAMPLE, folder)
    (folder / "limits.yml").write_text(
        f"limits:\n  - {{deadline: reply, working_days: 15, start: received, {SOURCE}}}\n", "utf-8"
    )
    portal, problems = load_portal(folder)
    assert portal is not None, problems
    last = portal.calendar.last.isoformat()
    header = portal.mappings[0].required_headers
    export = tmp_path / "export.csv"
    rows = [dict.fromkeys(header, "") | {"case_id": str(n), "unit": "A1", "received_at": last} for n in range(3)]
    rows[0]["due_at"] = "2030-01-01"
    export.write_text("\n".join(",".join(row) for row in [header, *(row.values() for row in rows)]) + "\n", "utf-8")
    work = tmp_path / "work"
    work.mkdir()
    intake = take_in(export, portal, work, "", lambda stage, count: None)
    (found,) = [item for item in intake.findings if item.code == "calendar-ends"]
    assert (found.file, found.severity, dict(found.params)) == ("calendar.csv", "stops", {"count": "2", "last": last})
