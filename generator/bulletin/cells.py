"""Published figures and words of the site as cells of a bulletin: chosen, named and put into plain text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.bulletin.model import COUNT, RATE, TEXT, Cell, Column, Row, Table
from generator.bulletin.scene import Reading, Scene
from generator.site.read.releases import Release
from generator.site.show.figures import cells as site
from generator.site.show.figures.tables import Table as Grid
from generator.site.show.figures.tables import WordTable
from generator.site.words.catalogue import Wording

NUMBERS = ("count", "rate", "ratio")
_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")


@dataclass(frozen=True)
class Heading:
    """What a table is called: its id, the name of its sheet, its caption."""

    id: str
    sheet: str
    caption: str


def headed(scene: Scene, id: str) -> Heading:
    """The heading of the only table of its kind."""
    w = scene.w
    return Heading(id, w.plain(f"bulletin.sheet.{id}"), w.plain(f"bulletin.caption.{id}", period=scene.label))


def plain(words: object) -> str:
    """One line of plain text of words that were made for a page."""
    return words.striptags() if isinstance(words, Markup) else str(words)


def figure(w: Wording, shown: site.Cell) -> Cell:
    """A figure of a page as a cell."""
    if shown.kind == "count":
        return Cell(shown.value, COUNT, shown.value.replace(",", ""))
    if shown.kind in ("rate", "ratio"):
        text = f"{shown.value}%" if shown.kind == "rate" else shown.value
        return Cell(text, RATE, shown.value, shown.numerator, shown.denominator)
    return Cell(w.plain(f"cell.{shown.kind}"))


def reading(at: Reading, scope: str, key: str, indicator: str) -> Cell:
    """A figure in a reading."""
    return figure(at.view.w, site.shown(at.view.release, at.period, scope, key, indicator))


def own_counts(release: Release, field: str, cohorts: Collection[str] = ("received",)) -> list[str]:
    """Indicators of the portal's own that count cases of these cohorts by a field of theirs, and are no rate."""
    counted = (row for row in release.indicators if row["case"] and row["cohort"] in cohorts)
    return [str(row["id"]) for row in counted if not row["denominator"] and field in row["needs"]]


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a figure."""
    return cell.kind in (COUNT, RATE)


def side_by_side(
    scene: Scene, heading: Heading, indicators: Iterable[str], place: tuple[str, str] = ("all", "all")
) -> Table | None:
    """Indicators of one entry in rows, the period and those beside it in columns; None without a figure.

    Answers that are not told yet are those of the newest month that has them, and say so.
    """
    w, rows = scene.w, []
    for indicator in indicators:
        label, readings = scene.view.titles[indicator], scene.readings
        told = scene.view.told
        if scene.kind == "month" and told is not None and indicator in scene.release.of_answers:
            label = w.plain("bulletin.newest_answers", indicator=label, month=scene.view.period(told.month))
            readings = (Reading(scene.view.answered, told.month),)
        cells = [reading(at, *place, indicator) for at in readings]
        cells += [Cell(w.plain("cell.absent"))] * (len(scene.readings) - len(cells))
        if is_number(cells[0]):
            rows.append(Row((Cell(label), *cells)))
    heads = [Column(w.plain("table.indicator"), width=3), *(Column(at.label, RATE) for at in scene.readings)]
    return Table(heading.id, heading.sheet, heading.caption, tuple(heads), tuple(rows)) if rows else None


def by_entry(
    scene: Scene, heading: Heading, scope: str, keys: Sequence[str], indicators: Sequence[str]
) -> Table | None:
    """Entries of a list in rows, indicators of the period in columns; entries and columns without a figure left out."""
    w, now = scene.w, scene.readings[0]
    wanted = [name for name in indicators if any(is_number(reading(now, scope, key, name)) for key in keys)]
    rows = []
    for key in keys:
        cells = [reading(now, scope, key, name) for name in wanted]
        if any(map(is_number, cells)):
            rows.append(Row((Cell(scene.view.name(scope, key)), *cells)))
    heads = [Column(w.plain(f"scope.{scope}"), width=3), *(Column(scene.view.titles[name], RATE) for name in wanted)]
    return Table(heading.id, heading.sheet, heading.caption, tuple(heads), tuple(rows)) if rows and wanted else None


def of_grid(w: Wording, id: str, grid: Grid | None) -> Table | None:
    """A table of figures of a page; columns in which nothing ever happened are left out."""
    if grid is None:
        return None
    rows = [[figure(w, cell) for cell in row.cells] for row in grid.rows]
    kept = [place for place in range(len(grid.heads)) if any(row[place].text not in ("0", "") for row in rows)]
    columns = (Column(grid.corner, width=3), *(Column(grid.heads[place], RATE) for place in kept))
    lines = tuple(
        Row((Cell(line.name), *(row[place] for place in kept))) for line, row in zip(grid.rows, rows, strict=True)
    )
    return Table(id, w.plain(f"bulletin.sheet.{id}"), plain(grid.caption), columns, lines)


def of_words(id: str, sheet: str, table: WordTable) -> Table | None:
    """A table of words of a page without its folded lines. None without a line."""
    rows = tuple(Row((Cell(line.name), *(_word_cell(*cell) for cell in line.cells))) for line in table.rows)
    columns = tuple(Column(head, width=3 if place == 0 else 2) for place, head in enumerate(table.heads))
    notes = tuple(map(plain, table.notes))
    return Table(id, sheet, plain(table.caption), columns, rows, notes) if rows else None


def _word_cell(text: object, note: object) -> Cell:
    """A cell of words; a rate with its counts becomes a figure."""
    words, beside = plain(text), plain(note)
    numerator, _, denominator = beside.partition(" / ")
    if words.endswith("%") and denominator:
        return Cell(words, RATE, words.removesuffix("%"), numerator, denominator)
    if not beside and _NUMBER.fullmatch(words):
        return Cell(words, COUNT if "." not in words else RATE, words.replace(",", ""))
    return Cell(f"{words} {beside}".strip(), TEXT)
