"""The command centre's scorecard: how it dispatched, what went astray, and what that cost. No rank, no comparison."""

from __future__ import annotations

from markupsafe import Markup

from generator.release.format import Figure
from generator.site.edition import Edition, View
from generator.site.page import Page
from generator.site.pages.common import release_words, revision_words
from generator.site.read.releases import Release
from generator.site.show.authored import statements
from generator.site.show.figures.case_ledgers import unit_ledgers
from generator.site.show.figures.indicators import first_reported
from generator.site.show.figures.tables import Heading, by_month, by_period, gaps
from generator.site.words.called import unit_words
from generator.site.words.escape import strong
from generator.site.words.names import count, names_beside

_WAITS = ("dispatched_within_1h", "dispatched_within_2h", "dispatched_within_24h")
_MISLED = ("misled_within_2h", "misled_within_24h")


def is_centre(release: Release, code: str) -> bool:
    """Whether the unit is the portal's command centre."""
    return bool(code) and release.portal.get("command_centre") == code


def centre_card(edition: Edition, code: str) -> Page:
    """The centre: three sentences on its dispatches, what it is charged with, and all of its figures."""
    w, now, unit = edition.w, edition.now, edition.units[code]
    name = edition.unit_name(code)
    figures = by_period(now, Heading("figures-table", w.plain("card.figures_caption", name=name)), "unit", code)
    history = Heading("history-table", w.plain("card.history_caption", name=name))
    return Page(
        f"units/{edition.files['unit'][code]}.md",
        name,
        "units/centre.md.j2",
        {
            "name": name,
            "unit": unit,
            "aliases": names_beside(w, unit),
            "called": unit_words(unit),
            "tier_name": now.name("tier", unit["tier"]),
            "sentences": (_in_time(now, code), _waited(now, code), _astray(now, code)),
            "statements": statements(now, code),
            "charged": _charged(now, code),
            "mended": _misled(now, code),
            "review": _review(now, code),
            "ledgers": unit_ledgers(now, code),
            "figures": figures,
            "gaps": gaps(figures),
            "history": by_month(edition, history, "unit", code),
            **revision_words(edition, code),
            **release_words(now),
        },
    )


def _figure(view: View, code: str, indicator: str) -> Figure | None:
    """The month's figure of the centre; None where it has no value."""
    figure = view.figure(view.release.month, "unit", code, indicator)
    return figure if figure is not None and figure.value else None


def _in_time(view: View, code: str) -> Markup:
    w = view.w
    if first_reported(view.release, ("dispatched_in_time",)) is None:
        return w("centre.in_time_not_reported")
    figure = _figure(view, code, "dispatched_in_time")
    return w("centre.in_time", **_words(figure)) if figure else w("centre.in_time_none")


def _waited(view: View, code: str) -> Markup:
    """The shortest time for which the source and the month give a figure."""
    w, month = view.w, view.period(view.release.month)
    figure = _first_figure(view, code, _WAITS)
    if figure is None:
        return w("centre.waited_none", month=month)
    return w(f"centre.waited.{figure.indicator}", month=month, **_words(figure))


def _astray(view: View, code: str) -> Markup:
    w = view.w
    if first_reported(view.release, ("misdispatch",)) is None:
        return w("centre.misdispatch_not_reported")
    returned = _figure(view, code, "misdispatch")
    if returned is None:
        return w("centre.misdispatch_none")
    words = w("centre.misdispatch", **_words(returned))
    transfers = _figure(view, code, "transfers_per_case")
    if transfers is not None:
        words += w("centre.transfers", n=strong(count(transfers.numerator)), v=strong(transfers.value))
    return words


def _charged(view: View, code: str) -> Markup | None:
    w = view.w
    if first_reported(view.release, ("late_by_dispatch",)) is None:
        return None
    month = view.period(view.release.month)
    figure = _figure(view, code, "late_by_dispatch")
    if figure is None:
        return w("centre.charged_none", month=month)
    # Without events only the wait is known: the sentence must not speak of mis-dispatch.
    manner = "centre.charged" if first_reported(view.release, ("misdispatch",)) else "centre.charged_wait"
    return w(manner, month=month, **_words(figure))


def _misled(view: View, code: str) -> Markup | None:
    """The shortest time for which the month gives a figure; None where it gives none."""
    figure = _first_figure(view, code, _MISLED)
    return view.w(f"centre.misled.{figure.indicator}", **_words(figure)) if figure else None


def _review(view: View, code: str) -> Markup | None:
    figure = _figure(view, code, "review_returned")
    return view.w("centre.review_returned", **_words(figure)) if figure else None


def _first_figure(view: View, code: str, indicators: tuple[str, ...]) -> Figure | None:
    figures = (_figure(view, code, indicator) for indicator in indicators)
    return next((figure for figure in figures if figure is not None), None)


def _words(figure: Figure) -> dict[str, object]:
    return {"n": strong(count(figure.numerator)), "d": count(figure.denominator), "v": strong(f"{figure.value}%")}
