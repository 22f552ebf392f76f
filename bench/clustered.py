"""Rows of the simulation in which cases of a month, or rates of units, are alike: what that does to what is said.

Units are equal in the long run. Each month of a unit has a rate of its own (beta distribution, `shared` is ρ), or its
cases come in pairs that share their outcome; twelve months make a table.

- `changes_shared`: tables in which some unit is called better or worse than before, its last three months beside the
  three before them. Each is false.
- `ranks_shared`: tables in which some unit is called demonstrably better than another, by twelve months. Each is false.
- `findings_shared`: findings (much_lower and much_higher) in one table, by twelve months: no state is tested otherwise.
- `allowance`: a unit of 4,000 cases fails three times as often as the others, this year and the year before, and units'
  own rates differ by ρ; how often it is a finding.

`method` is `plain`, or `worth` where the tests count as many cases as they are worth, or `allowance` where a
beta-binomial was fitted to the others' year before. Of four rankings in a table, each right 95 times in a hundred, one
goes wrong in 18.5 tables of a hundred at most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import numpy as np
from numpy.random import Generator

from generator.facts.chance.bands import Baseline, Thresholds, band_code
from generator.facts.chance.binomial import Count
from generator.facts.chance.change import LEVEL
from generator.facts.chance.dispersion import (
    Dispersion,
    Stratum,
    concentrations,
    dispersion,
    effective,
    stratum,
)
from generator.facts.chance.fisher import different_tail, holm
from generator.facts.chance.rank_intervals import demonstrably_better
from generator.facts.clusters import LEAST_CASES, LEAST_FREE

SHARED = (Fraction("0.0005"), Fraction("0.001"), Fraction("0.0035"), Fraction("0.01"))
ALLOWED = (Fraction(0), Fraction("0.0005"), Fraction("0.001"), Fraction("0.0035"))
UNIT_CASES = 4_000
TIMES = 3
MONTHS = 12
_WINDOW = 3
# Two rates that differ by fewer standard errors are no change among fifty units: not worth an exact test.
_FAR = 2.5

# Successes and cases of a group's units, by month: units × months.
Months = tuple[np.ndarray, np.ndarray]


def by_month(group: Sequence[int]) -> np.ndarray:
    """Cases of every unit by month, the first months getting what is left over."""
    return np.array([[n // MONTHS + (month < n % MONTHS) for month in range(MONTHS)] for n in group])


def drawn(chance: Generator, cases: np.ndarray, rate: float, rho: Fraction | None) -> np.ndarray:
    """Successes of every unit and month: rates of the months alike by ρ, or, where it is None, cases in pairs."""
    if rho is None:
        return 2 * chance.binomial(cases // 2, rate) + chance.binomial(cases % 2, rate)
    if not rho:
        return chance.binomial(cases, rate)
    size = float((1 - rho) / rho)
    return chance.binomial(cases, chance.beta(rate * size, (1 - rate) * size, cases.shape))


def table(chance: Generator, groups: Sequence[Sequence[int]], rate: Fraction, rho: Fraction | None) -> list[Months]:
    """A table of all groups."""
    cases = [by_month(group) for group in groups]
    return [(drawn(chance, n, float(rate), rho), n) for n in cases]


def measured(groups: Sequence[Months]) -> list[Dispersion]:
    """φ and ρ of every group as a release measures them."""
    strata: list[list[Stratum]] = [
        [
            stratum(Count(int(x), int(n)) for x, n in zip(*unit, strict=True) if n >= LEAST_CASES)
            for unit in zip(*group, strict=True)
        ]
        for group in groups
    ]
    whole = dispersion(each for group in strata for each in group)
    own = [dispersion(group) for group in strata]
    return [each if each.free >= LEAST_FREE else whole for each in own]


def a_change(groups: Sequence[Months], known: Sequence[Dispersion]) -> bool:
    """Whether any unit's last three months are called other than the three before."""
    return any(_changed(group, of) for group, of in zip(groups, known, strict=True))


def _changed(group: Months, of: Dispersion) -> bool:
    now, before = slice(MONTHS - _WINDOW, MONTHS), slice(MONTHS - 2 * _WINDOW, MONTHS - _WINDOW)
    tails, tests = {}, 0
    for place, (x, n) in enumerate(zip(*group, strict=True)):
        if min(n[now].sum(), n[before].sum()) >= Thresholds().minimum_n:
            tests += 1
            first, second = (_worth(x[part], n[part], of) for part in (now, before))
            if _far(first, second):
                tails[place] = different_tail(first, second)
    # Those that were not worth a test count among the tests, with a tail that Holm's rule never rejects.
    return bool(tails) and bool(holm({0: min(tails.values())}, LEVEL / tests))


def _far(first: Count, second: Count) -> bool:
    both = Fraction(first.x + second.x, first.n + second.n)
    error = float(both * (1 - both) * (Fraction(1, first.n) + Fraction(1, second.n))) ** 0.5
    return bool(abs(first.x / first.n - second.x / second.n) > _FAR * error)


def a_difference(groups: Sequence[Months], known: Sequence[Dispersion]) -> bool:
    """Whether any unit is called demonstrably better than another of its group, by all months."""
    return any(
        demonstrably_better(
            {
                str(place): _worth(x, n, of)
                for place, (x, n) in enumerate(zip(*group, strict=True))
                if n.sum() >= Thresholds().minimum_n
            }
        )
        for group, of in zip(groups, known, strict=True)
    )


def _worth(x: np.ndarray, n: np.ndarray, of: Dispersion) -> Count:
    return effective(Count(int(x.sum()), int(n.sum())), of.effect([int(each) for each in n if each]))


def false_findings(groups: Sequence[Months]) -> int:
    """The findings of a table, all of them false."""
    found = 0
    for successes, cases in groups:
        counts = [Count(int(x.sum()), int(n.sum())) for x, n in zip(successes, cases, strict=True)]
        baseline = Baseline(Fraction(sum(count.x for count in counts), sum(count.n for count in counts)))
        found += sum(band_code(count, baseline, Thresholds()).startswith("much_") for count in counts)
    return found


def is_found(chance: Generator, group: Sequence[int], rate: Fraction, rho: Fraction, *, allowed: bool) -> bool:
    """Whether the middle unit of a group, of 4,000 cases and three times the failures, is a finding."""
    cases = np.array(group)
    middle = len(group) // 2
    cases[middle] = UNIT_CASES
    size = float((1 - rho) / rho) if rho else 0.0
    mean = float(rate)
    true = chance.beta(mean * size, (1 - mean) * size, len(group)) if rho else np.full(len(group), mean)
    true[middle] = 1 - TIMES * (1 - mean)
    before, now = (
        {str(place): Count(int(x), int(n)) for place, (x, n) in enumerate(zip(year, cases, strict=True))}
        for year in (chance.binomial(cases, true), chance.binomial(cases, true))
    )
    own = str(middle)
    baseline = Fraction(sum(count.x for count in now.values()), int(cases.sum()))
    concentration = concentrations([before], [own])[own] if allowed else None
    return band_code(now[own], Baseline(baseline, concentration), Thresholds()) == "much_lower"


def outcomes(
    chance: Callable[[], Generator], groups: Sequence[Sequence[int]], rate: Fraction, draws: int
) -> Iterator[tuple[str, Fraction | None, str, int]]:
    """Measure, ρ (None for pairs), method and events of `draws` tables; the same tables for every method."""
    for rho in (*SHARED, None):
        source = chance()
        events = {("changes", "plain"): 0, ("changes", "worth"): 0, ("ranks", "plain"): 0, ("ranks", "worth"): 0}
        findings = 0
        for _ in range(draws):
            drawn_table = table(source, groups, rate, rho)
            unknown = [Dispersion()] * len(groups)
            for method, known in (("plain", unknown), ("worth", measured(drawn_table))):
                events["changes", method] += a_change(drawn_table, known)
                events["ranks", method] += a_difference(drawn_table, known)
            findings += false_findings(drawn_table)
        yield from ((f"{measure}_shared", rho, method, count) for (measure, method), count in events.items())
        yield "findings_shared", rho, "plain", findings


def allowances(
    chance: Callable[[], Generator], group: Sequence[int], rate: Fraction, draws: int
) -> Iterator[tuple[str, Fraction | None, str, int]]:
    """The same of the unit that fails three times as often: how often it is a finding."""
    for rho in ALLOWED:
        for method in ("plain", "allowance"):
            source = chance()
            found = sum(is_found(source, group, rate, rho, allowed=method != "plain") for _ in range(draws))
            yield "allowance", rho, method, found
