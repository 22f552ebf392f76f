"""需核实的提示: patterns in the last three months that ask a question, never a verdict (提示，需核实，不构成认定).

Each check has a row that sums it up (how many units, how many were too small, how many would be flagged by chance) and
a row for each unit to be asked; a check that the source cannot support is one line. Units are compared with their peer
group. Source: section A7 of the statistics note; the tests are in `generator.facts.chance.signals`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Final

import duckdb

from generator.definitions.periods import period_code, window_months
from generator.definitions.portal import Portal
from generator.definitions.public_lists import SIGNAL_RESULTS
from generator.definitions.rounding import decimal_text, exact_text, percent, percent_of
from generator.dossier import signal_counts as source
from generator.dossier.papers import Paper, names
from generator.dossier.signal_counts import INSTANT_MINUTES, Answers, Bunching, Shares
from generator.facts.chance.binomial import Count
from generator.facts.chance.signals import (
    STRICT,
    Signal,
    bunching_with_worse_quality,
    expected_false_alarms,
    heaping,
    heaping_statistic,
    heavy_share,
    implausible_perfection,
)

WINDOW: Final = "P3M"
HEADS = (
    *("期间", "检查", "结果", "同类组", "单位", "单位名称", "件数", "总件数", "比例", "对照比例", "偶然概率", "界限"),
    *("检验单位数", "正常时预计误报单位数", "说明"),
)
NOT_TESTED, NOTHING, TOO_FEW = "未检查", SIGNAL_RESULTS["none"]["zh"], SIGNAL_RESULTS["few_cases"]["zh"]
_SMALLEST = Decimal("0.000001")


@dataclass(frozen=True)
class Tested:
    """One unit under one check: the signal, the count behind it, the share it is held against, and the numbers."""

    unit: str
    signal: Signal
    count: Count
    against: Fraction | None
    words: str


@dataclass(frozen=True)
class Check:
    """One check over all units; `about` says what it looks at, `missing` why the source cannot support it."""

    title: str
    threshold: Fraction
    about: str
    tested: tuple[Tested, ...] = ()
    missing: str = ""


def signals(con: duckdb.DuckDBPyConnection, portal: Portal, fields: frozenset[str], month: str) -> Paper:
    """The paper for the three months that end with `month`, from the prepared tables (see `engine.prepare`)."""
    months, period = window_months(WINDOW, month) or (), period_code(WINDOW, month)
    units = {row["code"]: row["group"] for row in portal.registers["units"].rows}
    unit_names = names(portal.registers["units"].rows)
    rows: list[tuple[str, ...]] = []
    for check in checks(con, portal, fields, months):
        rows += _rows(check, period, units, unit_names)
    return Paper(HEADS, tuple(rows))


def checks(
    con: duckdb.DuckDBPyConnection, portal: Portal, fields: frozenset[str], months: Sequence[str]
) -> list[Check]:
    """Every check, in the order of the paper."""
    group_of = {row["code"]: row["group"] for row in portal.registers["units"].rows}
    found = source.answers(con, portal, fields, months)
    by_default = {unit: Count(one.default, one.closed) for unit, one in (found or {}).items() if one.closed}
    no_events = "数据没有过程记录（退回、延期等），无法检查"
    return [
        _bunching(source.bunching(con, portal, fields, months)),
        _shares(
            f"受理后 {INSTANT_MINUTES} 分钟内办结",
            "受理到办结不足这一时间的比例，与同类组比。咨询类诉求当场办结是正常的",
            source.instant(con, months),
            group_of,
            "受理、办结时间只到日，无法检查",
        ),
        _perfection(found, group_of),
        _shares(
            "默认评价偏多",
            "办结后由系统记为默认评价的比例，与同类组比",
            by_default if any(count.x for count in by_default.values()) else None,
            group_of,
            "数据没有默认评价，无法检查",
        ),
        _shares(
            "剔除偏多",
            "受理的诉求中被裁定剔除的比例，与同类组比",
            source.excluded(con, months),
            group_of,
            "这三个月受理的诉求没有被剔除的",
        ),
        _shares(
            "延期偏多",
            "经手的诉求中由该单位延期的比例，与同类组比",
            source.happened(con, "延期", fields, months),
            group_of,
            no_events,
        ),
        _shares(
            "退回偏多",
            "经手的诉求中由该单位退回的比例，与同类组比。派错单位时退回是正常的",
            source.happened(con, "退回", fields, months),
            group_of,
            no_events,
        ),
        _heaping(source.minutes(con, months)),
    ]


def _bunching(found: Mapping[str, Bunching] | None) -> Check:
    title = "临近时限集中答复且质量较差"
    about = "时限最后十分之一内的答复比此前十分之一多，同时不满意或重办也更多。只是临近时限才答复是常见现象，不作提示"
    if not found:
        needs = "群众评价或重办记录" if found is None else "到时分的受理、答复时间和办理时限"
        return Check(title, Fraction(1, 100), about, missing=f"数据没有{needs}，无法检查")
    tested = []
    for unit, one in found.items():
        *_, both = bunching_with_worse_quality(one.last, one.preceding, one.bad_last, one.bad_earlier)
        words = (
            f"时限最后十分之一内答复 {one.last} 件，此前十分之一内 {one.preceding} 件；其中不满意或重办："
            f"最后十分之一内 {one.bad_last.x}/{one.bad_last.n} 件，"
            f"更早答复的 {one.bad_earlier.x}/{one.bad_earlier.n} 件"
        )
        tested.append(Tested(unit, both, Count(one.last, one.last + one.preceding), Fraction(1, 2), words))
    return Check(title, tested[0].signal.threshold, about, tuple(tested))


def _shares(title: str, about: str, shares: Shares | None, group_of: Mapping[str, str], missing: str) -> Check:
    if not shares:
        return Check(title, STRICT, about, missing=missing)
    whole: dict[str, Fraction] = {}
    for code in {group_of[unit] for unit in shares if unit in group_of}:
        inside = [count for unit, count in shares.items() if group_of.get(unit) == code]
        whole[code] = Fraction(sum(count.x for count in inside), sum(count.n for count in inside) or 1)
    tested = []
    for unit, count in shares.items():
        if unit in group_of and count.n:
            group = whole[group_of[unit]]
            words = f"{count.n} 件中 {count.x} 件，占 {percent_of(count.x, count.n)}%；同类组 {percent(group)}%"
            tested.append(Tested(unit, heavy_share(title, count, group), count, group, words))
    return Check(title, STRICT, about, tuple(tested))


def _perfection(found: Mapping[str, Answers] | None, group_of: Mapping[str, str]) -> Check:
    title, about = "评价全部满意且参评率偏低", "群众主动评价全部满意，偶然很难出现，同时参评率低于同类组的中位数"
    listed = {unit: one for unit, one in (found or {}).items() if unit in group_of and one.closed}
    if not any(one.rated for one in listed.values()):
        missing = "数据没有群众主动评价（系统测算和默认评价不算），无法检查"
        return Check(title, STRICT, about, missing=missing)
    tested = []
    for unit, one in listed.items():
        inside = [other for code, other in listed.items() if group_of[code] == group_of[unit]]
        rated = sum(other.rated for other in inside)
        if not one.rated:
            continue
        group = Fraction(sum(other.satisfied for other in inside), rated)
        share, usual = Fraction(one.rated, one.closed), median(Fraction(o.rated, o.closed) for o in inside)
        count = Count(one.satisfied, one.rated)
        words = (
            f"主动评价 {one.rated} 件，满意 {one.satisfied} 件；参评率 {percent(share)}%，组中位数 {percent(usual)}%"
        )
        tested.append(Tested(unit, implausible_perfection(count, group, share, usual), count, group, words))
    return Check(title, STRICT, about, tuple(tested))


def _heaping(found: Mapping[str, tuple[int, ...]] | None) -> Check:
    title, about = (
        "办结时间集中在固定分钟",
        "一小时的六十个分钟中，办结过于集中在少数几个分钟（如整点），可能是成批补录",
    )
    if not found:
        return Check(title, STRICT, about, missing="办结时间只到日，无法检查")
    tested = []
    for unit, cells in found.items():
        total, most = sum(cells), max(cells)
        words = (
            f"办结最多的是第 {cells.index(most):02d} 分，{most} 件；平均每分钟 {decimal_text(Fraction(total, 60))} 件"
        )
        words += f"；χ² = {decimal_text(heaping_statistic(cells))}，自由度 59" if total else ""
        tested.append(Tested(unit, heaping(cells), Count(most, total), Fraction(1, 60), words))
    return Check(title, STRICT, about, tuple(tested))


def _rows(
    check: Check, period: str, group_of: Mapping[str, str], unit_names: Mapping[str, str]
) -> Iterable[tuple[str, ...]]:
    """The line that sums the check up, then the units to be asked, the least likely by chance first."""
    if check.missing:
        yield (period, check.title, NOT_TESTED, *[""] * (len(HEADS) - 4), check.missing)
        return
    listed = [one for one in check.tested if one.unit in group_of]
    few = sum(one.signal.result == "few_cases" for one in listed)
    asked = sorted(
        (one for one in listed if one.signal.result == "to_check"), key=lambda one: (one.signal.tail or 0, one.unit)
    )
    number = len(listed) - few
    budget = exact_text(expected_false_alarms(number, check.threshold))
    limits = (exact_text(check.threshold), str(number), budget)
    result = f"提示 {len(asked)} 个单位" if asked else NOTHING if number else TOO_FEW
    summed = f"{check.about}。检验 {number} 个单位" + (f"，另有 {few} 个单位件数太少" if few else "")
    if number:
        summed += f"；各单位即使都正常，平均也会误报至多 {budget} 个"
    if 2 * len(asked) > number:
        summed += "。多数单位都有提示，先核实数据是怎样记录的"
    yield (period, check.title, result, "", "", "全部单位", *[""] * 5, *limits, summed)
    for one in asked:
        yield (
            *(period, check.title, SIGNAL_RESULTS[one.signal.result]["zh"]),
            *(group_of[one.unit], one.unit, unit_names[one.unit], str(one.count.x), str(one.count.n)),
            percent_of(one.count.x, one.count.n),
            percent(one.against) if one.against is not None else "",
            *(_chance(one.signal.tail), *limits, one.words),
        )


def _chance(tail: Decimal | None) -> str:
    """A probability to six decimals; what is smaller is said to be."""
    if tail is None:
        return ""
    return f"小于 {_SMALLEST}" if tail < _SMALLEST else decimal_text(Fraction(tail), 6)
