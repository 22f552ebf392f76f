"""「一诉一考」: points for each case, summed per unit from public counts.

A case that counts in a component gets its points for yes or for no. Points add up over cases, so a unit's sum needs no
case: numerator × yes + (denominator − numerator) × no, exactly. The results of single cases are the office's alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from generator.definitions.schemes import SchemeFile, number
from generator.facts.figures import Figure
from generator.facts.schemes.deductions import half_up
from generator.facts.schemes.rows import ScoreRow


@dataclass(frozen=True)
class CasePoints:
    """One component: what a case gets that counts in the indicator, by its outcome."""

    indicator: str
    yes: Fraction
    no: Fraction

    def of(self, numerator: int, denominator: int) -> Fraction:
        """The points of `denominator` cases, `numerator` of which have the outcome yes."""
        return numerator * self.yes + (denominator - numerator) * self.no


def case_points(scheme: SchemeFile) -> tuple[CasePoints, ...]:
    """The components of a scheme of kind `per_case`, in its order."""
    return tuple(
        CasePoints(part["indicator"], number(part["yes"]), number(part["no"])) for part in scheme.rules["components"]
    )


def points_text(points: Fraction) -> str:
    """Points for display: two decimals, half-up (away from zero), with a sign only below zero."""
    hundredths = int(half_up(abs(points)) * 100)
    sign = "-" if points < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def per_case_rows(
    figures: Iterable[Figure],
    scheme: SchemeFile,
    period: str,
    group_of: Mapping[str, str],
    hidden: Collection[str],
) -> list[ScoreRow]:
    """The components and the sum of every unit of which a case counts; none at all where a component has no figures.

    `hidden` are units of which a component is pooled: a sum without it would be wrong. A component in which none of
    the unit's cases counts adds nothing and has no row.
    """
    parts = case_points(scheme)
    found: dict[str, dict[str, Figure]] = {part.indicator: {} for part in parts}
    for item in figures:
        if (item.period, item.scope) == (period, "unit") and item.indicator in found:
            found[item.indicator][item.key] = item
    if not all(found.values()):
        return []
    rows: list[ScoreRow] = []
    for unit in sorted(set().union(*found.values()) & group_of.keys() - set(hidden)):
        place = (period, scheme.definition, group_of[unit], unit)
        total, counted = Fraction(0), False
        for part in parts:
            figure = found[part.indicator].get(unit)
            # Of a volume every case that it counts has the outcome yes.
            among = 0 if figure is None else figure.numerator if figure.denominator is None else figure.denominator
            if figure is None or not among:
                continue
            points = part.of(figure.numerator, among)
            total, counted = total + points, True
            text = points_text(points)
            rows.append(ScoreRow(*place, part.indicator, figure.numerator, among, figure.value, text, text))
        if counted:
            rows.append(ScoreRow(*place, "total", None, None, "", points_text(total), points_text(total)))
    return sorted(rows)
