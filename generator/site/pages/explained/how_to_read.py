"""How to read the figures: written prose, and one ranking of this portal read step by step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from generator.site.draw.panels import rank_panel
from generator.site.edition import Page, Site
from generator.site.show.rankings.chance import full_words, place_words
from generator.site.show.rankings.groups import RankGroup, RankLine, rankings
from generator.site.words.names import count, key_name, period_label


def how_to_read(site: Site) -> Page:
    """Hand-written prose, and after it the worked example where the newest month has a ranking that is judged."""
    judged = [group for group in rankings(site.w, site.current, site.hrefs) if group.judged and group.ranked]
    # A ranking with both kinds of units explains most.
    group = next((one for one in judged if _pick(one, "yes") and _pick(one, "no")), judged[0] if judged else None)
    values = {"example": _example(site, group) if group else None}
    return Page("how-to-read.md", site.w.plain("nav.how_to_read"), "explained/how-to-read.md.j2", values)


def _pick(group: RankGroup, beyond: str) -> RankLine | None:
    """The unit of the ranking that shows most: of those within chance the one with most open places."""
    found: Iterable[RankLine] = [line for line in group.ranked if line.row.beyond_chance == beyond and line.first]
    return max(found, key=lambda line: (line.last or 0) - (line.first or 0), default=None)


def _example(site: Site, group: RankGroup) -> dict[str, Any]:
    w, now = site.w, site.current
    lines = [line for beyond in ("no", "yes") if (line := _pick(group, beyond)) is not None]
    base = group.baseline
    return {
        "lead": w(
            "guide.lead",
            group=group.name,
            indicator=group.indicator,
            period=period_label(w, group.period),
            n=len(group.ranked),
        ),
        "baseline": w(
            "guide.baseline",
            value=base["value"],
            n=count(int(base["numerator"])),
            d=count(int(base["denominator"])),
        )
        if base
        else "",
        "units": [(line, _steps(site, group, line)) for line in lines],
        "full": full_words(w, group),
        "panel": rank_panel(w, now, group, "places"),
        "month": now.month,
        "anchor": group.id,
    }


def _steps(site: Site, group: RankGroup, line: RankLine) -> list[Any]:
    """What one unit's place says: the place, the rate with its interval, the verdict and what follows from it."""
    w, row = site.w, line.row
    ends = site.current.intervals.get((row.period, "unit", row.unit, row.indicator))
    shown = {"name": key_name(w, site.current, "unit", row.unit), "indicator": group.indicator}
    shown |= {"value": row.value, "n": line.cell.numerator, "d": line.cell.denominator}
    rate = w("guide.rate", lower=ends[0], upper=ends[1], **shown) if ends else w("guide.rate_alone", **shown)
    return [place_words(w, line), rate, w(f"guide.{row.beyond_chance}", band=w.plain(f"band.{row.band}"))]
