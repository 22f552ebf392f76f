"""The sentences below a verdict, all of its own period: how many, beside last year, how long it takes."""

from __future__ import annotations

from markupsafe import Markup

from generator.site.edition import View
from generator.site.show.figures.indicators import VOLUME
from generator.site.show.rankings.last_year import LastYear
from generator.site.show.sentences import how_long
from generator.site.show.verdicts import Sign
from generator.site.words.escape import strong
from generator.site.words.names import count


def judged_sentences(view: View, one: Sign, year: LastYear | None) -> tuple[Markup, ...]:
    """Up to three sentences about the unit of a verdict in its period; fewer where the release does not tell.

    None where the period is the month: the card's sentences of the month say it.
    """
    period, unit = one.row.period, one.row.unit
    if period == view.release.month:
        return ()
    volume = view.figure(period, "unit", unit, VOLUME)
    received = None
    if volume is not None:
        received = view.w("card.received", month=view.period(period), n=strong(count(volume.numerator)))
    told = (received, year.words if year else None, how_long(view, "unit", unit, period))
    return tuple(sentence for sentence in told if sentence is not None)
