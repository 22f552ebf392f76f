"""A unit beside its peer group: above or below only where the difference is more than chance would give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.definitions.indicators import Indicator
from generator.facts.baselines import Judging, Place, baselines
from generator.facts.chance.bands import Baseline, band_code
from generator.facts.chance.binomial import Count
from generator.facts.figures import Figure

# Only findings are worded as a difference; a table of many units holds some shades of attention by chance alone.
_RESULTS = {"much_higher": "above", "much_lower": "below", "few_cases": "few_cases"}


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
    figures: Iterable[Figure], indicators: Iterable[Indicator], group_of: Mapping[str, str], judging: Judging
) -> list[Comparison]:
    """Every rate of every unit beside that of its group, where both are published and the indicator has a direction."""
    directed = {indicator.id: indicator for indicator in indicators if indicator.direction != "none"}
    judged = [figure for figure in figures if figure.indicator in directed]
    groups = {(f.period, f.indicator, f.key): f for f in judged if f.scope == "group" and f.denominator}
    against = {name: baselines(judged, indicator, judging) for name, indicator in directed.items()}
    rows: list[Comparison] = []
    for figure in judged:
        if figure.scope != "unit" or figure.key not in group_of or not figure.denominator:
            continue
        group = groups.get((figure.period, figure.indicator, group_of[figure.key]))
        if group is None or group.denominator is None:
            continue
        rows.append(
            Comparison(
                period=figure.period,
                indicator=figure.indicator,
                unit=figure.key,
                against="group",
                against_key=group.key,
                numerator=figure.numerator,
                denominator=figure.denominator,
                against_numerator=group.numerator,
                against_denominator=group.denominator,
                result=_result(figure, directed[figure.indicator], against[figure.indicator], group.key, judging),
            )
        )
    return sorted(rows)


def _result(
    figure: Figure, indicator: Indicator, against: Mapping[Place, Baseline], group: str, judging: Judging
) -> str:
    n = figure.denominator or 0
    if n < indicator.least_n:
        return "few_cases"
    if not indicator.sampled:
        return "not_tested"
    code = band_code(Count(figure.numerator, n), against[figure.period, group], judging.thresholds(indicator))
    return _RESULTS.get(code, "no_clear_difference")
