"""The month's story as pages print it: each finding's own sentence, a sign for its side, and where its numbers are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from markupsafe import Markup

from generator.release.files.story import SHORT, StoryFinding
from generator.site.edition import View

# Kinds that say how the whole stands.
_OF_CITY = ("rate", "steady")
_SHAPES = {"better": "▲", "worse": "▼"}
# Kind → the section of a monthly report that holds its numbers.
_SECTIONS = {
    **dict.fromkeys(("volume", "rate", "steady"), "overall-section"),
    **dict.fromkeys(("worse", "better", "alike", "recovered"), "attention"),
    **dict.fromkeys(("large", "rising"), "by-category-section"),
    "place": "by-street-section",
    "open": "backlog",
}


@dataclass(frozen=True)
class StoryLine:
    """A finding on a page: its sentence, its side (better, worse or blank) with the shape that shows it, and the
    anchor of the section with its numbers; blank where the page has none."""

    kind: str
    words: Markup
    side: str
    shape: str
    section: str = ""


@dataclass(frozen=True)
class ShortStory:
    """The short form: how the whole stands (None where nothing says so), and the most important of all else."""

    city: StoryLine | None
    lines: tuple[StoryLine, ...]


def story_lines(view: View, sections: Collection[str] = ()) -> tuple[StoryLine, ...]:
    """The whole story of a release, in order; `sections` are the anchors of the page that prints it."""
    return tuple(_line(view, each, sections) for each in _findings(view))


def short_story(view: View) -> ShortStory | None:
    """The story in a few sentences; None where the release tells none."""
    told = _findings(view)
    if not told:
        return None
    by_importance = sorted(told, key=lambda each: each.importance)
    city = next((each for each in by_importance if each.kind in _OF_CITY), None)
    chosen = [each for each in by_importance if each is not city][:SHORT]
    lines = tuple(_line(view, each) for each in told if each in chosen)
    return ShortStory(None if city is None else _line(view, city), lines)


def plain_story(view: View) -> tuple[str, ...]:
    """The sentences alone, for the feed."""
    return tuple(each.said(view.w.lang) for each in _findings(view))


def _findings(view: View) -> tuple[StoryFinding, ...]:
    return () if view.release.story is None else view.release.story.findings


def _line(view: View, told: StoryFinding, sections: Collection[str] = ()) -> StoryLine:
    section = _SECTIONS.get(told.kind, "")
    words = view.w.data(told.said(view.w.lang))
    shape = _SHAPES.get(told.side, "●")
    return StoryLine(told.kind, words, told.side or "even", shape, section if section in sections else "")
