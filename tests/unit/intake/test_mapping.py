"""Applying a mapping: each text once, nothing guessed, nothing wrong in silence."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from generator.intake.spellings import Spellings
from tests.unit.intake.office import MAPPING, portal, rows, take, text, told

UNITS = """code,name,short_name,aliases,name_en,tier,group,valid_from,valid_to,successor,handles
A1,六联社区（坪山街道办事处）,,,,department,G1,,,,
A2,大数据局,,,,department,G1,,2024-03-04,A3,
A3,大数据局,,,,department,G1,2024-03-05,,,
A4,水务局,,供水科,,department,G1,,,,
A5,水利局,,供水科,,department,G1,,,,
"""
LIMITS = "limits: []\n"


def units(
    tmp_path: Path, *names: str, day: str = "2024-03-05"
) -> tuple[list[str | None], list[tuple[str, int, str, str]]]:
    lines = rows(len(names))
    for row, name in zip(lines, names, strict=True):
        row |= {"承办单位": name, "受理时间": f"{day} 09:30:00"}
    intake = take(tmp_path, text(lines), units=UNITS, limits=LIMITS)
    found = duckdb.execute(f"SELECT unit FROM '{intake.staged}' ORDER BY case_id").fetchall()
    return [unit for (unit,) in found], told(intake)


def test_width_space_and_case_of_a_name_do_not_matter(tmp_path: Path) -> None:
    names = (
        "六联社区(坪山街道办事处)",
        " 六联社区（坪山街道办事处） ",
        "六联 社区（坪山街道办事处)",
        "A1",
        "'A1",
        '="A1"',
    )
    assert units(tmp_path, *names) == (["A1"] * 6, [])


def test_a_name_of_two_codes_is_the_one_valid_that_day(tmp_path: Path) -> None:
    assert units(tmp_path, "大数据局", day="2024-03-04") == (["A2"], [])
    assert units(tmp_path, "大数据局", day="2024-03-05") == (["A3"], [])
    assert units(tmp_path, "供水科") == ([], [("name-ambiguous", 2, "承办单位", "供水科")])


def test_a_near_name_is_told_and_not_taken(tmp_path: Path) -> None:
    intake = take(tmp_path, text(rows(1, 承办单位="六联社区（坪山街道）")), units=UNITS, limits=LIMITS)
    (problem,) = intake.findings
    assert (problem.code, dict(problem.params)["near"]) == ("unit-unknown", "六联社区（坪山街道办事处）")


def test_near_names_are_looked_for_a_hundred_times_at_most() -> None:
    spellings = Spellings(portal().registers["units"], paths=False)
    assert [bool(spellings.near([f"甲局{number}"])) for number in (*range(100), 100)] == [True] * 100 + [False]


@pytest.mark.some(4)
@pytest.mark.parametrize(
    ("yes", "no", "expected"),
    [
        ("1", "0", "true"),
        ("1.0", "0.0", "true"),
        ("0", "1", "false"),
        ("0.0", "1.0", "false"),
        ("-", "-", None),
        ("", "", None),
        ("-", "0", None),
        ("是", "否", "value-unmapped"),
        ("TRUE", "FALSE", "value-unmapped"),
        ("1", "是", "value-unmapped"),
        ("2", "0", "value-unmapped"),
        # Known texts, of which the mapping does not say what they mean together.
        ("0", "0", "value-unmapped"),
    ],
)
def test_when_has_no_silent_else(tmp_path: Path, yes: str, no: str, expected: str | None) -> None:
    intake = take(tmp_path, text(rows(1, 按时=yes, 超时=no)))
    codes = {item.code for item in intake.findings}
    if expected == "value-unmapped":
        assert (codes, intake.rows_rejected) == ({expected}, 1)
    else:
        assert codes == set()
        assert duckdb.execute(f"SELECT on_time FROM '{intake.staged}'").fetchall() == [(expected,)]


@pytest.mark.parametrize(("yes", "no"), [("是", "否"), ("TRUE", "false"), ("y", "N"), ("有", "无")])
def test_the_opposite_of_a_flag_needs_no_mention(tmp_path: Path, yes: str, no: str) -> None:
    mapping = MAPPING.replace('equals: "1"', f'equals: "{yes}"')
    intake = take(tmp_path, text([*rows(1, 按时=yes, 超时=no), rows(2, 按时=no, 超时=yes)[1]]), mapping=mapping)
    found = duckdb.execute(f"SELECT on_time FROM '{intake.staged}' ORDER BY case_id").fetchall()
    assert (found, told(intake)) == ([("true",), ("false",)], [])


def test_other_texts_of_a_condition_are_listed(tmp_path: Path) -> None:
    mapping = MAPPING.replace('{column: 按时, equals: "1", value', '{column: 按时, equals: "1", others: [待定], value')
    lines = [*rows(1, 按时="待定", 超时="1"), rows(2, 按时="未知", 超时="1")[1]]
    intake = take(tmp_path, text(lines), mapping=mapping)
    assert told(intake) == [("value-unmapped", 3, "按时", "未知")]


def test_values_that_spreadsheets_made_floats(tmp_path: Path) -> None:
    mapping = MAPPING.replace("{市民: 居民, 公司: 企业}", '{"1": 居民, "2": 企业}')
    intake = take(tmp_path, text([*rows(1, 主体="1.0"), rows(2, 主体="3.0")[1]]), mapping=mapping)
    assert told(intake) == [("value-unmapped", 3, "主体", "3.0")]


def test_invisible_characters_are_no_part_of_a_value(tmp_path: Path) -> None:
    changes = {"承办单位": "\u200b甲\u00ad局\u3000", "主体": "\ufeff市民", "层级": "区\u2060级", "编号": "W1\u200b"}
    intake = take(tmp_path, text(rows(1, **changes)))
    assert told(intake) == []
    assert duckdb.execute(f"SELECT case_id, unit, level FROM '{intake.staged}'").fetchall() == [("W1", "A1", "区级")]


def test_a_finding_shows_no_more_than_the_beginning_of_a_cell(tmp_path: Path) -> None:
    intake = take(tmp_path, text(rows(1, 承办单位="x" * 5000)))
    assert [len(item.value) for item in intake.findings] == [120]


def test_a_row_is_told_once_for_each_cell(tmp_path: Path) -> None:
    intake = take(tmp_path, text(rows(1, 编号="", 承办单位="", 受理时间="2024-02-30")))
    assert told(intake) == [
        ("date-invalid", 2, "受理时间", "2024-02-30"),
        ("value-missing", 2, "承办单位", ""),
        ("value-missing", 2, "编号", ""),
    ]
