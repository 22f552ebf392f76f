"""The rows of the fixture portal: what each table of a release holds, invented."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from typing import Any

from generator.definitions.cohorts import ANY_KEY, NONE_KEY
from generator.definitions.rounding import percent_of
from generator.facts.chance.intervals import wilson
from generator.release.format import (
    ADJUSTED,
    ATOM_PARTS,
    ATOMS,
    BASELINES,
    DEDUCTION_SOURCES,
    DEDUCTION_TOTALS,
    DEDUCTIONS,
    EVENTS,
    EXCLUSIONS,
    FIGURES,
    FINAL,
    FUNNEL,
    INCOMPLETE,
    INTERVALS,
    RANKING,
    REVISED,
    REVISIONS,
    SCORES,
    TRENDS,
    VERDICTS,
    Change,
    count_file,
    open_file,
)
from tests.site.fixture_portal import (
    CATEGORIES,
    DAYS,
    GROUPS,
    OPEN,
    UNITS,
    Issue,
    K,
    Options,
    Rows,
    Tables,
    Units,
    codelists,
)


def tables_of(issue: Issue, options: Options) -> Tables:
    """Every table of a release but its changes."""
    figures: Rows = []
    for period in issue.periods:
        figures += _figures(period, issue, options)
    ranking = _ranked(issue.month, figures) if issue.mark != INCOMPLETE else []
    tables: Tables = {
        FIGURES: figures,
        RANKING: ranking,
        VERDICTS: _verdicts(issue.month, ranking, figures),
        ADJUSTED: [],
        REVISIONS: [],
        **_judged(issue.month, figures, bool(ranking)),
        **_assessed(issue.month, issue.mark, options),
        **codelists(options),
        **_ledgers(issue.month, options),
        **(_answers(issue, options) if options.satisfaction else {}),
    }
    if issue.mark in (FINAL, REVISED):
        tables[open_file("received")] = [
            {"period": issue.month, "unit": unit, "category": category, "channel": ANY_KEY, "street": street, "n": 12}
            | {"elapsed": "within_1d", "deadline": "yes", "flag": "unknown"}
            for unit, category, street in OPEN
        ]
    return tables


def changes(before: Rows, figures: Rows, cause: str) -> Rows:
    """What differs between two releases of a month; the same figures are in both."""
    return (
        [
            asdict(
                Change(
                    *(now[name] for name in ("period", "scope", "key", "indicator")),
                    was["numerator"],
                    was["denominator"],
                    now["numerator"],
                    now["denominator"],
                    cause,
                )
            )
            for was, now in zip(before, figures, strict=True)
            if was["numerator"] != now["numerator"]
        ]
        if before
        else []
    )


def tells(issue: Issue, options: Options) -> bool:
    """Whether the release tells the answers of its month."""
    return options.satisfaction and not (options.waits and issue.newest)


def _told_in(period: str) -> bool:
    """Whether answers are told of the period: there are no rolling windows of them."""
    return "P" not in period


def _answers(issue: Issue, options: Options) -> Tables:
    """What people answered, with how many wait; the sets told with the month, and those that are too few."""
    numbers: Rows = []
    atoms: Rows = []
    parts: Rows = []
    homes = {group: tier for group, _, tier in GROUPS}
    for period in issue.periods if tells(issue, options) else ():
        factor = issue.factor(period)
        for scope, key, members in _entries(issue.units) if _told_in(period) else ():
            told = [unit for unit in members if factor * unit[10] >= K]
            asked, yes = (factor * sum(unit[place] for unit in told) for place in (10, 11))
            waiting = factor * sum(unit[10] for unit in members if unit not in told)
            place = {"period": period, "scope": scope, "key": key, "question": "satisfaction"}
            numbers += [
                place | {"value": value, "n": n}
                for value, n in (("yes", yes), ("no", asked - yes), ("waiting", waiting))
                if n
            ]
    for unit in issue.units if tells(issue, options) else ():
        n = issue.size * unit[10]
        set_of = {"question": "satisfaction", "scope": "unit", "key": unit[0], "period": issue.month}
        decided = {"deciding": n, "least": n}
        if n >= K:
            told_yes = issue.size * unit[11]
            atoms += [
                set_of | decided | {"outcome": "told", "value": value, "n": number}
                for value, number in (("yes", told_yes), ("no", n - told_yes))
            ]
        elif n:
            atoms.append(set_of | decided | {"outcome": "failed", "value": "", "n": 0})
        if n:
            home = {"group": unit[5], "tier": homes[unit[5]]}
            parts.append(set_of | home | {"unit": unit[0], "month": issue.month, "answers": n, "deciding": n})
    return {count_file("answers"): numbers, ATOMS: atoms, ATOM_PARTS: parts}


def _entries(units: Units) -> list[tuple[str, str, Units]]:
    """Scope, key and units of everything that answers are told of."""
    entries = [("all", "all", units)]
    for group, _, tier in GROUPS:
        members = [unit for unit in units if unit[5] == group]
        entries += [("group", group, members), ("tier", tier, members)]
    return [*entries, *(("unit", unit[0], [unit]) for unit in units)]


def _figures(period: str, issue: Issue, options: Options) -> Rows:
    rows: Rows = []
    mark, factor, units = issue.mark, issue.factor(period), issue.units

    def add(scope: str, key: str, indicator: str, numerator: int, denominator: int | None) -> None:
        rows.append(
            {
                "period": period,
                "scope": scope,
                "key": key,
                "indicator": indicator,
                "numerator": numerator,
                "denominator": denominator,
                "value": "" if denominator is None else percent_of(numerator, denominator),
                "mark": mark,
                "definition": f"{indicator}@1",
                "source": count_file("answers" if indicator == "satisfaction" else "received"),
            }
        )

    def block(scope: str, key: str, members: Units) -> None:
        received = factor * sum(unit[6] for unit in members)
        due, on_time = (factor * sum(unit[place] for unit in members) for place in (8, 9))
        told = [unit for unit in members if factor * unit[10] >= K]
        asked, satisfied = (factor * sum(unit[place] for unit in told) for place in (10, 11))
        add(scope, key, "volume", received, None)
        add(scope, key, "on_time", on_time, due)
        if options.closing_times:
            for place, days in enumerate(DAYS):
                add(scope, key, f"closed_within_{days}d", factor * sum(unit[7][place] for unit in members), received)
        if asked and tells(issue, options) and _told_in(period):
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
    for code, _, n in CATEGORIES:
        add("category", code, "volume", n * factor, None)
        add("category", code, "on_time", (n - 20) * factor, (n - 3) * factor)
    add("channel", "phone", "volume", 900 * factor, None)
    add("channel", NONE_KEY, "volume", 283 * factor, None)
    add("street", "HT", "volume", 700 * factor, None)
    add("community", "HT1", "volume", 300 * factor, None)
    add("street", "YX", "volume", 483 * factor, None)
    return rows


def _ranked(month: str, figures: Rows) -> Rows:
    own = _of_month(month, figures)
    ranking: Rows = []
    for group, _, _ in GROUPS:
        members = [unit[0] for unit in UNITS if unit[5] == group and ("unit", unit[0]) in own]
        enough = [code for code in members if own["unit", code]["denominator"] >= 30]
        rates = {code: Fraction(own["unit", code]["numerator"], own["unit", code]["denominator"]) for code in enough}
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
                    **_places(code, status, len(enough)),
                }
            )
    return ranking


def _of_month(month: str, figures: Rows) -> dict[tuple[str, str], dict[str, Any]]:
    rows = (row for row in figures if row["period"] == month and row["indicator"] == "on_time")
    return {(row["scope"], row["key"]): row for row in rows}


def _verdicts(month: str, ranking: Rows, figures: Rows) -> Rows:
    """What is said of every ranked unit: one far below its group, and always so; D01 clearly above over the year."""
    own = _of_month(month, figures)
    rows: Rows = []
    for row in ranking:
        total = own["group", row["group"]]
        few, far = row["status"] == "few_cases", row["unit"] == "D03"
        state = "few_cases" if few else "much_lower" if far else "no_difference"
        rows.append(
            {name: row[name] for name in ("period", "indicator", "group", "unit", "numerator", "denominator", "value")}
            | {"state": state, "direction": "worse" if far else ""}
            | {f"group_{name}": total[name] for name in ("numerator", "denominator", "value")}
            | {"tail": "" if few else "1.234E-11" if far else "0.3125"}
            | {"since": "2023-11", "windows": 13, "judged": 13, "state_before": state, "windows_before": 12}
            | ({"longer": "2023", "longer_state": "much_higher"} if (row["unit"], month) == ("D01", "2023-12") else {})
        )
    return rows


def _places(code: str, status: str, size: int) -> dict[str, Any]:
    """Places are open but for that of the one unit far below its group."""
    places = (5, 5) if code == "D03" else (1, size - 1)
    ranked = status == "ranked"
    return {"rank_from": places[0] if ranked else "", "rank_to": places[1] if ranked else ""}


def _judged(month: str, figures: Rows, ranked: bool) -> Tables:
    """Intervals of on_time, what its bands were judged against, and a change of three units."""
    rates = [row for row in figures if row["indicator"] == "on_time" and row["denominator"]]
    place = ("period", "scope", "key", "indicator")
    told = [row for row in rates if row["scope"] in ("all", "tier", "group", "unit")]
    ends = [(row, wilson(row["numerator"], row["denominator"]).shown) for row in told]
    intervals = [
        {name: row[name] for name in place} | {"method": "wilson", "lower": lower, "upper": upper}
        for row, (lower, upper) in ends
    ]
    groups = [row for row in rates if row["scope"] == "group" and row["period"] == month and ranked]
    baselines = [
        {name: row[name] for name in ("period", "indicator", "numerator", "denominator", "value")}
        | {"group": row["key"], "units": 5, "full_attention": 70, "full_finding": 130}
        | {"dispersion": "1.07", "shared": "0.001000", "rank_width": "84.00"}
        for row in groups
    ]
    limits = ("lower_finding", "lower_attention", "upper_attention", "upper_finding")
    funnel = [
        {name: row[name] for name in ("period", "indicator")}
        | {"group": row["key"], "n": n}
        | dict(zip(limits, values, strict=True))
        for row in groups
        for n, values in ((40, ("71.23", "78.90", "100.00", "100.00")), (150, ("80.12", "84.56", "96.78", "98.76")))
    ]
    trends = [
        {"period": month, "indicator": "on_time", "unit": unit, "before": "2023-11", "numerator": 60, "denominator": n}
        | {"numerator_before": 50, "denominator_before": n, "result": result}
        for unit, n, result in (("D01", 62, "better"), ("D03", 94, "no_clear_change"), ("D04", 12, "few_cases"))
        if ranked
    ]
    return {INTERVALS: intervals, BASELINES: baselines, FUNNEL: funnel, TRENDS: trends}


def _assessed(month: str, mark: str, options: Options) -> Tables:
    """A deduction of one unit and a score of another, where the portal has schemes."""
    if not options.satisfaction or mark == INCOMPLETE:
        return {DEDUCTIONS: [], DEDUCTION_TOTALS: [], DEDUCTION_SOURCES: [], SCORES: []}
    status = "official" if mark == FINAL else "provisional"
    deducted = {
        "period": month,
        "scheme": "deduction@1",
        "group": "dept",
        "unit": "D03",
        "numerator": 38,
        "denominator": 44,
        "rate": "86.3636",
        "baseline_numerator": 364,
        "baseline_denominator": 373,
        "baseline": "97.5871",
        "gap": "11.2235",
        "points": "5.61",
        "mode": "month",
        "status": status,
        "cases": 6,
    }
    total = {"period": month, "scheme": "deduction@1", "mode": "month", "status": status, "units": 1, "deducted": 1}
    total |= {"points": "5.61", "judged_in": month, "unclear": 1, "unclear_points": "5.61"}
    source = {"period": month, "scheme": "deduction@1", "unit": "D03", "month": "", "category": "_any"}
    source |= {"failures": 6, "cases": 44, "points": ""}
    part = {"period": month, "scheme": "points@1", "group": "dept", "unit": "D01"}
    scored = [
        part
        | {"component": "on_time", "numerator": 289, "denominator": 310, "rate": "93.23"}
        | {"points": "93.23", "points_exact": "93.23"},
        part
        | {"component": "total", "numerator": "", "denominator": "", "rate": ""}
        | {"points": "93.23", "points_exact": "93.22"},
    ]
    return {
        DEDUCTIONS: [deducted],
        DEDUCTION_TOTALS: [total],
        DEDUCTION_SOURCES: [source],
        SCORES: scored,
    }


def _ledgers(month: str, options: Options) -> Tables:
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
                "value_before": percent_of(289, 312),
                "numerator": 289 * factor,
                "denominator": 310 * factor,
                "value": percent_of(289, 310),
            }
        )
    return {EVENTS: events, EXCLUSIONS: excluded}
