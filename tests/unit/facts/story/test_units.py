"""Who stands out, for how long, and who no longer does: what the verdicts say, and nothing else."""

from __future__ import annotations

from generator.facts.story.units import recovered, standing_out
from tests.unit.facts.story.made import Counts, grounds, rates, verdict, words

BASE: dict[tuple[str, str, str, str], Counts] = rates("on_time", (9_000, 10_000))


def test_one_unit_is_named_with_its_rate_and_since_when() -> None:
    low = verdict("U1", "much_lower", "worse", (5, 9))
    found = standing_out(grounds(BASE, ["on_time"], [low, verdict("U2", "no_difference", "")]))
    assert words(found) == [
        "U1的按时回复率明显低于同组（2023 年 11 月起，5 期）："
        "40.0%，同组 90.0%（截至 2024 年 3 月的 12 个月，100 件）。"
    ]
    assert [row.key["unit"] for row in found[0].rests_on] == ["U1"]


def test_of_many_units_those_that_stand_longest_are_named_and_all_are_counted() -> None:
    rows = [verdict(f"U{n}", "much_lower", "worse", (n, 9)) for n in range(1, 6)]
    (found,) = standing_out(grounds(BASE, ["on_time"], rows))
    assert words([found]) == [
        "5 个单位的按时回复率明显低于同组（截至 2024 年 3 月的 12 个月）："
        "U5（2023 年 11 月起，5 期）、U4（2023 年 12 月起，4 期）、U3（2024 年 1 月起，3 期）等。"
    ]
    assert len(found.rests_on) == 5


def test_since_when_is_said_as_far_as_it_is_known() -> None:
    for stood, said in (((1, 1), "同组："), ((1, 4), "（这一期起）："), ((4, 4), "（有数据以来 4 期都是）：")):
        row = verdict("U1", "much_lower", "worse", stood)
        assert (
            f"明显低于同组{said.removeprefix('同组')}40.0%" in words(standing_out(grounds(BASE, ["on_time"], [row])))[0]
        )


def test_both_sides_are_findings_of_their_own() -> None:
    rows = [verdict("U1", "much_lower", "worse"), verdict("U2", "much_higher", "better", counts=(99, 100))]
    found = standing_out(grounds(BASE, ["on_time"], rows))
    assert [(each.kind, each.side) for each in found] == [("worse", "worse"), ("better", "better")]


def test_where_nobody_stands_out_it_is_said_once_and_of_those_who_were_judged() -> None:
    rows = [verdict("U1", "lower", "worse"), verdict("U2", "no_difference", ""), verdict("U3", "few_cases", "")]
    assert words(standing_out(grounds(BASE, ["on_time"], rows))) == [
        "没有单位明显高于或低于同组：按时回复率判断了 2 个单位。"
    ]
    assert (
        standing_out(grounds(BASE, ["on_time"], [verdict("U3", "few_cases", ""), verdict("U4", "by_rule", "")])) == []
    )


def test_who_was_clearly_worse_and_has_cases_enough_has_recovered() -> None:
    rows = [
        verdict("U1", "no_difference", "", (1, 6), ("much_lower", 5)),
        verdict("U2", "lower", "worse", (1, 3), ("much_lower", 2)),
        verdict("U3", "few_cases", "", (1, 6), ("much_lower", 5)),
        verdict("U4", "much_lower", "worse", (2, 6), ("much_lower", 1)),
        verdict("U5", "no_difference", "", (1, 6), ("much_higher", 5)),
        verdict("U6", "no_difference", ""),
    ]
    (found,) = recovered(grounds(BASE, ["on_time"], rows))
    assert words([found]) == ["按时回复率上一期明显低于同组、这一期不再是：U1（此前 5 期）、U2（此前 2 期）。"]
    assert found.side == "better"
