"""The sheet that the office signs: deductions by the rule, and beside them the reference column 参考口径.

The reference deducts only where chance alone would give so few satisfied in fewer than 25 of 1,000 cases: P(X ≤ s)
below 0.025 for X ~ Bin(n, baseline), exactly. Source: section B of the statistics note. It covers every unit, those
that a publication pools included, and is not published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from generator.definitions.indicators import Indicator
from generator.definitions.periods import final_on, period_code, window_months
from generator.definitions.rounding import decimal_text
from generator.definitions.schemes import SchemeFile
from generator.dossier.month_store import MonthStore
from generator.dossier.outcomes import Counts, unit_counts
from generator.dossier.papers import Paper
from generator.dossier.standings import Place
from generator.dossier.words import words
from generator.facts.chance.binomial import lower_tail
from generator.facts.schemes.deductions import Deduction, deduct
from generator.facts.schemes.rows import deduction_rule

CHANCE = Decimal("0.025")
_say = words("sign_off")


@dataclass(frozen=True)
class Referred:
    """A deduction with the chance of so few satisfied at an average unit, and what the reference column deducts."""

    official: Deduction
    chance: Decimal | None
    reference: Fraction


@dataclass(frozen=True)
class Section:
    """The deductions of one scheme over one period, in one of the modes `month`, `pooled` and `sum`."""

    scheme: SchemeFile
    period: str
    mode: str
    referred: Sequence[Referred]


def refer(deduction: Deduction) -> Referred:
    """The reference beside one deduction; without answers or a baseline there is neither."""
    if deduction.baseline is None or not deduction.evaluated:
        return Referred(deduction, None, Fraction(0))
    chance = lower_tail(deduction.satisfied, deduction.evaluated, deduction.baseline / 100)
    return Referred(deduction, chance, deduction.points if chance < CHANCE else Fraction(0))


def sign_off(store: MonthStore, ranked: Mapping[Place, str]) -> Paper:
    """The deductions of the schemes that are the rule of the month, in each window that ends in it and is whole.

    `ranked` says of each unit in an official ranking how much its place hangs on one case; it stands beside the
    deduction by the same indicator in the same period.
    """
    return Paper(_say.heads, tuple(row for section in _sections(store) for row in section_rows(store, section, ranked)))


def _sections(store: MonthStore) -> Iterator[Section]:
    month = store.month
    for scheme in store.portal.schemes:
        indicator = next((item for item in store.indicators if item.id in scheme.indicators), None)
        if scheme.kind != "deduction" or not scheme.holds_in(month) or indicator is None:
            continue
        months, year = window_months(scheme.window, month), window_months("year", month)
        if months and _whole(store, indicator, months):
            referred = _referred(store, scheme, unit_counts(store, indicator, months))
            yield Section(scheme, period_code(scheme.window, month), "month", referred)
        if year and scheme.window != "year" and _whole(store, indicator, year):
            pooled = _referred(store, scheme, unit_counts(store, indicator, year))
            monthly = [_referred(store, scheme, unit_counts(store, indicator, [each])) for each in year]
            yield Section(scheme, period_code("year", month), "pooled", pooled)
            yield Section(scheme, period_code("year", month), "sum", _sums(pooled, monthly))


def _whole(store: MonthStore, indicator: Indicator, months: tuple[str, ...]) -> bool:
    return store.portal.has_whole(months, store.as_of) and indicator.holds_in(months)


def _referred(store: MonthStore, scheme: SchemeFile, counts: Counts) -> list[Referred]:
    fields: dict[str, Counts] = {}
    for unit, pair in counts.items():
        if pair[1] and unit in store.group_of:
            fields.setdefault(store.group_of[unit] if scheme.rules["within"] == "group" else "", {})[unit] = pair
    rule = deduction_rule(scheme)
    return [refer(deduction) for _, field in sorted(fields.items()) for deduction in deduct(field, rule)]


def section_rows(store: MonthStore, section: Section, ranked: Mapping[Place, str]) -> Iterator[tuple[str, ...]]:
    """A row for each unit of the section; `ranked` as of `sign_off`."""
    scheme, mode = section.scheme, section.mode
    for referred in section.referred:
        deduction, unit = referred.official, referred.official.unit
        # A sum of months has no baseline of its own; the sheet says how far one case moves a rank beside other modes.
        shares = [deduction.rate, *((None, None) if mode == "sum" else (deduction.baseline, deduction.gap))]
        line = "" if mode == "sum" else ranked.get((section.period, scheme.rules["indicator"], unit), "")
        yield (
            *(section.period, scheme.definition, _say(f"mode.{mode}"), _standing(store, section)),
            *(store.group_of[unit], unit, store.unit_names[unit]),
            *(str(deduction.satisfied), str(deduction.evaluated)),
            *("" if share is None else decimal_text(share) for share in shares),
            decimal_text(deduction.points),
            "" if referred.chance is None else decimal_text(Fraction(referred.chance), 6),
            decimal_text(referred.reference),
            _say("few_answers") if deduction.status == "few_answers" else "",
            line,
        )


def _standing(store: MonthStore, section: Section) -> str:
    """Whether the result is the official one; before the month is final none is."""
    if section.mode not in ("month", section.scheme.rules["annual"]):
        return _say("standing.reference")
    final = store.as_of[:10] >= final_on(store.month, store.portal.year_close).isoformat()
    return _say("standing.official" if final else "standing.provisional")


def _sums(pooled: Sequence[Referred], monthly: Sequence[Sequence[Referred]]) -> list[Referred]:
    """The year as the sum of its months, in both columns; a sum has no baseline and no chance of its own."""
    points = {referred.official.unit: [Fraction(0), Fraction(0)] for referred in pooled}
    for referred in (referred for month in monthly for referred in month):
        points[referred.official.unit][0] += referred.official.points
        points[referred.official.unit][1] += referred.reference
    return [
        Referred(replace(referred.official, points=of_rule, status="counted"), None, reference)
        for referred, (of_rule, reference) in zip(pooled, points.values(), strict=True)
    ]
