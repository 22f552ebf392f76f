"""Limits as data: dispatch, response and reply deadlines that an export does not give.

A limit says how long after which start event a deadline falls, and for which cases and days of receipt it holds. Of
the limits that fit a case the most specific wins: the one with more conditions, then with the deeper category. Two
that are equally specific and can fit the same case are a finding, so the order of the file never decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import time
from pathlib import Path
from typing import Any

from generator.definitions.findings import Finding, finding
from generator.definitions.registers import Register
from generator.definitions.settings import Settings, read_list
from generator.definitions.time_limits.worktime import OfficeHours

Text = dict[str, str]
DEADLINE_FIELD = {"dispatch": "dispatch_due_at", "response": "response_due_at", "reply": "due_at"}
START_FIELD = {"received": "received_at", "dispatched": "dispatched_at", "accepted": "accepted_at"}
UNDECIDED = "undecided"
# Conditions whose values are codes of a register.
_REGISTER = {"kind": "kinds", "category": "categories"}


@dataclass(frozen=True)
class Span:
    """A length of time: one of hours (in office hours where given), natural days of 24 hours, or working days."""

    hours: int = 0
    days: int = 0
    working_days: int = 0
    office: OfficeHours | None = None

    @property
    def natural_hours(self) -> int | None:
        """The length in hours of a clock that never stops; None for working time."""
        return None if self.working_days or self.office else self.hours + 24 * self.days


@dataclass(frozen=True)
class Cards:
    """When a case without an answer draws a card: working days before its deadline, days after it; 0 = no such card."""

    yellow_working_days_before: int = 0
    red_days_after: int = 0


@dataclass(frozen=True)
class Limit:
    """One limit. `when` maps what a case must be to the value; validity is in days of receipt, blank = open.

    `suspension_stops`: its clock stands still while a case is suspended (挂账); otherwise it runs on.
    """

    deadline: str
    span: Span
    start: str
    when: tuple[tuple[str, str], ...]
    extension: Span | None
    valid_from: str
    valid_to: str
    source: Text | None
    assumed: Text | None
    cards: Cards | None = None
    suspension_stops: bool = False

    def holds_on(self, day: str) -> bool:
        """Whether the limit is the rule for cases received on `day` (`2024-03-01`)."""
        return self.valid_from <= day <= (self.valid_to or "9999")

    def fits(self, facts: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether a case is one of those the limit is for; `facts` maps each condition to the values that meet it."""
        return all(value in facts[name] for name, value in self.when)

    def described(self) -> dict[str, Any]:
        """The limit as a release tells it; `hours` is null where the clock runs in working time only."""
        office = self.span.office
        return {
            "deadline": self.deadline,
            "hours": self.span.natural_hours,
            "working_days": self.span.working_days or None,
            "office_hours": None
            if office is None
            else {"hours": self.span.hours, "from": f"{office.opens:%H:%M}", "to": f"{office.closes:%H:%M}"},
            "extension": None
            if self.extension is None
            else {"hours": self.extension.natural_hours, "working_days": self.extension.working_days or None},
            "suspension": "stops" if self.suspension_stops else None,
            "cards": None if self.cards is None else {name: n for name, n in asdict(self.cards).items() if n},
            "start": self.start,
            "when": dict(self.when),
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
            "source": self.source,
            "assumed": self.assumed,
        }


def load_limits(path: Path, registers: Mapping[str, Register]) -> tuple[tuple[Limit, ...], list[Finding]]:
    """The limits of a portal that deadlines can be worked out from, and every problem.

    A limit at fault does not hide the problems of the others. An absent file means that there are no limits.
    """
    if not path.exists():
        return (), []
    settings, faulty, problems = read_list(path, "limits", path.name, "limits")
    if settings is None:
        return (), problems
    items = {index: item for index, item in enumerate(settings.data["limits"]) if index not in faulty}
    limits: dict[int, Limit] = {}
    for index, item in items.items():
        office = item.get("office_hours")
        if office and office["from"] >= office["to"]:
            row = settings.line(["limits", index, "office_hours"])
            problems.append(finding("setting-invalid", path.name, row=row, column="office_hours", expected="from < to"))
        else:
            limits[index] = _limit(item)
    problems += _own_problems(settings, limits, registers)
    problems += _collisions(settings, limits, registers["categories"])
    return tuple(limit for limit in limits.values() if limit.start != UNDECIDED), sorted(problems)


def specificity(limit: Limit, categories: Register) -> tuple[int, int]:
    """How specific a limit is: its number of conditions, then the depth of its category."""
    category = dict(limit.when).get("category", "")
    return len(limit.when), len(categories.branch(category))


def _limit(item: dict[str, Any]) -> Limit:
    return Limit(
        deadline=item["deadline"],
        span=_span(item),
        start=item["start"],
        when=tuple(sorted(item.get("when", {}).items())),
        extension=_span(item["extension"]) if "extension" in item else None,
        valid_from=item.get("valid_from", ""),
        valid_to=item.get("valid_to", ""),
        source=item.get("source"),
        assumed=item.get("assumed"),
        cards=Cards(**item["cards"]) if "cards" in item else None,
        suspension_stops=item.get("suspension") == "stops",
    )


def _span(item: dict[str, Any]) -> Span:
    office = item.get("office_hours")
    return Span(
        hours=item.get("hours", 0),
        days=item.get("days", 0),
        working_days=item.get("working_days", 0),
        office=OfficeHours(time.fromisoformat(office["from"]), time.fromisoformat(office["to"])) if office else None,
    )


def _own_problems(
    settings: Settings, limits: Mapping[int, Limit], registers: Mapping[str, Register]
) -> Iterable[Finding]:
    for index, limit in limits.items():
        place = ("limits", index)
        if limit.start == UNDECIDED:
            row = settings.line([*place, "start"])
            yield finding("limit-undecided", settings.file, row=row, column="start", deadline=limit.deadline)
        if limit.valid_to and limit.valid_to < limit.valid_from:
            row = settings.line([*place, "valid_to"])
            yield finding("range-backwards", settings.file, row=row, column="valid_to")
        for name, value in limit.when:
            register = registers[_REGISTER[name]] if name in _REGISTER else None
            if register is not None and register.rows and value not in register.by_code:
                row = settings.line([*place, "when", name])
                yield finding("register-reference", settings.file, row=row, column=name)


def _collisions(settings: Settings, limits: Mapping[int, Limit], categories: Register) -> Iterable[Finding]:
    for index, later in limits.items():
        for before, earlier in limits.items():
            if (
                before < index
                and later.deadline == earlier.deadline
                and specificity(later, categories) == specificity(earlier, categories)
                and later.valid_from <= (earlier.valid_to or "9999")
                and earlier.valid_from <= (later.valid_to or "9999")
                and _compatible(dict(later.when), dict(earlier.when), categories)
            ):
                other = settings.line(["limits", before])
                yield finding("limits-overlap", settings.file, row=settings.line(["limits", index]), other=other)


def _compatible(first: Mapping[str, str], second: Mapping[str, str], categories: Register) -> bool:
    """Whether some case can meet both sets of conditions."""
    for name in first.keys() & second.keys():
        a, b = first[name], second[name]
        nested = name == "category" and (a in categories.branch(b) or b in categories.branch(a))
        if a != b and not nested:
            return False
    return True
