"""All units of a ranking at once: band, rate, interval, what it was a year before, and two years month by month.

Every number is one that a release states; what is worked out here is only the order of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from generator.definitions.periods import shift
from generator.release.format import Figure, Verdict
from generator.site.edition import Edition, View, once
from generator.site.read.releases import Release
from generator.site.read.trends import year_before
from generator.site.show.figures.cells import Cell, cell
from generator.site.show.figures.periods import minimum_of
from generator.site.show.figures.series import two_years
from generator.site.show.figures.tables import with_interval
from generator.site.show.rankings.chance import Change, changes_by
from generator.site.show.rankings.groups import RankGroup, RankLine, rankings
from generator.site.show.verdicts import tone_of

# A unit is shown month by month where so many of them have enough cases to be read.
_ENOUGH = 6


@dataclass(frozen=True)
class Gap:
    """A unit beside its group in one month: both rates as the releases print them, blank where too few cases are.

    `tone` is that of the verdict of the ranking that ended in that month, `even` for none.
    """

    month: str
    value: str = ""
    group: str = ""
    tone: str = "even"


@dataclass(frozen=True)
class Standing:
    """One unit of a ranking, its rate and interval, and the rate of the same window a year before.

    `months` are blank where too few of them have enough cases. `place` is its place by change, from the most
    improved, 0 where no change is told.
    """

    line: RankLine
    cell: Cell
    before: str
    change: Change | None
    place: int
    months: tuple[Gap, ...]


@dataclass(frozen=True)
class Everyone:
    """A ranking with all of its units: `bands` of the ranked ones, `unranked` those with few cases or peers.

    `cell` is the rate of the group, absent where it is not published.
    """

    group: RankGroup
    cell: Cell
    bands: tuple[tuple[str, str, tuple[Standing, ...]], ...]
    unranked: tuple[Standing, ...]

    @property
    def ranked(self) -> tuple[Standing, ...]:
        """The ranked units of all bands."""
        return tuple(one for _, _, standings in self.bands for one in standings)


@dataclass(frozen=True)
class Measure:
    """A ranked indicator in the newest release that ranks by it."""

    indicator: str
    view: View

    @property
    def title(self) -> str:
        """What the indicator is called."""
        return self.view.titles.get(self.indicator, self.indicator)


@once
def measures(edition: Edition) -> tuple[Measure, ...]:
    """The indicators by which units are ranked, in the order of the portal, each in the newest release that does."""
    shown = [release for release in edition.releases if release.month <= edition.current.month]
    wanted = dict.fromkeys(str(row["indicator"]) for row in edition.current.portal.get("ranking", ()))
    found = (_newest(shown, indicator) for indicator in wanted)
    return tuple(
        Measure(indicator, edition.view(release))
        for indicator, release in zip(wanted, found, strict=True)
        if release is not None
    )


def _newest(releases: Sequence[Release], indicator: str) -> Release | None:
    """The newest release of a complete month that ranks by the indicator with figures."""
    return next(
        (
            release
            for release in reversed(releases)
            if release.mark != "incomplete"
            and any(row.indicator == indicator and row.denominator for row in release.ranking)
        ),
        None,
    )


def everyone(edition: Edition, measure: Measure) -> tuple[Everyone, ...]:
    """All rankings by the indicator, in the order of the groups' register."""
    months = {release.month: release for release in edition.releases}
    judged = _judged(edition.releases, measure.indicator)
    groups = (group for group in rankings(measure.view) if _indicator(group) == measure.indicator)
    return tuple(_everyone(months, measure, group, judged) for group in groups)


def _indicator(group: RankGroup) -> str:
    lines = (*group.ranked, *group.few, *group.small, *group.pooled)
    return lines[0].row.indicator


# Month and unit → the verdict of the ranking that ended in that month.
Judged = Mapping[tuple[str, str], Verdict]
Months = Mapping[str, Release]
# Group, unit and indicator.
Place = tuple[str, str, str]


def _judged(releases: Sequence[Release], indicator: str) -> Judged:
    return {
        (release.month, row.unit): row for release in releases for row in release.verdicts if row.indicator == indicator
    }


def _everyone(months: Months, measure: Measure, group: RankGroup, judged: Judged) -> Everyone:
    changed = changes_by(measure.view, measure.indicator)
    lines = (*(line for band in group.bands for line in band.lines), *group.few, *group.small)
    order = {unit: place for place, unit in enumerate(_by_change(measure.view, measure.indicator, lines), 1)}

    def standing(line: RankLine) -> Standing:
        unit = line.row.unit
        rate = with_interval(measure.view, group.period, "unit", unit, measure.indicator)
        before = _year_before(months, measure, group.period, unit)
        gaps = _gaps(months, measure, (group.group, unit, measure.indicator), judged)
        return Standing(line, rate, before, changed.get(unit), order.get(unit, 0), gaps)

    return Everyone(
        group,
        cell(measure.view.figure(group.period, "group", group.group, measure.indicator)),
        tuple((band.code, band.words, tuple(map(standing, band.lines))) for band in group.bands if band.lines),
        tuple(map(standing, (*group.few, *group.small))),
    )


def _by_change(view: View, indicator: str, lines: Sequence[RankLine]) -> Iterator[str]:
    """The units of which the release tells a change, the most improved first."""
    units = {line.row.unit for line in lines}
    rows = [row for row in view.release.trends if row["indicator"] == indicator and row["unit"] in units]
    direction = next(str(row.get("direction")) for row in view.release.indicators if row["id"] == indicator)
    told = [row for row in rows if int(row["denominator"] or 0) and int(row["denominator_before"] or 0)]

    def gain(row: Mapping[str, str]) -> Fraction:
        now = Fraction(int(row["numerator"]), int(row["denominator"]))
        return now - Fraction(int(row["numerator_before"]), int(row["denominator_before"]))

    told.sort(key=lambda row: (gain(row) * (1 if direction == "lower" else -1), row["unit"]))
    return (row["unit"] for row in told)


def _year_before(months: Months, measure: Measure, period: str, unit: str) -> str:
    """The rate in the same window a year before, as its newest release prints it; blank where there is none."""
    release = months.get(shift(measure.view.release.month, -12))
    if release is None:
        return ""
    figure = release.figure(year_before(period), "unit", unit, measure.indicator)
    return figure.value if figure else ""


def _gaps(months: Months, measure: Measure, place: Place, judged: Judged) -> tuple[Gap, ...]:
    last = measure.view.release.month
    minimum = minimum_of(measure.view.release, measure.indicator)
    gaps = tuple(_gap(months.get(month), month, place, minimum, judged) for month in two_years(months, last))
    return gaps if sum(bool(gap.value) for gap in gaps) >= _ENOUGH else ()


def _gap(release: Release | None, month: str, place: Place, minimum: int, judged: Judged) -> Gap:
    group, unit, indicator = place
    if release is None or release.mark == "incomplete":
        return Gap(month)
    own = release.figure(month, "unit", unit, indicator)
    whole = release.figure(month, "group", group, indicator)
    row = judged.get((month, unit))
    tone = tone_of(row) if row else "even"
    if not _readable(own, minimum) or not _readable(whole, minimum):
        return Gap(month, tone=tone)
    return Gap(month, own.value if own else "", whole.value if whole else "", tone)


def _readable(figure: Figure | None, minimum: int) -> bool:
    return figure is not None and bool(figure.value) and (figure.denominator or 0) >= minimum
