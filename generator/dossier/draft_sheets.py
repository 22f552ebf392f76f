"""The check sheets of a draft: a file for each unit that can be sent to it before anything is published.

It holds the unit's cases as `check_sheets` has them, and before them each of its figures beside those of its group
without names, so that a unit sees where it would stand and nobody else's cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from generator.definitions.indicators import Indicator
from generator.definitions.public_lists import MINIMUM_GROUP, first_words
from generator.definitions.rounding import percent, percent_of
from generator.dossier.check_sheets import check_sheets
from generator.dossier.month_store import MonthStore
from generator.dossier.outcomes import Counts, MonthCases, month_cases
from generator.dossier.papers import Paper
from generator.dossier.words import words

_say = words("draft_sheets")


def draft_sheets(store: MonthStore, mark: str) -> dict[str, Paper]:
    """Unit → its figures, then its cases; `mark` says in every row that it is a draft."""
    cases = month_cases(store)
    sheets = check_sheets(store, cases)
    figures = _figures(store, cases, frozenset(sheets))
    return {
        unit: Paper((*sheet.heads, _say("mark")), tuple((*row, mark) for row in (*figures[unit], *sheet.rows)))
        for unit, sheet in sheets.items()
    }


def _figures(store: MonthStore, cases: MonthCases, units: frozenset[str]) -> dict[str, list[tuple[str, ...]]]:
    """Unit → a row for each indicator that counts a case of it, in the columns of a check sheet.

    The columns that a reader adds up stay blank.
    """
    rows: dict[str, list[tuple[str, ...]]] = {unit: [] for unit in units}
    by_indicator = _unit_counts(cases)
    for indicator in store.indicators:
        counts = by_indicator[indicator.id]
        for unit in sorted(units.intersection(counts)):
            named = (unit, store.unit_names.get(unit, ""), indicator.id, first_words(indicator.title), _say("total"))
            beside = _group(store, counts, unit) if indicator.denominator is not None else ""
            rows[unit].append((*named, _figure(indicator, counts[unit]), "", "", beside))
    return rows


def _unit_counts(cases: MonthCases) -> Mapping[str, Counts]:
    """Indicator → unit → numerator and denominator."""
    sums: defaultdict[str, Counts] = defaultdict(dict)
    for counted in cases.counted:
        x, n = sums[counted.indicator].get(counted.unit, (0, 0))
        sums[counted.indicator][counted.unit] = (x + counted.numerator, n + counted.denominator)
    return sums


def _figure(indicator: Indicator, counts: tuple[int, int]) -> str:
    numerator, denominator = counts
    if indicator.denominator is None:
        return str(numerator)
    if not denominator:
        return _say("none")
    return _say("rate", numerator=numerator, denominator=denominator, value=percent_of(*counts))


def _group(store: MonthStore, counts: Counts, unit: str) -> str:
    """The rates of the unit's group from the lowest on; of fewer than MINIMUM_GROUP units too much could be told."""
    group = store.group_of.get(unit)
    rates = sorted(Fraction(x, n) for other, (x, n) in counts.items() if n and store.group_of.get(other) == group)
    if group is None or len(rates) < MINIMUM_GROUP:
        return _say("small_group", least=MINIMUM_GROUP)
    return _say("group", units=len(rates), rates=_say("separator").join(map(percent, rates)))
