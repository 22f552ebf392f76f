"""How units stand in each official ranking that ends in a month: the store's counts, three ways, and their orders.

As a publication counts them, with the excluded cases put back, and with every caller of a unit counted once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from generator.definitions.indicators import Indicator
from generator.definitions.official import OfficialWindow, official_windows
from generator.dossier.callers import Callers, callers_once
from generator.dossier.month_store import MonthStore
from generator.dossier.outcomes import NONE_EXCLUDED, Counts, unit_counts
from generator.facts.chance.binomial import Count
from generator.facts.one_case import OneCase, one_case_test
from generator.facts.ranking import group_ranks

# Period, indicator and unit.
Place = tuple[str, str, str]


@dataclass(frozen=True)
class GroupCounts:
    """The units of one group: official counts, counts as if nothing had been excluded, callers, and who is pooled.

    Every unit of `without` is in `counts`; pooled units are those that releases do not name.
    """

    counts: Counts
    without: Counts
    voices: Mapping[str, Callers] = field(default_factory=dict)
    pooled: frozenset[str] = frozenset()

    @property
    def excluded(self) -> int:
        """How many cases of the group's denominators were excluded."""
        return sum(n for _, n in self.without.values()) - sum(n for _, n in self.counts.values())


@dataclass(frozen=True)
class Standing:
    """One official ranking in one group: its counts, the official ranks, and what the ranks would otherwise be.

    `voices` are empty where no caller is known. Ranks are those of units with enough cases in a group of enough units,
    pooled units left out.
    """

    window: OfficialWindow
    group: str
    of: GroupCounts
    voices: Mapping[str, Callers]
    ranks: Mapping[str, int]
    ranks_without: Mapping[str, int]
    ranks_voices: Mapping[str, int]
    one_case: Mapping[str, OneCase]

    def has_few(self, unit: str) -> bool:
        """Whether the unit has fewer cases than a rank needs."""
        return self.of.counts[unit][1] < self.window.indicator.least_n


def standings(store: MonthStore, pooled: Collection[Place]) -> list[Standing]:
    """Every official ranking of a release of the month, group by group: windows that are whole and ripe."""
    return [
        standing(window, group, members)
        for window in official_windows(
            store.portal.ranking,
            store.indicators,
            store.month,
            lambda window: store.portal.has_whole(window.months, store.as_of),
        )
        if window.indicator.is_ripe(window.months[-1], store.as_of)
        for group, members in _groups(store, window, pooled)
    ]


def _groups(store: MonthStore, window: OfficialWindow, pooled: Collection[Place]) -> list[tuple[str, GroupCounts]]:
    indicator, months = window.indicator, window.months
    counts = unit_counts(store, indicator, months)
    without = unit_counts(store, indicator, months, NONE_EXCLUDED)
    # What is told of answers, with what was excluded of them; the others wait.
    for figure in store.told_figures(indicator, window.period) or ():
        if figure.scope == "unit" and figure.denominator and figure.key in without:
            unit, told = figure.key, (figure.numerator, figure.denominator)
            (x, n), (x_without, n_without) = counts.get(unit, (0, 0)), without[unit]
            counts[unit], without[unit] = told, (told[0] + x_without - x, told[1] + n_without - n)
    voices = callers_once(store, indicator, months)
    hidden = {unit for period, name, unit in pooled if (period, name) == (window.period, indicator.id)}
    # Without its exclusions a unit may have cases that it has not with them. Whose cases all do not count is named in a
    # release with 0 of 0, and so it is here.
    members: dict[str, list[str]] = {}
    for unit, (_, n) in without.items():
        if (n or unit in counts) and unit in store.group_of:
            members.setdefault(store.group_of[unit], []).append(unit)
    return [
        (
            group,
            GroupCounts(
                {unit: counts.get(unit, (0, 0)) for unit in units},
                {unit: without[unit] for unit in units},
                {unit: voices[unit] for unit in units if unit in voices},
                frozenset(hidden.intersection(units)),
            ),
        )
        for group, units in sorted(members.items())
    ]


def standing(window: OfficialWindow, group: str, of: GroupCounts) -> Standing:
    """The orders of one group; nothing is ranked where too few units have enough cases.

    Callers count where at least one of them is known.
    """
    indicator = window.indicator
    direction = indicator.direction
    voices = of.voices if any(voice.unknown < voice.callers for voice in of.voices.values()) else {}
    ranks = group_ranks(_rates(of.counts, of.pooled, indicator), direction)
    whole = {unit: Count(*of.counts[unit]) for unit in ranks} if not indicator.ratio else {}
    return Standing(
        window=window,
        group=group,
        of=of,
        voices=voices,
        ranks=ranks,
        ranks_without=group_ranks(_rates(of.without, of.pooled, indicator), direction),
        ranks_voices=group_ranks({unit: voices[unit].rate for unit in ranks if unit in voices}, direction),
        one_case={turn.unit: turn for turn in one_case_test(whole, direction)} if whole else {},
    )


def _rates(counts: Counts, pooled: Collection[str], indicator: Indicator) -> dict[str, Fraction]:
    """The rates of the units that may be ranked."""
    return {unit: Fraction(x, n) for unit, (x, n) in counts.items() if n >= indicator.least_n and unit not in pooled}
