"""The calendar of publication."""

from __future__ import annotations

from generator.site.edition import Edition
from generator.site.pages.months.calendar import calendar


def test_the_calendar_says_what_waits(edition: Edition) -> None:
    values = calendar(edition).values
    assert [str(words) for words in values["waiting"]] == [
        "2023 年 12 月：目前是初步数据，2024 年 3 月 1 日起可以转为最终数据。"
    ]
    assert [[name for name, *_ in line.issues] for line in values["lines"]] == [
        ["2023-12-p1"],
        ["2023-11-p1", "2023-11-f1"],
    ]
