"""What chance says about published figures: each unit's band, and what the bands were judged against.

Source: sections A3 and A5 of the statistics note. The baseline of a peer group is the rate of all its cases as
published, those of units below the minimum and of pooled units included. A rate of ratings gets an allowance for units
that differ by themselves (beta-binomial with the group's rate and the concentration that the release states); a legal
limit applies to everyone, so nothing else gets one. Inferred ratings are no sample, and ratios no shares: no band.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from generator.definitions.indicators import Indicator
from generator.definitions.rounding import decimal_text
from generator.facts.chance.bands import Baseline, Thresholds, full_count_stands_out
from generator.facts.figures import Figure

# Period and group.
Place = tuple[str, str]


@dataclass(frozen=True)
class Allowance:
    """The beta-binomial fitted to `units` units' answers in the complete months from `first` to `last`."""

    mean: Fraction
    concentration: Fraction
    first: str
    last: str
    units: int


@dataclass(frozen=True)
class Judging:
    """How a release judges: thresholds of the bands, the level of rank intervals and trends, allowances by indicator.

    An indicator without an entry in `allowances`, or with None, is judged by the binomial distribution alone.
    """

    finding: Fraction = Fraction(1, 1000)
    attention: Fraction = Fraction(25, 1000)
    level: Fraction = Fraction(1, 20)
    allowances: Mapping[str, Allowance | None] = field(default_factory=dict)

    def thresholds(self, indicator: Indicator) -> Thresholds:
        """The thresholds of an indicator, with its own minimum of cases."""
        return Thresholds(self.finding, self.attention, indicator.least_n)


@dataclass(frozen=True, order=True)
class BaselineRow:
    """What the bands of one ranking and group were judged against.

    `units` are those with enough cases for a band. `full_attention` and `full_finding` are the smallest n at which a
    unit without a single failure is better than its group beyond chance (None: however many cases it has).
    """

    period: str
    indicator: str
    group: str
    numerator: int
    denominator: int
    value: str
    concentration: str
    units: int
    full_attention: int | None
    full_finding: int | None


def baselines(figures: Iterable[Figure], indicator: Indicator, judging: Judging) -> dict[Place, Baseline]:
    """Period and group → baseline of an indicator, wherever the group's own figure is published."""
    if not indicator.sampled:
        return {}
    allowance = judging.allowances.get(indicator.id)
    by_place: dict[Place, Baseline] = {}
    for figure in figures:
        if (figure.scope, figure.indicator) == ("group", indicator.id) and figure.rate is not None:
            # Where all of a group succeed, or none, nothing varies and nothing can be allowed for.
            varies = 0 < figure.rate < 1 and allowance is not None
            concentration = allowance.concentration if varies and allowance is not None else None
            by_place[figure.period, figure.key] = Baseline(figure.rate, concentration)
    return by_place


def baseline_row(group: Figure, units: int, baseline: Baseline, indicator: Indicator, judging: Judging) -> BaselineRow:
    """The row of a group whose figure is `group`, `units` of whose units have a band."""
    best = baseline if indicator.direction != "lower" else Baseline(1 - baseline.rate, baseline.concentration)
    return BaselineRow(
        period=group.period,
        indicator=group.indicator,
        group=group.key,
        numerator=group.numerator,
        denominator=group.denominator or 0,
        value=group.value,
        concentration="" if baseline.concentration is None else decimal_text(baseline.concentration),
        units=units,
        full_attention=full_count_stands_out(best, judging.attention),
        full_finding=full_count_stands_out(best, judging.finding),
    )
