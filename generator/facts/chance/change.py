"""A unit against its own past: better or worse only when the difference exceeds chance.

Source: issue of defensible rankings, "change over time"; Fisher's exact two-sided test, judged together for all units
by Holm's rule at 5 %, so that with certainty of 95 % no unit of the table is called changed by chance alone. Where
cases of a month share what happens to them, the tests are made on as many cases as they are worth (`dispersion`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from generator.definitions.public_lists import MINIMUM_RANKED_N
from generator.facts.chance.binomial import Count
from generator.facts.chance.fisher import different_tail, holm

LEVEL: Final = Fraction(1, 20)


@dataclass(frozen=True)
class Change:
    """A unit in two periods; `tail` is the two-sided p-value, None for `few_cases`. Results: `CHANGE_RESULTS`."""

    unit: str
    before: Count
    now: Count
    tail: Decimal | None
    result: str


def changes(
    before: Mapping[str, Count],
    now: Mapping[str, Count],
    direction: str = "higher",
    level: Fraction = LEVEL,
    minimum_n: int = MINIMUM_RANKED_N,
    worth: Mapping[str, tuple[Count, Count]] | None = None,
) -> list[Change]:
    """One row per unit of `now` that `before` knows too, in order of code.

    `direction` is that of the indicator: with `lower` a smaller rate is the better one. A unit with fewer than
    `minimum_n` cases in either period is not compared and not counted among the tests. `worth`: the counts of before
    and now that are tested in place of a unit's own, where it has others.
    """
    both = sorted(before.keys() & now.keys())
    tails = {
        unit: different_tail(*reversed((worth or {}).get(unit, (before[unit], now[unit]))))
        for unit in both
        if min(before[unit].n, now[unit].n) >= max(minimum_n, 1)
    }
    changed = holm(tails, level)
    return [
        Change(
            unit,
            before[unit],
            now[unit],
            tails.get(unit),
            _result(before[unit], now[unit], direction, unit in tails, unit in changed),
        )
        for unit in both
    ]


def _result(before: Count, now: Count, direction: str, tested: bool, changed: bool) -> str:
    if not tested:
        return "few_cases"
    if not changed:
        return "no_clear_change"
    higher = now.x * before.n > before.x * now.n
    return "better" if higher == (direction == "higher") else "worse"
