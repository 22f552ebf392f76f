"""The funnel of a ranking: at which rate a unit with n cases would stand out from its group.

Source: section A3 of the statistics note; Spiegelhalter 2005 (doi 10.1002/sim.1970), appendix A.1. The limits are those
of the exact tails that the bands are judged by: at each published n a rate below `lower_finding` is the band
`much_lower`, one above `upper_finding` is `much_higher`, and so for attention. The upper limits are the lower ones of
the failures, so that both sides mean the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Final

from generator.definitions.rounding import percent
from generator.facts.baselines import Judging
from generator.facts.chance.bands import Baseline, funnel_limits

# The numbers of cases of a funnel: these, and ten times, a hundred times … as many.
STEPS: Final = (10, 15, 20, 30, 40, 60, 80)


@dataclass(frozen=True, order=True)
class FunnelRow:
    """The limits for a unit with `n` cases in one ranking and group, in percent with two decimals, rounded half-up."""

    period: str
    indicator: str
    group: str
    n: int
    lower_finding: str
    lower_attention: str
    upper_attention: str
    upper_finding: str


def funnel_rows(
    place: tuple[str, str, str], cases: Iterable[int], baseline: Baseline, judging: Judging
) -> list[FunnelRow]:
    """The funnel around the judged units' `cases`, for `place` (period, indicator, group); nothing without units."""
    return [FunnelRow(*place, n, *map(percent, limits(n, baseline, judging))) for n in numbers(cases)]


def numbers(cases: Iterable[int]) -> list[int]:
    """The published numbers from the last one that is not above the fewest cases to the first not below the most."""
    judged = [n for n in cases if n]
    if not judged:
        return []
    least, most = max(min(judged), STEPS[0]), max(judged)
    wanted: list[int] = []
    for power in count():
        for step in STEPS:
            n = step * 10**power
            if n <= least:
                wanted = [n]
            elif wanted[-1] < most:
                wanted.append(n)
            else:
                return wanted
    raise AssertionError  # pragma: no cover - the numbers have no end


def limits(n: int, baseline: Baseline, judging: Judging) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """The limits of n cases: lower finding and attention, upper attention and finding; rising, as thresholds should."""
    levels = sorted({judging.finding, judging.attention})
    failures = Baseline(1 - baseline.rate, baseline.concentration)
    lower, upper = (dict(zip(levels, funnel_limits(n, side, levels), strict=True)) for side in (baseline, failures))
    return (
        Fraction(lower[judging.finding]),
        Fraction(lower[judging.attention]),
        1 - Fraction(upper[judging.attention]),
        1 - Fraction(upper[judging.finding]),
    )
