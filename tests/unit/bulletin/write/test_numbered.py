"""Numbers before headings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.bulletin.model import Subheading
from generator.bulletin.write.numbered import han, numbered
from tests.unit.bulletin.made import bulletin


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")])
def test_numbers_in_chinese(number: int, words: str) -> None:
    assert han(number) == words


def test_one_section_alone_has_no_number() -> None:
    made = bulletin()
    alone = replace(made, sections=made.sections[:1])
    assert numbered(alone) == alone


def test_headings_are_counted_each_on_its_level() -> None:
    made = numbered(bulletin())
    assert [section.title for section in made.sections] == ["一、分组分档", "二、数据说明"]
    assert Subheading("（一）镇街") in made.sections[0].blocks
    english = numbered(replace(bulletin(), lang="en"))
    assert [section.title for section in english.sections] == ["1. 分组分档", "2. 数据说明"]
    assert Subheading("1.1 镇街") in english.sections[0].blocks
