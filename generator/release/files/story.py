"""The month's story as a release tells it: its findings in the order in which they are told.

Whoever prints it (pages, feed, bulletin) prints these sentences and makes none of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.release.files.reader import read_json
from generator.release.format import STORY, Files

# How many findings the short form has.
SHORT = 3


@dataclass(frozen=True)
class RestsOn:
    """A row of the release that a finding rests on: its file, the key of the row, and its counts.

    `key` is column → value, of the columns that name the row. A volume has no denominator.
    """

    file: str
    key: Mapping[str, str]
    numerator: int
    denominator: int | None


@dataclass(frozen=True)
class StoryFinding:
    """One finding: its `kind` (codelists/story-kinds.csv) and its sentence in both languages.

    `side` is better or worse, else blank. `importance` is its place among all by importance, from 1. `values` are what
    its sentence prints, exactly: integers, fractions as two of them, codes of the release's lists, periods.
    """

    kind: str
    side: str
    importance: int
    zh: str
    en: str
    values: Mapping[str, Any] = field(default_factory=dict)
    rests_on: tuple[RestsOn, ...] = ()

    def said(self, lang: str) -> str:
        """The sentence in a language; in Chinese where there is none in that one."""
        return {"zh": self.zh, "en": self.en}.get(lang) or self.zh


@dataclass(frozen=True)
class Story:
    """The story of a month. No findings where the month carries none; then nothing is printed."""

    month: str
    findings: tuple[StoryFinding, ...] = ()

    @property
    def short(self) -> tuple[StoryFinding, ...]:
        """The most important findings, in the order in which they are told."""
        return tuple(each for each in self.findings if each.importance <= SHORT)


def read_story(files: Files) -> Story | None:
    """The story of a release; None of one from before stories, and of figures without cases.

    Raises ValueError, KeyError or TypeError where the file is not as this program writes it.
    """
    if STORY not in files:
        return None
    told = read_json(files, STORY)
    return Story(told["month"], tuple(_finding(each) for each in told["findings"]))


def _finding(told: Mapping[str, Any]) -> StoryFinding:
    rows = tuple(RestsOn(row["file"], row["key"], row["numerator"], row["denominator"]) for row in told["rests_on"])
    words = (told["kind"], told["side"], told["importance"], told["zh"], told["en"])
    return StoryFinding(*words, told["values"], rows)
