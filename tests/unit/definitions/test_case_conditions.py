"""Conditions over cases: only what the whitelist allows; what is wrong is named with file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from ruamel.yaml import YAML

from generator.definitions.case_conditions import COLUMNS, parse_case_condition
from generator.definitions.conditions import ConditionError
from generator.definitions.indicators import load_indicators
from generator.sql import TIME_MACROS

BASE = {
    "id": "mine",
    "version": 1,
    "title": {"zh": "我的指标"},
    "meaning": {"zh": "示例"},
    "why": {"zh": "示例"},
    "cohort": "received",
    "over": "case",
    "numerator": "kind = 'life'",
    "denominator": "TRUE",
    "direction": "higher",
    "needs": ["received_at"],
    "author": "方法岗",
    "checker": "复核岗",
    "reviewed": "2026-11-01",
}


@pytest.mark.parametrize(
    "text",
    [
        "case_id = 'x'",
        "caller_key IS NOT NULL",
        "area = 'E1'",
        "category = 'home'",
        "nosuch = 'x'",
        "c.kind = 'x'",
        "kind = unit",
        "kind > 'x'",
        "kind = 1",
        "kind LIKE 'x%'",
        "kind IN (SELECT 'x')",
        "lower(kind) = 'x'",
        "returned = 'x'",
        "returned > 1.5",
        "returned > -1",
        "returned",
        "due_at = '2024-03-01'",
        "due_at < replied_at",
        "replied_at - received_at > 1",
        "hours_between(received_at) > 1",
        "hours_between(received_at, kind) > 1",
        "hours_between(received_at, '2024-03-01') > 1",
        "hours_between(received_at, closed_at)",
        "time_until(read_csv('x'), due_at)",
        "time_until(as_of(1), due_at)",
        "coalesce(kind, unit) = 'x'",
        "now() IS NULL",
        "FALSE",
        "1 = 1",
        "kind IS TRUE",
        "TRUE; DROP TABLE cases",
        "EXISTS (SELECT 1)",
        "read_csv('x')",
        "kind = ",
        "",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ConditionError):
        parse_case_condition(text)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("kind = 'it''s'", True),
        ("kind <> 'x' AND NOT (level IN ('a', 'b'))", True),
        ("status IS NULL", True),
        ("status = '办结'", None),
        ("status IS NOT NULL OR kind = 'x'", False),
        ("returned >= 2 AND transferred = 0", True),
        ("returned IN (1, 2)", True),
        ("hours_between(received_at, replied_at) <= 48", True),
        ("hours_between(received_at, replied_at) < 48", False),
        ("hours_between(received_at, closed_at) <= 48", True),
        ("time_until(replied_at, coalesce(extended_until, due_at))", True),
        ("time_before(due_at, as_of())", True),
        ("time_until(followed_up_at, due_at)", None),
        ("TRUE", True),
    ],
)
def test_truth(text: str, holds: bool | None) -> None:
    values: dict[str, Any] = dict.fromkeys(COLUMNS)
    values |= {"kind": "it's", "level": "c", "returned": 2, "transferred": 0, "as_of": "2024-04-01"}
    values |= {"received_at": "2024-03-01T09:00:00", "replied_at": "2024-03-03T09:00:00", "closed_at": "2024-03-03"}
    values |= {"due_at": "2024-03-02T09:00:00", "extended_until": "2024-03-03"}
    with duckdb.connect() as con:
        con.execute(TIME_MACROS)
        con.execute("SET VARIABLE as_of = '2024-04-01'")
        fields = ", ".join(
            f'${name}::{"INT" if isinstance(v, int) else "VARCHAR"} AS "{name}"' for name, v in values.items()
        )
        row = con.execute(f"SELECT {parse_case_condition(text).query} FROM (SELECT {fields}) AS c", values).fetchone()
    assert row == (holds,)


def problems(tmp_path: Path, *files: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Write indicator files (changes of BASE) and load them: code, file and the text of the line named."""
    folder = tmp_path / "indicators"
    folder.mkdir()
    for change in files:
        data = BASE | change
        name = f"{data['id']}@{data['version']}" if data["version"] > 1 else data["id"]
        with (folder / f"{name}.yml").open("w", encoding="utf-8") as stream:
            YAML().dump(data, stream)
    found = load_indicators(tmp_path, tuple(dict.fromkeys((BASE | change)["id"] for change in files)))[1]
    lines = {path.name: path.read_text("utf-8").splitlines() for path in folder.glob("*.yml")}
    return [(f.code, f.file, lines[Path(f.file).name][f.row - 1].split(":")[0]) for f in found]


def test_every_problem_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        {"id": "one", "numerator": "colour = 'red'", "denominator": "length(kind) > 1"},
        {"id": "two", "numerator": "satisfaction = '满意'", "denominator": "resolved IS NOT NULL"},
        {"id": "elapsed"},
        {"id": "three", "valid_from": "2024-05", "valid_to": "2024-04"},
    )
    assert found == [
        ("condition-column", "indicators/one.yml", "numerator"),
        ("condition-invalid", "indicators/one.yml", "denominator"),
        ("condition-answers", "indicators/two.yml", "numerator"),
        ("condition-answers", "indicators/two.yml", "denominator"),
        ("indicator-column", "indicators/elapsed.yml", "id"),
        ("range-backwards", "indicators/three.yml", "valid_to"),
    ]


def test_versions(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        {"valid_to": "2024-06"},
        {"version": 2, "valid_from": "2024-06", "change": {"zh": "口径改变"}},
        {"version": 3, "valid_from": "2025-01", "numerator": "returned > 0", "change": {"zh": "口径改变"}},
    )
    assert found == [
        ("validity-overlaps", "indicators/mine@2.yml", "valid_from"),
        ("validity-overlaps", "indicators/mine@3.yml", "valid_from"),
    ]


def test_a_later_version_says_what_it_changes(tmp_path: Path) -> None:
    found = problems(tmp_path, {"valid_to": "2024-06"}, {"version": 2, "valid_from": "2024-07"})
    assert [(code, file) for code, file, _ in found] == [("setting-required", "indicators/mine@2.yml")]


def test_an_open_and_a_protected_version_cannot_share_a_column(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        {"cohort": "closed", "valid_to": "2024-06"},
        {"cohort": "answers", "version": 2, "valid_from": "2024-07", "change": {"zh": "口径改变"}},
    )
    assert found == [("indicator-column", "indicators/mine@2.yml", "cohort")]


def test_conditions_on_events_need_events(tmp_path: Path) -> None:
    assert problems(tmp_path, {"numerator": "returned > 0"}) == []
    (indicator,), _ = load_indicators(tmp_path, ("mine",))
    assert indicator.needs == ("received_at", "events")
    assert not indicator.reported_by(frozenset({"received_at"}))
