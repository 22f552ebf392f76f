"""Units month by month: how much their rates vary beyond chance, and how many independent cases theirs are worth.

Source: `facts/chance/dispersion.py`. Cases of one unit and month may share what happens to them (a burst pipe, a new
head, a flood), so a change of rates is a finding only as far as the months before varied less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from generator.definitions.periods import period_months
from generator.facts.chance.binomial import Count
from generator.facts.chance.dispersion import Dispersion, Stratum, dispersion, effective, stratum
from generator.facts.figures import Figure

# Fewer months say nothing of how much they vary: two of them vary by just the change that is to be judged.
LEAST_MONTHS = 3
# A month of fewer cases says little, either.
LEAST_CASES = 10
# Fewer degrees of freedom (units times months less one) say little; the whole ranking is measured in their place.
LEAST_FREE = 30


@dataclass(frozen=True)
class Clusters:
    """An indicator's counts by unit and month, each unit's group, and what was measured for each group."""

    counts: Mapping[str, Mapping[str, Count]] = field(default_factory=dict)
    group_of: Mapping[str, str] = field(default_factory=dict)
    measured: Mapping[str, Dispersion] = field(default_factory=dict)

    def of_group(self, group: str) -> Dispersion:
        """φ and ρ of a group."""
        return self.measured.get(group, Dispersion())

    def worth(self, unit: str, period: str, count: Count) -> Count:
        """As many independent cases as those of `count`, the unit's in a period, are worth."""
        months = self.counts.get(unit, {})
        sizes = [months[month].n for month in period_months(period) if month in months]
        return effective(count, self.of_group(self.group_of.get(unit, "")).effect(sizes))


def clusters(figures: Iterable[Figure], group_of: Mapping[str, str], measured_in: Collection[str]) -> Clusters:
    """The units of `figures`, each of one indicator and a month; φ and ρ come from the months of `measured_in`."""
    counts: dict[str, dict[str, Count]] = {}
    for figure in figures:
        if figure.scope == "unit" and figure.key in group_of and figure.denominator:
            counts.setdefault(figure.key, {})[figure.period] = Count(figure.numerator, figure.denominator)
    by_group: dict[str, list[Stratum]] = {}
    months: set[str] = set()
    for unit, of_unit in counts.items():
        inside = {month: of for month, of in of_unit.items() if month in measured_in and of.n >= LEAST_CASES}
        by_group.setdefault(group_of[unit], []).append(stratum(inside.values()))
        months |= inside.keys()
    if len(months) < LEAST_MONTHS:
        return Clusters(counts, group_of)
    whole = dispersion(each for strata in by_group.values() for each in strata)
    own = {group: dispersion(strata) for group, strata in by_group.items()}
    return Clusters(counts, group_of, {group: of if of.free >= LEAST_FREE else whole for group, of in own.items()})
