"""From the checked plain data of recipe.yml to a `Recipe`."""

from __future__ import annotations

from datetime import date
from typing import Any

from generator.synthesis.recipe import (
    Around,
    Calendar,
    Correction,
    Happening,
    Holiday,
    Kind,
    Quality,
    Recipe,
    Spread,
    Times,
    Totals,
    UnitPlan,
    Work,
)

MINUTE = 60
# Kinds of events that a recipe may plan, in the order in which they are drawn.
HAPPENINGS = ("returned", "transferred", "extended", "supervised", "redone")


def build_recipe(data: dict[str, Any]) -> Recipe:
    """The recipe from checked plain data."""
    around, events = data.get("around", {}), data.get("events", {})
    return Recipe(
        seed=data["seed"],
        as_of=_day(data["as_of"]),
        calendar=_calendar(data["calendar"]),
        totals=_totals(data["totals"]),
        before=Around(**around.get("before", {"cases": 0, "wrong": 1})),
        after=Around(**around.get("after", {"cases": 0, "wrong": 1})),
        kinds=tuple(_kind(code, kind) for code, kind in data["kinds"].items()),
        units=tuple(_unit(code, unit, data) for code, unit in data["units"].items()),
        streets=data.get("streets", {}),
        levels=data["levels"],
        area_depth=data["area_depth"],
        category_depth=data["category_depth"],
        unit_names=data["unit_names"],
        cases_per_caller=tuple(data["cases_per_caller"]),
        months={name: tuple(season["months"]) for name, season in data["seasons"].items()},
        season={leaf: name for name, season in data["seasons"].items() for leaf in season["leaves"]},
        hard_leaves=data["hard_leaves"],
        risk=data["risk"],
        times=_times(data["times"]),
        answers=data.get("answers", {}),
        status=data["status"],
        export=data["export"],
        events={name: Happening(**events[name]) for name in HAPPENINGS if name in events},
        event_export={name: events[name] for name in ("sheet", "columns") if name in events},
        correction=_correction(data["correction"]) if "correction" in data else None,
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _calendar(data: dict[str, Any]) -> Calendar:
    first, last = data["first_day"], data.get("last_day")
    stated = data.get("stated", {"first": first, "last": last})
    return Calendar(
        first_day=_day(first),
        last_receipt=_day(data["last_receipt"]),
        stated_first=_day(stated["first"]),
        stated_last=_day(stated["last"]),
        published_from=_day(data.get("published_from", first)),
        last_day=_day(last) if last else None,
        thin_out_from=_day(data["thin_out_from"]) if last else None,
        holidays=tuple(Holiday(_day(h["first"]), _day(h["last"]), h["share"]) for h in data["holidays"]),
        years={int(year): weight for year, weight in data.get("years", {}).items()},
    )


def _totals(data: dict[str, int]) -> Totals:
    return Totals(
        cases=data["cases"],
        replied_on_time=data["replied_on_time"],
        responded_on_time=data.get("responded_on_time"),
        answered=data.get("answered", data["cases"]),
        resolved=data.get("resolved"),
        rated=data.get("rated", data["cases"]),
        satisfied=data.get("satisfied"),
    )


def _kind(code: str, data: dict[str, Any]) -> Kind:
    return Kind(code, data["cases"], data["asker"], tuple(data["week"]), tuple(data["hours"]), data["channels"])


def _unit(code: str, data: dict[str, Any], recipe: dict[str, Any]) -> UnitPlan:
    named = data["quality"]
    steps = {recipe["calendar"]["first_day"][:7]: named} if isinstance(named, str) else named
    course = tuple((month, Quality(**recipe["quality"][name])) for month, name in sorted(steps.items()))
    work = {kind: Work(**data[kind]) for kind in recipe["kinds"] if kind in data}
    return UnitPlan(code, course, data.get("area", ""), work)


def _times(data: dict[str, Any]) -> Times:
    def minutes(name: str) -> Spread:
        spread = data[name]
        longest = spread.get("at_most_minutes", float("inf"))
        return Spread(spread["median_minutes"] * MINUTE, spread["sigma"], longest * MINUTE)

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


def _correction(data: dict[str, Any]) -> Correction:
    return Correction(_day(data["as_of"]), data["month"], data["cases"], data["booked"], data["belongs"])
