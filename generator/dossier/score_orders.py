"""得分排序: the order that a score gives, beside equal weights and each of its indicators alone.

Releases rank nobody by a score; this paper says what its weights do. It covers every unit, pooled ones included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from generator.definitions.indicators import Indicator
from generator.definitions.periods import period_code, window_months
from generator.definitions.public_lists import first_words
from generator.definitions.rounding import decimal_text
from generator.definitions.schemes import SchemeFile
from generator.dossier.month_store import MonthStore
from generator.dossier.outcomes import unit_counts
from generator.dossier.papers import Paper
from generator.dossier.words import words
from generator.facts.one_case import equal_weights
from generator.facts.ranking import group_ranks
from generator.facts.schemes.rows import score_rule
from generator.facts.schemes.scores import score

# Unit → indicator → rate.
Rates = Mapping[str, Mapping[str, Fraction]]
_say = words("score_orders")


@dataclass(frozen=True)
class _Order:
    """The units of one group that have a score: their scores, and their ranks by it and otherwise.

    `alone`: indicator → the ranks by it alone.
    """

    scores: Mapping[str, Fraction]
    official: Mapping[str, int]
    evenly: Mapping[str, int]
    alone: Mapping[str, Mapping[str, int]]


def score_orders(store: MonthStore) -> Paper:
    """A row for each score scheme of the month whose window ends in it and is whole, and each unit with a score."""
    by_id = {indicator.id: indicator for indicator in store.indicators}
    schemes = [scheme for scheme in store.portal.schemes if scheme.kind == "score" and scheme.holds_in(store.month)]
    shown = list(dict.fromkeys(name for scheme in schemes for name in scheme.indicators if name in by_id))
    rows: list[tuple[str, ...]] = []
    for scheme in schemes:
        months = window_months(scheme.window, store.month)
        parts = [by_id[name] for name in scheme.indicators if name in by_id]
        if months is None or not parts or not store.portal.has_whole(months, store.as_of):
            continue
        if not all(indicator.holds_in(months) for indicator in parts):
            continue
        period = period_code(scheme.window, store.month)
        for group, order in _orders(store, scheme, parts, months):
            for unit in sorted(order.scores, key=lambda code: (order.official.get(code, 0), code)):
                place = (period, scheme.definition, group, unit, store.unit_names[unit])
                ranks = (order.official, order.evenly, *(order.alone.get(name, {}) for name in shown))
                rows.append(
                    (
                        *(*place, decimal_text(order.scores[unit])),
                        *(str(by_rank.get(unit, "")) for by_rank in ranks),
                        "" if order.official else _say("small"),
                    )
                )
    heads = (*_say.heads, *(_say("alone", indicator=first_words(by_id[name].title)) for name in shown), _say("note"))
    return Paper(heads, tuple(rows))


def _orders(
    store: MonthStore, scheme: SchemeFile, parts: list[Indicator], months: tuple[str, ...]
) -> list[tuple[str, _Order]]:
    """The orders of every group, by code."""
    rates: dict[str, dict[str, Fraction]] = {}
    for indicator in parts:
        for unit, (x, n) in unit_counts(store, indicator, months).items():
            if n:
                rates.setdefault(unit, {})[indicator.id] = Fraction(x, n)
    groups: dict[str, dict[str, Mapping[str, Fraction]]] = {}
    for unit, group in store.group_of.items():
        if unit in rates:
            groups.setdefault(group, {})[unit] = rates[unit]
    return [(group, _order(scheme, parts, inside)) for group, inside in sorted(groups.items())]


def _order(scheme: SchemeFile, parts: list[Indicator], rates: Rates) -> _Order:
    rule = score_rule(scheme, rounded=scheme.rounded)
    scores = {unit: score(own, rule) for unit, own in rates.items()}
    totals = {unit: given.total for unit, given in scores.items() if given.total is not None}
    equal = {unit: share for unit in totals if (share := equal_weights(scores[unit], rule)) is not None}
    alone = {
        indicator.id: group_ranks(
            {unit: rates[unit][indicator.id] for unit in totals if indicator.id in rates[unit]}, indicator.direction
        )
        for indicator in parts
    }
    return _Order(totals, group_ranks(totals, "higher"), group_ranks(equal, "higher"), alone)
