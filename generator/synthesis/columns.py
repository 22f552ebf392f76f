"""The columns of an export: from positions and seconds to what the platform would print, as known at a moment."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from generator.errors import UserError
from generator.synthesis.cases import Cases, midnight
from generator.synthesis.clock import Schedule
from generator.synthesis.draw import Bools, Ints, Texts, take
from generator.synthesis.events import NEVER
from generator.synthesis.outcomes import Answers
from generator.synthesis.plan import Plan
from generator.synthesis.registers import Unit

TEXT, TIME = "text", "time"

# Every time that a recipe's column may ask for; all but the first and the deadline must have come to be known.
_TIME_FIELDS = {
    "received_at": "received",
    "dispatched_at": "dispatched",
    "accepted_at": "accepted",
    "responded_at": "responded",
    "due_at": "due",
    "replied_at": "replied",
    "closed_at": "closed",
    "followed_up_at": "followed_up",
}
# The forms in which an export may name a unit, as `Plan.name_form` numbers them.
_NAME_FORMS: tuple[Callable[[Unit], str], ...] = (
    lambda unit: unit.name,
    lambda unit: unit.short_name or unit.name,
    lambda unit: unit.aliases[0] if unit.aliases else unit.name,
)


@dataclass(frozen=True)
class Column:
    """One column: `values` are texts, or where `form` is `time` seconds since the first midnight, -1 for none."""

    header: str
    form: str
    values: Sequence[str] | Ints


@dataclass(frozen=True)
class View:
    """Some cases as they are known when the day `as_of` begins: what happens later has not happened yet."""

    cases: Cases
    rows: Ints
    as_of: date
    plan: Plan
    times: Schedule
    answers: Answers

    @property
    def moment(self) -> int:
        """The second at which the view is taken."""
        return midnight(self.cases.recipe.calendar, self.as_of)

    def known(self, moments: Ints) -> Bools:
        """Which of these moments had come."""
        return moments < self.moment


def view(cases: Cases, rows: Ints, as_of: date, *, corrected: bool = False) -> View:
    """The cases at these positions; `corrected` says whether units are those that a later delivery names."""
    unit = cases.plan.unit if corrected else cases.booked
    plan = take(replace(cases.plan, unit=unit), rows)
    return View(cases, rows, as_of, plan, take(cases.times, rows), take(cases.answers, rows))


def case_columns(seen: View) -> list[Column]:
    """The export's columns as the recipe lists them.

    UserError for a field that there is not, or that the recipe's totals leave unreported.
    """
    wanted = seen.cases.recipe.export["columns"]
    makers = _case_fields(seen) | _place_fields(seen) | _outcome_fields(seen)
    _refuse_unknown("export.columns", wanted, {*makers, *_TIME_FIELDS})
    return [_column(seen, column, makers) for column in wanted]


def event_columns(cases: Cases, rows: Ints, as_of: date) -> list[Column]:
    """The columns of the events at these positions, in an export of the day `as_of`; UserError for an unknown field."""
    events, number = take(cases.events, rows), len(rows)
    names = [cases.registers.units[code].name for code in cases.plan.lists.units]
    values: dict[str, Sequence[str] | Ints] = {
        "case_id": cases.ids[events.case].tolist(),
        "at": events.at,
        "event": events.event.tolist(),
        "unit": [names[unit] if unit >= 0 else "" for unit in events.unit.tolist()],
        "reason": events.reason.tolist(),
        "until": events.until,
        "as_of": [as_of.isoformat()] * number,
    }
    wanted = cases.recipe.event_export["columns"]
    _refuse_unknown("events.columns", wanted, values)
    made = []
    for column in wanted:
        told = [column["constant"]] * number if "constant" in column else values[column["field"]]
        made.append(Column(column["header"], TIME if isinstance(told, np.ndarray) else TEXT, told))
    return made


def _refuse_unknown(place: str, wanted: Sequence[dict[str, str]], known: Container[str]) -> None:
    unknown = [column["field"] for column in wanted if "field" in column and column["field"] not in known]
    if unknown:
        raise UserError(f"recipe.yml: {place}: no such field: {', '.join(unknown)}")


def _column(seen: View, wanted: dict[str, str], makers: dict[str, Callable[[], list[str]]]) -> Column:
    if "constant" in wanted:
        return Column(wanted["header"], TEXT, [wanted["constant"]] * len(seen.rows))
    field = wanted["field"]
    if field not in _TIME_FIELDS:
        return Column(wanted["header"], TEXT, makers[field]())
    moments: Ints = getattr(seen.times, _TIME_FIELDS[field])
    shown = np.ones(len(moments), dtype=np.bool_) if field == "due_at" else seen.known(moments)
    if field == "followed_up_at":
        shown &= seen.answers.called
    return Column(wanted["header"], TIME, np.where(shown, moments, NEVER))


def _case_fields(seen: View) -> dict[str, Callable[[], list[str]]]:
    """Who asks whom, of what kind, and how far it is."""
    recipe, registers, plan = seen.cases.recipe, seen.cases.registers, seen.plan
    lists, number = plan.lists, len(seen.rows)

    def unit() -> list[str]:
        names = [[form(registers.units[code]) for form in _NAME_FORMS] for code in lists.units]
        return [names[unit][form] for unit, form in zip(plan.unit.tolist(), plan.name_form.tolist(), strict=True)]

    def status() -> list[str]:
        archived = seen.times.closed < midnight(recipe.calendar, date.fromisoformat(recipe.status["archived_before"]))
        done = np.where(archived, recipe.status["archived"], recipe.status["closed"])
        return _texts(np.where(seen.known(seen.times.closed), done, recipe.status.get("open", "")))

    return {
        "case_id": lambda: seen.cases.ids[seen.rows].tolist(),
        "caller_key": lambda: [_pseudonym(seen.cases.seed, caller) for caller in plan.caller.tolist()],
        "kind": lambda: [registers.kinds[lists.kinds[index]] for index in plan.kind.tolist()],
        "asker": lambda: [recipe.kinds[index].asker for index in plan.kind.tolist()],
        "channel": lambda: [registers.channels[lists.channels[index]] for index in plan.channel.tolist()],
        "unit": unit,
        "level": lambda: [lists.levels[index] for index in plan.level.tolist()],
        "status": status,
        "as_of": lambda: [seen.as_of.isoformat()] * number,
        "clerk": lambda: [f"{recipe.export['clerk']}{index:02d}" for index in plan.clerk.tolist()],
    }


def _place_fields(seen: View) -> dict[str, Callable[[], list[str]]]:
    """Where, and of what category, as deep as the export says it."""
    areas, categories, plan = seen.cases.registers.areas, seen.cases.registers.categories, seen.plan
    lists, everything = plan.lists, np.ones(len(plan), dtype=np.bool_)
    top = [categories[categories[code].parent].name for code in lists.leaves]
    communities = [areas[areas[code].parent].name for code in lists.grids]

    def street() -> list[str]:
        return _stated([areas[code].name for code in lists.streets], plan.street, plan.depth >= 1)

    def category() -> list[str]:
        return _stated(top, plan.leaf, everything)

    def note() -> list[str]:
        text = seen.cases.recipe.export["note"]
        return [text.format(place=place, category=name) for place, name in zip(street(), category(), strict=True)]

    return {
        "street": street,
        "community": lambda: _stated(communities, plan.grid, plan.depth >= 2),
        "grid": lambda: _stated([areas[code].name for code in lists.grids], plan.grid, plan.depth >= 3),
        "category": category,
        "subcategory": lambda: _stated([categories[code].name for code in lists.leaves], plan.leaf, plan.leaf_stated),
        "note": note,
    }


def _outcome_fields(seen: View) -> dict[str, Callable[[], list[str]]]:
    """What is said of the outcome, once it has been said; only what the source reports."""
    said = seen.known(seen.times.followed_up)
    texts = {
        "callback": seen.answers.callback,
        "resolved": seen.answers.resolved,
        "satisfaction": seen.answers.satisfaction,
        "rating_source": seen.answers.rating_source,
    }

    def shown(values: Texts) -> Callable[[], list[str]]:
        return lambda: _texts(np.where(said, values, ""))

    return {name: shown(values) for name, values in texts.items() if values is not None}


def _texts(values: Texts) -> list[str]:
    return [str(value) for value in values]


def _stated(names: Sequence[str], position: Ints, stated: Bools) -> list[str]:
    return [names[index] if known else "" for index, known in zip(position.tolist(), stated.tolist(), strict=True)]


def _pseudonym(seed: int, caller: int) -> str:
    return hashlib.sha256(f"{seed}:{caller}".encode()).hexdigest()[:16]
