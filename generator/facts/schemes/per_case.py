"""「一诉一考」: points for each case, summed per unit from public counts.

A case that counts in a component gets its points for yes or for no. Points add up over cases, so a unit's sum needs no
case: numerator × yes + (denominator − numerator) × no, exactly. The results of single cases are the office's alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from generator.definitions.rounding import decimal_text
from generator.definitions.schemes import SchemeFile, number
from generator.facts.figures import Figure
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
    by_indicator: dict[str, dict[str, Figure]] = {part.indicator: {} for part in parts}
    for figure in figures:
        if (figure.period, figure.scope) == (period, "unit") and figure.indicator in by_indicator:
            by_indicator[figure.indicator][figure.key] = figure
    if not all(by_indicator.values()):
        return []
    rows: list[ScoreRow] = []
    for unit in sorted(set().union(*by_indicator.values()) & group_of.keys() - set(hidden)):
        place = (period, scheme.definition, group_of[unit], unit)
        total, counted = Fraction(0), False
        for part in parts:
            own = by_indicator[part.indicator].get(unit)
            # Of a volume every case that it counts has the outcome yes.
            among = 0 if own is None else own.numerator if own.denominator is None else own.denominator
            if own is None or not among:
                continue
            points = part.of(own.numerator, among)
            total, counted = total + points, True
            text = decimal_text(points)
            rows.append(ScoreRow(*place, part.indicator, own.numerator, among, own.value, text, text))
        if counted:
            rows.append(ScoreRow(*place, "total", None, None, "", decimal_text(total), decimal_text(total)))
    return sorted(rows)
