"""Grounds of stories, made from a few numbers, and their sentences; for the tests of this room and of the files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from generator.definitions.indicators import Indicator
from generator.definitions.periods import month_end, months_between, shift
from generator.definitions.rounding import decimal_text, half_up
from generator.facts.figures import Figure
from generator.facts.story.grounds import Grounds
from generator.facts.story.model import Found, Item, Name, Part, Period, Slot
from generator.facts.verdicts import VerdictRow
from generator.release.files.story_words import Names, sentence
from tests.unit.facts.test_baselines import indicator

MONTH = "2024-03"
LAST_YEAR, BEFORE = "2023-03", "2024-02"
ALL = ("all", "all")
# Counts of a figure; a volume has no denominator.
Counts = tuple[int, int | None]
# As many every day: 5,270 in March, 4,930 in the 29 days of February.
STEADY = {month: 170 * month_end(month).day for month in months_between(LAST_YEAR, MONTH)}


def figure(month: str, scope: str, key: str, name: str, counts: Counts) -> Figure:
    return Figure(
        month, scope, key, name, *counts, "F", f"{name}@1", "figures.csv" if month == MONTH else "counts-t.csv"
    )


def grounds(
    figures: Mapping[tuple[str, str, str, str], Counts],
    ranked: Sequence[str] = (),
    verdicts: Sequence[VerdictRow] = (),
    effects: Mapping[tuple[str, str], Fraction] | None = None,
    at_least: Mapping[tuple[str, str], int] | None = None,
) -> Grounds:
    """Grounds of March 2024; `figures`: month, scope, key and indicator → counts."""
    made = {place: figure(*place, counts) for place, counts in figures.items()}
    names = dict.fromkeys((*ranked, *(place[3] for place in figures)))
    in_force: dict[str, Indicator] = {name: indicator(name) for name in names}
    return Grounds(
        MONTH,
        in_force,
        tuple(ranked),
        {place: row for place, row in made.items() if place[0] == MONTH},
        {place: row for place, row in made.items() if place[0] != MONTH},
        verdicts,
        effects or {},
        at_least or {},
    )


def volumes(months: Mapping[str, int], scope: str = "all", key: str = "all") -> dict[tuple[str, str, str, str], Counts]:
    return {(month, scope, key, "volume"): (n, None) for month, n in months.items()}


def rates(
    name: str, now: Counts, year: Counts | None = None, month: Counts | None = None
) -> dict[tuple[str, str, str, str], Counts]:
    told = {MONTH: now, LAST_YEAR: year, BEFORE: month}
    return {(when, *ALL, name): counts for when, counts in told.items() if counts is not None}


def verdict(
    unit: str,
    state: str,
    direction: str,
    stood: tuple[int, int] = (1, 1),
    before: tuple[str, int] = ("", 0),
    counts: tuple[int, int] = (40, 100),
) -> VerdictRow:
    """A verdict on the twelve months; `stood` is windows and judged."""
    period = f"{MONTH}-P12M"
    since = f"{shift(MONTH, 1 - stood[0])}-P12M"
    numbers = (*counts, "40.00", 9_000, 10_000, "90.00")
    return VerdictRow(
        period, "on_time", "G", unit, state, "", "", direction, *numbers, "0", since, *stood, "", "", *before
    )


TITLES = {name: indicator(name).title for name in ("on_time", "response", "closed_within_1d", "satisfaction")}
NAMES = Names({"indicators": TITLES})


def words(found: Sequence[Found], lang: str = "zh") -> list[str]:
    return [sentence(each, NAMES, lang) for each in found]


def printable(value: Slot) -> set[str]:
    """Every number that a value may appear as in a sentence."""
    if isinstance(value, Part):
        return {decimal_text(100 * value.value, value.places) if value.places else str(half_up(100 * value.value, 0))}
    if isinstance(value, Period):
        return {str(int(part)) for part in re.findall(r"\d+", value.code)}
    if isinstance(value, Name):
        return set(re.findall(r"\d+", value.code))
    if isinstance(value, tuple):
        return {number for item in value for number in _of(item)}
    return {str(value)}


def _of(item: Item | Found) -> set[str]:
    return {number for value in item.values.values() for number in printable(value)}


def numbers(text: str) -> list[str]:
    return [number.replace(",", "") for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def unexplained(found: Found, lang: str) -> set[str]:
    """The numbers of a sentence that are none of the finding's values; how long is `30 天` is no number of a month."""
    said = sentence(found, NAMES, lang).replace("30 天", "").replace("30 days", "")
    return set(numbers(said)) - _of(found)
