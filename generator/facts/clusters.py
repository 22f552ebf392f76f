"""Units month by month: how much their rates vary beyond chance, and how many independent cases theirs are worth.

Source: `facts/chance/dispersion.py`. Cases of one unit and month may share what happens to them (a burst pipe, a new
head, a flood), so a change of rates is a finding only as far as the months before varied less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from generator.definitions.periods import period_months
from generator.facts.chance.binomial import Count
from generator.facts.chance.dispersion import Dispersion, design_effect, dispersion, effective, stratum
from generator.facts.figures import Figure

# Fewer months say nothing of how much they vary: two of them vary by just the change that is to be judged.
LEAST_MONTHS = 3
UNMEASURED = Dispersion(None, None)


@dataclass(frozen=True)
class Clusters:
    """An indicator's counts by unit and month, each unit's group, and what was measured of each group."""

    counts: Mapping[str, Mapping[str, Count]] = field(default_factory=dict)
    group_of: Mapping[str, str] = field(default_factory=dict)
    measured: Mapping[str, Dispersion] = field(default_factory=dict)

    def of_group(self, group: str) -> Dispersion:
        """φ and ρ of a group."""
        return self.measured.get(group, UNMEASURED)

    def worth(self, unit: str, period: str, count: Count) -> Count:
        """As many independent cases as those of `count`, the unit's in a period, are worth."""
        months = self.counts.get(unit, {})
        sizes = [months[month].n for month in period_months(period) if month in months]
        return effective(count, design_effect(sizes, self.of_group(self.group_of.get(unit, "")).rho))


def clusters(figures: Iterable[Figure], group_of: Mapping[str, str], measured_in: Collection[str]) -> Clusters:
    """The units of `figures`, each of one indicator and a month; φ and ρ come from the months of `measured_in`."""
    counts: dict[str, dict[str, Count]] = {}
    for figure in figures:
        if figure.scope == "unit" and figure.key in group_of and figure.denominator:
            counts.setdefault(figure.key, {})[figure.period] = Count(figure.numerator, figure.denominator)
    by_group: dict[str, list[Mapping[str, Count]]] = {}
    for unit, months in counts.items():
        inside = {month: count for month, count in months.items() if month in measured_in}
        by_group.setdefault(group_of[unit], []).append(inside)
    measured = {
        group: dispersion(stratum(months.values()) for months in units)
        for group, units in by_group.items()
        if len({month for months in units for month in months}) >= LEAST_MONTHS
    }
    return Clusters(counts, group_of, measured)
