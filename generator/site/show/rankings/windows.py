"""How a ranking was judged: over which window and why, how many units at which odds, how much months scatter."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from generator.site.edition import View
from generator.site.show.rankings.groups import RankGroup
from generator.site.words.names import count


def judged_words(view: View, group: RankGroup) -> tuple[Markup, ...]:
    """What a reader must know before relying on the bands of a ranking; nothing where nothing is judged."""
    base = group.baseline
    if base is None or not group.judged:
        return ()
    w = view.w
    finding, attention = (view.release.info["bands"][name] for name in ("finding", "attention"))
    words = [w("judged.tests", n=count(int(base["units"])), finding=finding, attention=attention)]
    if base.get("false_findings"):
        words.append(w("judged.false_findings", n=base["false_findings"]))
    if base.get("farthest"):
        words.append(w("judged.fallen_back", farthest=base["farthest"], nearer=base["nearer"]))
    return (*_window(view, group, base), *words, *_dispersion(view, base))


def _window(view: View, group: RankGroup, base: Mapping[str, str]) -> tuple[Markup, ...]:
    """The window that is judged, and how wide rank intervals would be in others."""
    w, width = view.w, base.get("rank_width", "")
    others = [
        row
        for row in view.release.baselines
        if row["indicator"] == base["indicator"]
        and row["group"] == group.group
        and row["period"] != base["period"]
        and row.get("rank_width")
    ]
    period = view.period(group.period)
    if not width:
        return (w("judged.window", period=period),)
    words = w("judged.window_width", period=period, width=width)
    for row in others:
        words += w("judged.other_width", period=view.period(row["period"]), width=row["rank_width"])
    if others:
        least = min(float(row["rank_width"]) for row in others)
        words += w("judged.tells_more" if float(width) < least else "judged.tells_less")
    return (words,)


def _dispersion(view: View, base: Mapping[str, str]) -> tuple[Markup, ...]:
    """How far the months of a unit scatter beyond what its number of cases gives."""
    value = base.get("dispersion", "")
    if not value:
        return (view.w("judged.no_dispersion"),) if "dispersion" in base else ()
    key = "judged.dispersion_even" if float(value) <= 1.2 else "judged.dispersion_more"
    return (view.w(key, value=value),)
