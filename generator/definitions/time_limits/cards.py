"""The days of the yellow and the red card: when a case that is not answered yet draws a warning, as its limit says.

A limit in limits.yml may carry `cards: {yellow_working_days_before: 1, red_days_after: 1}`: the yellow card comes on
the working day that many before the day of the deadline, the red card on that overdue day, a working day or not (1 =
the day after the deadline). Source: the supervision rules of Shandong, which give both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from generator.definitions.registers import Register
from generator.definitions.time_limits.deadlines import Case, limit_finder
from generator.definitions.time_limits.limits import Cards, Limit
from generator.definitions.time_limits.worktime import Calendar, working_days_before


@dataclass(frozen=True)
class CardDays:
    """The days (`2024-03-14`) from which a case that is not answered carries each card; blank = no such card."""

    yellow: str
    red: str

    def on(self, day: str) -> str:
        """The card that such a case carries on `day`: `red`, `yellow` or none (blank)."""
        if self.red and day >= self.red:
            return "red"
        return "yellow" if self.yellow and day >= self.yellow else ""


def card_finder(
    limits: tuple[Limit, ...], registers: Mapping[str, Register], calendar: Calendar
) -> Callable[[Case, str, str], CardDays | None]:
    """A function (case, deadline, due) → the days of its cards, None where its limit knows no cards.

    `deadline` is `dispatch`, `response` or `reply`; `due` is the deadline that holds for the case (ISO text: as
    stored, moved or extended), given by the export or worked out. The case needs what `limit_finder` needs. The
    function raises CalendarEndsError when a yellow card's day lies beyond the calendar.
    """
    find = limit_finder(limits, registers)

    def cards(case: Case, deadline: str, due: str) -> CardDays | None:
        limit = find(case, deadline)
        return None if limit is None or limit.cards is None else card_days(due, limit.cards, calendar)

    return cards


def card_days(due: str, cards: Cards, calendar: Calendar) -> CardDays:
    """The days of the cards of a case that is due at `due` (ISO text). Raises CalendarEndsError."""
    day = date.fromisoformat(due[:10])
    before, after = cards.yellow_working_days_before, cards.red_days_after
    return CardDays(
        yellow=working_days_before(day, before, calendar).isoformat() if before else "",
        red=(day + timedelta(days=after)).isoformat() if after else "",
    )
