"""督办清单: open cases that are overdue at the as-of, or carry a card, worst first.

Days and cards follow the deadline in force, an extension included; how a case is judged does not change by that. A
card is drawn by a case without a reply, on the days that its limit says (`generator.definitions.time_limits.cards`).
"""

from __future__ import annotations

from datetime import date

from generator.definitions.time_limits.cards import card_finder
from generator.definitions.time_limits.worktime import CalendarEndsError
from generator.dossier.month_store import MonthStore
from generator.dossier.papers import Paper
from generator.dossier.words import words
from generator.errors import UserError

_FIELDS = ("case_id", "unit", "category", "kind", "level", "urgency", "received_at", "due_at", "replied_at")
_say = words("supervision")


def supervision(store: MonthStore) -> Paper:
    """The list, from the prepared table `cases`. Raises UserError when the calendar ends before a card's day."""
    portal, as_of = store.portal, store.as_of
    extended = "extended_until" if store.with_events else "NULL"
    open_cases = store.con.execute(
        f"SELECT {', '.join(_FIELDS)}, {extended},"
        f" CASE WHEN {extended} > due_at THEN {extended} ELSE due_at END AS deadline,"
        " time_before(deadline, as_of())"
        " FROM cases WHERE closed_at IS NULL AND due_at IS NOT NULL"
    ).fetchall()
    cards = card_finder(portal.limits, portal.registers, portal.calendar)
    rows: list[tuple[tuple[bool, int, str], tuple[str, ...]]] = []
    for *values, granted, due, overdue in open_cases:
        case = {name: value or "" for name, value in zip(_FIELDS, values, strict=True)}
        try:
            days = None if case["replied_at"] else cards(case, "reply", due)
        except CalendarEndsError:
            last = portal.calendar.last.isoformat()
            raise UserError(f"工作日历止于 {last}，请补充 calendar.csv · calendar.csv ends on {last}") from None
        card = days.on(as_of[:10]) if days is not None else ""
        if not overdue and not card:
            continue
        late = (date.fromisoformat(as_of[:10]) - date.fromisoformat(due[:10])).days if overdue else 0
        row = (
            *(case["unit"], store.unit_names.get(case["unit"], ""), case["case_id"], case["received_at"]),
            *(case["due_at"], granted or "", case["replied_at"], str(late) if overdue else ""),
            _say(f"card.{card}") if card else "",
        )
        rows.append(((not overdue, -late, due), row))
    return Paper(_say.heads, tuple(row for _, row in sorted(rows)))
