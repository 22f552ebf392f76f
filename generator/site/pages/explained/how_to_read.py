"""How to read the figures: written prose, and one ranking of this portal read step by step."""

from __future__ import annotations

from typing import Any

from generator.site.draw.places_panel import places_panel
from generator.site.edition import Edition, View
from generator.site.page import Page
from generator.site.show.rankings.chance import full_words, place_words
from generator.site.show.rankings.groups import RankGroup, RankLine, rankings
from generator.site.words.names import count


def how_to_read(edition: Edition) -> Page:
    """Hand-written prose, and after it the worked example where the newest month has a ranking that is judged."""
    judged = [group for group in rankings(edition.now) if group.judged and group.ranked]
    # A ranking with both kinds of units explains most.
    both = (group for group in judged if _telling(group, finding=True) and _telling(group, finding=False))
    group = next(both, judged[0] if judged else None)
    values = {"example": _example(edition.now, group) if group else None}
    return Page("how-to-read.md", edition.w.plain("nav.how_to_read"), "explained/how-to-read.md.j2", values)


def _telling(group: RankGroup, *, finding: bool) -> RankLine | None:
    """The unit of the ranking that shows most: of the findings, or of the others, the one with most open places."""
    lines = [line for line in group.ranked if line.verdict and line.verdict.finding == finding and line.first]
    return max(lines, key=lambda line: (line.last or 0) - (line.first or 0), default=None)


def _example(view: View, group: RankGroup) -> dict[str, Any]:
    w, base = view.w, group.baseline
    lines = [line for finding in (False, True) if (line := _telling(group, finding=finding)) is not None]
    lead = {"group": group.name, "indicator": group.indicator, "period": view.period(group.period)}
    baseline = (
        w(
            "guide.baseline",
            value=base["value"],
            n=count(int(base["numerator"])),
            d=count(int(base["denominator"])),
        )
        if base
        else ""
    )
    return {
        "lead": w("guide.lead", n=len(group.ranked), **lead),
        "baseline": baseline,
        "units": [(line, _steps(view, group, line)) for line in lines],
        "full": full_words(w, group),
        "panel": places_panel(view, group),
        "month": view.release.month,
        "anchor": group.id,
    }


def _steps(view: View, group: RankGroup, line: RankLine) -> list[Any]:
    """What one unit's place says: the place, the rate with its interval, the verdict and what follows from it."""
    w, row = view.w, line.row
    interval = view.release.intervals.get((row.period, "unit", row.unit, row.indicator))
    words = {"name": line.name, "indicator": group.indicator, "value": row.value}
    words |= {"n": line.cell.numerator, "d": line.cell.denominator}
    if interval:
        rate = w("guide.rate", lower=interval[0], upper=interval[1], **words)
    else:
        rate = w("guide.rate_alone", **words)
    found = line.verdict
    follows = [] if found is None else [w("guide.finding" if found.finding else "guide.open", word=found.word)]
    return [place_words(w, line), rate, *follows]
