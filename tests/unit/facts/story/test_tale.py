"""The whole story: its order, its importance, and that every number of every sentence is one that it rests on."""

from __future__ import annotations

import pytest

from generator.definitions.public_lists import STORY_KINDS
from generator.facts.story.model import Found
from generator.facts.story.standing import settled, still_open
from generator.facts.story.tale import KINDS, MOST, findings, importance, kept
from generator.resources import wording
from tests.unit.facts.story.made import (
    MONTH,
    STEADY,
    grounds,
    rates,
    unexplained,
    verdict,
    volumes,
    words,
)


def everything() -> tuple[Found, ...]:
    """A month in which every kind of finding occurs but that of revisions."""
    figures = volumes(STEADY | {MONTH: 5_900})
    figures |= volumes({month: n // 6 for month, n in STEADY.items()} | {MONTH: 1_500}, "category", "A")
    figures |= volumes({month: n // 9 for month, n in STEADY.items()}, "category", "B")
    figures |= volumes({MONTH: 1_000}, "street", "S")
    figures |= rates("on_time", (4_820, 5_000), (4_720, 5_000), (4_810, 5_000))
    figures |= rates("response", (4_900, 5_000), (4_910, 5_000), (4_890, 5_000))
    figures |= {(MONTH, "all", "all", "open_cases"): (418, None), (MONTH, "all", "all", "open_over_30d"): (23, 418)}
    figures |= {(MONTH, "all", "all", "closed_cases"): (4_900, None)}
    figures |= {
        (MONTH, "tier", tier, "closed_cases"): (n, None) for tier, n in (("street", 1_500), ("department", 3_400))
    }
    verdicts = [
        verdict("U1", "much_lower", "worse", (5, 9)),
        verdict("U2", "much_lower", "worse", (9, 9)),
        verdict("U3", "much_higher", "better", counts=(99, 100)),
        verdict("U4", "no_difference", "", (1, 9), ("much_lower", 4)),
    ]
    return findings(grounds(figures, ["on_time"], verdicts, at_least={("A", "S"): 700}))


def test_findings_come_in_the_order_in_which_they_are_told() -> None:
    assert [each.kind for each in everything()] == [
        *("volume", "rate", "steady", "worse", "better", "recovered", "large", "rising", "place", "open", "settled")
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_of_every_sentence_is_one_of_its_finding(lang: str) -> None:
    for found in everything():
        assert unexplained(found, lang) == set(), found.kind


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_sentence_is_empty_and_none_has_a_place_without_a_value(lang: str) -> None:
    for said in words(everything(), lang):
        assert said.endswith("。" if lang == "zh" else ".")
        assert "{" not in said


def test_the_most_important_findings_are_kept_and_kinds_take_turns() -> None:
    found = everything()
    assert len(kept(found)) == MOST
    order = [found[place].kind for place in sorted(range(len(found)), key=importance(found).__getitem__)]
    assert order[:5] == ["rate", "worse", "rising", "recovered", "volume"]
    twice = (*found, *(each for each in found if each.kind == "rate"))
    assert importance(twice)[-1] == len(twice)


def test_every_kind_has_words_and_a_place() -> None:
    assert set(STORY_KINDS) == set(KINDS)
    for form, texts in wording("story")["forms"].items():
        assert set(texts) == {"zh", "en"}, form


def test_a_month_that_carries_nothing_has_no_story() -> None:
    assert findings(grounds({})) == ()


def test_one_month_alone_is_a_short_story() -> None:
    figures = volumes({MONTH: 60}) | rates("on_time", (50, 60))
    assert words(findings(grounds(figures))) == ["2024 年 3 月收到 60 件。", "按时回复率 83.3%（60 件中 50 件）。"]


def test_what_is_open_is_told_with_how_long() -> None:
    def said(open_cases: int, long: int | None) -> list[str]:
        figures: dict[tuple[str, str, str, str], tuple[int, int | None]] = {
            (MONTH, "all", "all", "open_cases"): (open_cases, None)
        }
        if long is not None:
            figures[MONTH, "all", "all", "open_over_30d"] = (long, open_cases)
        return words(still_open(grounds(figures)))

    assert said(418, 23) == ["月底还有 418 件没有办结，其中 23 件已超过 30 天。"]
    assert said(418, 0) == ["月底还有 418 件没有办结，没有超过 30 天的。"]
    assert said(418, None) == ["月底还有 418 件没有办结。"]
    assert said(0, 0) == ["月底没有未办结的诉求。"]


def test_one_tier_that_settles_all_is_no_news() -> None:
    figures: dict[tuple[str, str, str, str], tuple[int, int | None]] = {
        (MONTH, "all", "all", "closed_cases"): (9, None),
        (MONTH, "tier", "street", "closed_cases"): (9, None),
    }
    assert settled(grounds(figures)) == []
