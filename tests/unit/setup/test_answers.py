"""Answers: from a file, checked against what may be said, else the default."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import UserError
from generator.setup.answers import COLUMNS, KEYS, Question, by_default, checked, from_file
from tests.support import ROOT

SCALE = Question("satisfied", "满意", ("满意", "基本满意"), several=True)
UNIT = Question(COLUMNS, "承办单位", ("承办单位", "责任单位"), field="unit")


def test_every_key_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "portal-files.md").read_text("utf-8")
    table = page.split("| key | says | default |\n|---|---|---|\n", 1)[1].split("\n\n", 1)[0]
    assert [line.split("`")[1] for line in table.splitlines()] == [*KEYS, COLUMNS]


def test_what_a_file_says_is_stated_and_what_it_does_not_say_is_not(tmp_path: Path) -> None:
    path = tmp_path / "answers.yml"
    path.write_text("satisfied: [满意, 基本满意]\ncolumns: {unit: 责任单位}\n", "utf-8")
    ask = from_file(path)
    assert (ask(SCALE).parts, ask(SCALE).stated) == (("满意", "基本满意"), True)
    assert ask(UNIT).text == "责任单位"
    assert ask(Question("title", "默认")) == by_default(Question("title", "默认"))


def test_several_are_parted_by_commas_of_either_width() -> None:
    assert checked(SCALE, "满意，基本满意").parts == ("满意", "基本满意")


@pytest.mark.parametrize("text", ["好", "满意, 好"])
def test_only_what_is_offered_may_be_said(text: str) -> None:
    with pytest.raises(UserError, match="满意, 基本满意"):
        checked(SCALE, text)


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"a: [", b"- a", b"columns: 1", b"colour: red", b"a: " + b"x" * (1 << 17)]
)
def test_what_is_no_file_of_answers_is_wrong_use(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "answers.yml").write_bytes(content)
    with pytest.raises(UserError):
        from_file(tmp_path / "answers.yml")
    with pytest.raises(UserError):
        from_file(tmp_path / "nothing.yml")
