"""The sheet that the office signs: deductions by the rule, and beside them the reference column 参考口径.

The reference deducts only where chance alone would give so few satisfied in fewer than 25 of 1,000 cases: P(X ≤ s)
below 0.025 for X ~ Bin(n, baseline), exactly. Source: section B of the statistics note. It is not published.

What is signed is what is published: where the month has a release, deductions by answers follow from the answers told
in it. Units whose answers wait stand on the sheet with their own numbers, without a baseline and without a deduction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from generator.definitions.indicators import Indicator
from generator.definitions.periods import final_on, period_code, period_months, window_months
from generator.definitions.rounding import decimal_text
from generator.definitions.schemes import SchemeFile
from generator.dossier.month_store import MonthStore
from generator.dossier.outcomes import Counts, unit_counts
from generator.dossier.papers import Paper
from generator.dossier.standings import Place
from generator.dossier.words import words
from generator.facts.chance.binomial import lower_tail
from generator.facts.schemes.deduction_rows import (
    deduction_rule,
    months_counted,
    published_deductions,
    shown_gap,
    shown_places,
    year_figures,
)
from generator.facts.schemes.deductions import Deduction, deduct

CHANCE = Decimal("0.025")
# The status of a unit whose answers are not told in the period: there is no result.
_WAITING = "waiting"
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
        # Of a year the months count in which the scheme is the rule; a shorter window must lie in them.
        counted = tuple(months_counted(scheme, months or ()))
        if months and _whole(store, indicator, months) and (scheme.window == "year" or counted == months):
            period = period_code(scheme.window, month)
            yield Section(scheme, period, "month", _referred(store, scheme, indicator, period, counted))
        if year and scheme.window != "year" and _whole(store, indicator, year):
            period, counted = period_code("year", month), tuple(months_counted(scheme, year))
            pooled = _referred(store, scheme, indicator, period, counted)
            monthly = [_referred(store, scheme, indicator, each, (each,)) for each in counted]
            yield Section(scheme, period, "pooled", pooled)
            yield Section(scheme, period, "sum", _sums(pooled, monthly))


def _whole(store: MonthStore, indicator: Indicator, months: tuple[str, ...]) -> bool:
    return store.portal.has_whole(months, store.as_of) and indicator.holds_in(months)


def _referred(
    store: MonthStore, scheme: SchemeFile, indicator: Indicator, period: str, months: tuple[str, ...]
) -> list[Referred]:
    """Every unit in the period, of which these months count."""
    counts = {
        unit: pair for unit, pair in unit_counts(store, indicator, months).items() if pair[1] and unit in store.group_of
    }
    shown = store.told_figures(indicator, period)
    if shown is not None:
        every = period_months(period)
        if len(months) < len(every):
            told = [figure for month in every for figure in store.told_figures(indicator, month) or ()]
            shown = year_figures([*shown, *told], scheme, period, every)
        official = published_deductions(shown, scheme, period, store.group_of)
        waiting = counts.keys() - {deduction.unit for deduction in official}
        official += [_waits(unit, counts[unit]) for unit in waiting]
        return [refer(deduction) for deduction in sorted(official, key=lambda of: (store.group_of[of.unit], of.unit))]
    fields: dict[str, Counts] = {}
    for unit, pair in counts.items():
        fields.setdefault(store.group_of[unit] if scheme.rules["within"] == "group" else "", {})[unit] = pair
    rule = deduction_rule(scheme)
    return [refer(deduction) for _, field in sorted(fields.items()) for deduction in deduct(field, rule)]


def _waits(unit: str, counts: tuple[int, int]) -> Deduction:
    satisfied, evaluated = counts
    rate = Fraction(100 * satisfied, evaluated)
    return Deduction(unit, satisfied, evaluated, rate, None, Fraction(0), Fraction(0), _WAITING)


def section_rows(store: MonthStore, section: Section, ranked: Mapping[Place, str]) -> Iterator[tuple[str, ...]]:
    """A row for each unit of the section; `ranked` as of `sign_off`."""
    scheme, mode = section.scheme, section.mode
    for referred in section.referred:
        deduction, unit = referred.official, referred.official.unit
        # A sum of months has no baseline of its own; the sheet says how far one case moves a rank beside other modes.
        waits = deduction.status == _WAITING
        places = shown_places(scheme)
        gap = None if waits else shown_gap(deduction, places)
        shares = [deduction.rate, *((None, None) if mode == "sum" else (deduction.baseline, gap))]
        standing = _say("standing.reference") if waits else _standing(store, section)
        line = "" if mode == "sum" else ranked.get((section.period, scheme.rules["indicator"], unit), "")
        yield (
            *(section.period, scheme.definition, _say(f"mode.{mode}"), standing),
            *(store.group_of[unit], unit, store.unit_names[unit]),
            *(str(deduction.satisfied), str(deduction.evaluated)),
            *("" if share is None else decimal_text(share, places) for share in shares),
            "" if waits else decimal_text(deduction.points),
            "" if referred.chance is None else decimal_text(Fraction(referred.chance), 6),
            "" if waits else decimal_text(referred.reference),
            _note(deduction),
            line,
        )


def _note(deduction: Deduction) -> str:
    if deduction.status == _WAITING:
        return _say("waiting")
    return _say("few_answers") if deduction.status == "few_answers" else ""


def _standing(store: MonthStore, section: Section) -> str:
    """Whether the result is the official one; before the month is final none is."""
    if section.mode not in ("month", section.scheme.rules["annual"]):
        return _say("standing.reference")
    final = store.as_of[:10] >= final_on(store.month, store.portal.year_close).isoformat()
    return _say("standing.official" if final else "standing.provisional")


def _sums(pooled: Sequence[Referred], monthly: Sequence[Sequence[Referred]]) -> list[Referred]:
    """The year as the sum of its months, in both columns; a sum has no baseline and no chance of its own.

    Where the answers told in the months are not all of those told in the year, there is no sum.
    """
    sums: list[Referred] = []
    for year in pooled:
        unit = year.official.unit
        counted = [
            each
            for month in monthly
            for each in month
            if each.official.unit == unit and each.official.status != _WAITING
        ]
        whole = sum(each.official.evaluated for each in counted) == year.official.evaluated
        points = sum((each.official.points for each in counted), Fraction(0)) if whole else Fraction(0)
        reference = sum((each.reference for each in counted), Fraction(0)) if whole else Fraction(0)
        status = "counted" if whole else _WAITING
        sums.append(Referred(replace(year.official, points=points, status=status), None, reference))
    return sums
