"""What a bulletin is made from: the releases in one language, the period that it tells of, and those beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from generator.definitions.periods import period_months, window_before, window_of
from generator.errors import UserError
from generator.resources import resource_dir
from generator.site.edition import Edition, View, open_edition
from generator.site.read.releases import Release
from generator.site.words.catalogue import Wording, load_wording
from generator.site.words.names import short_period

KINDS = ("month", "quarter", "year")


@dataclass(frozen=True)
class Reading:
    """A period as the newest release that holds it shows it."""

    view: View
    period: str

    @property
    def label(self) -> str:
        """The head of its column."""
        return short_period(self.view.w, self.period)


@dataclass(frozen=True)
class Scene:
    """The period of a bulletin, those that it is set beside, and the releases that hold them.

    `readings` are the period itself, the one right before it and the same of a year ago, those that were published.
    `draft` is the number of the draft that the release is of, 0 for a published one.
    """

    edition: Edition
    view: View
    period: str
    readings: tuple[Reading, ...]
    draft: int = 0

    @property
    def w(self) -> Wording:
        """The words of the bulletin's language."""
        return self.edition.w

    @property
    def kind(self) -> str:
        """month, quarter or year."""
        return window_of(self.period)

    @property
    def release(self) -> Release:
        """The release that the bulletin tells of."""
        return self.view.release

    @property
    def label(self) -> str:
        """The period in words."""
        return self.view.period(self.period)

    @cached_property
    def ending(self) -> View:
        """The release with what it ranks and deducts in the period.

        A month has every ranking that ends with it; points of a quarter or a year stand in the bulletin of that.
        """
        release, month = self.release, self.kind == "month"
        only = replace(
            release,
            ranking=tuple(row for row in release.ranking if month or self.is_own(row.period)),
            deductions=tuple(row for row in release.deductions if self.is_own(row["period"])),
            scores=tuple(row for row in release.scores if self.is_own(row["period"])),
        )
        return replace(self.view, release=only)

    def is_own(self, period: str) -> bool:
        """Whether it is the bulletin's period or the same months, or so many months that end with its month."""
        same = self.kind == "year" and period == f"{self.period}-12-P12M"
        return period == self.period or same or (self.kind == "month" and period.startswith(f"{self.period}-P"))


@cache
def catalogue(lang: str) -> Wording:
    """The words of bulletins: those of the site, and beside them their own."""
    folder = resource_dir("site_templates")
    site, own = (load_wording(place, lang) for place in (folder / "wording", folder / "bulletin" / "wording"))
    return Wording(lang, {**site.entries, **own.entries})


def scene(releases: Sequence[Release], period: str, lang: str, draft: int = 0) -> Scene:
    """The scene of a period, from the newest releases of every month, oldest first. Raises UserError as `scene_in`."""
    return scene_in(open_edition(tuple(releases), catalogue(lang)), period, draft)


def scene_in(edition: Edition, period: str, draft: int = 0) -> Scene:
    """The scene of a period in the language of an edition.

    Raises UserError where no release holds the period, or the release has figures without cases.
    """
    releases = edition.releases
    holding = holds(releases, period)
    if holding is None:
        held = "、".join(known_periods(releases)) or "–"
        raise UserError(f"没有 {period} 的数据，可选：{held} · nothing is published of {period}")
    if holding.reported:
        raise UserError("只有上报数字、没有办件的门户不出通报 · figures without cases have no bulletin")
    until = tuple(release for release in releases if release.month <= holding.month)
    # What pages have worked out of an edition is not that of a shorter one.
    of = replace(edition, w=catalogue(edition.lang), releases=until, current=holding)
    readings = [Reading(of.view(holding), period)]
    for other in _beside(period):
        older = holds(until, other)
        if older is not None and not older.reported:
            readings.append(Reading(of.view(older), other))
    return Scene(of, of.view(holding), period, tuple(readings), draft)


def holds(releases: Iterable[Release], period: str) -> Release | None:
    """The newest release with figures of the whole in the period."""
    found = [release for release in releases if release.month == period or _tells(release, period)]
    return found[-1] if found else None


def known_periods(releases: Iterable[Release]) -> list[str]:
    """Every month, quarter and year of which there can be a bulletin."""
    months = {release.month for release in releases}
    longer = {
        period
        for release in releases
        for period in release.info["periods"]
        if window_of(period) in KINDS and _tells(release, period)
    }
    return sorted(months | longer)


def _tells(release: Release, period: str) -> bool:
    """Whether it has a figure of the whole in the period."""
    return any((period, "all", "all", str(row["id"])) in release.figures for row in release.indicators)


def _beside(period: str) -> tuple[str, ...]:
    """The period of the same kind right before, and that of a year ago."""
    before = window_before(window_of(period), period_months(period)[-1])
    year_ago = f"{int(period[:4]) - 1:04d}{period[4:]}"
    return tuple(dict.fromkeys(([before[0]] if before else []) + [year_ago]))


def newest_month(releases: Sequence[Release]) -> str:
    """The month that a bulletin tells of where none is named: the newest complete one."""
    complete = [release.month for release in releases if release.mark != "incomplete"]
    return complete[-1] if complete else releases[-1].month


def shelf_of(portal_dir: Path) -> Path:
    """Where a portal's releases lie."""
    return portal_dir / "releases"
