"""A unit beside its peer group, by exact fractions. Whether the difference exceeds chance is not said here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.definitions.codes import MINIMUM_RANKED_N
from generator.definitions.indicators import Indicator
from generator.facts.rates import Figure


@dataclass(frozen=True, order=True)
class Comparison:
    """A unit's figure and that of its whole group (the unit included) for the same period and indicator."""

    period: str
    indicator: str
    unit: str
    against: str
    against_key: str
    numerator: int
    denominator: int
    against_numerator: int
    against_denominator: int
    result: str


def compare_units(
    figures: Iterable[Figure], indicators: Iterable[Indicator], group_of: Mapping[str, str]
) -> list[Comparison]:
    """Every rate of every unit beside that of its group, where both are published and the indicator has a direction."""
    directed = {indicator.id for indicator in indicators if indicator.direction != "none"}
    items = [item for item in figures if item.indicator in directed]
    groups = {(f.period, f.indicator, f.key): f for f in items if f.scope == "group" and f.denominator}
    found: list[Comparison] = []
    for item in items:
        if item.scope != "unit" or item.key not in group_of or not item.denominator:
            continue
        group = groups.get((item.period, item.indicator, group_of[item.key]))
        if group is None or group.denominator is None:
            continue
        found.append(
            Comparison(
                period=item.period,
                indicator=item.indicator,
                unit=item.key,
                against="group",
                against_key=group.key,
                numerator=item.numerator,
                denominator=item.denominator,
                against_numerator=group.numerator,
                against_denominator=group.denominator,
                result=_result(item, group),
            )
        )
    return sorted(found)


def _result(item: Figure, group: Figure) -> str:
    if (item.denominator or 0) < MINIMUM_RANKED_N:
        return "few_cases"
    if item.rate is None or group.rate is None or item.rate == group.rate:
        return "equal"
    return "above" if item.rate > group.rate else "below"
