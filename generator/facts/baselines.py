"""What chance says about published figures: each unit's band, and what the bands were judged against.

Source: sections A3 and A5 of the statistics note. The baseline of a peer group is the rate of all its cases as
published, those of units below the minimum and of pooled units included. A rate of ratings gets an allowance for units
that differ by themselves (beta-binomial with the group's rate and the concentration that the release states); a legal
limit applies to everyone, so nothing else gets one. Inferred ratings are no sample, and ratios no shares: no band.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from generator.definitions.indicators import Indicator
from generator.facts.chance import binomial
from generator.facts.chance.bands import Baseline, Thresholds, band, full_count_stands_out, tails
from generator.facts.chance.binomial import Count
from generator.facts.figures import Figure, percent

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
        return Thresholds(self.finding, self.attention, max(indicator.minimum_n, 1))


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
    found: dict[Place, Baseline] = {}
    for item in figures:
        if (item.scope, item.indicator) == ("group", indicator.id) and item.rate is not None:
            # Where all of a group succeed, or none, nothing varies and nothing can be allowed for.
            varies = 0 < item.rate < 1 and allowance is not None
            concentration = allowance.concentration if varies and allowance is not None else None
            found[item.period, item.key] = Baseline(item.rate, concentration)
    return found


def band_code(count: Count, baseline: Baseline, thresholds: Thresholds) -> str:
    """The code of `BANDS` of a unit with this count."""
    if count.n < thresholds.minimum_n:
        return "few_cases"
    if baseline.concentration is not None:
        return band(count.n, *tails(count, baseline), thresholds)
    # The median of a binomial distribution is its mean rounded down or up, so the tail that holds the mean is at least
    # one half, which no threshold asks for.
    mean, large = count.n * baseline.rate, Decimal(1)
    lower = binomial.lower_tail(count.x, count.n, baseline.rate) if count.x < mean else large
    upper = binomial.upper_tail(count.x, count.n, baseline.rate) if count.x > mean else large
    return band(count.n, lower, upper, thresholds)


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
        concentration="" if baseline.concentration is None else percent(baseline.concentration / 100),
        units=units,
        full_attention=full_count_stands_out(best, judging.attention),
        full_finding=full_count_stands_out(best, judging.finding),
    )
