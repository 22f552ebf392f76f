"""What can be taken from a page: each chart and table with its address, its numbers as CSV, and a sentence to cite."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.release.format import SYNTHETIC
from generator.site.edition import Edition
from generator.site.page import Beside
from generator.site.show.figures.cells import Cell
from generator.site.show.figures.series import Series
from generator.site.show.figures.tables import Table

# Excel takes a file for UTF-8 only if it begins with this.
_MARK = "\ufeff"
_RATE = ("numerator", "denominator", "value", "lower", "upper")
SERIES = ("period", "scope", "key", "indicator", *_RATE, *(f"group_{name}" for name in _RATE[:3]), "release")
CELLS = ("row", "name", "column", "kind", *_RATE, "release")


@dataclass(frozen=True)
class Exhibit:
    """A chart or a table: its anchor on the page, its title, its files from the page's folder, the sentence to cite.

    `image` is blank for a table.
    """

    id: str
    title: str
    csv: str
    image: str
    citation: str
    source: str


@dataclass(frozen=True)
class Tables:
    """Tables of a page that can be taken from it: by their id, and the files with their numbers."""

    exhibits: Mapping[str, Exhibit]
    files: tuple[Beside, ...]


@dataclass(frozen=True)
class Shelf:
    """Where a page's exhibits lie: `page` is its path without its ending, `release` the release that it shows."""

    edition: Edition
    page: str
    release: str

    def exhibit(self, id: str, title: str, *, image: bool = False) -> Exhibit:
        """A chart or table of the page."""
        w, base = self.edition.w, f"{self.page.rsplit('/', 1)[-1]}/{id}"
        folder = "" if self.edition.whole else f"{self.edition.lang}/"
        address = f"{folder}{self.page}.html#{id}"
        whole = self.edition.address
        source = w.plain(
            "exhibit.source",
            portal=w.pick(self.edition.current.portal["title"]),
            release=self.release,
            address=f"{whole}/{address}" if whole else address,
        )
        mark = w.plain("exhibit.mark") if self.edition.synthetic else ""
        citation = w.plain("exhibit.citation", title=title, source=source, mark=mark)
        return Exhibit(id, title, f"{base}.csv", f"{base}.svg" if image else "", citation, source)

    def tables(self, held: Iterable[Table | None]) -> Tables:
        """Those of the tables that hold anything."""
        shown = [table for table in held if table is not None and table.rows]
        exhibits = {table.id: self.exhibit(table.id, table.caption) for table in shown}
        rows = ((exhibits[table.id], table_rows(table, self.release)) for table in shown)
        return Tables(exhibits, tuple(self.numbers(exhibit, CELLS, told) for exhibit, told in rows))

    def numbers(self, exhibit: Exhibit, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Beside:
        """The numbers of an exhibit as CSV, in a demonstration with its mark in every row."""
        marked = self.edition.synthetic
        stream = io.StringIO()
        lines = csv.writer(stream, lineterminator="\r\n")
        lines.writerow([*head, *([SYNTHETIC] if marked else [])])
        lines.writerows([*row, *(["true"] if marked else [])] for row in rows)
        return Beside(f"{self.page}/{exhibit.id}.csv", _MARK + stream.getvalue())


def series_rows(told: Series) -> Iterable[Sequence[str]]:
    """A row for each point that tells something, by the columns SERIES."""
    place = told.place
    for moment in told.moments:
        if moment.own.value or moment.group.value:
            names = (moment.period, place.scope, place.key, place.indicator)
            yield (*names, *_rate(moment.own), *_rate(moment.group)[:3], moment.release)


def table_rows(table: Table, release: str) -> Iterable[Sequence[str]]:
    """A row for each cell that holds a figure, by the columns CELLS."""
    for row in table.rows:
        for head, cell in zip(table.heads, row.cells, strict=True):
            if cell.value or cell.denominator:
                yield (row.key, row.name, head, cell.kind, *_rate(cell), release)


def _rate(cell: Cell) -> tuple[str, ...]:
    """Counts without separators, the value, the interval; a count has a numerator alone."""
    lower, upper = cell.interval or ("", "")
    if cell.kind == "count":
        return cell.sort, "", "", "", ""
    return cell.numerator.replace(",", ""), cell.denominator.replace(",", ""), cell.sort, lower, upper
