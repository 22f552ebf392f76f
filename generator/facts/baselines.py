"""What units of a ranking are judged against: the pooled rate of their group, and how much rates vary by themselves.

Source: sections A3 and A5 of the statistics note. The baseline of a peer group is the rate of all its cases as
published, those of units below the minimum and of pooled units included. Inferred ratings are no sample, and ratios no
shares: they have none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from generator.definitions.indicators import Indicator
from generator.definitions.rounding import decimal_text, percent
from generator.facts.chance.bands import Baseline, Thresholds, full_count_stands_out
from generator.facts.chance.dispersion import SHARED_DECIMALS, Dispersion
from generator.facts.falling_back import falling_back
from generator.facts.figures import Figure
from generator.facts.trends import TrendRow

# Period and group.
Place = tuple[str, str]


@dataclass(frozen=True)
class Judging:
    """How a release judges: thresholds of the states, and the level of rank intervals and trends.

    `clustered`: cases of a unit's month may share what happens to them, and trends and rank differences are tested on
    as many cases as they are worth; releases from before verdicts did not ask.
    """

    finding: Fraction = Fraction(1, 1000)
    attention: Fraction = Fraction(25, 1000)
    level: Fraction = Fraction(1, 20)
    clustered: bool = True

    def thresholds(self, indicator: Indicator) -> Thresholds:
        """The thresholds of an indicator, with its own minimum of cases."""
        return Thresholds(self.finding, self.attention, indicator.least_n)


@dataclass(frozen=True, order=True)
class BaselineRow:
    """What the verdicts of one ranking and group were judged against.

    `units` are those with enough cases for a verdict. `full_attention` and `full_finding` are the smallest n at which a
    unit without a single failure is better than its group beyond chance (None: however many cases it has).
    `dispersion` (φ) and `shared` (ρ) say how much units' months vary beyond chance, blank where nothing was measured.
    `rank_width` is the mean share of the ranked units' places that chance leaves open, in percent; blank without ranks.
    `fitted_from` and `fitted_to` are the first and last month of the year to which the allowance was fitted.
    Of the official window alone: `false_findings`, how many findings chance alone would make at most on average;
    `farthest` and `nearer` of `falling_back`, None where it says nothing.
    """

    period: str
    indicator: str
    group: str
    numerator: int
    denominator: int
    value: str
    units: int
    full_attention: int | None
    full_finding: int | None
    dispersion: str
    shared: str
    rank_width: str
    fitted_from: str
    fitted_to: str
    false_findings: str = ""
    farthest: int | None = None
    nearer: int | None = None


def with_expectations(row: BaselineRow, trends: Collection[TrendRow], judging: Judging) -> BaselineRow:
    """The row of an official window with what chance alone lets expect.

    That is how many units it would at most call a finding on average, both tails of each tested, if all were alike; and
    how many of the units farthest from the group's rate fell back to it, `trends` being those of the group.
    """
    back = falling_back(trends)
    return replace(
        row,
        false_findings=decimal_text(2 * judging.finding * row.units),
        farthest=back.farthest if back else None,
        nearer=back.nearer if back else None,
    )


def baselines(figures: Iterable[Figure], indicator: Indicator) -> dict[Place, Baseline]:
    """Period and group → baseline of an indicator, wherever the group's own figure is published."""
    if not indicator.sampled:
        return {}
    return {
        (figure.period, figure.key): Baseline(figure.rate)
        for figure in figures
        if (figure.scope, figure.indicator) == ("group", indicator.id) and figure.rate is not None
    }


def baseline_row(
    group: Figure,
    indicator: Indicator,
    judging: Judging,
    units: int,
    spread: Dispersion,
    width: Fraction | None,
    fitted: tuple[str, str],
) -> BaselineRow:
    """The row of a group whose figure is `group`, `units` of whose units have a verdict."""
    rate = group.rate or Fraction(0)
    best = Baseline(rate if indicator.direction != "lower" else 1 - rate)
    return BaselineRow(
        period=group.period,
        indicator=group.indicator,
        group=group.key,
        numerator=group.numerator,
        denominator=group.denominator or 0,
        value=group.value,
        units=units,
        full_attention=full_count_stands_out(best, judging.attention),
        full_finding=full_count_stands_out(best, judging.finding),
        dispersion="" if spread.phi is None else decimal_text(spread.phi),
        shared="" if spread.rho is None else decimal_text(spread.rho, SHARED_DECIMALS),
        rank_width="" if width is None else percent(width),
        fitted_from=fitted[0],
        fitted_to=fitted[1],
    )
