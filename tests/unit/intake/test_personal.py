"""Personal data at the gate: columns by their name, keys and texts by what stands in them, and the file's own name."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.intake.personal_cells import personal_column, staff_column, text_column
from tests.unit.intake.office import HEADER, MAPPING, rows, take, text


@pytest.mark.parametrize(
    "name",
    [
        "姓名",
        "来电人",
        "联系电话",
        "* 手机号码",
        "来电人电话/账号",
        "身份证号（必填）",
        "家庭住址",
        "出生日期",
        "QQ",
        "车牌号",
        *("Phone Number", "caller_name", "E-mail", "ID card no", "date of birth", "ＱＱ号", "主叫 号码"),
    ],
)
def test_known_by_name(name: str) -> None:
    assert personal_column(name)


@pytest.mark.parametrize(
    "name",
    [
        "诉求人标识",
        "诉求主体",
        "承办单位",
        "热线电话",
        "电话回访结果",
        "诉求渠道",
        "回访方式",
        "企业名称",
        "受理时间",
        "诉求编号",
        *("case_id", "department", "source", "location", "name", "Date received", "诉求内容", "经办人", "", "号"),
    ],
)
def test_not_taken_for_one(name: str) -> None:
    assert not personal_column(name)


def test_texts_and_staff() -> None:
    assert all(map(text_column, ("诉求内容", "回复意见", "事发地址", "case_title", "latitude", "备注")))
    assert all(map(staff_column, ("经办人", "接线员", "回访人员", "工号")))
    assert not any(text_column(name) or staff_column(name) for name in ("承办单位", "满意度", "受理时间", "一级分类"))


def test_a_personal_column_refuses_the_file_unless_it_is_dropped(tmp_path: Path) -> None:
    header = (*HEADER, "联系电话")
    content = text([{**row, "联系电话": "13800138000"} for row in rows(3)], header)
    (item,) = take(tmp_path, content).findings
    assert (item.code, item.severity, item.row, item.column, item.value) == (
        "personal-column",
        "stops",
        1,
        "联系电话",
        "",
    )
    assert take(tmp_path, content, mapping=MAPPING + "drop: [联系电话]\n").findings == ()


def test_a_personal_column_that_is_read_as_something_else_is_refused(tmp_path: Path) -> None:
    mapping = MAPPING.replace("{from: 层级}", "{from: 姓名}") + "drop: [姓名]\n"
    content = text([{**row, "姓名": "区级"} for row in rows(3)], (*HEADER, "姓名"))
    assert [item.code for item in take(tmp_path, content, mapping=mapping).findings] == ["personal-column"]


@pytest.mark.some(3)
@pytest.mark.parametrize(
    "key",
    [
        "13800138000",
        "138-0013-8000",
        "tel13800138000",
        "11010519491231002X",
        "a@b.cn",
        "王伟",
        "138、0013、8000",
        "li[at]163.com",
    ],
)
def test_a_caller_key_that_says_who_it_is_rejects_its_row(tmp_path: Path, key: str) -> None:
    lines = rows(3)
    lines[1]["来电人"] = key
    intake = take(tmp_path, text(lines))
    assert [(item.code, item.row, item.value) for item in intake.findings] == [("personal-cell", 3, "")]
    assert intake.rows_accepted == 2


@pytest.mark.some(2)
@pytest.mark.parametrize(
    "key",
    [
        "f4d1d5606792ea6c",
        "abcde13912345678",
        "13912345678abcde",
        "c1b2a3d4-0001-4abc-8def-053212345678",
        "138001380001234",
        "20240305000123",
        "W0000001",
        "诉求人0001",
    ],
)
def test_ordinary_keys_are_left_alone(tmp_path: Path, key: str) -> None:
    assert take(tmp_path, text(rows(3, 来电人=key))).findings == ()


def test_case_numbers_that_begin_with_a_day_are_no_telephones(tmp_path: Path) -> None:
    lines = rows(6)
    for number, line in enumerate(lines):
        line["编号"] = f"180501{number:05d}"
    assert take(tmp_path, text(lines)).findings == ()
    lines[3]["编号"] = "13912345678"
    assert [(item.code, item.row) for item in take(tmp_path, text(lines)).findings] == [("personal-cell", 5)]


def test_a_hash_of_digits_alone_is_chance(tmp_path: Path) -> None:
    lines = rows(6)
    for number, line in enumerate(lines):
        line["来电人"] = f"a{number}b45678901c"
    lines[2]["来电人"] = "053212345678"
    assert take(tmp_path, text(lines)).findings == ()
    lines[3]["来电人"] = "13912345678"
    assert [(item.code, item.row) for item in take(tmp_path, text(lines)).findings] == [("personal-cell", 5)]


def test_a_text_that_enters_the_store_is_looked_at(tmp_path: Path) -> None:
    lines = rows(3)
    lines[2]["层级"] = "联系人：王伟"
    assert [(item.code, item.row) for item in take(tmp_path, text(lines)).findings if item.code == "personal-cell"] == [
        ("personal-cell", 4)
    ]


def test_the_name_of_the_file_enters_the_store_too(tmp_path: Path) -> None:
    (item,) = take(tmp_path, text(rows(3)), name="导出13800138000").findings
    assert (item.code, item.severity) == ("personal-file-name", "stops")
