"""A city's deductions applied to published figures: a row for each unit.

Everything is computed from figures that are published in the same release, so a reader can do it again. Units whose
answers are pooled have no figure of their own and thus no row; they still count in the baseline of a pooled mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from generator.definitions.cohorts import ALL_KEY, POOLED
from generator.definitions.rounding import decimal_text, half_up
from generator.definitions.schemes import SchemeFile, number
from generator.facts.figures import Figure
from generator.facts.schemes.deductions import Deduction, DeductionRule, annual_sum, deduct

# Unit → satisfied and evaluated.
Counts = Mapping[str, tuple[int, int]]
# So many decimals that the gap is the difference of what is printed beside it and the points follow from it.
PLACES: Final = 4
# In releases from before verdicts each of the three was rounded by itself, to two.
PLACES_EARLIER: Final = 2


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
        if self.mode not in ("month", official_mode(self.scheme)):
            return "reference"
        return "official" if self.final else "provisional"


@dataclass(frozen=True, order=True)
class DeductionRow:
    """One unit under a deduction scheme. `rate`, `baseline` and `gap` are for display; `points` are the result.

    `cases` are those by which the unit misses the baseline; see `Deduction`.
    """

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
    cases: int | None


def official_mode(scheme: SchemeFile) -> str:
    """The mode of a year that is the city's result: `pooled` or `sum`."""
    return "pooled" if scheme.rules["annual"] == "pooled" else "sum"


def deduction_rows(
    figures: Sequence[Figure],
    scheme: SchemeFile,
    period: str,
    group_of: Mapping[str, str],
    mode: str,
    places: int = PLACES,
) -> list[DeductionRow]:
    """The deductions of every unit with a published figure in `period`; `mode` is `month`, or that of a year."""
    marks = {figure.mark for figure in figures if figure.period == period}
    window = _Window(scheme, period, mode, final=marks <= {"F", "R"})
    return sorted(
        _row(deduction, field, window, group_of[deduction.unit], places)
        for field in _fields(figures, scheme, period, group_of)
        for deduction in _deduct(field, scheme)
    )


def year_figures(figures: Iterable[Figure], scheme: SchemeFile, year: str, months: Sequence[str]) -> list[Figure]:
    """The figures of a year in which the scheme is the rule: the published ones, or those of its months added up.

    A unit that stands by name in the year only is left out of a part of it: nobody can say which part its cases are in.
    """
    own = _own(figures, scheme)
    counted = months_counted(scheme, months)
    if len(counted) == len(months):
        return [figure for figure in own.values() if figure.period == year]
    added = adding_up(own.values(), scheme, year, months)
    rows = []
    for figure in own.values():
        if figure.period != year or (figure.scope == "unit" and figure.key not in added):
            continue
        parts = [own[place] for month in counted if (place := (month, figure.scope, figure.key)) in own]
        rows.append(
            figure._replace(
                numerator=sum(part.numerator for part in parts),
                denominator=sum(part.denominator or 0 for part in parts),
            )
        )
    return rows


def adding_up(figures: Iterable[Figure], scheme: SchemeFile, year: str, months: Sequence[str]) -> set[str]:
    """The units whose figures of the year are the sum of those of its months: they stand by name in each of them."""
    own = _own(figures, scheme)
    sums: dict[str, int] = {}
    for (period, scope, key), figure in own.items():
        if scope == "unit" and period in months:
            sums[key] = sums.get(key, 0) + (figure.denominator or 0)
    return {
        key
        for (period, scope, key), figure in own.items()
        if (period, scope) == (year, "unit") and sums.get(key, 0) == figure.denominator
    }


def months_counted(scheme: SchemeFile, months: Sequence[str]) -> list[str]:
    """Those of the months in which the scheme is the rule."""
    return [month for month in months if scheme.holds_in(month)]


def annual_sum_rows(
    figures: Sequence[Figure],
    scheme: SchemeFile,
    year: str,
    months: Sequence[str],
    group_of: Mapping[str, str],
    places: int = PLACES,
) -> list[DeductionRow]:
    """The year as the sum of its monthly deductions, for units that stand by name in every month with answers.

    Months in which the scheme was not the rule deduct nothing. Others may stand by name in the year only: their months
    do not add up to it, and nor would their deductions.
    """
    whole_year = year_figures(figures, scheme, year, months)
    monthly = [published_deductions(figures, scheme, month, group_of) for month in months_counted(scheme, months)]
    sums = annual_sum(monthly)
    named = adding_up(figures, scheme, year, months)
    return [
        replace(row, points=_text(sums[row.unit]), baseline="", gap="", cases=None)
        for row in deduction_rows(whole_year, scheme, year, group_of, "sum", places)
        if row.unit in named and row.unit in sums
    ]


def published_deductions(
    figures: Iterable[Figure], scheme: SchemeFile, period: str, group_of: Mapping[str, str]
) -> list[Deduction]:
    """The deduction of every unit with a published figure in the period, from published figures alone."""
    return [deduction for field in _fields(figures, scheme, period, group_of) for deduction in _deduct(field, scheme)]


def _own(figures: Iterable[Figure], scheme: SchemeFile) -> dict[tuple[str, str, str], Figure]:
    """Period, scope and key → figure of what the scheme measures."""
    indicator = scheme.rules["indicator"]
    return {(f.period, f.scope, f.key): f for f in figures if f.indicator == indicator}


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


def _row(deduction: Deduction, field: _Field, window: _Window, group: str, places: int) -> DeductionRow:
    rules = window.scheme.rules
    pooled_mean = rules["weights"] == "answers" and rules["own_cases"] == "included"
    places = shown_places(window.scheme, places)
    return DeductionRow(
        period=window.period,
        scheme=window.scheme.definition,
        group=group,
        unit=deduction.unit,
        mode=window.mode,
        numerator=deduction.satisfied,
        denominator=deduction.evaluated,
        rate=_text(deduction.rate, places),
        baseline_numerator=field.whole[0] if pooled_mean else None,
        baseline_denominator=field.whole[1] if pooled_mean else None,
        baseline=_text(deduction.baseline, places),
        gap=_text(shown_gap(deduction, places), places),
        points=_text(deduction.points),
        status=deduction.status if deduction.status == "few_answers" else window.status,
        cases=deduction.cases,
    )


def shown_places(scheme: SchemeFile, places: int = PLACES) -> int:
    """So many decimals a rate is printed with: what is rounded to two before it is compared is printed so."""
    return PLACES_EARLIER if scheme.rounded else places


def shown_gap(deduction: Deduction, places: int) -> Fraction:
    """The gap as it is printed: the difference of what stands beside it, except in earlier releases."""
    if places == PLACES_EARLIER or deduction.rate is None or deduction.baseline is None:
        return deduction.gap
    return max(Fraction(0), half_up(deduction.baseline, places) - half_up(deduction.rate, places))


def _text(value: Fraction | None, places: int = 2) -> str:
    """Percent and points for display; blank where there is none."""
    return "" if value is None else decimal_text(value, places)
