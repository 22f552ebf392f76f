"""The sentences of a scorecard: how many, how soon, how satisfied; and what is not done yet."""

from __future__ import annotations

from markupsafe import Markup

from generator.definitions.rounding import so_many_of
from generator.release.format import Figure
from generator.site.edition import View
from generator.site.read.chain import Issue
from generator.site.read.releases import Release
from generator.site.show.figures.cells import in_pool
from generator.site.show.figures.indicators import RATED, SOON, STOCK, VOLUME, WITHIN, first_reported, is_reported
from generator.site.show.figures.periods import minimum_of, readable
from generator.site.words.catalogue import Wording
from generator.site.words.escape import strong, text
from generator.site.words.names import count, date_label, sort_periods


def mark_sentence(w: Wording, release: Release | Issue) -> Markup:
    """Whether the month is provisional, final, revised or incomplete."""
    if release.mark == "P" and release.info.get("final_on"):
        return w("mark.P_until", date=date_label(w, release.info["final_on"]))
    return w(f"mark.{release.mark}")


def unit_sentences(view: View, unit: str) -> tuple[Markup, Markup, Markup]:
    """How many, how soon, and of those who answered how many were satisfied.

    How many is told of the month; the others of the shortest period with enough cases.
    """
    return _received(view, "unit", unit), _soon(view, "unit", unit, SOON), _satisfied(view, unit)


def entry_sentences(view: View, scope: str, key: str) -> tuple[Markup, ...]:
    """The same of a street, a category or the whole; what people answered only where it is published."""
    release = view.release
    sentences: tuple[Markup, ...] = (_received(view, scope, key),)
    soon = readable_soon(release, scope, key)
    # Of an entry that is published together with others, no figure means nothing.
    if soon or not in_pool(release, release.month, scope, key, VOLUME):
        sentences += (_soon(view, scope, key, soon or SOON),)
    shown = view.answered.release
    rated = first_reported(shown, RATED)
    figure = readable(shown, scope, key, rated) if rated else None
    return sentences if figure is None else (*sentences, _rated(view, figure))


def how_long(view: View, scope: str, key: str, period: str = "") -> Markup | None:
    """Within how many days half of the cases, and nine in ten of them, were closed; None where no limit has half.

    Days are those of the published shares: the first that reaches the half, and the first that reaches nine tenths.
    They are those of the `period`, else of the shortest with enough cases.
    """
    release = view.release
    readings = (
        release.figure(period, scope, key, indicator) if period else readable(release, scope, key, indicator)
        for indicator in WITHIN
    )
    shares = [figure for figure in readings if figure is not None and figure.denominator]
    periods = {figure.period for figure in shares}
    reached = {
        tenths: next((one for one in shares if 10 * one.numerator >= tenths * (one.denominator or 0)), None)
        for tenths in (5, 9)
    }
    half, most = reached[5], reached[9]
    if half is None or len(periods) > 1:
        return None
    w, words = view.w, {"period": view.period(half.period), "n": count(half.numerator), "d": count(half.denominator)}
    sentence = w("took.half", days=_days_of(half.indicator), **words)
    if most is None:
        return sentence + w("card.stop")
    if most is half:
        return w("took.both", days=_days_of(half.indicator), **words) + w("card.stop")
    words |= {"n": count(most.numerator), "d": count(most.denominator)}
    return sentence + w("took.most", days=_days_of(most.indicator), **words) + w("card.stop")


def _days_of(indicator: str) -> str:
    return indicator.removeprefix("closed_within_").removesuffix("d")


def readable_soon(release: Release, scope: str, key: str) -> tuple[str, ...]:
    """The indicators of "how soon" of which the entry has a figure to read."""
    return tuple(
        indicator for indicator in SOON if is_reported(release, indicator) and readable(release, scope, key, indicator)
    )


def backlog(view: View, scope: str, key: str) -> Markup | None:
    """What was carried over, received, closed and is still open; None where the source gives no closing times."""
    w, release = view.w, view.release
    if not is_reported(release, "open_cases"):
        return None
    parts = {}
    for name in STOCK:
        figure = release.figure(release.month, scope, key, name)
        parts[name] = count(figure.numerator if figure else 0)
    carried = is_reported(release, "carried_over")
    words = w("backlog.words" if carried else "backlog.words_first", month=view.period(release.month), **parts)
    late = release.figure(release.month, scope, key, "open_overdue")
    if late is not None and late.value:
        words += w("backlog.overdue", n=count(late.numerator), d=count(late.denominator))
    return words


def _received(view: View, scope: str, key: str) -> Markup:
    w, release = view.w, view.release
    figure = release.figure(release.month, scope, key, VOLUME)
    month = view.period(release.month)
    if in_pool(release, release.month, scope, key, VOLUME):
        words = w("card.received_pooled", month=month)
    elif figure is None or figure.numerator == 0:
        return w("card.received_none", month=month)
    else:
        words = w("card.received", month=month, n=strong(count(figure.numerator)))
        if figure.numerator >= minimum_of(release, VOLUME):
            return words
    longest = _longest(release, scope, key) or figure
    if longest is None or longest.period == release.month:
        return words
    period, n = view.period(longest.period), strong(count(longest.numerator))
    return words + w("card.received_longer", period=period, n=n)


def _longest(release: Release, scope: str, key: str) -> Figure | None:
    """How many cases in the last of the release's periods that is complete and has a figure."""
    periods = reversed(sort_periods(release.info["periods"]))
    figures = (release.figure(period, scope, key, VOLUME) for period in periods)
    return next((figure for figure in figures if figure is not None and figure.mark != "incomplete"), None)


def _soon(view: View, scope: str, key: str, wanted: tuple[str, ...]) -> Markup:
    w, release = view.w, view.release
    indicator = first_reported(release, wanted)
    if indicator is None:
        return w("card.soon_not_reported")
    figure = readable(release, scope, key, indicator)
    # Sources that label cases instead of giving deadlines are counted by the month of receipt: other words.
    flagged = {"on_time": "reply_due", "response": "response_due"}.get(indicator, "")
    manner = f"{indicator}_flag" if release.portal.get("cohorts", {}).get(flagged) == "flag" else indicator
    if figure is None:
        return w(f"card.soon_none.{manner}")
    return w(f"card.soon.{manner}", when=_when(view, figure), **_counts(view, figure))


def _satisfied(view: View, unit: str) -> Markup:
    w, release, shown = view.w, view.release, view.answered.release
    # A system's inference is never worded as what people said.
    indicator = first_reported(shown, RATED)
    figure = readable(shown, "unit", unit, indicator) if indicator else None
    if figure is not None:
        return _rated(view, figure)
    if release.waits:
        return w("card.rated_later")
    if indicator is None:
        return unrated(view)
    waiting, withheld = release.lacking.get((release.month, "unit", unit, "satisfaction"), (0, 0))
    if waiting:
        return w("card.rated_waiting", n=count(waiting), k=release.portal["disclosure"]["k"])
    if withheld:
        return w("card.rated_withheld")
    if release.pools_answers:
        return w(f"card.rated_pooled.{indicator}", k=release.portal["disclosure"]["k"])
    return w(f"card.rated_none.{indicator}")


def rated_before(view: View) -> Markup | None:
    """What people answered in the newest month that tells it, named, where the release's own answers still wait."""
    shown = view.answered.release
    rated = None if view.told is None else first_reported(shown, RATED)
    figure = None if rated is None else shown.figure(shown.month, "all", "all", rated)
    return None if figure is None or not figure.value else _rated(view, figure)


def unrated(view: View) -> Markup:
    """Why nothing is said of people's ratings: the source has none, none this month, or none that differs."""
    if "satisfaction" in view.release.info.get("answers", {}).get("one_value", ()):
        return view.w("card.satisfied_one_value")
    return view.w("card.rated_absent" if "satisfaction" in view.release.of_answers else "card.satisfied_not_reported")


def _rated(view: View, figure: Figure) -> Markup:
    """What people answered, of the newest month that tells it."""
    words = view.w(f"card.rated.{figure.indicator}", when=_when(view, figure), **_counts(view.answered, figure))
    return words if view.told is None else words + view.w("card.rated_since")


def _when(view: View, figure: Figure) -> str:
    """The figure's period within a sentence of the release's month."""
    if figure.period == view.release.month:
        return view.w.plain("card.this_month")
    return view.w.plain("card.in_period", period=view.period(figure.period))


def _counts(view: View, figure: Figure) -> dict[str, Markup]:
    value = strong(f"{figure.value}%")
    interval = view.release.intervals.get((figure.period, figure.scope, figure.key, figure.indicator))
    if interval:
        value += view.w("cell.interval", lower=interval[0], upper=interval[1])
    if figure.denominator and figure.denominator >= minimum_of(view.release, figure.indicator):
        value += _roughly(view.w, figure.numerator, figure.denominator)
    return {"n": strong(count(figure.numerator)), "d": text(count(figure.denominator)), "v": value}


def _roughly(w: Wording, numerator: int, denominator: int) -> Markup:
    """The share as so many of ten or of a hundred; blank where that would say all or none."""
    share = so_many_of(numerator, denominator)
    return w("card.roughly", n=strong(share[0]), of=share[1]) if share else Markup("")
