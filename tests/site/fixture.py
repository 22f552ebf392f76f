"""A tiny synthetic portal whose releases are written file by file as ARCHITECTURE.md describes.

Two months, eight units in two groups, two streets. One unit's answers are pooled, one unit has no case at all in the
newest month, one figure has the denominator 0. Here, and only here, the percentages are worked out.
"""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from generator.facts.chance.intervals import wilson
from generator.resources import resource_dir

Rows = list[dict[str, Any]]
Units = list[tuple[str, str, str, str, str, str, int, tuple[int, ...], int, int, int, int]]
# code, name, short name, aliases, tier, group, received, closed within 1 3 7 15 30, due, on time, asked, satisfied
UNITS: Units = [
    (
        "D01",
        "示范市物业管理局",
        "物管局",
        "物业办;房管物业科",
        "department",
        "dept",
        320,
        (41, 260, 301, 315, 318),
        310,
        289,
        120,
        118,
    ),
    ("D02", "示范市城管局", "城管局", "", "department", "dept", 410, (90, 333, 390, 400, 404), 402, 377, 150, 149),
    ("D03", "示范市供热<所>|试`验*", "供热所", "", "department", "dept", 96, (3, 30, 61, 80, 91), 94, 61, 44, 38),
    ("D04", "示范市档案馆", "", "", "department", "dept", 12, (2, 9, 12, 12, 12), 12, 12, 4, 4),
    ("D05", "示范市公园处", "", "", "department", "dept", 60, (20, 50, 58, 60, 60), 60, 55, 21, 21),
    ("D 06", "示范市水务处", "", "", "department", "dept", 75, (9, 60, 70, 75, 75), 75, 70, 30, 30),
    ("S01", "海棠街道", "", "", "street", "street", 210, (33, 180, 201, 208, 210), 205, 190, 88, 87),
    ("S02", "银杏街道", "", "", "street", "street", 0, (0, 0, 0, 0, 0), 0, 0, 0, 0),
]
GROUPS = [("dept", "市直部门", "department"), ("street", "街道", "street")]
CATEGORIES = [("WY", "物业管理", 500), ("ZS", "噪声扰民", 400), ("GR", "供热", 283)]
KEYWORDS = {"ZS": "噪音;扰民"}
# Unit, category and street of the open rows of a final month; what is generalised is `_any`.
OPEN = [
    ("D01", "WY", "HT"),
    ("D02", "ZS01", "HT"),
    ("D02", "ZS", "_any"),
    ("D03", "GR", "_any"),
    ("D05", "_any", "_any"),
    ("S01", "ZS", "HT"),
]
DAYS = (1, 3, 7, 15, 30)
K = 10


@dataclass(frozen=True)
class Options:
    """What the portal of the fixture is like."""

    synthetic: bool = True
    satisfaction: bool = True
    closing_times: bool = True
    newest_mark: str = "P"
    second_version: bool = False
    ledgers: bool = True
    corrected: bool = False
    address: str = ""
    english: bool = False


def make_portal(folder: Path, options: Options = Options()) -> Path:
    """Write `<folder>/releases/…` for two months, the first published twice or thrice; returns the folder."""
    releases = folder / "releases"
    latest: dict[str, str] = {}
    ledger: Rows = []
    figures: dict[str, Rows] = {}
    for name, mark, size, units, cause in _shelf(options):
        month = name[:7]
        before = figures.get(month, [])
        figures[month] = _release(releases / name, name, month, mark, size, options, units, before, cause)
        latest[month] = name
        manifest = releases / name / "manifest.json"
        previous = ledger[-1]["manifest"] if ledger else "0" * 64
        _json(manifest, {**json.loads(manifest.read_text("utf-8")), "prev": previous})
        ledger.append({"release": name, "manifest": hashlib.sha256(manifest.read_bytes()).hexdigest()})
    _json(releases / "latest.json", {"format": 1, "latest": latest, "ledger": ledger})
    # All months in one table; its columns are another test's matter.
    every = [{"release": latest[month], **row} for month, rows in sorted(figures.items()) for row in rows]
    columns = "release period scope key indicator numerator denominator value mark definition source"
    _csv(releases / "figures-all.csv", columns, every, options)
    return folder


def _shelf(options: Options) -> list[tuple[str, str, int, Units, str]]:
    """Name, mark, factor, units and cause of each release in the order of publication.

    Two cases of D01 were answered in time after the first month came out; a correction finds two more of D03.
    """
    early = [(*unit[:9], unit[9] - 2, *unit[10:]) if unit[0] == "D01" else unit for unit in UNITS]
    late = [(*unit[:9], unit[9] + 2, *unit[10:]) if unit[0] == "D03" else unit for unit in UNITS]
    newest = options.newest_mark
    shelf = [
        ("2023-11-p1", "P", 2, early, ""),
        ("2023-11-f1", "F", 2, UNITS, "maturity"),
        (f"2023-12-{'f' if newest == 'F' else 'p'}1", newest, 1, UNITS, ""),
    ]
    return [*shelf, ("2023-11-f2", "R", 2, late, "source_correction")] if options.corrected else shelf


def percent(numerator: int, denominator: int) -> str:
    """Two decimals, half-up, as the release format says; empty for the denominator 0."""
    if denominator == 0:
        return ""
    exact = Fraction(100 * numerator, denominator)
    return str((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def _release(
    folder: Path,
    name: str,
    month: str,
    mark: str,
    size: int,
    options: Options,
    units: Units,
    before: Rows,
    cause: str,
) -> Rows:
    """Write a release; its figures. `before` are those of the release of its month that it replaces."""
    folder.mkdir(parents=True)
    periods = [month, f"{month}-P3M", f"{month}-P12M"] + (["2023-Q4", "2023"] if month == "2023-12" else [])
    figures: Rows = []
    for period in periods:
        factor = size if period == month else size + 2
        figures += _figures(period, mark, factor, options, units)
    _csv(
        folder / "figures.csv",
        "period scope key indicator numerator denominator value mark definition source",
        figures,
        options,
    )
    ranking, comparisons = _ranked(month, figures) if mark != "incomplete" else ([], [])
    _csv(
        folder / "ranking.csv",
        "period indicator group unit numerator denominator value rank tied status"
        " band rank_from rank_to beyond_chance block",
        ranking,
        options,
    )
    _csv(
        folder / "comparisons.csv",
        "period indicator unit against against_key numerator denominator against_numerator against_denominator result",
        comparisons,
        options,
    )
    _judged(folder, month, figures, bool(ranking), options)
    if mark in ("F", "R"):
        seen = [
            {"period": month, "unit": unit, "category": category, "channel": "_any", "street": street, "n": 12}
            for unit, category, street in OPEN
        ]
        columns = "period unit category channel street elapsed deadline flag n"
        _csv(folder / "open-received.csv", columns, seen, options)
    place, sides = "period scope key indicator", "old_numerator old_denominator new_numerator new_denominator"
    _csv(folder / "changes.csv", f"{place} {sides} cause", _changes(before, figures, cause), options)
    _assessed(folder, month, mark, options)
    _codelists(folder / "codelists", options)
    _ledgers(folder, month, options)
    _json(folder / "indicators.json", _indicators(options, month))
    _json(
        folder / "intake.json",
        {
            "rows_read": 1185,
            "rows_accepted": 1183,
            "rows_rejected": 2,
            "findings": [{"code": "id-twice", "severity": "rejects", "count": 2, "title": {"zh": "诉求编号重复"}}],
            "deadlines": {
                "due_at": {"given": 1158, "worked_out": 0, "moved": 0},
                "response_due_at": {"given": 0, "worked_out": 1183, "moved": 12},
            },
            "filled": {"due_at": 1158, "case_id": 1183},
        },
    )
    (folder / "schemas").mkdir()
    for schema in ("figures", "ranking", "comparisons"):
        source = resource_dir("schemas") / f"{schema}.schema.json"
        (folder / "schemas" / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    _json(folder / "datapackage.json", {"name": name, "resources": []})
    _json(
        folder / "release.json",
        {
            "format": 1,
            "release": name,
            "month": month,
            "mark": mark,
            "as_of": "2024-01-10T00:00:00",
            "synthetic": options.synthetic,
            "periods": periods,
            "final_on": "2024-03-01",
            "ledger_kinds": ["returned", "repeated", "excluded"] if options.ledgers else [],
            "limits": [
                {
                    "deadline": "reply",
                    "hours": 48,
                    "start": "received",
                    "when": {"kind": "ms"},
                    "source": {"zh": "报道"},
                    "assumed": None,
                },
                {
                    "deadline": "response",
                    "hours": 4,
                    "start": "received",
                    "when": {},
                    "source": None,
                    "assumed": {"zh": "推定"},
                },
            ],
            "held_back": {"everything": False, "units": ["D03"] if mark == "R" else []},
            "portal": _portal(options),
            "counts": {"on_time": {"ranked": 5, "few_cases": 2, "pooled": 0}},
            "data_notes": [{"zh": "测试说明：<b>不是</b>标签，[也不是](链接)。"}],
        },
    )
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    _json(folder / "manifest.json", {"release": name, "files": files})
    return figures


def _changes(before: Rows, figures: Rows, cause: str) -> Rows:
    """What differs between two releases of a month; the same figures are in both."""
    if not before:
        return []
    place = ("period", "scope", "key", "indicator")
    old = {tuple(row[name] for name in place): row for row in before}
    rows = [(old[tuple(row[name] for name in place)], row) for row in figures]
    return [
        {name: new[name] for name in place}
        | {f"old_{side}": was[side] for side in ("numerator", "denominator")}
        | {f"new_{side}": new[side] for side in ("numerator", "denominator")}
        | {"cause": cause}
        for was, new in rows
        if was["numerator"] != new["numerator"]
    ]


def _figures(period: str, mark: str, factor: int, options: Options, units: Units) -> Rows:
    rows: Rows = []

    def add(scope: str, key: str, indicator: str, numerator: int, denominator: int | None) -> None:
        rows.append(
            {
                "period": period,
                "scope": scope,
                "key": key,
                "indicator": indicator,
                "numerator": numerator,
                "denominator": "" if denominator is None else denominator,
                "value": "" if denominator is None else percent(numerator, denominator),
                "mark": mark,
                "definition": f"{indicator}@1",
                "source": "counts-received",
            }
        )

    def block(scope: str, key: str, members: Units) -> None:
        received = factor * sum(unit[6] for unit in members)
        due, on_time = (factor * sum(unit[place] for unit in members) for place in (8, 9))
        asked, satisfied = (factor * sum(unit[place] for unit in members) for place in (10, 11))
        add(scope, key, "volume", received, None)
        add(scope, key, "on_time", on_time, due)
        if options.closing_times:
            for place, days in enumerate(DAYS):
                add(scope, key, f"closed_within_{days}d", factor * sum(unit[7][place] for unit in members), received)
        if options.satisfaction and (scope != "unit" or asked >= K or asked == 0 or key == "_pooled"):
            add(scope, key, "satisfaction", satisfied, asked)

    block("all", "all", units)
    for group, _, tier in GROUPS:
        members = [unit for unit in units if unit[5] == group]
        block("group", group, members)
        block("tier", tier, members)
    for unit in units:
        if unit[6]:
            block("unit", unit[0], [unit])
    add("unit", "S02", "on_time", 0, 0)
    if options.satisfaction:
        add("unit", "_pooled", "satisfaction", 4 * factor, 4 * factor)
    for code, _, n in CATEGORIES:
        add("category", code, "volume", n * factor, None)
        add("category", code, "on_time", (n - 20) * factor, (n - 3) * factor)
    add("channel", "phone", "volume", 900 * factor, None)
    add("channel", "_none", "volume", 283 * factor, None)
    add("street", "HT", "volume", 700 * factor, None)
    add("community", "HT1", "volume", 300 * factor, None)
    add("street", "YX", "volume", 483 * factor, None)
    return rows


def _ranked(month: str, figures: Rows) -> tuple[Rows, Rows]:
    own = {
        (row["scope"], row["key"]): row for row in figures if row["period"] == month and row["indicator"] == "on_time"
    }
    ranking: Rows = []
    comparisons: Rows = []
    for group, _, _ in GROUPS:
        members = [unit[0] for unit in UNITS if unit[5] == group and ("unit", unit[0]) in own]
        enough = [code for code in members if own["unit", code]["denominator"] >= 30]
        rates = {code: Fraction(own["unit", code]["numerator"], own["unit", code]["denominator"]) for code in enough}
        total = own["group", group]
        for code in members:
            row = own["unit", code]
            status = "few_cases" if code not in enough else "ranked" if len(enough) >= 5 else "small_group"
            ranked = status == "ranked"
            ranking.append(
                {
                    **{name: row[name] for name in ("period", "indicator", "numerator", "denominator", "value")},
                    "group": group,
                    "unit": code,
                    "rank": 1 + sum(rate > rates[code] for rate in rates.values()) if ranked else "",
                    "tied": sum(rate == rates[code] for rate in rates.values()) if ranked else "",
                    "status": status,
                    **_chance(code, status, len(enough)),
                }
            )
            if row["denominator"] == 0:
                continue
            mine = Fraction(row["numerator"], row["denominator"])
            other = Fraction(total["numerator"], total["denominator"])
            comparisons.append(
                {
                    **{name: row[name] for name in ("period", "indicator", "numerator", "denominator")},
                    "unit": code,
                    "against": "group",
                    "against_key": group,
                    "against_numerator": total["numerator"],
                    "against_denominator": total["denominator"],
                    "result": "few_cases"
                    if row["denominator"] < 30
                    else "above"
                    if mine > other
                    else "below"
                    if mine < other
                    else "no_clear_difference",
                }
            )
    return ranking, comparisons


def _chance(code: str, status: str, size: int) -> dict[str, Any]:
    """One unit far below its group, all others as good as the rest; places are open but for that one's."""
    band = "few_cases" if status == "few_cases" else "much_lower" if code == "D03" else "no_difference"
    beyond = {"few_cases": "few_cases", "much_lower": "yes"}.get(band, "no")
    places = (5, 5) if band == "much_lower" else (1, size - 1)
    ranked = status == "ranked"
    return {
        "band": band,
        "beyond_chance": beyond,
        "rank_from": places[0] if ranked else "",
        "rank_to": places[1] if ranked else "",
        "block": (2 if band == "much_lower" else 1) if ranked else "",
    }


def _judged(folder: Path, month: str, figures: Rows, ranked: bool, options: Options) -> None:
    """Intervals of on_time, what its bands were judged against, and a change of three units."""
    rates = [row for row in figures if row["indicator"] == "on_time" and row["denominator"]]
    place = ("period", "scope", "key", "indicator")
    ends = [(row, wilson(row["numerator"], row["denominator"]).shown) for row in rates]
    intervals = [
        {name: row[name] for name in place} | {"method": "wilson", "lower": lower, "upper": upper}
        for row, (lower, upper) in ends
    ]
    _csv(folder / "intervals.csv", "period scope key indicator method lower upper", intervals, options)
    groups = [row for row in rates if row["scope"] == "group" and row["period"] == month and ranked]
    baselines = [
        {name: row[name] for name in ("period", "indicator", "numerator", "denominator", "value")}
        | {"group": row["key"], "concentration": "", "units": 5, "full_attention": 70, "full_finding": 130}
        for row in groups
    ]
    columns = "period indicator group numerator denominator value concentration units full_attention full_finding"
    _csv(folder / "baselines.csv", columns, baselines, options)
    limits = ("lower_finding", "lower_attention", "upper_attention", "upper_finding")
    funnel = [
        {name: row[name] for name in ("period", "indicator")}
        | {"group": row["key"], "n": n}
        | dict(zip(limits, values, strict=True))
        for row in groups
        for n, values in ((40, ("71.23", "78.90", "100.00", "100.00")), (150, ("80.12", "84.56", "96.78", "98.76")))
    ]
    _csv(folder / "funnel.csv", f"period indicator group n {' '.join(limits)}", funnel, options)
    trends = [
        {"period": month, "indicator": "on_time", "unit": unit, "before": "2023-10", "numerator": 60, "denominator": n}
        | {"numerator_before": 50, "denominator_before": n, "result": result}
        for unit, n, result in (("D01", 62, "better"), ("D03", 94, "no_clear_change"), ("D04", 12, "few_cases"))
        if ranked
    ]
    _csv(folder / "trends.csv", " ".join(trends[0]) if trends else "period", trends, options)


def _assessed(folder: Path, month: str, mark: str, options: Options) -> None:
    """A deduction of one unit and a score of another, with the schemes that give them."""
    common = {
        "version": 1,
        "meaning": {"zh": "演示用的规则。"},
        "source": {"zh": "演示规定"},
        "assumed": [{"zh": "扣分标准为假定。"}],
        "valid_from": "2023-01",
        "valid_to": "",
        "window": "month",
        "rounded": False,
        "author": "甲",
        "checker": "乙",
        "reviewed": "2026-11-01",
    }
    deduction = {
        "indicator": "satisfaction",
        "rate": 0.5,
        "within": "group",
        "weights": "answers",
        "own_cases": "included",
        "partial": "prorata",
        "annual": "pooled",
        "minimum_answers": 10,
    }
    score = {
        "total": 100,
        "missing": "zero",
        "components": [{"indicator": "on_time", "weight": 100, "form": {"proportional": True}}],
    }
    schemes = [
        common | {"name": "deduction", "kind": "deduction", "title": {"zh": "满意度扣分"}, "settings": deduction},
        common | {"name": "points", "kind": "score", "title": {"zh": "月度得分"}, "settings": score},
    ]
    _json(folder / "schemes.json", schemes if options.satisfaction else [])
    status = "official" if mark == "F" else "provisional"
    deducted = {
        "period": month,
        "scheme": "deduction@1",
        "group": "dept",
        "unit": "D03",
        "numerator": 38,
        "denominator": 44,
        "rate": "86.36",
        "baseline_numerator": 364,
        "baseline_denominator": 373,
        "baseline": "97.59",
        "gap": "11.22",
        "points": "5.61",
        "mode": "month",
        "status": status,
    }
    part = {"period": month, "scheme": "points@1", "group": "dept", "unit": "D01"}
    scored = [
        part
        | {"component": "on_time", "numerator": 289, "denominator": 310, "rate": "93.23"}
        | {"points": "93.23", "points_exact": "93.23"},
        part
        | {"component": "total", "numerator": "", "denominator": "", "rate": ""}
        | {"points": "93.23", "points_exact": "93.22"},
    ]
    shown = options.satisfaction and mark != "incomplete"
    _csv(folder / "deductions.csv", " ".join(deducted), [deducted] if shown else [], options)
    _csv(folder / "scores.csv", " ".join(scored[0]), scored if shown else [], options)


def _codelists(folder: Path, options: Options) -> None:
    folder.mkdir()
    columns = "code name short_name aliases name_en tier group valid_from valid_to successor handles"
    units = [
        dict(
            zip("code name short_name aliases tier group".split(), unit[:6], strict=True),
            handles="物业管理、小区公共设施",
            # Only one of the units has an English name.
            name_en="Women's Property Bureau" if options.english and unit[0] == "D01" else "",
        )
        for unit in UNITS
    ]
    _csv(folder / "units.csv", columns, units, options)
    reasons = [{"code": "no_fault", "name": "无过错", "ruling": "剔除"}]
    _csv(folder / "reasons.csv", "code name name_en ruling", reasons, options)
    groups = [{"code": code, "name": name, "tier": tier} for code, name, tier in GROUPS]
    _csv(folder / "groups.csv", "code name name_en tier", groups, options)
    lists = {
        "tiers": [("department", "市直部门"), ("street", "镇街")],
        "streets": [("HT", "海棠街道"), ("YX", "银杏街道")],
        "channels": [("phone", "电话")],
        "marks": [("P", "初步")],
        "statuses": [("ranked", "参与排名")],
        "ledger-kinds": [("returned", "退回"), ("supervised", "督办"), ("repeated", "重复件")],
    }
    tops = [{"code": code, "name": name, "keywords": KEYWORDS.get(code, "")} for code, name, _ in CATEGORIES]
    leaf = {"code": "ZS01", "name": "广场舞扰民", "parent": "ZS", "keywords": "音响"}
    _csv(folder / "categories.csv", "code name name_en parent sensitive keywords", [*tops, leaf], options)
    places = [{"code": c, "name": n, "street": "HT"} for c, n in (("HT1", "凤凰社区"), ("HT2", "玉兰社区"))]
    _csv(folder / "communities.csv", "code name name_en street", places, options)
    for name, entries in lists.items():
        _csv(folder / f"{name}.csv", "code name name_en", [{"code": c, "name": n} for c, n in entries], options)


def _ledgers(folder: Path, month: str, options: Options) -> None:
    """What happened to the cases of D01, and what was excluded; nothing of the other units."""
    events: Rows = []
    excluded: Rows = []
    for period, factor in ((month, 1), (f"{month}-P12M", 12)) if options.ledgers else ():
        events.append({"period": period, "unit": "D01", "kind": "returned", "n": 3 * factor})
        excluded.append({"period": period, "unit": "D01", "reason": "no_fault", "indicator": "", "n": 2 * factor})
        excluded.append(
            {
                "period": period,
                "unit": "D01",
                "reason": "",
                "indicator": "on_time",
                "n": 2 * factor,
                "numerator_before": 289 * factor,
                "denominator_before": 312 * factor,
                "value_before": percent(289, 312),
                "numerator": 289 * factor,
                "denominator": 310 * factor,
                "value": percent(289, 310),
            }
        )
    before, after = "numerator_before denominator_before value_before", "numerator denominator value"
    _csv(folder / "ledger.csv", "period unit kind n", events, options)
    _csv(folder / "exclusions.csv", f"period unit reason indicator n {before} {after}", excluded, options)


def _indicators(options: Options, month: str) -> Rows:
    named = [("volume", "受理量", "received", None), ("on_time", "按时回复率", "reply-due", "on_time IN ('yes', 'no')")]
    if options.closing_times:
        named += [(f"closed_within_{days}d", f"{days} 天内办结率", "received", "TRUE") for days in DAYS]
    if options.satisfaction:
        named.append(("satisfaction", "满意率", "closed", "satisfied IN ('yes', 'no')"))
    return [
        {
            "id": id,
            "version": 2 if (later := options.second_version and (id, month) == ("on_time", "2023-12")) else 1,
            "change": {"zh": "自本月起，三日内回复才算按时。"} if later else None,
            "title": {"zh": title},
            "meaning": {"zh": "三日内回复的比例。" if later else f"{title}的含义"},
            "why": {"zh": "说明为什么要看"},
            "cohort": cohort,
            "numerator": None if id == "volume" else f"{id} = 'yes'",
            "denominator": denominator,
            "direction": "none" if id == "volume" else "higher",
            "minimum_n": 30,
            "needs": [],
            "matures_after_days": 3 if id == "closed_within_3d" else 0,
            "caveats": [{"zh": "注意事项"}],
            "author": "考核办方法岗",
            "checker": "考核办复核岗",
            "reviewed": "2026-11-01",
        }
        for id, title, cohort, denominator in named
    ]


def _portal(options: Options) -> dict[str, Any]:
    portal: dict[str, Any] = {
        "portal": "fixture",
        "title": {"zh": "示范市·测试诉求办理公示"},
        "short_title": {"zh": "示范公示"},
        "place": {"zh": "示范市·测试"},
        "time_zone": "Asia/Shanghai",
        "contact": {"name": {"zh": "示范市考核办"}, "email": "office@example.org", "phone": "12345"},
        "licence": {"name": "CC-BY-4.0", "title": "署名 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"},
        "source": {"title": {"zh": "测试数据"}, "description": {"zh": "由测试程序写出"}},
        "ranking": [{"indicator": "on_time", "window": "month"}],
        "disclosure": {"k": K},
        "stated": [{"zh": "报道写明的"}],
        "assumed": [{"zh": "假定的"}],
        "notes": [{"zh": "门户说明"}],
    }
    if options.english:
        portal |= {"languages": ["zh", "en"], "place": {"zh": "示范市·测试", "en": "Demo City T"}}
        portal["title"] = {"zh": "示范市·测试诉求办理公示", "en": "Demo City T: how requests are handled"}
    if options.address:
        portal["address"] = options.address
    if options.satisfaction:
        portal["satisfaction"] = {
            "scale": [{"value": "满意", "satisfied": True}, {"value": "不满意", "satisfied": False}],
            "askers": ["居民", "企业"],
        }
    return portal


def _csv(path: Path, columns: str, rows: Rows, options: Options) -> None:
    names = columns.split() + (["synthetic"] if options.synthetic else [])
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, **({"synthetic": "true"} if options.synthetic else {})} for row in rows)


def _json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
