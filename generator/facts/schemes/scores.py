"""Scores: rates turned into points, by the forms that cities publish. Exact fractions throughout.

A form takes a rate in percent and gives points. Sources of the worked numbers: the evaluation bulletins of
Lianyungang (full-mark threshold with linear deduction, floor and cap) and Panjin (proportional), as recovered from
their published pairs in the domain note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from generator.definitions.rounding import half_up

_HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Proportional:
    """Points in proportion to the rate: weight × rate / 100."""

    def points(self, rate: Fraction, weight: Fraction) -> Fraction:
        """The points of a rate in percent."""
        return weight * rate / _HUNDRED


@dataclass(frozen=True)
class FullMark:
    """Full marks from `at` percent; `per_point` points less for each percentage point below, never below `floor`."""

    at: Fraction
    per_point: Fraction
    floor: Fraction

    def points(self, rate: Fraction, weight: Fraction) -> Fraction:
        """The points of a rate in percent, between `floor` and the weight."""
        return min(weight, max(self.floor, weight - self.per_point * (self.at - rate)))


@dataclass(frozen=True)
class Steps:
    """Fixed points from each threshold: (at least this rate, these points), highest threshold first."""

    steps: tuple[tuple[Fraction, Fraction], ...]

    def points(self, rate: Fraction, weight: Fraction) -> Fraction:
        """The points of the first threshold that the rate reaches; 0 below all of them."""
        return next((points for threshold, points in self.steps if rate >= threshold), Fraction(0))


@dataclass(frozen=True)
class RatioToTarget:
    """Points in proportion to rate ÷ target, up to `cap` times the weight."""

    target: Fraction
    cap: Fraction

    def points(self, rate: Fraction, weight: Fraction) -> Fraction:
        """The points of a rate in percent."""
        return weight * min(self.cap, rate / self.target)


Form = Proportional | FullMark | Steps | RatioToTarget


@dataclass(frozen=True)
class Component:
    """One part of a score: an indicator's rate, its weight in points, and the form that turns it into points."""

    indicator: str
    weight: Fraction
    form: Form


@dataclass(frozen=True)
class Scheme:
    """A score: `base` points for everybody plus the components. `rounded` rounds rates to two decimals first.

    `missing` says what a component without a rate gives: `full` marks, `zero`, or `leave_out` (the others are scaled
    to its weight too).
    """

    components: tuple[Component, ...]
    base: Fraction
    rounded: bool
    missing: str


@dataclass(frozen=True)
class Score:
    """A unit's score: indicator → points (None where left out), and the total, rounded half-up to two decimals."""

    points: tuple[tuple[str, Fraction | None], ...]
    total: Fraction | None


def score(rates: Mapping[str, Fraction], scheme: Scheme) -> Score:
    """The score of a unit from its rates as shares (indicator → fraction between 0 and 1)."""
    points = tuple((part.indicator, _points(rates.get(part.indicator), part, scheme)) for part in scheme.components)
    known = [(part, value) for part, (_, value) in zip(scheme.components, points, strict=True) if value is not None]
    if not known:
        return Score(points, None)
    present = sum((part.weight for part, _ in known), Fraction(0))
    all_weights = sum((part.weight for part in scheme.components), Fraction(0))
    gained = sum((value for _, value in known), Fraction(0)) * all_weights / present
    return Score(points, half_up(scheme.base + gained))


def _points(rate: Fraction | None, part: Component, scheme: Scheme) -> Fraction | None:
    if rate is None:
        return {"full": part.weight, "zero": Fraction(0)}.get(scheme.missing)
    percent = rate * _HUNDRED
    return part.form.points(half_up(percent) if scheme.rounded else percent, part.weight)
