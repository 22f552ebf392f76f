"""Case mix: what a unit's rate would be with the mix of categories that all units have together.

Source: section A6 of the statistics note. Indirect standardisation by category stands beside the crude rate, which
stays the order. Indirect ratios of two units are not strictly comparable (different weights), and a category that one
unit alone handles is its own yardstick: the share of such cases is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from generator.facts.chance.binomial import Count
from generator.facts.chance.intervals import LEVEL
from generator.facts.chance.special import poisson_limits

Cells = Mapping[tuple[str, str], Count]


@dataclass(frozen=True)
class Adjusted:
    """A unit's crude and adjusted rate; None where the expected number is 0.

    `ratio` is observed / expected successes and `rate` the overall rate times it. `failure_ratio` is the same for
    failures, with its exact Poisson limits, and the one to read where rates are near 100 %. `alone` is the share of
    the unit's cases in categories that no other unit handles.
    """

    unit: str
    count: Count
    expected: Fraction
    ratio: Fraction | None
    rate: Fraction | None
    failure_ratio: Fraction | None
    failure_low: Fraction | None
    failure_high: Fraction | None
    alone: Fraction


def indirect(cells: Cells, level: Fraction = LEVEL) -> list[Adjusted]:
    """One row per unit with cases, in order of code; `cells` maps (unit, category) to its count."""
    filled = {key: count for key, count in cells.items() if count.n}
    categories = _summed(filled, 1)
    handlers: dict[str, int] = {}
    for _, category in filled:
        handlers[category] = handlers.get(category, 0) + 1
    reference = {category: Fraction(count.x, count.n) for category, count in categories.items()}
    rows = []
    overall = _overall(categories)
    for unit, count in sorted(_summed(filled, 0).items()):
        own = {category: cell.n for (owner, category), cell in filled.items() if owner == unit}
        expected = sum((n * reference[category] for category, n in own.items()), Fraction(0))
        failures, expected_failures = count.n - count.x, count.n - expected
        low, high = poisson_limits(failures, level)
        ratio = count.x / expected if expected else None
        rows.append(
            Adjusted(
                unit=unit,
                count=count,
                expected=expected,
                ratio=ratio,
                rate=overall * ratio if ratio is not None else None,
                failure_ratio=failures / expected_failures if expected_failures else None,
                failure_low=Fraction(low) / expected_failures if expected_failures else None,
                failure_high=Fraction(high) / expected_failures if expected_failures else None,
                alone=Fraction(sum(n for category, n in own.items() if handlers[category] == 1), count.n),
            )
        )
    return rows


def _summed(cells: Cells, part: int) -> dict[str, Count]:
    """Counts by unit (part 0) or by category (part 1)."""
    sums: dict[str, Count] = {}
    for key, count in cells.items():
        before = sums.get(key[part], Count(0, 0))
        sums[key[part]] = Count(before.x + count.x, before.n + count.n)
    return sums


def _overall(categories: Mapping[str, Count]) -> Fraction:
    n = sum(count.n for count in categories.values())
    return Fraction(sum(count.x for count in categories.values()), n) if n else Fraction(0)
