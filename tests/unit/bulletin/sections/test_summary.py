"""The story of a month, and of a longer period those of its months."""

from __future__ import annotations

from generator.bulletin.model import Paragraph, Section, Subheading
from generator.bulletin.sections.summary import in_short, months, summary
from tests.unit.bulletin.conftest import Opened


def said(section: Section | None) -> list[str]:
    assert section is not None
    return [block.text for block in section.blocks if isinstance(block, Paragraph | Subheading)]


def test_a_quarter_and_a_year_tell_the_stories_of_their_months(opened: Opened) -> None:
    month = said(summary(opened(story=True)))
    quarter = said(months(opened("2023-Q4", story=True)))
    assert quarter[0] == "2023 年 12 月"
    assert set(quarter[1:]) <= {*month}
    assert len(quarter) > 3
    year = said(months(opened("2023", story=True)))
    assert year[0] == "2023 年 12 月"
    assert set(year[1:]) <= {*quarter}
    assert len(year) <= 5


def test_without_stories_a_longer_period_has_none_and_a_month_its_sentences(opened: Opened) -> None:
    assert summary(opened("2023-Q4", story=True)) is None
    assert months(opened("2023-Q4")) is None
    assert months(opened(story=True)) is None
    assert in_short(opened("2023-Q4")) is None
    assert any("收到" in line for line in said(summary(opened())))


def test_the_brief_of_a_longer_period_has_the_last_month_that_has_a_story(opened: Opened) -> None:
    brief = said(in_short(opened("2023", story=True)))
    assert brief == said(months(opened("2023", story=True)))
