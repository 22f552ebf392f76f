"""Points deducted for each percentage point below a weighted-mean baseline: the Zhaoyuan rule, formalised.

Source: section B of the statistics note. The published source fixes neither weights, nor the rate per point, partial
points, arithmetic, cap, annual mode or a minimum number of answers: these are settings, printed with every release.
All arithmetic is exact; a deduction is rounded once, half-up, to two decimals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
    """One unit under the rule: percentages and percentage points as exact fractions, None where undefined.

    `cases` is the smallest number of the unit's own cases that would have had to be satisfied too for its rate to reach
    the baseline, which moves along where its own cases are part of it; None where nothing can be deducted.
    """

    unit: str
    satisfied: int
    evaluated: int
    rate: Fraction | None
    baseline: Fraction | None
    gap: Fraction
    points: Fraction
    status: str
    cases: int | None = None


@dataclass(frozen=True)
class _Whole:
    """What a baseline is taken from: sums over units of the satisfied, the evaluated, the rates, and their number."""

    satisfied: int
    evaluated: int
    rates: Fraction
    units: int

    def baseline(self, rule: DeductionRule) -> Fraction | None:
        """The weighted mean in percent; None when nobody answered."""
        if rule.weights == "answers":
            return _maybe_rounded(_HUNDRED * self.satisfied / self.evaluated, rule) if self.evaluated else None
        return _maybe_rounded(self.rates / self.units, rule) if self.units else None


def deduct(answers: Mapping[str, tuple[int, int]], rule: DeductionRule) -> list[Deduction]:
    """The deductions of one peer group: unit → (satisfied, evaluated) in, one row per unit in order of code out."""
    rates = {
        unit: _maybe_rounded(_HUNDRED * satisfied / evaluated, rule)
        for unit, (satisfied, evaluated) in answers.items()
        if evaluated
    }
    whole = _Whole(
        sum(satisfied for satisfied, _ in answers.values()),
        sum(evaluated for _, evaluated in answers.values()),
        sum(rates.values(), Fraction(0)),
        len(rates),
    )
    rows = []
    for unit, (satisfied, evaluated) in sorted(answers.items()):
        rate = rates.get(unit)
        alone = rule.own_cases == "leave_one_out" and rate is not None
        against = _without(whole, satisfied, evaluated, rate or Fraction(0)) if alone else whole
        baseline = against.baseline(rule)
        if rate is None or baseline is None:
            rows.append(Deduction(unit, satisfied, evaluated, rate, baseline, Fraction(0), Fraction(0), "no_answers"))
            continue
        gap = max(Fraction(0), baseline - rate)
        few = evaluated < rule.minimum_answers
        points = Fraction(0) if few else half_up(_capped(rule.rate * _partial(gap, rule.partial), rule.cap))
        status = "few_answers" if few else "counted"
        cases = None if few else _cases_away(satisfied, evaluated, against, rule)
        rows.append(Deduction(unit, satisfied, evaluated, rate, baseline, gap, points, status, cases))
    return rows


def _without(whole: _Whole, satisfied: int, evaluated: int, rate: Fraction) -> _Whole:
    return _Whole(whole.satisfied - satisfied, whole.evaluated - evaluated, whole.rates - rate, whole.units - 1)


def _cases_away(satisfied: int, evaluated: int, against: _Whole, rule: DeductionRule) -> int:
    """How many more satisfied cases of a unit bring it to the baseline; 0 where it stands there.

    They are counted up, for with rounding no formula gives the smallest number; a full rate is never below.
    """
    own = _maybe_rounded(_HUNDRED * satisfied / evaluated, rule)
    moves = rule.own_cases == "included"
    for more in range(evaluated - satisfied + 1):
        rate = _maybe_rounded(_HUNDRED * (satisfied + more) / evaluated, rule)
        moved = replace(against, satisfied=against.satisfied + more, rates=against.rates - own + rate)
        baseline = (moved if moves else against).baseline(rule)
        if baseline is None or rate >= baseline:
            return more
    raise AssertionError  # pragma: no cover - no mean of rates is above a full one


def annual_sum(months: Sequence[Sequence[Deduction]]) -> dict[str, Fraction]:
    """Unit → sum of its monthly deductions, the other annual mode beside `deduct` over the pooled year."""
    sums: dict[str, Fraction] = {}
    for rows in months:
        for row in rows:
            sums[row.unit] = sums.get(row.unit, Fraction(0)) + row.points
    return dict(sorted(sums.items()))


def _maybe_rounded(value: Fraction, rule: DeductionRule) -> Fraction:
    return half_up(value) if rule.rounded else value


def _partial(gap: Fraction, mode: str) -> Fraction:
    """The points of gap that count: pro rata, full points only, or any shortfall as a whole point."""
    if mode == "floor":
        return Fraction(floor(gap))
    return Fraction(ceil(gap)) if mode == "ceil" else gap


def _capped(points: Fraction, cap: Fraction | None) -> Fraction:
    return points if cap is None else min(points, cap)
