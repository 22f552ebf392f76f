"""The recipe of a demonstration: its parameters as frozen dataclasses, checked against the registers.

`recipe.schema.json` beside this module says what recipe.yml may hold; the checks here say what must fit
together. All problems are reported at once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from generator.errors import UserError
from generator.synthesis.registers import Registers, load_yaml

_SCHEMA = Path(__file__).with_name("recipe.schema.json")
MINUTE = 60


@dataclass(frozen=True)
class Holiday:
    """A run of days with a share of an ordinary day's cases."""

    first: date
    last: date
    share: float


@dataclass(frozen=True)
class Calendar:
    """The days of the demonstration; receipts thin out before `last_receipt` and stop after it."""

    first_day: date
    last_day: date
    thin_out_from: date
    last_receipt: date
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True)
class Totals:
    """The numbers of cases that must come out exactly."""

    cases: int
    responded_on_time: int
    replied_on_time: int
    resolved: int
    satisfied: int


@dataclass(frozen=True)
class Kind:
    """A kind of request: how many, who asks, and when and how they come in."""

    code: str
    cases: int
    asker: str
    week: tuple[float, ...]
    hours: tuple[float, ...]
    channels: dict[str, float]


@dataclass(frozen=True)
class Quality:
    """How many times as likely a case is to go wrong as an ordinary unit's."""

    response: float
    reply: float
    outcome: float


@dataclass(frozen=True)
class Work:
    """A unit's weight among the cases of one kind, and the weights of the leaves it takes."""

    weight: float
    leaves: dict[str, float]


@dataclass(frozen=True)
class UnitPlan:
    """What one unit takes on; `area` is the street it is tied to, or empty."""

    code: str
    quality: Quality
    area: str
    work: dict[str, Work]


@dataclass(frozen=True)
class Spread:
    """A log-normal time: median in seconds, deviation of the log, and the longest (infinite by default)."""

    median: float
    sigma: float
    at_most: float = float("inf")


@dataclass(frozen=True)
class Times:
    """The times of a case. Seconds, but `reply_share` (of the limit), the hours of the day, and shares."""

    dispatch: Spread
    acceptance: Spread
    response: Spread
    late_response: Spread
    reply_share: float
    reply_sigma: float
    late_reply: Spread
    closing: Spread
    follow_up: Spread
    rush_share: float
    rush_mean: float
    day_begins: int
    day_ends: int
    night_share: float


@dataclass(frozen=True)
class Recipe:
    """All parameters of a demonstration. `season` names the profile of each leaf that has one of its own."""

    seed: int
    as_of: date
    calendar: Calendar
    totals: Totals
    kinds: tuple[Kind, ...]
    units: tuple[UnitPlan, ...]
    levels: dict[str, dict[str, float]]
    area_depth: dict[str, float]
    category_depth: dict[str, float]
    unit_names: dict[str, float]
    cases_per_caller: tuple[float, ...]
    months: dict[str, tuple[float, ...]]
    season: dict[str, str]
    hard_leaves: dict[str, float]
    risk: dict[str, Any]
    times: Times
    answers: dict[str, Any]
    status: dict[str, str]
    export: dict[str, Any]


def read_recipe(portal_dir: Path, registers: Registers) -> Recipe:
    """The checked recipe of a portal; UserError with every problem in one line."""
    data = _plain(load_yaml(portal_dir / "recipe.yml"))
    schema = json.loads(_SCHEMA.read_text("utf-8"))
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    problems = [
        f"{'.'.join(map(str, error.absolute_path)) or 'recipe'}: {error.message[:160]}"
        for error in sorted(validator.iter_errors(data), key=lambda e: list(map(str, e.absolute_path)))
    ]
    problems = problems or _misfits(data, registers)
    if problems:
        raise UserError("recipe.yml: " + "; ".join(problems))
    return _build(data)


def _plain(value: Any) -> Any:
    """The same data with dates as ISO text, so that one schema checks everything."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value


def _misfits(data: dict[str, Any], registers: Registers) -> list[str]:
    """What the schema cannot see: names that no register knows, and numbers that contradict each other."""
    leaves = {code for code, item in registers.categories.items() if item.parent}
    streets = {code for code, item in registers.areas.items() if item.level == "street"}
    tiers = {registers.units[code].tier for code in data["units"] if code in registers.units}
    problems = _unknown("units", data["units"], registers.units)
    problems += _unknown("kinds", data["kinds"], registers.kinds)
    problems += _unknown("levels", tiers, data["levels"])
    problems += _unknown("hard_leaves", data["hard_leaves"], leaves)
    for name, season in data["seasons"].items():
        problems += _unknown(f"seasons.{name}", season["leaves"], leaves)
    for code, kind in data["kinds"].items():
        problems += _unknown(f"kinds.{code}.channels", kind["channels"], registers.channels)
        if kind["cases"] and not any(code in unit for unit in data["units"].values()):
            problems.append(f"kinds.{code}: no unit takes it")
    for code, unit in data["units"].items():
        work = {key: value for key, value in unit.items() if key not in ("quality", "area")}
        problems += _unknown(f"units.{code}", work, data["kinds"])
        problems += _unknown(f"units.{code}.quality", [unit["quality"]], data["quality"])
        problems += _unknown(f"units.{code}.area", [unit["area"]] if "area" in unit else [], streets)
        for kind, share in work.items():
            problems += _unknown(f"units.{code}.{kind}", share["leaves"], leaves)
    totals, calendar = data["totals"], data["calendar"]
    if sum(kind["cases"] for kind in data["kinds"].values()) != totals["cases"]:
        problems.append("kinds: their cases do not add up to totals.cases")
    problems += [f"totals.{name}: more than totals.cases" for name in totals if totals[name] > totals["cases"]]
    days = [calendar[name] for name in ("first_day", "thin_out_from", "last_receipt", "last_day")]
    if days != sorted(days) or data["as_of"] < calendar["last_day"]:
        problems.append("calendar: first_day, thin_out_from, last_receipt, last_day, as_of must follow each other")
    return problems


def _unknown(place: str, names: Any, known: Any) -> list[str]:
    return [f"{place}: {name} is not known" for name in names if name not in known]


def _build(data: dict[str, Any]) -> Recipe:
    quality = data["quality"]
    return Recipe(
        seed=data["seed"],
        as_of=date.fromisoformat(data["as_of"]),
        calendar=_calendar(data["calendar"]),
        totals=Totals(**data["totals"]),
        kinds=tuple(
            Kind(
                code,
                item["cases"],
                item["asker"],
                tuple(item["week"]),
                tuple(item["hours"]),
                item["channels"],
            )
            for code, item in data["kinds"].items()
        ),
        units=tuple(
            UnitPlan(
                code,
                Quality(**quality[item["quality"]]),
                item.get("area", ""),
                {kind: Work(**item[kind]) for kind in data["kinds"] if kind in item},
            )
            for code, item in data["units"].items()
        ),
        levels=data["levels"],
        area_depth=data["area_depth"],
        category_depth=data["category_depth"],
        unit_names=data["unit_names"],
        cases_per_caller=tuple(data["cases_per_caller"]),
        months={name: tuple(item["months"]) for name, item in data["seasons"].items()},
        season={leaf: name for name, item in data["seasons"].items() for leaf in item["leaves"]},
        hard_leaves=data["hard_leaves"],
        risk=data["risk"],
        times=_times(data["times"]),
        answers=data["answers"],
        status=data["status"],
        export=data["export"],
    )


def _calendar(data: dict[str, Any]) -> Calendar:
    day = date.fromisoformat
    return Calendar(
        first_day=day(data["first_day"]),
        last_day=day(data["last_day"]),
        thin_out_from=day(data["thin_out_from"]),
        last_receipt=day(data["last_receipt"]),
        holidays=tuple(Holiday(day(h["first"]), day(h["last"]), h["share"]) for h in data["holidays"]),
    )


def _times(data: dict[str, Any]) -> Times:
    def minutes(name: str) -> Spread:
        item = data[name]
        longest = item.get("at_most_minutes", float("inf"))
        return Spread(item["median_minutes"] * MINUTE, item["sigma"], longest * MINUTE)

    return Times(
        dispatch=minutes("dispatch"),
        acceptance=minutes("acceptance"),
        response=minutes("response"),
        late_response=minutes("late_response"),
        reply_share=data["reply"]["median_share"],
        reply_sigma=data["reply"]["sigma"],
        late_reply=minutes("late_reply"),
        closing=minutes("closing"),
        follow_up=minutes("follow_up"),
        rush_share=data["deadline_rush"]["share"],
        rush_mean=data["deadline_rush"]["mean_minutes"] * MINUTE,
        day_begins=data["day"]["begins"],
        day_ends=data["day"]["ends"],
        night_share=data["day"]["night_share"],
    )
