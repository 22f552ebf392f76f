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

import duckdb

from generator.definitions.indicators import Indicator
from generator.definitions.periods import final_on, period_code, window_months
from generator.definitions.portal import Portal
from generator.definitions.rounding import decimal_text
from generator.definitions.schemes import SchemeFile
from generator.dossier.outcomes import Counts, unit_counts
from generator.dossier.papers import Paper, names
from generator.dossier.robustness import Place
from generator.facts.chance.binomial import lower_tail
from generator.facts.schemes.deductions import Deduction, deduct
from generator.facts.schemes.rows import deduction_rule

HEADS = (
    *("期间", "方案", "口径", "正式结果", "同类组", "单位", "单位名称", "满意件数", "计入件数", "比率"),
    *("基准", "低于基准", "扣分", "偶然概率", "参考口径扣分", "说明", "名次稳健性"),
)
CHANCE = Decimal("0.025")
_MODES = {"month": "当期", "pooled": "全年合并", "sum": "各月之和"}
_STATUS = {"few_answers": "件数不足，不扣分", "counted": ""}


@dataclass(frozen=True)
class Referred:
    """A deduction with the chance of so few satisfied at an average unit, and what the reference column deducts."""

    official: Deduction
    chance: Decimal | None
    reference: Fraction


def refer(item: Deduction) -> Referred:
    """The reference beside one deduction; without answers or a baseline there is neither."""
    if item.baseline is None or not item.evaluated:
        return Referred(item, None, Fraction(0))
    chance = lower_tail(item.satisfied, item.evaluated, item.baseline / 100)
    return Referred(item, chance, item.points if chance < CHANCE else Fraction(0))


def sign_off(
    con: duckdb.DuckDBPyConnection,
    portal: Portal,
    fields: frozenset[str],
    indicators: Sequence[Indicator],
    month: str,
    as_of: str,
    ranked: Mapping[Place, str],
) -> Paper:
    """The deductions of the schemes that are the rule of `month`, in each window that ends in it and is complete.

    `ranked` says of each unit in an official ranking how much its place hangs on one case; it stands beside the
    deduction by the same indicator in the same period.
    """
    # Nothing is official before the month is final.
    official = "是" if as_of[:10] >= final_on(month, portal.year_close).isoformat() else "初步"
    rows: list[tuple[str, ...]] = []
    for scheme in portal.schemes:
        indicator = next((item for item in indicators if item.id in scheme.indicators), None)
        if scheme.kind != "deduction" or not scheme.holds_in(month) or indicator is None:
            continue

        def referred(months: Sequence[str], scheme: SchemeFile = scheme, item: Indicator = indicator) -> list[Referred]:
            return _referred(unit_counts(con, portal, fields, item, months), scheme, portal)

        months = window_months(scheme.window, month)
        if months and portal.has_whole(months, as_of) and indicator.holds_in(months):
            period = period_code(scheme.window, month)
            rows += _rows(referred(months), scheme, period, "month", portal, official, ranked)
        year = window_months("year", month)
        if year and scheme.window != "year" and portal.has_whole(year, as_of) and indicator.holds_in(year):
            pooled = referred(year)
            rows += _rows(pooled, scheme, month[:4], "pooled", portal, official, ranked)
            sums = _sums(pooled, [referred([one]) for one in year])
            rows += _rows(sums, scheme, month[:4], "sum", portal, official, {})
    return Paper(HEADS, tuple(rows))


def _referred(counts: Counts, scheme: SchemeFile, portal: Portal) -> list[Referred]:
    groups = {row["code"]: row["group"] for row in portal.registers["units"].rows}
    fields: dict[str, Counts] = {}
    for unit, pair in counts.items():
        if pair[1] and unit in groups:
            fields.setdefault(groups[unit] if scheme.rules["within"] == "group" else "", {})[unit] = pair
    rule = deduction_rule(scheme)
    return [refer(item) for _, field in sorted(fields.items()) for item in deduct(field, rule)]


def _rows(
    items: Sequence[Referred],
    scheme: SchemeFile,
    period: str,
    mode: str,
    portal: Portal,
    official: str,
    ranked: Mapping[Place, str],
) -> Iterator[tuple[str, ...]]:
    groups = {row["code"]: row["group"] for row in portal.registers["units"].rows}
    unit_names = names(portal.registers["units"].rows)
    standing = official if mode in ("month", scheme.rules["annual"]) else "否"
    for one in items:
        item = one.official
        shares = [item.rate, *((None, None) if mode == "sum" else (item.baseline, item.gap))]
        yield (
            *(period, scheme.definition, _MODES[mode], standing, groups[item.unit], item.unit, unit_names[item.unit]),
            *(str(item.satisfied), str(item.evaluated)),
            *(_text(share) for share in shares),
            *(decimal_text(item.points), _chance(one.chance), decimal_text(one.reference), _STATUS[item.status]),
            ranked.get((period, scheme.rules["indicator"], item.unit), ""),
        )


def _sums(pooled: Sequence[Referred], monthly: Sequence[Sequence[Referred]]) -> list[Referred]:
    """The year as the sum of its months, in both columns; a sum has no baseline and no chance of its own."""
    points = {one.official.unit: [Fraction(0), Fraction(0)] for one in pooled}
    for one in (one for month in monthly for one in month):
        points[one.official.unit][0] += one.official.points
        points[one.official.unit][1] += one.reference
    return [
        Referred(replace(one.official, points=of_rule, status="counted"), None, reference)
        for one, (of_rule, reference) in zip(pooled, points.values(), strict=True)
    ]


def _text(value: Fraction | None) -> str:
    return "" if value is None else decimal_text(value)


def _chance(value: Decimal | None) -> str:
    """A probability to six decimals."""
    return "" if value is None else decimal_text(Fraction(value), 6)
