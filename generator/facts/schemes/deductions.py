"""Points deducted for each percentage point below a weighted-mean baseline: the Zhaoyuan rule, formalised.

Source: section B of the statistics note. The published source fixes neither weights, nor the rate per point, partial
points, arithmetic, cap, annual mode or a minimum number of answers: these are settings, printed with every release.
All arithmetic is exact; a deduction is rounded once, half-up, to two decimals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from generator.definitions.rounding import half_up

_HUNDRED = Fraction(100)


@dataclass(frozen=True)
class DeductionRule:
    """The seven settings of the rule.

    `rate` points are deducted per percentage point; `partial` is `prorata`, `floor` or `ceil`; `weights` is `answers`
    (pooled) or `equal`; `own_cases` is `included` or
    `leave_one_out`; `rounded` rounds rates and baseline to two decimals first; `cap` is None for no cap; units with
    fewer than `minimum_answers` answers are shown without a deduction.
    """

    rate: Fraction
    minimum_answers: int
    weights: str = "answers"
    own_cases: str = "included"
    partial: str = "prorata"
    rounded: bool = False
    cap: Fraction | None = None


@dataclass(frozen=True)
class Deduction:
    """One unit under the rule: percentages and percentage points as exact fractions, None where undefined."""

    unit: str
    satisfied: int
    evaluated: int
    rate: Fraction | None
    baseline: Fraction | None
    gap: Fraction
    points: Fraction
    status: str


def deduct(answers: Mapping[str, tuple[int, int]], rule: DeductionRule) -> list[Deduction]:
    """The deductions of one peer group: unit → (satisfied, evaluated) in, one row per unit in order of code out."""
    rates = {
        unit: _maybe_rounded(_HUNDRED * satisfied / evaluated, rule)
        for unit, (satisfied, evaluated) in answers.items()
        if evaluated
    }
    rows = []
    for unit, (satisfied, evaluated) in sorted(answers.items()):
        baseline = _baseline(answers, rates, rule, without=unit if rule.own_cases == "leave_one_out" else None)
        rate = rates.get(unit)
        if rate is None or baseline is None:
            rows.append(Deduction(unit, satisfied, evaluated, rate, baseline, Fraction(0), Fraction(0), "no_answers"))
            continue
        gap = max(Fraction(0), baseline - rate)
        few = evaluated < rule.minimum_answers
        points = Fraction(0) if few else half_up(_capped(rule.rate * _partial(gap, rule.partial), rule.cap))
        status = "few_answers" if few else "counted"
        rows.append(Deduction(unit, satisfied, evaluated, rate, baseline, gap, points, status))
    return rows


def annual_sum(months: Sequence[Sequence[Deduction]]) -> dict[str, Fraction]:
    """Unit → sum of its monthly deductions, the other annual mode beside `deduct` over the pooled year."""
    sums: dict[str, Fraction] = {}
    for rows in months:
        for row in rows:
            sums[row.unit] = sums.get(row.unit, Fraction(0)) + row.points
    return dict(sorted(sums.items()))


def _maybe_rounded(value: Fraction, rule: DeductionRule) -> Fraction:
    return half_up(value) if rule.rounded else value


def _baseline(
    answers: Mapping[str, tuple[int, int]],
    rates: Mapping[str, Fraction],
    rule: DeductionRule,
    without: str | None,
) -> Fraction | None:
    """The weighted mean of the units' satisfaction in percent; None when nobody answered."""
    units = [unit for unit in rates if unit != without]
    if rule.weights == "answers":
        satisfied, evaluated = (sum(answers[unit][i] for unit in units) for i in (0, 1))
        return _maybe_rounded(_HUNDRED * satisfied / evaluated, rule) if evaluated else None
    if not units:
        return None
    return _maybe_rounded(sum((rates[unit] for unit in units), Fraction(0)) / len(units), rule)


def _partial(gap: Fraction, mode: str) -> Fraction:
    """The points of gap that count: pro rata, full points only, or any shortfall as a whole point."""
    if mode == "floor":
        return Fraction(floor(gap))
    return Fraction(ceil(gap)) if mode == "ceil" else gap


def _capped(points: Fraction, cap: Fraction | None) -> Fraction:
    return points if cap is None else min(points, cap)
