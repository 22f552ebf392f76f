"""Signals to check: patterns that ask a question, never give a verdict (提示，需核实，不构成认定).

Source: section A7 of the statistics note. A deadline effect is natural behaviour: bunching is a question only together
with worse quality, a full count only together with low participation. Every check has its statistic, its threshold and
a result of `SIGNAL_RESULTS`; how many would arise by chance alone is `expected_false_alarms`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from generator.definitions.public_lists import MINIMUM_RANKED_N
from generator.facts.chance import binomial
from generator.facts.chance.binomial import Count
from generator.facts.chance.fisher import better_tail
from generator.facts.chance.precision import decimal
from generator.facts.chance.special import chi_square_tail

STRICT: Final = Fraction(1, 1000)
QUALITY: Final = Fraction(1, 100)
# χ² needs so many cases expected in every cell.
EXPECTED_PER_CELL: Final = 5


@dataclass(frozen=True)
class Signal:
    """One check of one unit. `tail` is the probability of so much or more by chance, None without a test."""

    check: str
    tail: Decimal | None
    threshold: Fraction
    result: str


def bunching(last: int, preceding: int) -> Signal:
    """Closings in the last tenth of the allowed time against those in the tenth before: one-sided binomial at ½."""
    return _signal("bunching", binomial.upper_tail(last, last + preceding, Fraction(1, 2)), STRICT)


def worse_quality(in_last_window: Count, earlier: Count) -> Signal:
    """Reopened or dissatisfied among the closings of the last tenth against earlier ones: one-sided Fisher test."""
    if not in_last_window.n or not earlier.n:
        return Signal("worse_quality", None, QUALITY, "few_cases")
    return _signal("worse_quality", better_tail(in_last_window, earlier), QUALITY)


def bunching_with_worse_quality(last: int, preceding: int, in_last_window: Count, earlier: Count) -> tuple[Signal, ...]:
    """Both checks, and what they say together: a question only if both ask it."""
    parts = (bunching(last, preceding), worse_quality(in_last_window, earlier))
    return (*parts, _together("bunching_with_worse_quality", parts))


def implausible_perfection(
    count: Count, baseline: Fraction, participation: Fraction, median_participation: Fraction
) -> Signal:
    """A full count of active ratings that an average unit would hardly reach (t^n), at low participation.

    `median_participation` is that of the group.
    """
    if not count.n or count.x < count.n:
        return Signal("implausible_perfection", None, STRICT, "none")
    tail = binomial.upper_tail(count.n, count.n, baseline)
    rare = tail < decimal(STRICT) and participation < median_participation
    return Signal("implausible_perfection", tail, STRICT, "to_check" if rare else "none")


def heavy_share(check: str, count: Count, baseline: Fraction, minimum_n: int = MINIMUM_RANKED_N) -> Signal:
    """A share (exclusions, extensions, returns, default ratings, closings within minutes) far above the group's."""
    if count.n < minimum_n:
        return Signal(check, None, STRICT, "few_cases")
    return _signal(check, binomial.upper_tail(count.x, count.n, baseline), STRICT)


def heaping(by_cell: Sequence[int]) -> Signal:
    """χ² of closings by minute of the hour (60 cells) against an even spread."""
    total, cells = sum(by_cell), len(by_cell)
    if cells < 2 or total < EXPECTED_PER_CELL * cells:
        return Signal("heaping", None, STRICT, "few_cases")
    return _signal("heaping", chi_square_tail(heaping_statistic(by_cell), cells - 1), STRICT)


def heaping_statistic(by_cell: Sequence[int]) -> Fraction:
    """Σ (observed − expected)² / expected with the same expected number in every cell; exact."""
    total, cells = sum(by_cell), len(by_cell)
    return Fraction(cells * sum(number * number for number in by_cell), total) - total


def expected_false_alarms(tests: int, threshold: Fraction) -> Fraction:
    """How many of so many tests of innocent units a threshold is expected to flag, at most."""
    return tests * threshold


def _signal(check: str, tail: Decimal, threshold: Fraction) -> Signal:
    return Signal(check, tail, threshold, "to_check" if tail < decimal(threshold) else "none")


def _together(check: str, parts: Sequence[Signal]) -> Signal:
    """Several checks as one; the larger tail bounds how often all of them arise by chance."""
    known = [part.tail for part in parts if part.tail is not None]
    tail = max(known) if len(known) == len(parts) else None
    results = {part.result for part in parts}
    result = "none" if "none" in results else "few_cases" if "few_cases" in results else "to_check"
    return Signal(check, tail, max(part.threshold for part in parts), result)
