"""A unit beside its group, in words: the comparison to show first, and those of the month."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.release.format import Comparison
from generator.site.edition import View
from generator.site.show.figures.indicators import columns
from generator.site.show.figures.periods import minimum_of
from generator.site.words.escape import strong
from generator.site.words.names import count, sort_periods

# The result that is good news, by the direction of the indicator.
_GOOD = {"higher": "above", "lower": "below"}


@dataclass(frozen=True)
class Verdict:
    """One comparison in words. `result` names its shape (of COMPARISON_RESULTS, or none), `tone` its colour."""

    result: str
    words: Markup
    tone: str = "even"


def verdicts(view: View, unit: str) -> tuple[Verdict, ...]:
    """The comparison to show first, then those of the month for the other main indicators; never empty.

    First comes a ranked indicator with enough cases, in the shortest period that has them; else the first there is.
    """
    w, release = view.w, view.release
    ranked = [str(row["indicator"]) for row in release.portal.get("ranking", ())]
    rows = _in_order(view, unit, ranked)
    if not rows:
        return (Verdict("none", w("compare.none")),)
    first = next((row for row in rows if row.indicator in ranked and row.result != "few_cases"), rows[0])
    rest = [row for row in rows if row.period == release.month and row != first]
    enough = [row for row in rest if row.result != "few_cases"]
    few = [
        w.plain("compare.few_item", name=view.titles[row.indicator], minimum=minimum_of(release, row.indicator))
        for row in rest
        if row.result == "few_cases"
    ]
    verdicts = [_verdict(view, row) for row in (first, *enough)]
    if few:
        names = w.plain("chart.separator").join(few)
        words = w("compare.few_together", month=view.period(release.month), names=names)
        verdicts.append(Verdict("few_cases", words))
    return tuple(verdicts)


def in_period(view: View, period: str, indicator: str) -> str:
    """The indicator's title, with the period before it unless that is the release's month."""
    if period == view.release.month:
        return indicator
    return view.w.plain("compare.period", period=view.period(period), indicator=indicator)


def _in_order(view: View, unit: str, ranked: list[str]) -> list[Comparison]:
    """The unit's comparisons: ranked indicators first, then the others that are good or bad, each by period."""
    release = view.release
    judged = {str(row["id"]) for row in release.indicators if row.get("direction") in _GOOD}
    order = [*ranked, *(column.id for column in columns(view) if column.id in judged - set(ranked))]
    periods = sort_periods(release.info["periods"])
    rows = [row for row in release.comparisons if row.unit == unit and row.indicator in order]
    return sorted(rows, key=lambda row: (order.index(row.indicator), periods.index(row.period)))


def _verdict(view: View, row: Comparison) -> Verdict:
    w, release = view.w, view.release
    indicator = in_period(view, row.period, view.titles[row.indicator])
    if row.result == "few_cases":
        minimum = minimum_of(release, row.indicator)
        words = w("compare.few_cases", indicator=indicator, d=count(row.denominator), minimum=minimum)
        return Verdict(row.result, words)
    own = release.figure(row.period, "unit", row.unit, row.indicator)
    other = release.figure(row.period, row.against, row.against_key, row.indicator)
    words = w(
        f"compare.{row.result}",
        indicator=indicator,
        v=strong(f"{own.value}%") if own else "",
        n=count(row.numerator),
        d=count(row.denominator),
        group=view.name(row.against, row.against_key),
        other=f"{other.value}%" if other else "",
        an=count(row.against_numerator),
        ad=count(row.against_denominator),
    )
    direction = next(str(entry.get("direction")) for entry in release.indicators if entry["id"] == row.indicator)
    beyond = row.result in ("above", "below")
    tone = "even" if not beyond else "better" if _GOOD.get(direction) == row.result else "worse"
    return Verdict(row.result, words, tone)
