"""稳健性: how much each official order hangs on one case, on what was excluded, on callers who come often.

The order is the official one and stays it: this paper says how far to lean on it. Scores and their weights have a paper
of their own, `generator.dossier.score_orders`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import duckdb

from generator.definitions.indicators import Indicator
from generator.definitions.official import OfficialWindow
from generator.definitions.portal import Portal
from generator.definitions.public_lists import MINIMUM_GROUP
from generator.definitions.rounding import percent, percent_of
from generator.dossier.outcomes import Counts, unit_counts
from generator.dossier.papers import Paper, names
from generator.dossier.windows import Callers, callers_once, ripe_windows
from generator.facts.chance.binomial import Count
from generator.facts.one_case import OneCase, one_case_test
from generator.facts.ranking import competition_ranks

# Period, indicator and unit.
Place = tuple[str, str, str]
HEADS = (
    *("期间", "指标", "指标名称", "同类组", "单位", "单位名称", "分子", "分母", "比率", "状态", "名次", "列名次单位数"),
    *("一件转好的名次", "一件转差的名次", "一件最多变动名次", "剔除件数", "不剔除的比率", "不剔除的名次"),
    *("来电人数", "每人计一次的比率", "每人计一次的名次"),
)
NOTE = "说明"
RANKED, FEW, SMALL, POOLED = "列名次", "件数不足，不排名", "同组不足五个单位，不排名", "发布时合并，不排名"


@dataclass(frozen=True)
class Standing:
    """One official ranking in one group: official counts and ranks, and what the ranks would otherwise be.

    `without` counts as if nothing had been excluded; `voices` are empty where no caller is known. Ranks are those of
    units with enough cases in a group of enough units, pooled units left out.
    """

    window: OfficialWindow
    group: str
    counts: Counts
    without: Counts
    voices: Mapping[str, Callers]
    pooled: frozenset[str]
    ranks: Mapping[str, int] = field(default_factory=dict)
    ranks_without: Mapping[str, int] = field(default_factory=dict)
    ranks_voices: Mapping[str, int] = field(default_factory=dict)
    one_case: Mapping[str, OneCase] = field(default_factory=dict)

    @property
    def excluded(self) -> int:
        """How many cases of the group's denominators were excluded."""
        return sum(n for _, n in self.without.values()) - sum(n for _, n in self.counts.values())


def standings(
    con: duckdb.DuckDBPyConnection,
    portal: Portal,
    fields: frozenset[str],
    indicators: Sequence[Indicator],
    month: str,
    as_of: str,
    pooled: Collection[Place],
) -> list[Standing]:
    """Every official ranking that ends in `month`, group by group. `pooled` are the units that releases do not name."""
    group_of = {row["code"]: row["group"] for row in portal.registers["units"].rows}
    found = []
    for window in ripe_windows(portal, indicators, month, as_of):
        item, months = window.indicator, window.months
        counts = unit_counts(con, portal, fields, item, months)
        without = unit_counts(con, portal, fields, item, months, excluded_too=True)
        voices = callers_once(con, portal, fields, item, months)
        hidden = frozenset(unit for period, name, unit in pooled if (period, name) == (window.period, item.id))
        # Without its exclusions a unit may have cases that it has not with them.
        for group in sorted({group_of[unit] for unit, (_, n) in without.items() if n and unit in group_of}):
            inside = [unit for unit, (_, n) in without.items() if n and group_of.get(unit) == group]
            found.append(
                standing(
                    window,
                    group,
                    {unit: counts.get(unit, (0, 0)) for unit in inside},
                    {unit: without[unit] for unit in inside},
                    {unit: voices[unit] for unit in inside if unit in voices},
                    hidden & set(inside),
                )
            )
    return found


def standing(
    window: OfficialWindow,
    group: str,
    counts: Counts,
    without: Counts,
    voices: Mapping[str, Callers],
    pooled: frozenset[str],
) -> Standing:
    """The orders of one group; nothing is ranked where too few units have enough cases.

    Callers count where at least one of them is known.
    """
    voices = voices if any(voice.unknown < voice.callers for voice in voices.values()) else {}
    item = window.indicator
    ranks = _ranks({unit: _rate(pair) for unit, pair in _enough(counts, pooled, item).items()}, item)
    whole = {unit: Count(*counts[unit]) for unit in ranks} if not item.ratio else {}
    return Standing(
        window,
        group,
        counts,
        without,
        voices,
        pooled,
        ranks,
        _ranks({unit: _rate(pair) for unit, pair in _enough(without, pooled, item).items()}, item),
        _ranks({unit: voices[unit].total / voices[unit].callers for unit in ranks if unit in voices}, item),
        {one.unit: one for one in one_case_test(whole, item.direction)} if whole else {},
    )


def _enough(counts: Counts, pooled: Collection[str], item: Indicator) -> Counts:
    least = max(item.minimum_n, 1)
    return {unit: pair for unit, pair in counts.items() if pair[1] >= least and unit not in pooled}


def _rate(pair: tuple[int, int]) -> Fraction:
    return Fraction(*pair)


def _ranks(rates: Mapping[str, Fraction], item: Indicator) -> dict[str, int]:
    if len(rates) < MINIMUM_GROUP:
        return {}
    return {unit: rank for unit, (rank, _) in competition_ranks(rates, item.direction).items()}


def robustness(found: Sequence[Standing], portal: Portal) -> Paper:
    """The paper: for each ranking and group a row that sums it up, then a row for each unit in order of rank."""
    titles = {one.window.indicator.id: one.window.indicator.title["zh"] for one in found}
    # Each order by one indicator alone; with a single one it is the order that stands there already.
    alone = {name: {unit: rank for one in _of(found, name) for unit, rank in one.ranks.items()} for name in titles}
    shown = list(titles) if len(titles) > 1 else []
    unit_names, group_names = names(portal.registers["units"].rows), names(portal.registers["groups"].rows)
    rows: list[tuple[str, ...]] = []
    for one in found:
        whole = f"{group_names[one.group]}（全组）"
        rows.append((*_place(one), "", whole, *[""] * (len(HEADS) - 6), *[""] * len(shown), summary(one)))
        for unit, cells in _units(one):
            others = [_number(alone[name].get(unit)) for name in shown]
            rows.append((*_place(one), unit, unit_names.get(unit, ""), *cells, *others, _note(one, unit)))
    heads = (*HEADS, *(f"只看{titles[name]}的名次" for name in shown), NOTE)
    return Paper(heads, tuple(rows))


def _of(found: Sequence[Standing], name: str) -> list[Standing]:
    return [one for one in found if one.window.indicator.id == name]


def _place(one: Standing) -> tuple[str, ...]:
    item = one.window.indicator
    return (one.window.period, item.id, item.title["zh"], one.group)


def _units(one: Standing) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each unit, ranked ones first, with the columns from 分子 on."""
    for unit in sorted(one.counts, key=lambda code: (one.ranks.get(code, len(one.counts)), code)):
        (x, n), (x_without, n_without) = one.counts[unit], one.without[unit]
        case, voice = one.one_case.get(unit), one.voices.get(unit)
        left_out = bool(one.excluded)
        yield (
            unit,
            (
                *(str(x), str(n), percent_of(x, n), state(one, unit)),
                *(_number(one.ranks.get(unit)), str(len(one.ranks)) if unit in one.ranks else ""),
                _number(case.one_better if case else None),
                _number(case.one_worse if case else None),
                _number(case.places if case else None),
                str(n_without - n) if left_out else "",
                percent_of(x_without, n_without) if left_out else "",
                _number(one.ranks_without.get(unit)) if left_out else "",
                str(voice.callers) if voice else "",
                percent(voice.total / voice.callers) if voice else "",
                _number(one.ranks_voices.get(unit)),
            ),
        )


def state(one: Standing, unit: str) -> str:
    """Why a unit has a rank, or none."""
    if unit in one.ranks:
        return RANKED
    if unit in one.pooled:
        return POOLED
    return FEW if one.counts[unit][1] < max(one.window.indicator.minimum_n, 1) else SMALL


def _note(one: Standing, unit: str) -> str:
    if unit not in one.ranks and unit in one.ranks_without:
        return "剔除后件数不足，不剔除则列入排名"
    return line(one, unit) if unit in one.ranks else ""


def line(one: Standing, unit: str) -> str:
    """A ranked unit's place and how far one case moves it, in one line."""
    tied = "并列" if list(one.ranks.values()).count(one.ranks[unit]) > 1 else ""
    place = f"{tied}第 {one.ranks[unit]} 名，共 {len(one.ranks)} 个单位"
    case = one.one_case.get(unit)
    if case is None:
        return place
    moves = f"最多变动 {case.places} 名" if case.places else "名次不变"
    return f"{place}；一件诉求结果相反，{moves}"


def lines(found: Sequence[Standing]) -> dict[Place, str]:
    """Period, indicator and unit → the line of every ranked unit, for the sign-off sheet."""
    return {(one.window.period, one.window.indicator.id, unit): line(one, unit) for one in found for unit in one.ranks}


def summary(one: Standing) -> str:
    """What the group's order hangs on, in one sentence for the head of the office."""
    if not one.ranks:
        return "件数足够的单位不足五个，不排名"
    apart = sum(state(one, unit) == POOLED for unit in one.counts)
    parts = [f"{len(one.ranks)} 个单位列名次" + (f"，另有 {apart} 个单位发布时合并" if apart else "")]
    if one.one_case:
        most = max(case.places for case in one.one_case.values())
        moved = sum(1 for case in one.one_case.values() if case.places)
        moves = f"{moved} 个单位的名次会变，最多变动 {most} 名" if moved else "没有单位的名次会变"
        parts.append(f"各单位若有一件诉求结果相反（其他单位不变），{moves}")
    else:
        parts.append("该指标不是逐件判定的比例，不作一件变动的检验")
    if one.excluded:
        parts.append(f"本组剔除 {one.excluded} 件，不剔除时{_changed(one.ranks, one.ranks_without)}")
    else:
        parts.append("本期没有剔除的诉求，不另列不剔除的名次")
    if one.voices:
        unknown = sum(voice.unknown for voice in one.voices.values())
        more = f"（{unknown} 件没有来电人标识，各算一人）" if unknown else ""
        parts.append(f"同一来电人在同一单位的诉求合计为一次时{more}{_changed(one.ranks, one.ranks_voices)}")
    else:
        parts.append("数据没有来电人标识，不能每人计一次")
    return "；".join(parts)


def _changed(official: Mapping[str, int], other: Mapping[str, int]) -> str:
    """How many units have another rank, or one in one order only."""
    different = sum(official.get(unit) != other.get(unit) for unit in {*official, *other})
    return f"有 {different} 个单位的名次不同" if different else "名次都不变"


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
