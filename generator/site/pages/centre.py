"""The command centre's scorecard: how it dispatched, what went astray, and what that cost. No rank, no comparison."""

from __future__ import annotations

from markupsafe import Markup

from generator.release.format import Figure
from generator.site.edition import Page, Site, release_words, revision_words
from generator.site.read.releases import Release
from generator.site.show.authored import statements
from generator.site.show.case_ledgers import unit_ledgers
from generator.site.show.cells import by_month, by_period, first_reported, gaps
from generator.site.show.sentences import strong
from generator.site.words.catalogue import Wording
from generator.site.words.escape import slug
from generator.site.words.names import count, entry_name, key_name, names_beside, period_label

_WAITS = ("dispatched_within_1h", "dispatched_within_2h", "dispatched_within_24h")
_MISLED = ("misled_within_2h", "misled_within_24h")


def is_centre(release: Release, code: str) -> bool:
    """Whether the unit is the portal's command centre."""
    return bool(code) and release.portal.get("command_centre") == code


def centre_card(site: Site, code: str) -> Page:
    """The centre: three sentences on its dispatches, what it is charged with, and all of its figures."""
    w, now, row = site.w, site.current, site.units[code]
    name = entry_name(w, dict(row), code)
    figures = by_period(w, now, "unit", code, w.plain("card.figures_caption", name=name), "figures-table")
    history = w.plain("card.history_caption", name=name)
    return Page(
        f"units/{slug(code)}.md",
        name,
        "centre.md.j2",
        {
            "name": name,
            "unit": row,
            "aliases": names_beside(w, row),
            "tier_name": key_name(w, now, "tier", row["tier"]),
            "sentences": (_in_time(w, now, code), _waited(w, now, code), _astray(w, now, code)),
            "statements": statements(w, now, code),
            "charged": _charged(w, now, code),
            "mended": _rated(w, now, code, _MISLED, "centre.misled"),
            "review": _rated(w, now, code, ("review_returned",), "centre.review"),
            "ledgers": unit_ledgers(w, now, code),
            "figures": figures,
            "gaps": gaps(figures),
            "history": by_month(w, site.releases, "unit", code, history, "history-table"),
            **revision_words(site, code),
            **release_words(site, now),
        },
        search="first",
    )


def _figure(release: Release, code: str, indicator: str) -> Figure | None:
    return release.figure(release.month, "unit", code, indicator)


def _in_time(w: Wording, release: Release, code: str) -> Markup:
    if first_reported(release, ("dispatched_in_time",)) is None:
        return w("centre.in_time_not_reported")
    figure = _figure(release, code, "dispatched_in_time")
    return w("centre.in_time", **_words(figure)) if figure and figure.value else w("centre.in_time_none")


def _waited(w: Wording, release: Release, code: str) -> Markup:
    """The shortest time for which the source and the month give a figure."""
    month = period_label(w, release.month)
    words = _rated(w, release, code, _WAITS, "centre.waited", month=month)
    return words if words is not None else w("centre.waited_none", month=month)


def _astray(w: Wording, release: Release, code: str) -> Markup:
    if first_reported(release, ("misdispatch",)) is None:
        return w("centre.misdispatch_not_reported")
    returned = _figure(release, code, "misdispatch")
    if returned is None or not returned.value:
        return w("centre.misdispatch_none")
    words = w("centre.misdispatch", **_words(returned))
    transfers = _figure(release, code, "transfers_per_case")
    if transfers is not None and transfers.value:
        words += w("centre.transfers", n=strong(count(transfers.numerator)), v=strong(transfers.value))
    return words


def _charged(w: Wording, release: Release, code: str) -> Markup | None:
    if first_reported(release, ("late_by_dispatch",)) is None:
        return None
    month = period_label(w, release.month)
    figure = _figure(release, code, "late_by_dispatch")
    if figure is None or not figure.value:
        return w("centre.charged_none", month=month)
    # Without events only the wait is known: the sentence must not speak of mis-dispatch.
    manner = "centre.charged" if first_reported(release, ("misdispatch",)) else "centre.charged_wait"
    return w(manner, month=month, **_words(figure))


def _rated(
    w: Wording, release: Release, code: str, indicators: tuple[str, ...], key: str, **more: str
) -> Markup | None:
    """The sentence of the first of the indicators that has a rate for the month; None where none has."""
    for indicator in indicators:
        figure = _figure(release, code, indicator)
        if figure is not None and figure.value:
            return w(f"{key}.{indicator}", **_words(figure), **more)
    return None


def _words(figure: Figure) -> dict[str, object]:
    return {"n": strong(count(figure.numerator)), "d": count(figure.denominator), "v": strong(f"{figure.value}%")}
