"""What a portal has, so that no page speaks of what it has not: ratings, streets, rankings, assessment rules."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.site.edition import Edition, once
from generator.site.read.releases import Release
from generator.site.show.everyone import measures
from generator.site.show.figures.indicators import is_reported

# What a portal has: the indicators of which any is enough.
_BY_INDICATOR: Mapping[str, tuple[str, ...]] = {
    "ratings": ("satisfaction",),
    "answers": ("satisfaction", "resolution", "resolution_confirmed"),
    "resolution": ("resolution", "resolution_confirmed"),
    "participation": ("participation",),
    "callbacks": ("ladder_reached", "ladder_answered"),
    "inferred": ("satisfaction_inferred",),
    "deadlines": ("on_time", "response"),
}
# A part of a hand-written page, from `<!-- if ratings -->` to `<!-- end -->`; with `not` for portals that have it not.
_PART = re.compile(r"<!-- if (not )?([a-z]+) -->\n(.*?)<!-- end -->\n", re.DOTALL)


@once
def features(edition: Edition) -> frozenset[str]:
    """What the portal has, as its releases show."""
    found = {name for name, ids in _BY_INDICATOR.items() if any(_has(one, ids) for one in edition.releases)}
    if any(release.lacking for release in edition.releases):
        found.add("answers")
    if edition.examples:
        found.add("examples")
    if edition.hrefs["street"]:
        found.add("streets")
    if measures(edition):
        found.add("rankings")
    if len(edition.units.keys() - {edition.current.portal.get("command_centre")}) > 1:
        found.add("peers")
    if any(release.schemes for release in edition.releases):
        found.add("schemes")
    return frozenset(found)


def _has(release: Release, indicators: tuple[str, ...]) -> bool:
    return not release.reported and any(is_reported(release, indicator) for indicator in indicators)


def parts_for(prose: str, had: frozenset[str]) -> str:
    """A hand-written page without the parts that are for other portals."""
    return _PART.sub(lambda part: part[3] if (part[2] in had) != bool(part[1]) else "", prose)
