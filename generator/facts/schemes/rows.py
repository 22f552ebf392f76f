"""A city's score applied to published figures.

Everything is computed from figures that are published in the same release, so a reader can do it again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from generator.definitions.rounding import decimal_text
from generator.definitions.schemes import SchemeFile, number
from generator.facts.figures import Figure
from generator.facts.schemes.scores import Component, Form, FullMark, Proportional, RatioToTarget, Scheme, Steps, score


@dataclass(frozen=True, order=True)
class ScoreRow:
    """One component of a unit's score, or its total. Texts are for display, two decimals."""

    period: str
    scheme: str
    group: str
    unit: str
    component: str
    numerator: int | None
    denominator: int | None
    rate: str
    points: str
    points_exact: str


def score_rows(
    figures: Iterable[Figure],
    scheme: SchemeFile,
    period: str,
    group_of: Mapping[str, str],
    hidden: Collection[str],
) -> list[ScoreRow]:
    """The scores of every unit that has a published figure for at least one component.

    `hidden` are units of which a component is pooled: it is not missing, so no public score can be right.
    """
    by_unit: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        listed = figure.key in group_of and figure.key not in hidden
        if (figure.period, figure.scope) == (period, "unit") and listed and figure.denominator:
            by_unit.setdefault(figure.key, {})[figure.indicator] = figure
    rule, exact = score_rule(scheme, rounded=scheme.rounded), score_rule(scheme, rounded=False)
    rows: list[ScoreRow] = []
    for unit, own in sorted(by_unit.items()):
        rates = {name: figure.rate for name, figure in own.items() if figure.rate is not None}
        official, precise = score(rates, rule), score(rates, exact)
        if official.total is None or precise.total is None:
            continue
        place = (period, scheme.definition, group_of[unit], unit)
        for (name, points), (_, points_exact) in zip(official.points, precise.points, strict=True):
            part = own.get(name)
            rows.append(
                ScoreRow(
                    *place,
                    component=name,
                    numerator=part.numerator if part else None,
                    denominator=part.denominator if part else None,
                    rate=part.value if part else "",
                    points=_text(points),
                    points_exact=_text(points_exact),
                )
            )
        rows.append(ScoreRow(*place, "total", None, None, "", _text(official.total), _text(precise.total)))
    return rows


def score_rule(scheme: SchemeFile, *, rounded: bool) -> Scheme:
    """The settings of a score scheme as the rule that computes it; `rounded` rounds rates first."""
    rules = scheme.rules
    parts = tuple(
        Component(part["indicator"], number(part["weight"]), _form(part["form"])) for part in rules["components"]
    )
    return Scheme(parts, number(rules.get("base", 0)), rounded, rules["missing"])


def _form(data: Mapping[str, Any]) -> Form:
    if "full_mark" in data:
        part = data["full_mark"]
        return FullMark(number(part["at"]), number(part["per_point"]), number(part["floor"]))
    if "steps" in data:
        steps = [(number(step["at_least"]), number(step["points"])) for step in data["steps"]]
        return Steps(tuple(sorted(steps, reverse=True)))
    if "ratio" in data:
        return RatioToTarget(number(data["ratio"]["target"]), number(data["ratio"]["cap"]))
    return Proportional()


def _text(value: Fraction | None) -> str:
    """Percent and points for display; blank where there is none."""
    return "" if value is None else decimal_text(value)
