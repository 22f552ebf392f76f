"""The whole month beside others: only what is beyond chance is a change, and what is not is said so once."""

from __future__ import annotations

from fractions import Fraction

from generator.facts.chance.binomial import Count
from generator.facts.story.city import MOST, rates, volume, worth
from tests.unit.facts.story.made import BEFORE, LAST_YEAR, MONTH, STEADY, grounds, volumes, words
from tests.unit.facts.story.made import rates as rate


def test_more_cases_than_chance_and_the_usual_unrest_give_are_more() -> None:
    found = volume(grounds(volumes(STEADY | {MONTH: 5_900})))
    assert words(found) == ["2024 年 3 月收到 5,900 件，比去年同期（5,270 件）多 12%，比上月（4,930 件）多 20%。"]
    assert [(row.key["period"], row.numerator) for row in found[0].rests_on] == [
        (MONTH, 5_900),
        (LAST_YEAR, 5_270),
        (BEFORE, 4_930),
    ]


def test_a_difference_within_the_unrest_of_months_is_none() -> None:
    restless = {month: n + (700 if int(month[-2:]) % 2 else 0) for month, n in STEADY.items()}
    (said,) = words(volume(grounds(volumes(restless | {LAST_YEAR: 5_000, MONTH: 5_600, BEFORE: 5_200}))))
    assert said == "2024 年 3 月收到 5,600 件，去年同期 5,000 件、上月 5,200 件，差别都在各月通常的起伏之内。"


def test_a_shorter_month_with_fewer_cases_has_not_fewer() -> None:
    """February 2024 had 29 days: 340 cases more in March are as many a day."""
    (said,) = words(volume(grounds(volumes(STEADY))))
    assert said == "2024 年 3 月收到 5,270 件，去年同期 5,270 件、上月 4,930 件，差别都在各月通常的起伏之内。"


def test_months_too_few_to_know_their_unrest_are_named_and_not_compared() -> None:
    few = {MONTH: 9_000, BEFORE: 100}
    assert words(volume(grounds(volumes(few)))) == ["2024 年 3 月收到 9,000 件，上月 100 件。"]
    assert words(volume(grounds(volumes({MONTH: 7})))) == ["2024 年 3 月收到 7 件。"]
    assert volume(grounds(volumes({MONTH: 0}))) == []
    assert volume(grounds({})) == []


def test_a_rate_beyond_chance_is_a_change_with_its_side_and_its_numbers() -> None:
    (found,) = rates(grounds(rate("on_time", (4_820, 5_000), (4_720, 5_000), (4_810, 5_000)), ["on_time"]))
    assert words([found]) == [
        "按时回复率 96.4%（5,000 件中 4,820 件），比去年同期（94.4%）高 2.0 个百分点，与上月比看不出差别。"
    ]
    assert (found.kind, found.side) == ("rate", "better")
    (worse,) = rates(grounds(rate("on_time", (4_720, 5_000), None, (4_820, 5_000)), ["on_time"]))
    assert (worse.side, words([worse])) == (
        "worse",
        ["按时回复率 94.4%（5,000 件中 4,720 件），比上月（96.4%）低 2.0 个百分点。"],
    )


def test_up_against_one_month_and_down_against_the_other_is_neither() -> None:
    (found,) = rates(grounds(rate("on_time", (4_700, 5_000), (4_400, 5_000), (4_900, 5_000)), ["on_time"]))
    assert found.side == ""


def test_a_rate_within_chance_is_no_change() -> None:
    told = rate("on_time", (4_721, 5_000), (4_720, 5_000), (4_690, 5_000)) | rate(
        "response", (4_900, 5_000), (4_910, 5_000), (4_890, 5_000)
    )
    found = rates(grounds(told, ["on_time"]))
    assert [each.kind for each in found] == ["steady"]
    (said,) = words(found)
    assert said.count("看不出差别") == 1
    assert not set("高低升降") & set(said)


def test_cases_that_are_worth_less_change_less() -> None:
    told = rate("on_time", (4_820, 5_000), (4_720, 5_000))
    alike = {("on_time", month): Fraction(40) for month in (MONTH, LAST_YEAR)}
    assert [each.kind for each in rates(grounds(told, ["on_time"], effects=alike))] == ["steady"]


def test_rates_that_look_alike_get_a_second_decimal() -> None:
    (found,) = rates(grounds(rate("on_time", (999_560, 1_000_000), (999_100, 1_000_000)), ["on_time"]))
    assert words([found]) == ["按时回复率 99.96%（1,000,000 件中 999,560 件），比去年同期（99.91%）高 0.05 个百分点。"]


def test_few_cases_are_not_compared_and_ratings_by_a_system_are_not_told() -> None:
    (found,) = rates(grounds(rate("on_time", (31, 31), (3, 29)), ["on_time"]))
    assert words([found]) == ["按时回复率 100.0%（31 件中 31 件）。"]
    assert rates(grounds(rate("on_time", (10, 29)), ["on_time"])) == []
    assert rates(grounds(rate("satisfaction_inferred", (90, 100)), ["satisfaction_inferred"])) == []


def test_without_usual_rates_the_first_of_those_that_say_how_soon() -> None:
    told = rate("closed_within_3d", (60, 100)) | rate("closed_within_7d", (80, 100))
    assert words(rates(grounds(told))) == ["closed_within_7d 80.0%（100 件中 80 件）。"]


def test_no_more_cases_are_worth_than_can_be_worked_out() -> None:
    assert worth(Count(9 * 10**11, 10**12)) == Count(9 * MOST // 10, MOST)
    assert worth(Count(9, 10)) == Count(9, 10)
