"""From limits to the deadlines of a case. A deadline that the export gives is never touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from generator.definitions.registers import Register
from generator.definitions.time_limits.limits import DEADLINE_FIELD, START_FIELD, Limit, Span, specificity
from generator.definitions.time_limits.worktime import Calendar, working_days_after, working_hours_after

Case = Mapping[str, str]
# The fields of a case that its deadlines depend on.
FACTS = ("unit", "category", "kind", "level", "urgency", *START_FIELD.values(), *DEADLINE_FIELD.values())


def limit_finder(limits: tuple[Limit, ...], registers: Mapping[str, Register]) -> Callable[[Case, str], Limit | None]:
    """A function (case, deadline) → the limit that holds for the case, None where there is none.

    The deadline is `dispatch`, `response` or `reply`; the case needs `unit`, `category`, `kind`, `level`, `urgency`
    and `received_at` as far as known.
    """
    categories = registers["categories"]
    tier_of = {row["code"]: row["tier"] for row in registers["units"].rows}
    ordered = sorted(limits, key=lambda limit: specificity(limit, categories), reverse=True)
    # Exports repeat few combinations many times, so each is matched against the limits once.
    fitting: dict[tuple[str, ...], tuple[Limit, ...]] = {}

    def find(case: Case, deadline: str) -> Limit | None:
        unit, category = case.get("unit", ""), case.get("category", "")
        plain = {name: (case.get(name, ""),) for name in ("kind", "level", "urgency")}
        key = (unit, category, *(values[0] for values in plain.values()))
        if key not in fitting:
            facts = plain | {"tier": (tier_of.get(unit, ""),), "category": categories.branch(category)}
            fitting[key] = tuple(limit for limit in ordered if limit.fits(facts))
        day = case.get("received_at", "")[:10]
        return next((limit for limit in fitting[key] if limit.deadline == deadline and limit.holds_on(day)), None)

    return find


def deadline_finder(
    limits: tuple[Limit, ...], registers: Mapping[str, Register], calendar: Calendar
) -> Callable[[Case], dict[str, str]]:
    """A function case → the deadlines worked out for it (canonical field → ISO text), where the export gives none.

    A limit whose start is unknown gives no deadline. The function raises CalendarEndsError when a deadline lies
    beyond the calendar.
    """
    find = limit_finder(limits, registers)
    limited = {limit.deadline for limit in limits}
    fields = {deadline: field for deadline, field in DEADLINE_FIELD.items() if deadline in limited}

    def deadlines(case: Case) -> dict[str, str]:
        worked_out: dict[str, str] = {}
        for deadline, field in fields.items():
            limit = None if case.get(field) else find(case, deadline)
            start = case.get(START_FIELD[limit.start], "") if limit is not None else ""
            if limit is not None and start:
                worked_out[field] = end_of(start, limit.span, calendar)
        return worked_out

    return deadlines


def end_of(start: str, span: Span, calendar: Calendar) -> str:
    """The ISO moment, or the day, at which `span` after `start` ends. Raises CalendarEndsError.

    Working days are counted from the day after the start, and the whole of the last one belongs to the limit. A start
    known by its day alone gives a day, and a limit in hours then ends on the day that it reaches.
    """
    day, timed = date.fromisoformat(start[:10]), len(start) > 10
    if span.working_days:
        return working_days_after(day, span.working_days, calendar).isoformat()
    if span.office is not None:
        length = timedelta(hours=span.hours)
        if timed:
            return working_hours_after(datetime.fromisoformat(start), length, span.office, calendar).isoformat()
        return working_days_after(day, -(-length // span.office.length), calendar).isoformat()
    if timed:
        return (datetime.fromisoformat(start) + timedelta(hours=span.hours, days=span.days)).isoformat()
    return (day + timedelta(days=span.days - (-span.hours // 24))).isoformat()
