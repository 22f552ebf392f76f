"""The sentences of a scorecard and of other entries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator.resources import resource_dir
from generator.site.edition import Edition, View, open_edition
from generator.site.pages.portal.home import home
from generator.site.read.releases import read_shelf
from generator.site.show.figures.waiting import not_yet
from generator.site.show.sentences import entry_sentences, how_long, unit_sentences
from generator.site.words.catalogue import load_wording
from tests.site.fixture import Options, make_portal


def _edition(folder: Path, options: Options) -> Edition:
    words = load_wording(resource_dir("site_templates") / "wording", "zh")
    return open_edition(read_shelf(make_portal(folder / "portal", options)), words)


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


def test_while_answers_wait_the_newest_month_with_some_is_named(tmp_path: Path) -> None:
    edition = _edition(tmp_path, Options(waits=True))
    later = "本月的评价还没有公布。"
    (*_, satisfied) = _words(edition.now, "D01")
    assert satisfied == f"2023 年 11 月作出评价的 240 件中，236 件表示满意，占 98.33%，每 100 件里约 98 件。{later}"
    (*_, whole) = entry_sentences(edition.now, "all", "all")
    assert whole.striptags().startswith("2023 年 11 月作出评价的")
    assert whole.striptags().endswith(later)
    assert _words(edition.now, "S02")[2] == later
    said = (
        "2023 年 12 月的评价还没有公布；全部单位共收到的回答：是否满意 457 件。已公布评价的最近一个月是 2023 年 11 月。"
    )
    assert not_yet(edition.now) == said
    cards = {card.id: card for card in home(edition).values["cards"]}
    assert (cards["satisfaction"].cell.denominator, cards["satisfaction"].label) == ("906", "2023 年 11 月")
    assert cards["on_time"].label == ""


def test_a_first_month_whose_answers_wait_says_so(tmp_path: Path) -> None:
    """Nothing was ever told, which is no reason to say that the source has no ratings."""
    edition = _edition(tmp_path, Options(waits=True))
    view = replace(edition.now, told=None)
    assert _words(view, "D01")[2] == "本月的评价还没有公布。"
    assert len(entry_sentences(view, "all", "all")) == 2
    assert not_yet(view).endswith("共收到的回答：是否满意 457 件。")


def test_whose_answers_are_told_with_others_only_old_releases_say(edition: Edition) -> None:
    assert _words(edition.now, "S02")[2] == "本月没有人作出评价。"
    lacking = {("2023-12", "unit", "S02", "satisfaction"): (0, 4)}
    withheld = replace(edition.now, release=replace(edition.current, lacking=lacking))
    assert _words(withheld, "S02")[2] == "本月的评价不公布，以免看出是谁的评价。"
    old = replace(edition.current, info={**edition.current.info, "format": 1})
    assert "合并公布" in _words(replace(edition.now, release=old), "S02")[2]


def test_a_scale_of_one_value_is_told_as_such(edition: Edition) -> None:
    figures = {place: row for place, row in edition.current.figures.items() if place[3] != "satisfaction"}
    for answers, words in ({"one_value": ["satisfaction"]}, "只有一种"), ({}, "本发布版没有本月的评价"):
        release = replace(edition.current, figures=figures, info={**edition.current.info, "answers": answers})
        assert words in _words(replace(edition.now, release=release), "D01")[2]


def test_a_month_in_which_nobody_answered_does_not_say_that_nobody_is_asked(tmp_path: Path) -> None:
    edition = _edition(tmp_path, Options(waits=True))
    nobody = {**edition.current.info, "answers": {**edition.current.info["answers"], "given": {}}}
    view = replace(edition.now, release=replace(edition.current, info=nobody), told=None)
    assert _words(view, "D01")[2] == "本发布版没有本月的评价。"
    assert not_yet(view) == ""


def test_how_long_says_half_and_nine_tenths_and_once_where_both_are_the_same(edition: Edition) -> None:
    place = ("2023-12", "unit", "D05", "closed_within_3d")
    told = how_long(edition.now, "unit", "D05")
    assert told is not None
    assert told.striptags() == "2023 年 12 月，至少一半在 3 天内办结（50 / 60），至少九成在 7 天内（58 / 60）。"
    all_soon = {**edition.current.figures, place: replace(edition.current.figures[place], numerator=60)}
    once = how_long(replace(edition.now, release=replace(edition.current, figures=all_soon)), "unit", "D05")
    assert once is not None
    assert once.striptags() == "2023 年 12 月，至少九成在 3 天内办结（60 / 60）。"
