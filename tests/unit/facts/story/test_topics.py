"""Hot topics: large, rising beyond chance and unrest, gathering in a street; seasons and ties are what they are."""

from __future__ import annotations

from generator.definitions.periods import month_end
from generator.facts.story.grounds import Grounds
from generator.facts.story.topics import gathering, largest, rising
from tests.unit.facts.story.made import BEFORE, LAST_YEAR, MONTH, STEADY, Counts, grounds, volumes, words

Figures = dict[tuple[str, str, str, str], Counts]


def steady(a_day: int) -> dict[str, int]:
    return {month: a_day * month_end(month).day for month in STEADY}


def told(**topics: dict[str, int]) -> Grounds:
    """Grounds of these topics; the whole has as many cases a day as ever."""
    figures: Figures = volumes(STEADY)
    for topic, months in topics.items():
        figures |= volumes(months, "category", topic)
    return grounds(figures)


def test_a_topic_that_rises_is_told_with_its_growth_and_what_chance_leaves_open() -> None:
    found = rising(told(A=steady(20) | {MONTH: 930}, B=steady(30)))
    assert words(found) == ["比去年同期明显增多：A 930 件（多 50%，合理范围 35%–66%）。"]
    assert [(row.key["period"], row.key["key"], row.numerator) for row in found[0].rests_on] == [
        (MONTH, "A", 930),
        (LAST_YEAR, "A", 620),
    ]


def test_a_season_is_no_rise() -> None:
    """Ten times as many as in the months before, and as many as a year ago."""
    assert rising(told(A=steady(2) | {LAST_YEAR: 600, MONTH: 640}, B=steady(30))) == []


def test_without_last_year_the_months_before_stand_in_and_the_season_is_named() -> None:
    known = {month: n for month, n in STEADY.items() if month != LAST_YEAR}
    topic = {month: n for month, n in steady(20).items() if month != LAST_YEAR} | {MONTH: 930}
    (said,) = words(rising(grounds(volumes(known) | volumes(topic, "category", "A"))))
    assert said.startswith("比前三个月明显增多：A 930 件（多 50%")
    assert said.endswith("没有去年同期可比，也可能是季节。")


def test_few_cases_small_rises_and_unrest_are_no_rises() -> None:
    assert rising(told(A=steady(0) | {MONTH: 29})) == []
    assert rising(told(A=steady(100) | {MONTH: 3_500})) == []
    restless = {month: 300 if int(month[-2:]) % 2 else 900 for month in STEADY}
    assert rising(told(A=restless | {LAST_YEAR: 620, MONTH: 930})) == []


def test_what_had_no_case_before_has_no_growth() -> None:
    (said,) = words(rising(told(A=steady(0) | {MONTH: 90}, B=steady(30))))
    assert said == "比去年同期明显增多：A 90 件（此前没有）。"


def test_with_too_few_months_nothing_rises() -> None:
    few = {month: n for month, n in STEADY.items() if month >= "2023-12"}
    topic = {"2023-12": 600, "2024-01": 600, BEFORE: 600, MONTH: 6_000}
    assert rising(grounds(volumes(few) | volumes(topic, "category", "A"))) == []


def test_all_candidates_are_judged_together() -> None:
    """One of forty topics has a rise that alone would be one in a hundred: that is what forty give."""
    calm = {f"T{number:02}": steady(4) for number in range(40)}
    alone = told(A=steady(4) | {MONTH: 163})
    assert len(rising(alone)) == 1
    assert rising(told(**calm, A=steady(4) | {MONTH: 163})) == []


def test_topics_that_are_told_together_are_not_taken_for_none() -> None:
    """Last year the topic may have been among those of few cases: then nothing can be said of it."""
    last_year = volumes({LAST_YEAR: 700}, "category", "_pooled")
    known = {month: n for month, n in steady(20).items() if month != LAST_YEAR} | {MONTH: 930}
    assert rising(grounds(volumes(STEADY) | volumes(known, "category", "A") | last_year)) == []


def test_the_largest_topic_and_for_how_long() -> None:
    assert words(largest(told(A=steady(20), B=steady(30)))) == [
        "件数最多的是B：930 件，占 17.6%（共 5,270 件），从去年同期到本月的 13 个月都最多。"
    ]
    changed = steady(30) | {"2023-12": 1}
    assert words(largest(told(A=steady(20), B=changed)))[0].endswith("已连续 3 个月最多。")
    assert words(largest(told(A=steady(20), B=steady(10) | {MONTH: 700})))[0].endswith("（共 5,270 件）。")


def test_ties_are_ties_and_one_topic_is_no_news() -> None:
    assert words(largest(told(A=steady(20), B=steady(20)))) == [
        "件数并列最多的是A、B：各 620 件，各占 11.8%（共 5,270 件）。"
    ]
    assert largest(told(A=steady(20))) == []
    assert largest(grounds({})) == []


def place(n: int, of_topic: int, of_street: int) -> list[str]:
    figures = volumes(STEADY) | volumes({MONTH: of_topic}, "category", "A") | volumes({MONTH: of_street}, "street", "S")
    return words(gathering(grounds(figures, at_least={("A", "S"): n})))


def test_a_topic_gathers_in_a_street_beyond_chance() -> None:
    assert place(300, 600, 1_000) == ["A集中在S：600 件中至少 300 件在那里，占 50.0%；全部诉求中那里占 19.0%。"]


def test_what_the_street_has_of_everything_is_no_gathering() -> None:
    assert place(120, 600, 1_000) == []
    assert place(29, 40, 60) == []
    assert place(500, 600, 4_200) == []
