"""Tables of figures: entries of a register side by side, one entry over periods, one entry month after month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from generator.definitions.periods import period_months, window_of
from generator.site.edition import Edition, View
from generator.site.show.figures.cells import ABSENT, HIDDEN, Cell, cell, shown
from generator.site.show.figures.indicators import LADDER, centre_only, columns
from generator.site.show.figures.versions import Break, breaks, row_note
from generator.site.show.verdicts import Sign
from generator.site.words.names import keys_of, other_names, short_period, sort_periods


@dataclass(frozen=True)
class Heading:
    """What a table is called: an id that is unique on the page, and its caption."""

    id: str
    caption: str


@dataclass(frozen=True)
class Row:
    """One line of a table: the entry's name, a link from the site's root, its cells, other names to find it by.

    `note` stands below the name, and sets the line apart from the one after it; `verdicts` stand below the name too.
    """

    key: str
    name: str
    href: str
    cells: tuple[Cell, ...]
    also: str = ""
    note: str = ""
    verdicts: tuple[Sign, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table with a caption; heads are the columns after the first, `breaks` the changes of definition in it."""

    id: str
    caption: str
    corner: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True)
class WordRow:
    """One unit of a table of words: its name, a link from the site's root, and (text, note) for each column."""

    name: str
    href: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WordTable:
    """A table of words with a caption; the first head is that of the names.

    `kept` are the lines of units that lose nothing, to be folded away; None where no unit can lose anything. `notes`
    are the sentences above it.
    """

    id: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[WordRow, ...]
    kept: tuple[WordRow, ...] | None = None
    notes: tuple[str, ...] = ()


def by_key(view: View, heading: Heading, scope: str, keys: Sequence[str], period: str) -> Table:
    """One row for each key that has a figure in the period, one column for each indicator that any of them has."""
    release = view.release
    wanted = [
        column
        for column in columns(view)
        if any(release.figure(period, scope, key, column.id) is not None for key in keys)
    ]
    rows = []
    for key in keys:
        cells = tuple(shown(release, period, scope, key, column.id) for column in wanted)
        if has_figure(cells):
            also = " ".join(other_names(release, scope, key))
            rows.append(Row(key, view.name(scope, key), view.href(scope, key), cells, also))
    heads = tuple(column.title for column in wanted)
    return Table(heading.id, heading.caption, view.w.plain(f"scope.{scope}"), heads, tuple(rows))


def by_scope(view: View, heading: Heading, scope: str, period: str) -> Table:
    """All entries of a code list in a period, in the order of the list."""
    return by_key(view, heading, scope, keys_of(view.release, scope), period)


def by_period(view: View, heading: Heading, scope: str, key: str) -> Table:
    """Every indicator of one entry, one column for each period that the release covers; incomplete ones say so.

    Of two periods of the same months (a quarter and the three months that end with it) the one that tells more. Rates
    of a unit carry their interval.
    """
    release = view.release
    heads: dict[str, str] = {}
    for period in _apart(view, scope, key):
        figures = (release.figure(period, scope, key, id) for id in view.titles)
        marks = {figure.mark for figure in figures if figure is not None}
        if marks:
            heads[period] = _head(view, period, incomplete="incomplete" in marks)
    rows = []
    for indicator, title in view.titles.items():
        cells = tuple(
            with_interval(view, period, scope, key, indicator)
            if scope == "unit"
            else shown(release, period, scope, key, indicator)
            for period in heads
        )
        if has_figure(cells):
            rows.append(Row(indicator, title, f"method.html#{indicator}", cells))
    corner = view.w.plain("table.indicator")
    return Table(heading.id, heading.caption, corner, tuple(heads.values()), tuple(rows))


def _apart(view: View, scope: str, key: str) -> list[str]:
    """The periods of the release, without those that another of the same months tells as well and more."""
    release = view.release
    periods = sort_periods(release.info["periods"])

    def figures(period: str) -> set[tuple[str, int, int | None]]:
        found = ((id, release.figure(period, scope, key, id)) for id in view.titles)
        return {(id, figure.numerator, figure.denominator) for id, figure in found if figure is not None}

    told = {period: figures(period) for period in periods}

    def doubled(period: str) -> bool:
        months = period_months(period)
        others = (other for other in periods if other != period and period_months(other) == months)
        return window_of(period).startswith("P") and any(told[period] <= told[other] for other in others)

    return [period for period in periods if not doubled(period)]


def by_month(edition: Edition, heading: Heading, scope: str, key: str) -> Table:
    """One entry month after month, newest first: the numbers beside the trend."""
    w, releases = edition.w, edition.releases
    newest = edition.view(releases[-1])
    apart = centre_only(newest.release) if scope == "all" else frozenset()
    wanted = [
        column
        for column in columns(newest, releases)
        if column.id not in apart
        and any(release.figure(release.month, scope, key, column.id) is not None for release in releases)
    ]
    changes = breaks(w, releases, [column.id for column in wanted])
    rows = tuple(
        Row(
            release.month,
            _head(newest, release.month, incomplete=release.mark == "incomplete"),
            f"months/{release.month}.html",
            tuple(shown(release, release.month, scope, key, column.id) for column in wanted),
            note=row_note(w, changes, newest.titles, release.month),
        )
        for release in reversed(releases)
    )
    heads = tuple(column.title for column in wanted)
    return Table(heading.id, heading.caption, w.plain("table.month"), heads, rows, changes)


def ladder(view: View, heading: Heading, scope: str, key: str) -> Table | None:
    """One cohort from closing to satisfaction, each step a part of the one before; None where it is not published."""
    month, titles = view.release.month, view.titles
    steps = [(step, view.figure(month, scope, key, step)) for step in LADDER if step in titles]
    rows = tuple(
        Row(step, titles[step], f"method.html#{step}", (cell(figure),)) for step, figure in steps if figure is not None
    )
    corner, heads = view.w.plain("table.indicator"), (short_period(view.w, month),)
    return Table(heading.id, heading.caption, corner, heads, rows) if rows else None


def with_interval(view: View, period: str, scope: str, key: str, indicator: str) -> Cell:
    """Cell of a figure with its interval, where the release gives one."""
    interval = view.release.intervals.get((period, scope, key, indicator))
    return replace(shown(view.release, period, scope, key, indicator), interval=interval)


def has_figure(cells: Sequence[Cell]) -> bool:
    """Whether a row holds anything but gaps."""
    return any(cell not in (ABSENT, HIDDEN) for cell in cells)


def gaps(table: Table) -> bool:
    """Whether a table has cells that need a word of explanation."""
    return any(cell in (ABSENT, HIDDEN) for row in table.rows for cell in row.cells)


def _head(view: View, period: str, *, incomplete: bool) -> str:
    label = short_period(view.w, period)
    return view.w.plain("period.incomplete", period=label) if incomplete else label
