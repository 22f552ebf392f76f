"""Reading recipe.yml: its shape by `recipe.schema.json`, its names against the registers, all problems at once."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from generator.errors import UserError
from generator.synthesis.build import build_recipe
from generator.synthesis.recipe import Recipe
from generator.synthesis.registers import Registers, load_yaml

_SCHEMA = Path(__file__).with_name("recipe.schema.json")
# What a recipe must also say once its totals hold a number.
_NEEDED: dict[str, dict[str, tuple[str, ...]]] = {
    "responded_on_time": {"risk": ("night_response", "reply_after_late_response")},
    "resolved": {"risk": ("unresolved_after_late_reply",), "answers": ("resolved", "not_resolved", "partly")},
    "rated": {"answers": ("callback",)},
    "satisfied": {
        "risk": ("dissatisfied",),
        "answers": ("satisfied", "satisfied_after_trouble", "dissatisfied", "rating_source"),
    },
}


def read_recipe(portal_dir: Path, registers: Registers) -> Recipe:
    """The checked recipe of a portal; UserError with every problem in one line."""
    data = _plain(load_yaml(portal_dir / "recipe.yml"))
    if isinstance(data, dict) and set(data) == {"wanted"}:
        raise UserError(f"{portal_dir.name} reports figures without cases: there is no export to make")
    problems = _misshapen(data) or _misfits(data, registers)
    if problems:
        raise UserError("recipe.yml: " + "; ".join(problems))
    return build_recipe(data)


def read_wanted(portal_dir: Path) -> list[dict[str, Any]]:
    """The figures that must come out of the portal (`wanted` of its recipe); UserError when they are misshapen."""
    return list(_part(portal_dir, "wanted"))


def read_wanted_years(portal_dir: Path) -> list[str]:
    """The years in which they must come out (`wanted_in`), none for all months; UserError when they are misshapen."""
    return list(_part(portal_dir, "wanted_in"))


def _part(portal_dir: Path, name: str) -> list[Any]:
    data = load_yaml(portal_dir / "recipe.yml")
    part = data.get(name, []) if isinstance(data, dict) else []
    schema = json.loads(_SCHEMA.read_text("utf-8"))
    validator = Draft202012Validator(schema["properties"][name] | {"$defs": schema["$defs"]})
    problems = [error.message[:160] for error in validator.iter_errors(part)] if part else []
    if problems:
        raise UserError(f"{portal_dir.name}/recipe.yml: {name}: " + "; ".join(problems))
    return part


def _misshapen(data: Any) -> list[str]:
    schema = json.loads(_SCHEMA.read_text("utf-8"))
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [
        f"{'.'.join(map(str, error.absolute_path)) or 'recipe'}: {error.message[:160]}"
        for error in sorted(validator.iter_errors(data), key=lambda e: list(map(str, e.absolute_path)))
    ]


def _plain(value: Any) -> Any:
    """The same data with dates as ISO text and years as text, so that one schema checks everything."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
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
    problems += _unknown("streets", data.get("streets", {}), streets)
    for name, season in data["seasons"].items():
        problems += _unknown(f"seasons.{name}", season["leaves"], leaves)
    for code, kind in data["kinds"].items():
        problems += _unknown(f"kinds.{code}.channels", kind["channels"], registers.channels)
        if kind["cases"] and not any(code in unit for unit in data["units"].values()):
            problems.append(f"kinds.{code}: no unit takes it")
    for code, unit in data["units"].items():
        work = {key: value for key, value in unit.items() if key not in ("quality", "area")}
        problems += _unknown(f"units.{code}", work, data["kinds"])
        named = [unit["quality"]] if isinstance(unit["quality"], str) else unit["quality"].values()
        problems += _unknown(f"units.{code}.quality", named, data["quality"])
        problems += _unknown(f"units.{code}.area", [unit["area"]] if "area" in unit else [], streets)
        for kind, share in work.items():
            problems += _unknown(f"units.{code}.{kind}", share["leaves"], leaves)
    planned = data.get("correction", {})
    problems += _unknown("correction", [planned[side] for side in ("booked", "belongs") if planned], data["units"])
    return problems + _contradictions(data)


def _contradictions(data: dict[str, Any]) -> list[str]:
    totals = data["totals"]
    problems = []
    if sum(kind["cases"] for kind in data["kinds"].values()) != totals["cases"]:
        problems.append("kinds: their cases do not add up to totals.cases")
    problems += [f"totals.{name}: more than totals.cases" for name in totals if totals[name] > totals["cases"]]
    for less, more in (("resolved", "answered"), ("satisfied", "rated"), ("rated", "answered")):
        if totals.get(less, 0) > totals.get(more, totals["cases"]):
            problems.append(f"totals.{less}: more than totals.{more}")
    for name, needed in _NEEDED.items():
        for part, keys in needed.items() if name in totals else ():
            problems += [f"{part}.{key}: needed for totals.{name}" for key in keys if key not in data.get(part, {})]
    return problems + _out_of_order(data)


def _out_of_order(data: dict[str, Any]) -> list[str]:
    """What the days contradict: either a last day, or stated days among others."""
    calendar = data["calendar"]
    if "last_day" in calendar:
        names = ["first_day", "thin_out_from", "last_receipt", "last_day"]
        days = [calendar[name] for name in names]
        if "stated" in calendar or "around" in data:
            return ["calendar: with a last_day there is nothing before and after the stated days"]
    else:
        names = ["first_day", "stated.first", "stated.last", "last_receipt"]
        days = [calendar["first_day"], *calendar["stated"].values(), calendar["last_receipt"]]
    # Where something happens after the last receipt, the export must not be older than it.
    if days != sorted(days) or data["as_of"] < days[-1]:
        return [f"calendar: {', '.join(names)}, as_of must follow each other"]
    courses = [unit["quality"] for unit in data["units"].values() if isinstance(unit["quality"], dict)]
    if any(min(course) > calendar["first_day"][:7] for course in courses):
        return ["units: a course of qualities must begin with the first month"]
    return []


def _unknown(place: str, names: Iterable[str], known: Container[str]) -> list[str]:
    return [f"{place}: {name} is not known" for name in names if name not in known]
