"""The story on pages: the sentences of the release, in short on home, whole in the month's report and in the feed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.resources import resource_dir
from generator.site.edition import Edition, open_edition
from generator.site.pages.months.month import month_report
from generator.site.pages.portal.home import home
from generator.site.read.releases import read_shelf
from generator.site.show.story import plain_story, short_story, story_lines
from generator.site.words.catalogue import load_wording
from generator.site.write.feed import feed
from generator.site.write.stage import environment
from tests.site.fixture import Options, make_portal
from tests.site.fixture_story import FOUND


def _edition(folder: Path, lang: str = "zh", **options: bool) -> Edition:
    words = load_wording(resource_dir("site_templates") / "wording", lang)
    return open_edition(read_shelf(make_portal(folder / "portal", Options(story=True, **options))), words)


@pytest.fixture
def told(tmp_path: Path) -> Edition:
    return _edition(tmp_path)


def test_home_has_the_city_and_the_three_most_important_others(told: Edition) -> None:
    story = short_story(told.now)
    assert story is not None
    assert story.city is not None
    assert (story.city.kind, story.city.shape, story.city.side) == ("rate", "▼", "worse")
    assert [line.kind for line in story.lines] == ["volume", "worse", "recovered"]
    assert [line.shape for line in story.lines] == ["●", "▼", "▲"]


def test_a_report_begins_with_the_whole_story_and_leads_to_its_numbers(told: Edition) -> None:
    page = month_report(told, told.current)
    lines = page.values["story"]
    assert [line.kind for line in lines] == [found.kind for found in FOUND]
    assert {line.kind: line.section for line in lines} == {
        "volume": "overall-section",
        "rate": "overall-section",
        "worse": "attention",
        "recovered": "attention",
        "large": "by-category-section",
        "open": "",
    }
    template = environment(told).get_template(f"pages/{page.template}")
    text = template.render(page=page, root="../", here="months/2023-12.html", foot=(), **page.values)
    assert text.index("{ #story }") < text.index("{ #overall-section }")
    for line in lines[:-1]:
        assert f"{{ #{line.section} }}" in text


def test_names_of_units_are_escaped_like_all_data(told: Edition) -> None:
    (line,) = [line for line in story_lines(told.now) if line.kind == "worse"]
    assert "<所>" not in line.words
    assert "&#60;所&#62;" in line.words
    assert line.section == "", "a page without sections has no link to one"


def test_the_feed_has_the_sentences_of_the_newest_release(told: Edition) -> None:
    text = feed(told)
    for sentence in plain_story(told.now):
        assert sentence.replace("<", "&lt;").replace(">", "&gt;") in text
    assert text.count("2023 年 12 月收到 1,183 件") == 1


def test_in_english_the_sentences_are_english(tmp_path: Path) -> None:
    edition = _edition(tmp_path, "en", english=True)
    sentences = plain_story(edition.now)
    assert sentences[0] == "1,183 requests were received in December 2023, 13 % more than the month before (1,050)."


def test_a_release_without_a_story_shows_what_it_showed(told: Edition) -> None:
    silent = replace(told.now, release=replace(told.current, story=None))
    assert short_story(silent) is None
    assert story_lines(silent) == ()
    assert home(replace(told, current=silent.release)).values["sentences"]


def test_while_answers_wait_the_newest_month_with_some_is_named(tmp_path: Path) -> None:
    values = home(_edition(tmp_path, waits=True)).values
    assert "2023 年 11 月作出评价的" in values["rated_before"]
    assert home(_edition(tmp_path / "other")).values["rated_before"] is None
