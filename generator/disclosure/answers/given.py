"""What goes into the telling of answers: a question, the answers that no atom has told yet, and the moment.

Everything here is full-grain or comes from the store; nothing of it is public.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A question and the values that its answers have.

    The first of `values` is favourable by every published cut of the scale; an answer of any other value must not be
    traceable to few people. So one set of atoms serves every cut: resolved (yes, partly, no), satisfied (yes, no).
    """

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Answers:
    """Answers given: how many of each value (`counts`, in the order of the question's values), and by whom.

    `callers` are numbers of known callers (a caller has the same everywhere). `nameless` are the answers of unknown
    ones, and the callers who are known to have no part in any other sum that this one may be put together with.
    """

    counts: tuple[int, ...]
    callers: frozenset[int] = frozenset()
    nameless: int = 0

    @property
    def number(self) -> int:
        """How many answers."""
        return sum(self.counts)


def weight(parts: Iterable[Answers]) -> int:
    """The number that decides: distinct callers where known, each answer of an unknown caller by itself."""
    listed = list(parts)
    if len(listed) == 1:
        return len(listed[0].callers) + listed[0].nameless
    callers = frozenset[int]().union(*(part.callers for part in listed))
    return len(callers) + sum(part.nameless for part in listed)


@dataclass(frozen=True)
class Waiting:
    """The answers of one unit and month that no atom has told yet."""

    unit: str
    month: str
    answers: Answers


@dataclass(frozen=True, order=True)
class Change:
    """What became of told answers since (another value or unit, taken out), as a sum: `counts` may be below zero.

    `scope` and `key` are those of the atom that told them (unit, group, all), `group` the unit's group then (blank for
    all). An answer that moved leaves one change where it was told, and another, of scope unit, where it is now.
    Answers of withheld atoms have no changes.
    """

    year: str
    scope: str
    key: str
    group: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Home:
    """Where a unit belongs at the moment of telling: its peer group and that group's tier."""

    group: str
    tier: str


@dataclass(frozen=True)
class Moment:
    """A publication: the `release` that tells, and which months' answers stand.

    `standing` are the months whose answers may be told, `stood` those of them that stood at an earlier publication;
    `closed` the years in which pools are told; `homes` has every unit, those of the past too.
    """

    release: str
    standing: frozenset[str]
    stood: frozenset[str]
    closed: frozenset[str]
    homes: Mapping[str, Home]
