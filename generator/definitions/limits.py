"""Response and reply limits, for deadlines that an export does not give.

A limit says how many hours or natural days (24 hours each) after which start event the deadline falls, and for
which cases. The most specific limit that fits a case wins; of equally specific ones the first in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from generator.definitions.findings import Finding
from generator.definitions.settings import read_settings

Text = dict[str, str]
DEADLINE_FIELD = {"response": "response_due_at", "reply": "due_at"}
START_FIELD = {"received": "received_at", "dispatched": "dispatched_at", "accepted": "accepted_at"}


@dataclass(frozen=True)
class Limit:
    """One limit; `when` maps canonical fields to the value a case must have."""

    deadline: str
    allowed: timedelta
    start: str
    when: tuple[tuple[str, str], ...]
    source: Text | None
    assumed: Text | None

    def fits(self, case: Mapping[str, str]) -> bool:
        """Whether the limit is for this case."""
        return all(case.get(field) == value for field, value in self.when)


def load_limits(path: Path) -> tuple[tuple[Limit, ...], list[Finding]]:
    """The limits of a portal; an absent file means that it has none."""
    if not path.exists():
        return (), []
    settings, problems = read_settings(path, "limits", path.name)
    if settings is None:
        return (), problems
    return tuple(
        Limit(
            deadline=item["deadline"],
            allowed=timedelta(hours=item.get("hours", 0), days=item.get("days", 0)),
            start=item["start"],
            when=tuple(item.get("when", {}).items()),
            source=item.get("source"),
            assumed=item.get("assumed"),
        )
        for item in settings.data["limits"]
    ), problems


def deadline_of(case: Mapping[str, str], deadline: str, limits: tuple[Limit, ...]) -> str:
    """The deadline (`response` or `reply`) of a case as ISO text; blank when no limit fits or the start is unknown."""
    fitting = [limit for limit in limits if limit.deadline == deadline and limit.fits(case)]
    if not fitting:
        return ""
    limit = max(fitting, key=lambda item: len(item.when))
    start = case.get(START_FIELD[limit.start], "")
    if not start:
        return ""
    if len(start) > 10:
        return (datetime.fromisoformat(start) + limit.allowed).isoformat()
    # A start known by its day alone gives a day; a limit in hours still ends on the day it reaches.
    days = -(-limit.allowed // timedelta(days=1))
    return (date.fromisoformat(start) + timedelta(days=days)).isoformat()
