"""The recipe of a demonstration: its parameters as frozen dataclasses, in the units that the draws use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Holiday:
    """A run of days with a share of an ordinary day's cases."""

    first: date
    last: date
    share: float


@dataclass(frozen=True)
class Calendar:
    """The days on which cases are received, and those of them for which the totals hold.

    Where `last_day` is set, receipts thin out before `last_receipt` and nothing happens after `last_day`: no case is
    carried in or out. Elsewhere cases of the days before and after the stated ones exist, and things happen until
    whenever they do. `published_from` is the first day that is published; before it only what is carried in.
    """

    first_day: date
    last_receipt: date
    stated_first: date
    stated_last: date
    published_from: date
    last_day: date | None
    thin_out_from: date | None
    holidays: tuple[Holiday, ...]
    years: dict[int, float]


@dataclass(frozen=True)
class Around:
    """Days before or after the stated ones: how many cases, and how many times as often they go wrong."""

    cases: int
    wrong: float


@dataclass(frozen=True)
class Totals:
    """The numbers that must come out exactly of the stated days; None where the source does not report such a thing.

    Of the cases whose deadline falls in these days, `responded_on_time` and `replied_on_time` kept it. Of those closed
    in them, `answered` people said whether it was solved, `resolved` that it was; `rated` gave a rating, `satisfied` a
    good one. Each of these cohorts has as many `cases`.
    """

    cases: int
    replied_on_time: int
    responded_on_time: int | None
    answered: int
    resolved: int | None
    rated: int
    satisfied: int | None


@dataclass(frozen=True)
class Kind:
    """A kind of request: how many of the stated days, who asks, and when and how they come in."""

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
    """What one unit takes on, and how well it does over time.

    `course` holds a quality and the month from which it holds, oldest first. `area` is the street that the unit is
    tied to, or empty.
    """

    code: str
    course: tuple[tuple[str, Quality], ...]
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
class Happening:
    """What may happen to a case on its way: the share of the cases to which it can that it does, and why."""

    share: float
    reasons: dict[str, float]


@dataclass(frozen=True)
class Correction:
    """A later delivery: `cases` of `month` had been booked to the unit `booked` and are those of `belongs`."""

    as_of: date
    month: str
    cases: int
    booked: str
    belongs: str


@dataclass(frozen=True)
class Recipe:
    """All parameters of a demonstration. `season` names the profile of each leaf that has one of its own.

    `events` holds a `Happening` by kind, nothing where the platform has no table of events.
    """

    seed: int
    as_of: date
    calendar: Calendar
    totals: Totals
    before: Around
    after: Around
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
    events: dict[str, Happening]
    event_export: dict[str, Any]
    correction: Correction | None
