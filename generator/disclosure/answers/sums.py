"""Sums: every published figure of answers is the sum of the told atoms wholly inside it, and says what it lacks.

A row stands for a unit, group, tier or the whole in a month, quarter or year. Of the answers that lie in it some are
`waiting` (no atom has them yet, or one that reaches beyond the row) and some `withheld` for good.

The worked example of `generator.disclosure.answers.atoms`, goes on like this:

    scope  key  period    yes  no  waiting  withheld
    unit   A    2023-01    13   1        0         0
    unit   A    2023-02     0   0        6         0   told with the quarter, and in no month
    unit   A    2023-Q1    23   2        0         0
    unit   B    2023        0   0        9         0   told with the whole
    group  G    2023       23   2       16         0
    all    all  2023       40   6        0         0
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from generator.definitions.cohorts import ALL_KEY
from generator.definitions.periods import is_month
from generator.disclosure.answers.atoms import Atom, Part
from generator.disclosure.answers.given import Question
from generator.disclosure.answers.steps import Place, quarter_of


class AnswerRow(NamedTuple):
    """The told answers of a place (here also of a tier) by value, and the numbers of those that the sum lacks."""

    question: str
    place: Place
    counts: tuple[int, ...]
    waiting: int
    withheld: int


def answer_rows(question: Question, atoms: Iterable[Atom], waiting: Iterable[Part]) -> tuple[AnswerRow, ...]:
    """Every row that holds an answer, from all atoms told so far and the parts that wait, in total order."""
    counts: dict[Place, list[int]] = {}
    known: dict[Place, int] = {}
    told: dict[Place, int] = {}
    withheld: dict[Place, int] = {}
    for atom in atoms:
        answers = sum(part.answers for part in atom.parts)
        for place in () if atom.withheld else places_around(atom):
            sums = counts.setdefault(place, [0] * len(question.values))
            for number, count in enumerate(atom.counts):
                sums[number] += count
            told[place] = told.get(place, 0) + answers
        for part in atom.parts:
            _add(withheld if atom.withheld else known, part)
    for part in waiting:
        _add(known, part)
    nothing = (0,) * len(question.values)
    return tuple(
        AnswerRow(
            question.name,
            place,
            tuple(counts.get(place, nothing)),
            known.get(place, 0) - told.get(place, 0),
            withheld.get(place, 0),
        )
        for place in sorted(known.keys() | withheld.keys())
    )


def places_around(atom: Atom) -> tuple[Place, ...]:
    """The rows that the atom lies wholly inside; units belong where they did when it was told."""
    first = atom.parts[0]
    unit, group = {"unit": (first.unit, first.group), "group": ("", first.group), "all": ("", "")}[atom.place.scope]
    return _places(unit, group, first.tier if group else "", atom.place.period)


@cache
def _places(unit: str, group: str, tier: str, period: str) -> tuple[Place, ...]:
    """The rows that hold a unit's (or a group's, or the whole's) answers of a period, from the narrowest on."""
    year = period[:4]
    quarter = (quarter_of(period),) if is_month(period) else ()
    periods = dict.fromkeys((period, *quarter, year))
    scopes = (("unit", unit), ("group", group), ("tier", tier), ("all", ALL_KEY))
    return tuple(Place(scope, key, when) for scope, key in scopes if key for when in periods)


def _add(sums: dict[Place, int], part: Part) -> None:
    for place in _places(part.unit, part.group, part.tier, part.month):
        sums[place] = sums.get(place, 0) + part.answers
