"""Who answers for a publication: roles and days, from options before the file, and never a person's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import UserError
from generator.publication.sign_off import FILE, STEPS, Step, sign_off

GIVEN = {"prepared_by": "数据岗:2024-04-08", "checked_by": "复核岗：2024-04-09", "signed_by": "分管负责人:2024-04-09"}
DRAFTED = "2024-04-08"


def test_options_say_roles_and_days(tmp_path: Path) -> None:
    steps = sign_off(tmp_path, GIVEN, DRAFTED)
    assert tuple(steps) == STEPS
    assert steps["checked_by"] == Step("复核岗", "2024-04-09")


def test_what_no_option_says_stands_in_the_file(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        "prepared_by: {role: 数据岗, day: 2024-04-08}\n"
        'checked_by: {role: "", day: ""}\n'
        "signed_by: {role: 主任, day: 2024-04-09}\n",
        "utf-8",
    )
    steps = sign_off(tmp_path, GIVEN | {"prepared_by": "", "signed_by": ""}, DRAFTED)
    assert [step.role for step in steps.values()] == ["数据岗", "复核岗", "主任"]
    with pytest.raises(UserError, match="审核"):
        sign_off(tmp_path, {}, DRAFTED)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "缺少"),
        ("数据岗", "ROLE:DAY"),
        ("数据岗:4月8日", "ROLE:DAY"),
        ("数据岗:20240408", "ROLE:DAY"),
        (":2024-04-08", "ROLE:DAY"),
        (f"{'岗' * 31}:2024-04-08", "ROLE:DAY"),
        ("王小明:2024-04-08", "no name"),
        ("经办人李明:2024-04-08", "no name"),
        ("值班13800138000:2024-04-08", "no name"),
    ],
)
def test_anything_else_is_one_line(tmp_path: Path, step: str, text: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as error:
        sign_off(tmp_path, GIVEN | {step: text}, DRAFTED)
    assert "小明" not in str(error.value)
    assert "138" not in str(error.value)


@pytest.mark.parametrize(("step", "day"), [("prepared_by", "2024-04-07"), ("signed_by", "2024-04-08")])
def test_days_do_not_go_back(tmp_path: Path, step: str, day: str) -> None:
    with pytest.raises(UserError, match=day):
        sign_off(tmp_path, GIVEN | {step: f"数据岗:{day}"}, DRAFTED)


@pytest.mark.parametrize("text", ["- 数据岗\n", "prepared_by: 数据岗\n", "prepared_by: {role: [\n", ""])
def test_a_file_of_another_form_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(UserError) as error:
        sign_off(tmp_path, {}, DRAFTED)
    assert "\n" not in str(error.value)
