"""A city's schemes applied to published figures: scores of units, and deductions below a baseline.

Everything is computed from figures that are published in the same release, so a reader can do it again. Units whose
answers are pooled have no figure of their own and thus no row; they still count in the baseline of a pooled mean.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from generator.definitions.cohorts import ALL_KEY, POOLED
from generator.definitions.rounding import decimal_text
from generator.definitions.schemes import SchemeFile, number
from generator.facts.figures import Figure
from generator.facts.schemes.deductions import Deduction, DeductionRule, annual_sum, deduct
from generator.facts.schemes.scores import Component, Form, FullMark, Proportional, RatioToTarget, Scheme, Steps, score

# Unit → satisfied and evaluated.
Counts = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class _Field:
    """A field of comparison: its group (blank = everybody together), the counts of named units, and its own."""

    group: str
    named: Counts
    whole: tuple[int, int]


@dataclass(frozen=True)
class _Window:
    """What deductions are made for: the scheme, the period, and whether the whole of it is published as final."""

    scheme: SchemeFile
    period: str
    mode: str
    final: bool

    @property
    def status(self) -> str:
        """Whether a deduction of this mode is official (as yet provisional), or stands beside it for reference."""
        official_mode = "pooled" if self.scheme.rules["annual"] == "pooled" else "sum"
        if self.mode not in ("month", official_mode):
            return "reference"
        return "official" if self.final else "provisional"


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
    for figure in figures:
        listed = figure.key in group_of and figure.key not in hidden
        if (figure.period, figure.scope) == (period, "unit") and listed and figure.denominator:
            by_unit.setdefault(figure.key, {})[figure.indicator] = figure
    rule, exact = score_rule(scheme, rounded=scheme.rounded), score_rule(scheme, rounded=False)
    rows: list[ScoreRow] = []
    for unit, own in sorted(by_unit.items()):
        rates = {name: figure.rate for name, figure in own.items() if figure.rate is not None}
        official, precise = score(rates, rule), score(rates, exact)
        if official.total is None or precise.total is None:
            continue
        place = (period, scheme.definition, group_of[unit], unit)
        for (name, points), (_, points_exact) in zip(official.points, precise.points, strict=True):
            part = own.get(name)
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
    marks = {figure.mark for figure in figures if figure.period == period}
    window = _Window(scheme, period, mode, final=marks <= {"F", "R"})
    return sorted(
        _row(deduction, field, window, group_of[deduction.unit])
        for field in _fields(figures, scheme, period, group_of)
        for deduction in _deduct(field, scheme)
    )


def annual_sum_rows(
    figures: Sequence[Figure], scheme: SchemeFile, year: str, months: Sequence[str], group_of: Mapping[str, str]
) -> list[DeductionRow]:
    """The year as the sum of its monthly deductions, for units that stand by name in every month with answers.

    Others may stand by name in the year only: their months do not add up to it, and nor would their deductions.
    """
    whole_year = {row.unit: row for row in deduction_rows(figures, scheme, year, group_of, "sum")}
    monthly = [published_deductions(figures, scheme, month, group_of) for month in months]
    sums = annual_sum(monthly)
    evaluated = dict.fromkeys(sums, 0)
    for deduction in (deduction for month in monthly for deduction in month):
        evaluated[deduction.unit] += deduction.evaluated
    return [
        replace(row, points=_text(sums[unit]), baseline="", gap="")
        for unit, row in sorted(whole_year.items())
        if evaluated.get(unit) == row.denominator
    ]


def published_deductions(
    figures: Iterable[Figure], scheme: SchemeFile, period: str, group_of: Mapping[str, str]
) -> list[Deduction]:
    """The deduction of every unit with a published figure in the period, from published figures alone."""
    return [deduction for field in _fields(figures, scheme, period, group_of) for deduction in _deduct(field, scheme)]


def _fields(figures: Iterable[Figure], scheme: SchemeFile, period: str, group_of: Mapping[str, str]) -> list[_Field]:
    """Each field of comparison whose own figure is published, in order of group."""
    wanted = [f for f in figures if (f.period, f.indicator) == (period, scheme.rules["indicator"]) and f.denominator]
    totals = {(f.scope, f.key): (f.numerator, f.denominator or 0) for f in wanted}
    by_group = scheme.rules["within"] == "group"
    named: dict[str, dict[str, tuple[int, int]]] = {}
    for figure in wanted:
        if figure.scope == "unit" and figure.key in group_of:
            group = group_of[figure.key] if by_group else ""
            named.setdefault(group, {})[figure.key] = (figure.numerator, figure.denominator or 0)
    wholes = {group: totals.get(("group", group) if by_group else ("all", ALL_KEY)) for group in sorted(named)}
    return [_Field(group, named[group], whole) for group, whole in wholes.items() if whole is not None]


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


def _deduct(field: _Field, scheme: SchemeFile) -> list[Deduction]:
    rule = deduction_rule(scheme)
    answers = dict(field.named)
    if rule.weights == "answers":
        answers[POOLED] = (
            field.whole[0] - sum(satisfied for satisfied, _ in field.named.values()),
            field.whole[1] - sum(evaluated for _, evaluated in field.named.values()),
        )
    return [deduction for deduction in deduct(answers, rule) if deduction.unit != POOLED]


def _row(deduction: Deduction, field: _Field, window: _Window, group: str) -> DeductionRow:
    rules = window.scheme.rules
    pooled_mean = rules["weights"] == "answers" and rules["own_cases"] == "included"
    return DeductionRow(
        period=window.period,
        scheme=window.scheme.definition,
        group=group,
        unit=deduction.unit,
        mode=window.mode,
        numerator=deduction.satisfied,
        denominator=deduction.evaluated,
        rate=_text(deduction.rate),
        baseline_numerator=field.whole[0] if pooled_mean else None,
        baseline_denominator=field.whole[1] if pooled_mean else None,
        baseline=_text(deduction.baseline),
        gap=_text(deduction.gap),
        points=_text(deduction.points),
        status=deduction.status if deduction.status == "few_answers" else window.status,
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


def _text(value: Fraction | None) -> str:
    """Percent and points for display; blank where there is none."""
    return "" if value is None else decimal_text(value)
