"""得分排序: the order that a score gives, beside equal weights and each of its indicators alone.

Releases rank nobody by a score; this paper says what its weights do. It covers every unit, pooled ones included.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import duckdb

from generator.definitions.indicators import Indicator
from generator.definitions.periods import period_code, window_months
from generator.definitions.portal import Portal
from generator.definitions.public_lists import MINIMUM_GROUP
from generator.definitions.rounding import decimal_text
from generator.definitions.schemes import SchemeFile
from generator.dossier.outcomes import unit_counts
from generator.dossier.papers import Paper, names
from generator.facts.one_case import equal_weights
from generator.facts.ranking import competition_ranks
from generator.facts.schemes.rows import score_rule
from generator.facts.schemes.scores import score

HEADS = ("期间", "方案", "同类组", "单位", "单位名称", "得分", "名次", "等权的名次")
SMALL = "同组不足五个单位，不排名次"
Rates = dict[str, dict[str, Fraction]]


def score_orders(
    con: duckdb.DuckDBPyConnection,
    portal: Portal,
    fields: frozenset[str],
    indicators: Sequence[Indicator],
    month: str,
    as_of: str,
) -> Paper:
    """A row for each score scheme of `month` whose window ends in it and is complete, and each unit with a score."""
    by_id = {item.id: item for item in indicators}
    schemes = [scheme for scheme in portal.schemes if scheme.kind == "score" and scheme.holds_in(month)]
    shown = [name for name in dict.fromkeys(name for one in schemes for name in one.indicators) if name in by_id]
    rows: list[tuple[str, ...]] = []
    for scheme in schemes:
        months = window_months(scheme.window, month)
        parts = {name: by_id[name] for name in scheme.indicators if name in by_id}
        if months is None or not parts or not portal.has_whole(months, as_of):
            continue
        if not all(item.holds_in(months) for item in parts.values()):
            continue
        rates: Rates = {}
        for name, item in parts.items():
            for unit, (x, n) in unit_counts(con, portal, fields, item, months).items():
                if n:
                    rates.setdefault(unit, {})[name] = Fraction(x, n)
        rows += _rows(scheme, parts, rates, shown, period_code(scheme.window, month), portal)
    return Paper((*HEADS, *(f"只看{by_id[name].title['zh']}的名次" for name in shown), "说明"), tuple(rows))


def _rows(
    scheme: SchemeFile,
    parts: Mapping[str, Indicator],
    rates: Rates,
    shown: Sequence[str],
    period: str,
    portal: Portal,
) -> list[tuple[str, ...]]:
    register, rule = portal.registers["units"].rows, score_rule(scheme, rounded=scheme.rounded)
    unit_names = names(register)
    groups: dict[str, list[str]] = {}
    for row in register:
        if row["code"] in rates:
            groups.setdefault(row["group"], []).append(row["code"])
    rows: list[tuple[str, ...]] = []
    for group, units in sorted(groups.items()):
        found = {unit: score(rates[unit], rule) for unit in units}
        totals = {unit: one.total for unit, one in found.items() if one.total is not None}
        equal = {unit: share for unit in totals if (share := equal_weights(found[unit], rule)) is not None}
        official, evenly = _ranks(totals, "higher"), _ranks(equal, "higher")
        alone = {
            name: _ranks({unit: rates[unit][name] for unit in totals if name in rates[unit]}, item.direction)
            for name, item in parts.items()
        }
        for unit in sorted(totals, key=lambda code: (official.get(code, 0), code)):
            place = (period, scheme.definition, group, unit, unit_names[unit], decimal_text(totals[unit]))
            ranks = (official, evenly, *(alone.get(name, {}) for name in shown))
            rows.append((*place, *(str(order.get(unit, "")) for order in ranks), "" if official else SMALL))
    return rows


def _ranks(values: Mapping[str, Fraction], direction: str) -> dict[str, int]:
    if len(values) < MINIMUM_GROUP:
        return {}
    return {unit: rank for unit, (rank, _) in competition_ranks(values, direction).items()}
