"""Which indicators pages show, where, and whether a source reports them. Choices among what is published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.definitions.cohorts import CENTRE
from generator.site.edition import View
from generator.site.read.releases import Release

VOLUME = "volume"
WITHIN = tuple(f"closed_within_{days}d" for days in (1, 3, 7, 15, 30))
# What people said of the result; where nobody was asked, what a system inferred, always named as such.
RATED = ("satisfaction", "satisfaction_inferred")
# "How soon" in one figure: the first of these that the source reports.
SOON = ("closed_within_3d", "closed_within_7d", "on_time", "response")
# The line of a trend: the first of these that the source reports.
TREND = ("on_time", "response", "closed_within_7d", "satisfaction")
# One cohort step by step, each a part of the one before.
LADDER = ("ladder_reached", "ladder_answered", "ladder_resolved", "ladder_satisfied")
# What the sentence about the backlog is made of.
STOCK = ("carried_over", VOLUME, "closed_cases", "open_cases")
_BACKLOG = ("carried_over", "closed_cases", "open_cases", "open_overdue", "open_over_30d")
_BOUNDS = ("satisfaction_low", "satisfaction_high", "default_ratings")
# Tables by unit or category leave these out; every indicator stands on the scorecard.
_CROWDED = {*WITHIN, *LADDER, *_BACKLOG, *_BOUNDS, "participation"} - {"closed_within_3d"}
# The home page has room for how many took part, and for what is not done.
NOT_ON_HOME = _CROWDED - {"participation", "open_cases"}


@dataclass(frozen=True)
class Column:
    """An indicator as a column or row head."""

    id: str
    title: str


def is_reported(release: Release, indicator: str) -> bool:
    """Whether the source reports the indicator at all: some period of the release has it for the whole."""
    return any((period, "all", "all", indicator) in release.figures for period in release.info["periods"])


def first_reported(release: Release, wanted: Iterable[str]) -> str | None:
    """The first of the indicators that the source reports, or None."""
    return next((indicator for indicator in wanted if is_reported(release, indicator)), None)


def centre_only(release: Release) -> frozenset[str]:
    """The indicators of the command centre: they stand on its card, not among those of the units."""
    return frozenset(str(row["id"]) for row in release.indicators if row["cohort"] in CENTRE)


def columns(view: View, releases: Sequence[Release] = ()) -> tuple[Column, ...]:
    """The indicators that tables by unit, category, channel and street show: those that the view's release reports, or
    one of `releases`, where the table is of several.
    """
    those = releases or (view.release,)
    return tuple(
        Column(id, title)
        for id, title in view.titles.items()
        if id not in _CROWDED and any(is_reported(release, id) for release in those)
    )
