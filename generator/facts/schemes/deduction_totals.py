"""What deductions add up to, on whom they fall, and which months and categories they come from.

A deduction is worked out by the city's rule, whether the gap can be told from chance or not. What may be said of that
is the unit's verdict alone; the totals say how many points fall on units whose verdict is no finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from generator.definitions.public_lists import FINDINGS
from generator.definitions.rounding import decimal_text
from generator.definitions.schemes import SchemeFile
from generator.facts.chance.binomial import Count
from generator.facts.figures import Figure
from generator.facts.schemes.deduction_rows import DeductionRow, months_counted, published_deductions

# Period, indicator and unit → the state of its verdict; of indicators that chance is not asked of there is none.
States = Mapping[tuple[str, str, str], str]


@dataclass(frozen=True, order=True)
class DeductionTotal:
    """All deductions of a scheme in one period and mode.

    `judged_in` is the window whose verdicts tell units apart, blank where there is none (the ratings are inferred, or
    no ranking of the indicator ends here); `unclear` are the units with a deduction whose verdict is no finding, and
    their points.
    """

    period: str
    scheme: str
    mode: str
    status: str
    units: int
    deducted: int
    points: str
    judged_in: str
    unclear: int | None
    unclear_points: str


@dataclass(frozen=True, order=True)
class DeductionSource:
    """Where the failures of a unit with a deduction lie: a month of its year, or a top category; the other is blank.

    `points` are the month's own deduction; blank for categories, which have none of their own.
    """

    period: str
    scheme: str
    unit: str
    month: str
    category: str
    failures: int
    cases: int
    points: str


def deduction_totals(
    rows: Iterable[DeductionRow], indicator_of: Mapping[str, str], states: States
) -> list[DeductionTotal]:
    """What the deductions of each scheme, period and mode add up to; `indicator_of` says what a scheme measures."""
    windows = {indicator: period for period, indicator, _ in states}
    by_place: dict[tuple[str, str, str], list[DeductionRow]] = {}
    for row in rows:
        by_place.setdefault((row.period, row.scheme, row.mode), []).append(row)
    return [
        _total(place, listed, indicator_of[place[1]], windows.get(indicator_of[place[1]], ""), states)
        for place, listed in sorted(by_place.items())
    ]


def _total(
    place: tuple[str, str, str], rows: Sequence[DeductionRow], indicator: str, judged: str, states: States
) -> DeductionTotal:
    losing = [row for row in rows if Fraction(row.points)]
    unclear = [row for row in losing if states.get((judged, indicator, row.unit)) not in FINDINGS]
    statuses = {row.status for row in rows} - {"few_answers"}
    return DeductionTotal(
        *place,
        status=min(statuses, default="few_answers"),
        units=len(rows),
        deducted=len(losing),
        points=_sum(losing),
        judged_in=judged,
        unclear=len(unclear) if judged else None,
        unclear_points=_sum(unclear) if judged else "",
    )


def _sum(rows: Iterable[DeductionRow]) -> str:
    return decimal_text(sum((Fraction(row.points) for row in rows), Fraction(0)))


def month_sources(
    rows: Iterable[DeductionRow],
    figures: Sequence[Figure],
    scheme: SchemeFile,
    months: Sequence[str],
    group_of: Mapping[str, str],
) -> list[DeductionSource]:
    """The months with failures of every unit that loses points in the year, each with its own deduction."""
    losing = {row.unit: row.period for row in rows if Fraction(row.points)}
    return sorted(
        DeductionSource(
            losing[deduction.unit],
            scheme.definition,
            deduction.unit,
            month,
            "",
            deduction.evaluated - deduction.satisfied,
            deduction.evaluated,
            decimal_text(deduction.points),
        )
        for month in months_counted(scheme, months)
        for deduction in published_deductions(figures, scheme, month, group_of)
        if deduction.unit in losing and deduction.evaluated > deduction.satisfied
    )


def category_sources(
    rows: Iterable[DeductionRow], scheme: SchemeFile, cells: Mapping[tuple[str, str], Count]
) -> list[DeductionSource]:
    """The top categories with failures of every unit that loses points; `cells` are those of the rows' period."""
    losing = {row.unit: row.period for row in rows if Fraction(row.points)}
    return sorted(
        DeductionSource(losing[unit], scheme.definition, unit, "", category, count.n - count.x, count.n, "")
        for (unit, category), count in cells.items()
        if unit in losing and count.n > count.x
    )
