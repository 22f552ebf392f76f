"""The sentences of a scorecard and of other entries."""

from __future__ import annotations

from dataclasses import replace

from generator.site.edition import Edition, View
from generator.site.show.sentences import entry_sentences, unit_sentences


def _words(view: View, unit: str) -> list[str]:
    return [sentence.striptags() for sentence in unit_sentences(view, unit)]


def test_a_unit_has_three_sentences_with_shares_in_words(edition: Edition) -> None:
    received, soon, satisfied = _words(edition.now, "D01")
    assert received == "2023 年 12 月收到 320 件诉求。"
    assert soon.startswith("本月收到的 320 件中，260 件在 3 天内办结，占 81.25%")
    assert "，每 10 件里约 8 件" in soon
    assert "表示满意" in satisfied


def test_few_cases_have_no_share_in_words(edition: Edition) -> None:
    """Below the least number with which a unit is compared, a share would say more than the cases do."""
    strict = tuple({**row, "minimum_n": 1000} for row in edition.current.indicators)
    view = replace(edition.now, release=replace(edition.current, indicators=strict))
    assert not any("件里约" in words for words in _words(view, "D01"))
    assert any("件里约" in words for words in _words(edition.now, "D01"))


def test_of_the_whole_the_same_is_told(edition: Edition) -> None:
    sentences = entry_sentences(edition.now, "all", "all")
    assert len(sentences) == 3
    assert sentences[0].striptags().startswith("2023 年 12 月收到")


def test_a_scale_of_one_value_is_told_as_such(edition: Edition) -> None:
    figures = {place: row for place, row in edition.current.figures.items() if place[3] != "satisfaction"}
    for answers, words in ({"one_value": ["satisfaction"]}, "只有一种"), ({}, "不含满意度评价"):
        release = replace(edition.current, figures=figures, info={**edition.current.info, "answers": answers})
        assert words in _words(replace(edition.now, release=release), "D01")[2]
