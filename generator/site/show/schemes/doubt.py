"""What stands beside a deduction: its doubt, the cases that are missing, where they lie, what all points add up to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from generator.definitions.cohorts import ANY_KEY
from generator.definitions.periods import period_months, window_months
from generator.site.edition import View
from generator.site.read.releases import Release
from generator.site.words.names import count

Row = Mapping[str, str]


def scheme_of(release: Release, definition: str) -> Mapping[str, Any]:
    """The scheme with this id and version, as the release describes it."""
    return next(row for row in release.schemes if f"{row['name']}@{row['version']}" == definition)


def official(release: Release, row: Row) -> bool:
    """Whether a deduction is that of a month, or of a year in the mode that is the city's result."""
    annual = "pooled" if scheme_of(release, row["scheme"])["settings"]["annual"] == "pooled" else "sum"
    return row["mode"] in ("month", annual)


def unit_notes(view: View, row: Row) -> Iterator[Markup]:
    """The lines below a unit's deduction: the part of the year, the other mode, the baseline, where its cases lie."""
    w, scheme = view.w, scheme_of(view.release, row["scheme"])
    if words := _part_of_year(view, row["period"], scheme):
        yield w("assess.note", words=words)
    other = next((each for each in view.release.deductions if _other_mode(each, row)), None)
    if other is not None and row["status"] != "few_answers":
        yield w("assess.other_mode", mode=w.plain(f"assess.mode_words.{other['mode']}"), points=other["points"])
    if row.get("cases", "") not in ("", "0"):
        own = scheme["settings"]["own_cases"]
        yield w(f"assess.away_{own}", cases=row["cases"], n=row["numerator"], d=row["denominator"])
    if row["points"] != "0.00" and official(view.release, row):
        yield from _sources(view, row)


def _other_mode(other: Row, row: Row) -> bool:
    same = all(other[name] == row[name] for name in ("period", "scheme", "unit"))
    return same and "month" not in (other["mode"], row["mode"]) and other["mode"] != row["mode"]


def _sources(view: View, row: Row) -> Iterator[Markup]:
    """The months and the categories that a unit's deduction comes from."""
    w = view.w
    if not view.release.deduction_totals:
        return  # Earlier releases do not say.
    own = [
        source
        for source in view.release.deduction_sources
        if all(source[name] == row[name] for name in ("period", "scheme", "unit"))
    ]
    months = [source for source in own if source["month"]]
    if months:
        parts = [
            w("assess.from_month", month=view.period(each["month"]), failures=each["failures"], points=each["points"])
            for each in months
        ]
        yield w("assess.from_months", parts=w("chart.separator").join(parts))
    categories = sorted((each for each in own if each["category"]), key=lambda each: -int(each["failures"]))
    if categories:
        parts = [
            w("assess.from_category", category=_category(view, each["category"]), failures=each["failures"])
            for each in categories
        ]
        yield w("assess.from_categories", parts=w("chart.separator").join(parts))
    else:
        yield w("assess.from_nowhere")


def _category(view: View, code: str) -> str:
    return view.w.plain("assess.any") if code == ANY_KEY else view.name("category", code)


def table_notes(view: View, rows: Sequence[Row]) -> tuple[str, ...]:
    """The sentences above a table of deductions: all points, whom they fall on, who is left out, and what is no result.

    `rows` are those of one scheme, period and mode.
    """
    w, row = view.w, rows[0]
    scheme = scheme_of(view.release, row["scheme"])
    notes = [_part_of_year(view, row["period"], scheme)]
    totals = {each["mode"]: each for each in view.release.deduction_totals if _same_window(each, row)}
    if total := totals.get(row["mode"]):
        notes.append(w.plain("assess.all_points", points=total["points"], units=count(int(total["deducted"]))))
    notes.append(w.plain("assess.doubt"))
    if total:
        notes.append(_unclear(view, total, scheme))
    notes.append(w.plain("assess.minimum", minimum=scheme["settings"]["minimum_answers"]))
    for mode, other in totals.items():
        if "month" not in (mode, row["mode"]) and mode != row["mode"]:
            notes.append(
                w.plain("assess.other_total", mode=w.plain(f"assess.mode_words.{mode}"), points=other["points"])
            )
    return tuple(filter(None, notes))


def _same_window(total: Row, row: Row) -> bool:
    return (total["scheme"], total["period"]) == (row["scheme"], row["period"])


def _unclear(view: View, total: Row, scheme: Mapping[str, Any]) -> str:
    """How many of the points fall on units that cannot be told apart, or why nothing is said of that."""
    w = view.w
    if total["judged_in"]:
        return w.plain(
            "assess.unclear",
            period=view.period(total["judged_in"]),
            points=total["unclear_points"],
            units=count(int(total["unclear"])),
        )
    measured = scheme["settings"]["indicator"]
    ratings = next((row["ratings"] for row in view.release.indicators if row["id"] == measured), "")
    return w.plain("assess.by_rule" if ratings == "inferred" else "assess.unjudged")


def _part_of_year(view: View, period: str, scheme: Mapping[str, Any]) -> str:
    """That a scheme is the rule of a part of the period only; blank where it is of the whole."""
    months = period_months(period)
    first, last = scheme["valid_from"], scheme["valid_to"] or months[-1]
    if first <= months[0] and months[-1] <= last:
        return ""
    return view.w.plain("assess.part_of_year", **{"from": view.period(first)}, period=view.period(period))


def begins_within(view: View) -> tuple[str, ...]:
    """A sentence for each scheme of a quarter or of several months that deducts nothing, since it began within them."""
    month = view.release.month
    return tuple(
        view.w.plain(
            "assess.begins_within",
            **{"from": view.period(scheme["valid_from"])},
            scheme=view.w.pick(scheme["title"]),
        )
        for scheme in view.release.schemes
        if scheme["kind"] == "deduction" and scheme["window"] in ("quarter", "P3M", "P12M")
        if (months := window_months(scheme["window"], month)) and months[0] < scheme["valid_from"] <= month
    )
