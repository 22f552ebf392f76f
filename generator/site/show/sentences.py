"""The sentences of a scorecard: how many, how soon, how satisfied, and one comparison in words."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.release.format import Comparison, Figure
from generator.site.read.chain import Issue
from generator.site.read.releases import Release
from generator.site.show.cells import RATED, SOON, STOCK, VOLUME, columns, first_reported, in_pool, is_reported, titles
from generator.site.show.periods import minimum_of, readable
from generator.site.words.catalogue import Wording
from generator.site.words.escape import text
from generator.site.words.names import count, date_label, key_name, period_label, sort_periods

# The result that is good news, by the direction of the indicator.
_GOOD = {"higher": "above", "lower": "below"}


@dataclass(frozen=True)
class Verdict:
    """One comparison in words. `result` names its shape (of COMPARISON_RESULTS, or none), `tone` its colour."""

    result: str
    words: Markup
    tone: str = "even"


def strong(value: object) -> Markup:
    """A number that the eye should find first."""
    return Markup("<b>{}</b>").format(text(value))


def mark_sentence(w: Wording, release: Release | Issue) -> Markup:
    """Whether the month is provisional, final, revised or incomplete."""
    if release.mark == "P" and release.info.get("final_on"):
        return w("mark.P_until", date=date_label(w, release.info["final_on"]))
    return w(f"mark.{release.mark}")


def in_period(w: Wording, release: Release, period: str, indicator: str) -> str:
    """The indicator's title, with the period before it unless that is the release's month."""
    if period == release.month:
        return indicator
    return w.plain("compare.period", period=period_label(w, period), indicator=indicator)


def three(w: Wording, release: Release, unit: str) -> tuple[Markup, Markup, Markup]:
    """How many, how soon, and of those who answered how many were satisfied.

    How many is told of the month; the others of the shortest period with enough cases.
    """
    return _received(w, release, "unit", unit), _soon(w, release, "unit", unit), _satisfied(w, release, unit)


def told(w: Wording, release: Release, scope: str, key: str) -> tuple[Markup, ...]:
    """The same of a street or a category; what people answered only where it is published."""
    indicator = first_reported(release, RATED)
    figure = readable(release, scope, key, indicator) if indicator else None
    soon = tuple(one for one in SOON if is_reported(release, one) and readable(release, scope, key, one))
    said: tuple[Markup, ...] = (_received(w, release, scope, key),)
    # Of an entry that is published together with others, no figure means nothing.
    if soon or not in_pool(release, release.month, scope, key, VOLUME):
        said += (_soon(w, release, scope, key, soon or SOON),)
    if figure is None:
        return said
    return (*said, w(f"card.rated.{indicator}", when=_when(w, release, figure), **_counts(w, release, figure)))


def _received(w: Wording, release: Release, scope: str, key: str) -> Markup:
    figure = release.figure(release.month, scope, key, VOLUME)
    month = period_label(w, release.month)
    if in_pool(release, release.month, scope, key, VOLUME):
        words = w("card.received_pooled", month=month)
    elif figure is None or figure.numerator == 0:
        return w("card.received_none", month=month)
    else:
        words = w("card.received", month=month, n=strong(count(figure.numerator)))
        if figure.numerator >= minimum_of(release, VOLUME):
            return words
    longer = next(
        (
            one
            for period in reversed(sort_periods(release.info["periods"]))
            if (one := release.figure(period, scope, key, VOLUME)) and one.mark != "incomplete"
        ),
        figure,
    )
    if longer is None or longer.period == release.month:
        return words
    return words + w("card.received_longer", period=period_label(w, longer.period), n=strong(count(longer.numerator)))


def _soon(w: Wording, release: Release, scope: str, key: str, wanted: tuple[str, ...] = SOON) -> Markup:
    indicator = first_reported(release, wanted)
    if indicator is None:
        return w("card.soon_not_reported")
    figure = readable(release, scope, key, indicator)
    # Sources that label cases instead of giving deadlines are counted by the month of receipt: other words.
    flagged = {"on_time": "reply_due", "response": "response_due"}.get(indicator, "")
    manner = f"{indicator}_flag" if release.portal.get("cohorts", {}).get(flagged) == "flag" else indicator
    if figure is None:
        return w(f"card.soon_none.{manner}")
    return w(f"card.soon.{manner}", when=_when(w, release, figure), **_counts(w, release, figure))


def _satisfied(w: Wording, release: Release, unit: str) -> Markup:
    # A system's inference is never worded as what people said.
    indicator = first_reported(release, RATED)
    if indicator is None:
        return w("card.satisfied_not_reported")
    figure = readable(release, "unit", unit, indicator)
    if figure is not None:
        return w(f"card.rated.{indicator}", when=_when(w, release, figure), **_counts(w, release, figure))
    if release.figure(release.month, "unit", unit, indicator) is not None:
        return w(f"card.rated_none.{indicator}")
    return w(f"card.rated_pooled.{indicator}", k=release.portal["disclosure"]["k"])


def _when(w: Wording, release: Release, figure: Figure) -> str:
    """The figure's period within a sentence of the release's month."""
    if figure.period == release.month:
        return w.plain("card.this_month")
    return w.plain("card.in_period", period=period_label(w, figure.period))


def backlog(w: Wording, release: Release, scope: str, key: str) -> Markup | None:
    """What was carried over, received, closed and is still open; None where the source gives no closing times."""
    if not is_reported(release, "open_cases"):
        return None
    parts = {}
    for name in STOCK:
        figure = release.figure(release.month, scope, key, name)
        parts[name] = count(figure.numerator if figure else 0)
    carried = is_reported(release, "carried_over")
    words = w("backlog.words" if carried else "backlog.words_first", month=period_label(w, release.month), **parts)
    late = release.figure(release.month, scope, key, "open_overdue")
    if late is not None and late.value:
        words += w("backlog.overdue", n=count(late.numerator), d=count(late.denominator))
    return words


def _counts(w: Wording, release: Release, figure: Figure) -> dict[str, Markup]:
    value = strong(f"{figure.value}%")
    interval = release.intervals.get((figure.period, figure.scope, figure.key, figure.indicator))
    if interval:
        value += w("cell.interval", lower=interval[0], upper=interval[1])
    if (figure.denominator or 0) >= minimum_of(release, figure.indicator):
        value += _roughly(w, figure.numerator, figure.denominator or 0)
    return {"n": strong(count(figure.numerator)), "d": text(count(figure.denominator)), "v": value}


def _roughly(w: Wording, n: int, d: int) -> Markup:
    """The share as so many of ten, of a hundred where ten would say all or none; blank where that would, too.

    Rounded half up, once, from the counts.
    """
    for size in (10, 100):
        share = (2 * size * n + d) // (2 * d)
        if 0 < share < size:
            return w("card.roughly", of=size, n=strong(share))
    return Markup("")


def verdicts(w: Wording, release: Release, unit: str) -> tuple[Verdict, ...]:
    """The comparison to show first, then those of the month for the other main indicators; never empty.

    First comes a ranked indicator with enough cases, in the shortest period that has them; else the first there is.
    """
    ranked = [str(one["indicator"]) for one in release.portal.get("ranking", ())]
    judged = {str(one["id"]) for one in release.indicators if one.get("direction") in _GOOD}
    order = [*ranked, *(column.id for column in columns(w, release) if column.id in judged - set(ranked))]
    periods = sort_periods(release.info["periods"])
    rows = [row for row in release.comparisons if row.unit == unit and row.indicator in order]
    rows.sort(key=lambda row: (order.index(row.indicator), periods.index(row.period)))
    if not rows:
        return (Verdict("none", w("compare.none")),)
    first = next((row for row in rows if row.indicator in ranked and row.result != "few_cases"), rows[0])
    rest = [row for row in rows if row.period == release.month and row != first]
    enough = [row for row in rest if row.result != "few_cases"]
    few = [
        w.plain("compare.few_item", name=titles(w, release)[row.indicator], minimum=minimum_of(release, row.indicator))
        for row in rest
        if row.result == "few_cases"
    ]
    said = [_verdict(w, release, row) for row in (first, *enough)]
    if few:
        names = w.plain("chart.separator").join(few)
        said.append(Verdict("few_cases", w("compare.few_together", month=period_label(w, release.month), names=names)))
    return tuple(said)


def _verdict(w: Wording, release: Release, row: Comparison) -> Verdict:
    indicator = in_period(w, release, row.period, titles(w, release)[row.indicator])
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
        group=key_name(w, release, row.against, row.against_key),
        other=f"{other.value}%" if other else "",
        an=count(row.against_numerator),
        ad=count(row.against_denominator),
    )
    direction = next(str(one.get("direction")) for one in release.indicators if one["id"] == row.indicator)
    told = row.result in ("above", "below")
    tone = "even" if not told else "better" if _GOOD.get(direction) == row.result else "worse"
    return Verdict(row.result, words, tone)
