"""What tables and sentences show: figures of releases as cells and rows. Selection and naming only, no arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from generator.definitions.cohorts import CENTRE, POOLED
from generator.release.format import Figure
from generator.site.read.releases import Release
from generator.site.show.versions import Break, breaks, row_note
from generator.site.words.catalogue import Wording
from generator.site.words.names import count, key_name, keys_of, other_names, short_period, sort_periods

VOLUME = "volume"
WITHIN = tuple(f"closed_within_{days}d" for days in (1, 3, 7, 15, 30))
# What people said of the result; where nobody was asked, what a system inferred, always named as such.
RATED = ("satisfaction", "satisfaction_inferred")
# "How soon" in one figure: the first of these that the source reports.
SOON = ("closed_within_3d", "closed_within_7d", "on_time", "response")
# The line of a trend: the first of these that the source reports.
TREND = ("on_time", "response", "closed_within_7d", "satisfaction")
# Tables by unit or category show these and the portal's own indicators; every indicator stands on the scorecard.
_STEPS = ("ladder_reached", "ladder_answered", "ladder_resolved", "ladder_satisfied")
_BACKLOG = ("carried_over", "closed_cases", "open_cases", "open_overdue", "open_over_30d")
# What the sentence about the backlog is made of.
STOCK = ("carried_over", VOLUME, "closed_cases", "open_cases")
_BOUNDS = ("satisfaction_low", "satisfaction_high", "default_ratings")
_CROWDED = {*WITHIN, *_STEPS, *_BACKLOG, *_BOUNDS, "participation"} - {"closed_within_3d"}
# The home page has room for how many took part, and for what is not done.
NOT_ON_HOME = _CROWDED - {"participation", "open_cases"}


@dataclass(frozen=True)
class Cell:
    """One figure for a reader.

    `kind`: rate; ratio (per hundred, not a share); count; empty (denominator 0); no row in the release: hidden where
    people's answers are not published for this entry and period, absent where there was nothing to count, withheld
    where another release of the month has the figure. `interval` is lower and upper of the 95 % interval in percent.
    """

    kind: str
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    interval: tuple[str, str] | None = None

    @property
    def sort(self) -> str:
        """Value for sorting in the browser, without separators; empty sorts last."""
        return self.value.replace(",", "")


ABSENT, HIDDEN = Cell("absent"), Cell("hidden")


@dataclass(frozen=True)
class Column:
    """An indicator as a column or row head."""

    id: str
    title: str


@dataclass(frozen=True)
class Row:
    """One line of a table: the entry's name, a link from the site's root, its cells, other names to find it by.

    `note` stands below the name, and sets the line apart from the one after it.
    """

    key: str
    name: str
    href: str
    cells: tuple[Cell, ...]
    also: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a caption; heads are the columns after the first, `breaks` the changes of definition in it."""

    id: str
    caption: str
    corner: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    breaks: tuple[Break, ...] = ()


def cell(figure: Figure | None) -> Cell:
    """Cell of a figure; a figure without a denominator is a count."""
    if figure is None:
        return ABSENT
    if figure.denominator is None:
        return Cell("count", count(figure.numerator))
    kind = ("ratio" if figure.ratio else "rate") if figure.value else "empty"
    return Cell(kind, figure.value, count(figure.numerator), count(figure.denominator))


def shown(release: Release, period: str, scope: str, key: str, indicator: str) -> Cell:
    """Cell of a figure in a table, telling apart what is not published from what does not exist."""
    figure = release.figure(period, scope, key, indicator)
    if figure is None and any(one["id"] == indicator and one["cohort"] == "answers" for one in release.indicators):
        return HIDDEN
    return HIDDEN if in_pool(release, period, scope, key, indicator) else cell(figure)


def in_pool(release: Release, period: str, scope: str, key: str, indicator: str) -> bool:
    """Whether the entry has no figure of its own where some are published together: it may be among those."""
    own, pool = (release.figure(period, scope, one, indicator) for one in (key, POOLED))
    return own is None and pool is not None


def ladder(w: Wording, release: Release, scope: str, key: str, caption: str, id: str) -> Table | None:
    """One cohort from closing to satisfaction, each step a part of the one before; None where it is not published."""
    names = titles(w, release)
    steps = [(name, release.figure(release.month, scope, key, name)) for name in _STEPS if name in names]
    rows = tuple(
        Row(name, names[name], f"method.html#{name}", (cell(figure),)) for name, figure in steps if figure is not None
    )
    head = short_period(w, release.month)
    return Table(id, caption, w.plain("table.indicator"), (head,), rows) if rows else None


def gaps(table: Table) -> bool:
    """Whether a table has cells that need a word of explanation."""
    return any(one in (ABSENT, HIDDEN) for row in table.rows for one in row.cells)


def titles(w: Wording, release: Release) -> dict[str, str]:
    """Indicator id to title, in the order the portal publishes them."""
    return {str(one["id"]): w.pick(one["title"]) for one in release.indicators}


def is_reported(release: Release, indicator: str) -> bool:
    """Whether the source reports the indicator at all: some period of the release has it for the whole."""
    return any((period, "all", "all", indicator) in release.figures for period in release.info["periods"])


def centre_only(release: Release) -> frozenset[str]:
    """The indicators of the command centre: they stand on its card, not among those of the units."""
    return frozenset(str(one["id"]) for one in release.indicators if one["cohort"] in CENTRE)


def first_reported(release: Release, wanted: Iterable[str]) -> str | None:
    """The first of the indicators that the source reports, or None."""
    return next((indicator for indicator in wanted if is_reported(release, indicator)), None)


def columns(w: Wording, release: Release) -> tuple[Column, ...]:
    """The indicators that tables by unit, category, channel and street show."""
    return tuple(
        Column(id, title) for id, title in titles(w, release).items() if id not in _CROWDED and is_reported(release, id)
    )


def by_key(
    w: Wording,
    release: Release,
    *,
    period: str,
    scope: str,
    keys: Sequence[str],
    hrefs: dict[str, str],
    id: str,
    caption: str,
    corner: str,
) -> Table:
    """One row for each key that has a figure in the period, one column for each indicator that any of them has."""
    wanted = [
        column
        for column in columns(w, release)
        if any(release.figure(period, scope, key, column.id) is not None for key in keys)
    ]
    rows = []
    for key in keys:
        cells = tuple(shown(release, period, scope, key, column.id) for column in wanted)
        if any(one not in (ABSENT, HIDDEN) for one in cells):
            name = key_name(w, release, scope, key)
            rows.append(Row(key, name, hrefs.get(key, ""), cells, " ".join(other_names(w, release, scope, key))))
    return Table(id, caption, corner, tuple(column.title for column in wanted), tuple(rows))


def scope_table(
    w: Wording, release: Release, scope: str, period: str, hrefs: dict[str, str], caption: str, id: str
) -> Table:
    """All entries of a code list in a period, in the order of the list."""
    return by_key(
        w,
        release,
        period=period,
        scope=scope,
        keys=keys_of(release, scope),
        hrefs=hrefs,
        id=id,
        caption=caption,
        corner=w.plain(f"scope.{scope}"),
    )


def by_period(w: Wording, release: Release, scope: str, key: str, caption: str, id: str) -> Table:
    """Every indicator of one entry, one column for each period that the release covers; incomplete ones say so.

    Rates of a unit carry their interval.
    """
    heads: dict[str, str] = {}
    for period in sort_periods(release.info["periods"]):
        marks = {one.mark for id in titles(w, release) if (one := release.figure(period, scope, key, id)) is not None}
        if marks:
            label = short_period(w, period)
            heads[period] = w.plain("period.incomplete", period=label) if "incomplete" in marks else label
    periods = list(heads)
    rows = []
    for indicator, title in titles(w, release).items():
        cells = tuple(
            replace(shown(release, period, scope, key, indicator), interval=interval)
            if scope == "unit" and (interval := release.intervals.get((period, scope, key, indicator)))
            else shown(release, period, scope, key, indicator)
            for period in periods
        )
        if any(one not in (ABSENT, HIDDEN) for one in cells):
            rows.append(Row(indicator, title, f"method.html#{indicator}", cells))
    return Table(id, caption, w.plain("table.indicator"), tuple(heads.values()), tuple(rows))


def by_month(w: Wording, releases: Sequence[Release], scope: str, key: str, caption: str, id: str) -> Table:
    """One entry month after month, newest first: the numbers beside the trend."""
    newest = releases[-1]
    apart = centre_only(newest) if scope == "all" else frozenset()
    wanted = [
        column
        for column in columns(w, newest)
        if column.id not in apart
        and any(release.figure(release.month, scope, key, column.id) is not None for release in releases)
    ]
    found = breaks(w, releases, [column.id for column in wanted])
    names = titles(w, newest)
    rows = tuple(
        Row(
            release.month,
            w.plain("period.incomplete", period=short_period(w, release.month))
            if release.mark == "incomplete"
            else short_period(w, release.month),
            # The monthly reports are Chinese: a table of them would say so in every line.
            f"months/{release.month}.html" if w.lang == "zh" else "",
            tuple(shown(release, release.month, scope, key, column.id) for column in wanted),
            note=row_note(w, found, names, release.month),
        )
        for release in reversed(releases)
    )
    return Table(id, caption, w.plain("table.month"), tuple(column.title for column in wanted), rows, found)
