"""The steps of the rule: where the answers of a unit's month are tried, one place after the other.

Its month, its quarter, its year; the year's pool of its group, and of the whole. What a step tells is not tried again.
A place is open only when its months' answers stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, Protocol, TypeVar

from generator.definitions.cohorts import ALL_KEY
from generator.definitions.periods import months_between
from generator.disclosure.answers.given import Change, Moment


class Place(NamedTuple):
    """What answers are told as: `scope` unit, group or all (a row's also tier), its `key`, a month, quarter or year."""

    scope: str
    key: str
    period: str


@dataclass(frozen=True)
class Step:
    """Where a step tries a unit and month, and which of its places covers a change (None: nowhere, or not yet)."""

    of_month: Callable[[str, str, Moment], Place | None]
    of_change: Callable[[Change, Moment], Place | None]


class _OfMonth(Protocol):
    @property
    def unit(self) -> str: ...

    @property
    def month(self) -> str: ...


_Piece = TypeVar("_Piece", bound=_OfMonth)


def by_place(pieces: Iterable[_Piece], step: Step, moment: Moment) -> dict[Place, list[_Piece]]:
    """The pieces, each of one unit and month, by the place in which the step tries them, in order."""
    found: dict[Place, list[_Piece]] = {}
    for piece in pieces:
        place = step.of_month(piece.unit, piece.month, moment)
        if place is not None:
            found.setdefault(place, []).append(piece)
    return dict(sorted(found.items()))


def at_once(place: Place, moment: Moment) -> bool:
    """Whether answers in a place never waited: a month that stands for the first time."""
    return place.period in moment.standing and place.period not in moment.stood


def quarter_of(month: str) -> str:
    """The quarter that a month lies in: `2024-02` → `2024-Q1`."""
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def _month(unit: str, month: str, moment: Moment) -> Place | None:
    return Place("unit", unit, month) if month in moment.standing else None


def _quarter(unit: str, month: str, moment: Moment) -> Place | None:
    quarter = quarter_of(month)
    return Place("unit", unit, quarter) if moment.standing.issuperset(_months_of(quarter)) else None


@cache
def _months_of(quarter: str) -> tuple[str, ...]:
    last = int(quarter[-1]) * 3
    return tuple(f"{quarter[:4]}-{number:02d}" for number in range(last - 2, last + 1))


def _year(unit: str, month: str, moment: Moment) -> Place | None:
    year = month[:4]
    over = year in moment.closed or moment.standing.issuperset(months_between(f"{year}-01", f"{year}-12"))
    return Place("unit", unit, year) if over else None


def _group(unit: str, month: str, moment: Moment) -> Place | None:
    return Place("group", moment.homes[unit].group, month[:4]) if month[:4] in moment.closed else None


def _whole(unit: str, month: str, moment: Moment) -> Place | None:
    return Place("all", ALL_KEY, month[:4]) if month[:4] in moment.closed else None


def _no_change(change: Change, moment: Moment) -> None:
    return None


def _change_of_unit(change: Change, moment: Moment) -> Place | None:
    # A unit that has changed its group would take the change out of sums that never had the answer.
    at_home = change.scope == "unit" and moment.homes[change.key].group == change.group
    return Place("unit", change.key, change.year) if at_home else None


def _change_of_group(change: Change, _: Moment) -> Place | None:
    return Place("group", change.group, change.year) if change.scope != "all" else None


def _any_change(change: Change, _: Moment) -> Place:
    return Place("all", ALL_KEY, change.year)


STEPS = (
    Step(_month, _no_change),
    Step(_quarter, _no_change),
    Step(_year, _change_of_unit),
    Step(_group, _change_of_group),
    Step(_whole, _any_change),
)
