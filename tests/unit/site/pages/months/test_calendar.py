"""The calendar of publication."""

from __future__ import annotations

from dataclasses import replace

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


def test_the_next_dates_follow_the_day_that_the_portal_names(edition: Edition) -> None:
    assert calendar(edition).values["dates"] == []
    newest = edition.releases[-1]
    info = {**newest.info, "portal": {**newest.info["portal"], "publication_day": 10}}
    last = replace(newest, info=info)
    dates = calendar(replace(edition, releases=(*edition.releases[:-1], last))).values["dates"]
    assert len(dates) == 12
    assert dates[0] == ("2024 年 1 月", "2024 年 2 月 10 日")
    assert dates[-1] == ("2024 年 12 月", "2025 年 1 月 10 日")


def test_a_month_that_never_appeared_is_named(edition: Edition) -> None:
    assert calendar(edition).values["missing"] == ""
    chain = tuple(replace(issue, month="2023-09") if issue.month == "2023-11" else issue for issue in edition.chain)
    early = replace(edition.releases[0], month="2023-09")
    gap = replace(edition, releases=(early, edition.releases[-1]), chain=chain)
    assert calendar(gap).values["missing"] == "2023 年 10 月、2023 年 11 月"
