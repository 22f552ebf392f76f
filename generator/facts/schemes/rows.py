"""A city's schemes applied to published figures: scores of units, and deductions below a baseline.

Everything is computed from figures that are published in the same release, so a reader can do it again. Units whose
answers are pooled have no figure of their own and thus no row; they still count in the baseline of a pooled mean.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from generator.definitions.cohorts import ALL_KEY, POOLED
from generator.definitions.schemes import SchemeFile, number
from generator.facts.figures import Figure, percent
from generator.facts.schemes.deductions import Deduction, DeductionRule, annual_sum, deduct, half_up
from generator.facts.schemes.scores import Component, Form, FullMark, Proportional, RatioToTarget, Scheme, Steps, score

Counts = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, order=True)
class ScoreRow:
    """One component of a unit's score, or its total. Texts are for display, two decimals."""

    period: str
    scheme: str
    group: str
    unit: str
    component: str
    numerator: int | None
    denominator: int | None
    rate: str
    points: str
    points_exact: str


@dataclass(frozen=True, order=True)
class DeductionRow:
    """One unit under a deduction scheme. `rate`, `baseline` and `gap` are for display; `points` are the result."""

    period: str
    scheme: str
    group: str
    unit: str
    mode: str
    numerator: int
    denominator: int
    rate: str
    baseline_numerator: int | None
    baseline_denominator: int | None
    baseline: str
    gap: str
    points: str
    status: str


def score_rows(
    figures: Iterable[Figure],
    scheme: SchemeFile,
    period: str,
    group_of: Mapping[str, str],
    hidden: Collection[str],
) -> list[ScoreRow]:
    """The scores of every unit that has a published figure for at least one component.

    `hidden` are units of which a component is pooled: it is not missing, so no public score can be right.
    """
    by_unit: dict[str, dict[str, Figure]] = {}
    for item in figures:
        listed = item.key in group_of and item.key not in hidden
        if (item.period, item.scope) == (period, "unit") and listed and item.denominator:
            by_unit.setdefault(item.key, {})[item.indicator] = item
    rule, exact = score_rule(scheme, rounded=scheme.rounded), score_rule(scheme, rounded=False)
    rows: list[ScoreRow] = []
    for unit, items in sorted(by_unit.items()):
        rates = {name: item.rate for name, item in items.items() if item.rate is not None}
        official, precise = score(rates, rule), score(rates, exact)
        if official.total is None or precise.total is None:
            continue
        place = (period, scheme.definition, group_of[unit], unit)
        for (name, points), (_, points_exact) in zip(official.points, precise.points, strict=True):
            part = items.get(name)
            rows.append(
                ScoreRow(
                    *place,
                    component=name,
                    numerator=part.numerator if part else None,
                    denominator=part.denominator if part else None,
                    rate=part.value if part else "",
                    points=_text(points),
                    points_exact=_text(points_exact),
                )
            )
        rows.append(ScoreRow(*place, "total", None, None, "", _text(official.total), _text(precise.total)))
    return rows


def deduction_rows(
    figures: Sequence[Figure], scheme: SchemeFile, period: str, group_of: Mapping[str, str], mode: str
) -> list[DeductionRow]:
    """The deductions of every unit with a published figure in `period`; `mode` is `month` or `pooled` (a year)."""
    rows: list[DeductionRow] = []
    for group, (named, whole) in _fields(figures, scheme, period, group_of).items():
        for item in _deduct(named, whole, scheme):
            marks = {f.mark for f in figures if f.period == period}
            rows.append(_row(item, scheme, period, group or group_of[item.unit], mode, whole, marks))
    return sorted(rows)


def annual_sum_rows(
    figures: Sequence[Figure], scheme: SchemeFile, year: str, months: Sequence[str], group_of: Mapping[str, str]
) -> list[DeductionRow]:
    """The year as the sum of its monthly deductions, for units that stand by name in every month with answers.

    Others may stand by name in the year only: their months do not add up to it, and nor would their deductions.
    """
    pooled = {row.unit: row for row in deduction_rows(figures, scheme, year, group_of, "sum")}
    monthly = [
        [
            item
            for named, whole in _fields(figures, scheme, month, group_of).values()
            for item in _deduct(named, whole, scheme)
        ]
        for month in months
    ]
    sums = annual_sum(monthly)
    named = dict.fromkeys(sums, 0)
    for item in (item for month in monthly for item in month):
        named[item.unit] += item.evaluated
    return [
        DeductionRow(**(row.__dict__ | {"points": _text(sums[unit]), "baseline": "", "gap": ""}))
        for unit, row in sorted(pooled.items())
        if named.get(unit) == row.denominator
    ]


def _fields(
    figures: Iterable[Figure], scheme: SchemeFile, period: str, group_of: Mapping[str, str]
) -> dict[str, tuple[dict[str, tuple[int, int]], tuple[int, int]]]:
    """Each field of comparison (group code, or blank for the whole): named units' counts, and the field's own."""
    wanted = [f for f in figures if (f.period, f.indicator) == (period, scheme.rules["indicator"]) and f.denominator]
    totals = {(f.scope, f.key): (f.numerator, f.denominator or 0) for f in wanted}
    by_group = scheme.rules["within"] == "group"
    fields: dict[str, tuple[dict[str, tuple[int, int]], tuple[int, int]]] = {}
    for item in wanted:
        if item.scope != "unit" or item.key not in group_of:
            continue
        group = group_of[item.key] if by_group else ""
        whole = totals.get(("group", group) if by_group else ("all", ALL_KEY))
        if whole is not None:
            fields.setdefault(group, ({}, whole))[0][item.key] = (item.numerator, item.denominator or 0)
    return dict(sorted(fields.items()))


def deduction_rule(scheme: SchemeFile) -> DeductionRule:
    """The settings of a deduction scheme as the rule that computes it."""
    rules = scheme.rules
    return DeductionRule(
        rate=number(rules["rate"]),
        minimum_answers=rules["minimum_answers"],
        weights=rules["weights"],
        own_cases=rules["own_cases"],
        partial=rules["partial"],
        rounded=scheme.rounded,
        cap=number(rules["cap"]) if "cap" in rules else None,
    )


def _deduct(named: Counts, whole: tuple[int, int], scheme: SchemeFile) -> list[Deduction]:
    rule = deduction_rule(scheme)
    answers = dict(named)
    if rule.weights == "answers":
        answers[POOLED] = (
            whole[0] - sum(satisfied for satisfied, _ in named.values()),
            whole[1] - sum(evaluated for _, evaluated in named.values()),
        )
    return [item for item in deduct(answers, rule) if item.unit != POOLED]


def _row(
    item: Deduction,
    scheme: SchemeFile,
    period: str,
    group: str,
    mode: str,
    whole: tuple[int, int],
    marks: set[str],
) -> DeductionRow:
    official_mode = "pooled" if scheme.rules["annual"] == "pooled" else "sum"
    pooled_mean = scheme.rules["weights"] == "answers" and scheme.rules["own_cases"] == "included"
    if item.status == "few_answers":
        status = item.status
    elif mode not in ("month", official_mode):
        status = "reference"
    else:
        status = "official" if marks <= {"F", "R"} else "provisional"
    return DeductionRow(
        period=period,
        scheme=scheme.definition,
        group=group,
        unit=item.unit,
        mode=mode,
        numerator=item.satisfied,
        denominator=item.evaluated,
        rate=_share(item.rate),
        baseline_numerator=whole[0] if pooled_mean else None,
        baseline_denominator=whole[1] if pooled_mean else None,
        baseline=_share(item.baseline),
        gap=_text(half_up(item.gap)),
        points=_text(item.points),
        status=status,
    )


def score_rule(scheme: SchemeFile, *, rounded: bool) -> Scheme:
    """The settings of a score scheme as the rule that computes it; `rounded` rounds rates first."""
    rules = scheme.rules
    parts = tuple(
        Component(part["indicator"], number(part["weight"]), _form(part["form"])) for part in rules["components"]
    )
    return Scheme(parts, number(rules.get("base", 0)), rounded, rules["missing"])


def _form(data: Mapping[str, Any]) -> Form:
    if "full_mark" in data:
        part = data["full_mark"]
        return FullMark(number(part["at"]), number(part["per_point"]), number(part["floor"]))
    if "steps" in data:
        steps = [(number(step["at_least"]), number(step["points"])) for step in data["steps"]]
        return Steps(tuple(sorted(steps, reverse=True)))
    if "ratio" in data:
        return RatioToTarget(number(data["ratio"]["target"]), number(data["ratio"]["cap"]))
    return Proportional()


def _share(value: Fraction | None) -> str:
    """A value in percent for display."""
    return "" if value is None else percent(value / 100)


def _text(value: Fraction | None) -> str:
    """Points for display: two decimals, half-up."""
    return "" if value is None else percent(value / 100)
