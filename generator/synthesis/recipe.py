"""The recipe of a demonstration: its parameters as frozen dataclasses, in the units that the draws use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

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
    years: dict[int, float]


@dataclass(frozen=True)
class Totals:
    """The numbers of cases that must come out exactly; None where the source does not report such a thing."""

    cases: int
    replied_on_time: int
    responded_on_time: int | None = None
    resolved: int | None = None
    satisfied: int | None = None


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
    streets: dict[str, float]
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


def build_recipe(data: dict[str, Any]) -> Recipe:
    """The recipe from checked plain data."""
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
        streets=data.get("streets", {}),
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
        answers=data.get("answers", {}),
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
        years={int(year): weight for year, weight in data.get("years", {}).items()},
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
