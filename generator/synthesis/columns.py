"""The columns of an export: from positions and seconds to what the platform would print."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from generator.errors import UserError
from generator.synthesis.clock import Schedule
from generator.synthesis.draw import Ints, pick
from generator.synthesis.outcomes import Answers
from generator.synthesis.plan import Plan
from generator.synthesis.recipe import Recipe
from generator.synthesis.registers import DAY, Registers, Unit

TEXT, TIME = "text", "time"

# Every field that a recipe's column may ask for.
TIME_FIELDS = {
    "received_at": "received",
    "dispatched_at": "dispatched",
    "accepted_at": "accepted",
    "responded_at": "responded",
    "due_at": "due",
    "replied_at": "replied",
    "closed_at": "closed",
    "followed_up_at": "followed_up",
}


@dataclass(frozen=True)
class Column:
    """One column: `values` are texts, or seconds since the first midnight where `form` is `time`."""

    header: str
    form: str
    values: Sequence[str] | Ints


@dataclass(frozen=True)
class Cases:
    """Everything drawn of every case, in one order."""

    plan: Plan
    times: Schedule
    answers: Answers


def text_fields(
    rng: np.random.Generator, seed: int, recipe: Recipe, registers: Registers, cases: Cases
) -> dict[str, list[str]]:
    """`case_id` and every other text field that the recipe's columns ask for: one value for each of the cases.

    UserError for a field that there is not, or that the recipe's totals leave unreported.
    """
    plan, times, answers = cases.plan, cases.times, cases.answers
    lists, areas = plan.lists, registers.areas
    number = len(plan)
    communities = [areas[code].parent for code in lists.grids]
    parent = [registers.categories[registers.categories[code].parent].name for code in lists.leaves]
    leaf = [registers.categories[code].name for code in lists.leaves]
    everything = np.ones(number, dtype=np.bool_)
    clerk = 1 + rng.integers(0, recipe.export["clerks"], number)
    archived = (times.closed // DAY) < _day_number(recipe, recipe.status["archived_before"])
    unit = _unit_names(rng, recipe, registers, plan)

    def street() -> list[str]:
        return _stated([areas[code].name for code in lists.streets], plan.street, plan.depth >= 1)

    def category() -> list[str]:
        return _stated(parent, plan.leaf, everything)

    def note() -> list[str]:
        text = recipe.export["note"]
        return [text.format(place=place, category=name) for place, name in zip(street(), category(), strict=True)]

    makers: dict[str, Callable[[], list[str]]] = {
        "case_id": lambda: _case_ids(recipe, times.received),
        "caller_key": lambda: [_pseudonym(seed, caller) for caller in plan.caller.tolist()],
        "kind": lambda: [registers.kinds[lists.kinds[index]] for index in plan.kind.tolist()],
        "asker": lambda: [recipe.kinds[index].asker for index in plan.kind.tolist()],
        "category": category,
        "subcategory": lambda: _stated(leaf, plan.leaf, plan.leaf_stated),
        "channel": lambda: [registers.channels[lists.channels[index]] for index in plan.channel.tolist()],
        "street": street,
        "community": lambda: _stated([areas[code].name for code in communities], plan.grid, plan.depth >= 2),
        "grid": lambda: _stated([areas[code].name for code in lists.grids], plan.grid, plan.depth >= 3),
        "unit": lambda: unit,
        "level": lambda: [lists.levels[index] for index in plan.level.tolist()],
        "status": lambda: np.where(archived, recipe.status["archived"], recipe.status["closed"]).tolist(),
        "as_of": lambda: [recipe.as_of.isoformat()] * number,
        "note": note,
        "clerk": lambda: [f"{recipe.export['clerk']}{index:02d}" for index in clerk.tolist()],
    }
    outcomes = {
        "resolved": answers.resolved,
        "satisfaction": answers.satisfaction,
        "rating_source": answers.rating_source,
    }
    reported = {name: texts for name, texts in outcomes.items() if texts is not None}
    asked = [item["field"] for item in recipe.export["columns"] if "field" in item]
    unknown = [name for name in asked if name not in makers | reported | TIME_FIELDS]
    if unknown:
        raise UserError(f"recipe.yml: export.columns: no such field: {', '.join(unknown)}")
    made = {name: make() for name, make in makers.items() if name == "case_id" or name in asked}
    return made | reported


def columns(recipe: Recipe, texts: dict[str, list[str]], times: Schedule, order: Ints) -> list[Column]:
    """The export's columns as the recipe lists them, the cases in `order`."""
    made = []
    for column in recipe.export["columns"]:
        header = column["header"]
        if "constant" in column:
            made.append(Column(header, TEXT, [column["constant"]] * len(order)))
        elif column["field"] in TIME_FIELDS:
            made.append(Column(header, TIME, getattr(times, TIME_FIELDS[column["field"]])[order]))
        else:
            values = texts[column["field"]]
            made.append(Column(header, TEXT, [values[index] for index in order.tolist()]))
    return made


def _stated(names: Sequence[str], position: Ints, stated: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[str]:
    return [names[index] if known else "" for index, known in zip(position.tolist(), stated.tolist(), strict=True)]


def _day_number(recipe: Recipe, day: str) -> int:
    return int((np.datetime64(day) - np.datetime64(recipe.calendar.first_day)).astype(np.int64))


def _case_ids(recipe: Recipe, received: Ints) -> list[str]:
    """Prefix, day of receipt, and a running number of that day in order of receipt."""
    day = received // DAY
    order = np.argsort(received, kind="stable")
    first_of_day = np.searchsorted(day[order], day[order])
    running = np.empty(len(received), dtype=np.int64)
    running[order] = np.arange(len(received)) - first_of_day + 1
    dates = np.datetime64(recipe.calendar.first_day) + day.astype("timedelta64[D]")
    stamps = [str(text).replace("-", "") for text in np.datetime_as_string(dates)]
    prefix = recipe.export["case_prefix"]
    return [f"{prefix}{stamp}{number:05d}" for stamp, number in zip(stamps, running.tolist(), strict=True)]


def _pseudonym(seed: int, caller: int) -> str:
    return hashlib.sha256(f"{seed}:{caller}".encode()).hexdigest()[:16]


def _unit_names(rng: np.random.Generator, recipe: Recipe, registers: Registers, plan: Plan) -> list[str]:
    """Mostly the full name; now and then the short name or the first alias, where the unit has one."""
    forms: list[Callable[[Unit], str]] = [
        lambda unit: unit.name,
        lambda unit: unit.short_name or unit.name,
        lambda unit: unit.aliases[0] if unit.aliases else unit.name,
    ]
    names = [[form(registers.units[code]) for form in forms] for code in plan.lists.units]
    form = pick(rng, [recipe.unit_names[key] for key in ("name", "short_name", "alias")], len(plan))
    return [names[unit][index] for unit, index in zip(plan.unit.tolist(), form.tolist(), strict=True)]
