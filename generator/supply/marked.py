"""The supplier's own sheets with what was found in which cell: as much of them as a person can look through.

Columns that nobody reads are not copied, and no cell that seems to hold personal data: what goes back by mail says no
more than what the findings are about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.definitions.findings import Finding
from generator.definitions.mappings import ExportMapping
from generator.definitions.personal import personal_kinds
from generator.intake.choose import choose
from generator.intake.cleaning import cleaned, header_key
from generator.intake.personal_cells import personal_column
from generator.intake.readers.bounds import UnreadableError
from generator.intake.readers.sheets import Cut
from generator.intake.readers.whole import whole_rows

# What a workbook may hold: cells of sheets, rows of which only those with findings are copied, cells with a comment.
MOST_CELLS: Final = 300_000
MOST_ROWS: Final = 20_000
MOST_MARKS: Final = 20_000
# Rows of a spreadsheet.
_LAST_ROW = 1_048_576
_PERSONAL: Final = frozenset(("personal-column", "personal-cell"))


@dataclass(frozen=True)
class Marked:
    """A sheet of an export: rows by number as they are to be shown, and what was found in which cell.

    `marks` are by row and column (from 0); a finding about a whole row stands in its first cell. `copied` are the
    columns that are shown, `hidden` the cells that are not because of what they hold. `left_rows` and `left_marks` were
    too many; `whole` says that no row was left out. `units` count rows and rows with findings by what stands in the
    unit's columns.
    """

    file: str
    sheet: str
    header_row: int
    rows: Sequence[tuple[int, Sequence[str]]]
    marks: Mapping[tuple[int, int], tuple[Finding, ...]]
    copied: frozenset[int]
    hidden: frozenset[tuple[int, int]]
    whole: bool
    left_rows: int
    left_marks: int
    units: Mapping[str, tuple[int, int]]


def marked_sheets(
    path: Path, mappings: tuple[ExportMapping, ...], findings: Iterable[Finding], work: Path
) -> tuple[Marked, ...]:
    """The sheets of the export at `path` that its mapping reads, with the `findings` in them; none of an unread file.

    `work` is an empty folder.
    """
    try:
        choice = choose(path, mappings, work)
        if choice.mapping is None:
            return ()
        found = [item for item in findings if item.file == path.name]
        return tuple(
            _marked(path.name, cut, choice.mapping, found, work / f"copy-{number}")
            for number, cut in enumerate(choice.cuts)
        )
    except UnreadableError:
        return ()


def _marked(file: str, cut: Cut, mapping: ExportMapping, findings: Sequence[Finding], work: Path) -> Marked:
    work.mkdir()
    # A sheet that goes on has no header of its own.
    header = dict(cut.sheet.top).get(cut.header_row, ())
    marks = _marks(cut, mapping, header, [item for item in findings if item.sheet == cut.sheet.name and item.row])
    left = sorted(marks)[MOST_MARKS:]
    for place in left:
        del marks[place]
    personal = {place for place, name in enumerate(header) if personal_column(name)}
    copied = frozenset(cut.columns) - personal - {-1}
    wanted = {row for row, _ in marks} | {number for number, _ in cut.sheet.top if number <= cut.header_row}
    unit = _unit_places(cut, mapping)
    every, kept, cells, total = Counter[str](), [], 0, 0
    concerned: Counter[str] = Counter()
    some: list[tuple[int, Sequence[str]]] = []
    whole = True
    for number, row in whole_rows(cut.sheet, cut.header_row, cut.width, work):
        if number > cut.header_row:
            shown = [text if place in copied else "" for place, text in enumerate(row)]
        else:
            shown = [text if number == cut.header_row or not personal_kinds(text) else "" for text in row]
        total += 1
        cells += len(copied)
        whole = whole and cells <= MOST_CELLS and number <= _LAST_ROW
        if whole:
            kept.append((number, shown))
        if number in wanted and len(some) < MOST_ROWS and number <= _LAST_ROW:
            some.append((number, shown))
        if number > cut.header_row:
            name = " / ".join(filter(None, (cleaned(row[place]) for place in unit if place < len(row))))
            every[name] += 1
            concerned[name] += number in wanted
    rows = kept if whole else some
    there = {number for number, _ in rows}
    gone = [place for place in marks if place[0] not in there]
    for place in gone:
        del marks[place]
    return Marked(
        file=file,
        sheet=cut.sheet.name,
        header_row=cut.header_row,
        rows=rows,
        marks=marks,
        copied=copied,
        hidden=_hidden(rows, marks),
        whole=whole,
        left_rows=total - len(rows),
        left_marks=len(left) + len(gone),
        units={name: (count, concerned[name]) for name, count in every.most_common()},
    )


def _hidden(
    rows: Iterable[tuple[int, Sequence[str]]], marks: Mapping[tuple[int, int], Sequence[Finding]]
) -> frozenset[tuple[int, int]]:
    """Cells with findings that seem to hold personal data; those without any were looked at at the gate."""
    return frozenset(
        (number, place)
        for number, cells in rows
        for place, text in enumerate(cells)
        if (number, place) in marks
        and (any(item.code in _PERSONAL for item in marks[number, place]) or personal_kinds(text))
    )


def _marks(
    cut: Cut, mapping: ExportMapping, header: Sequence[str], findings: Iterable[Finding]
) -> dict[tuple[int, int], tuple[Finding, ...]]:
    by_name = dict(zip(mapping.required_headers, cut.columns, strict=True))
    by_key = {header_key(name): place for place, name in reversed(list(enumerate(header)))}
    by_field = {rule.field: [by_name[name] for name in rule.headers] for rule in mapping.columns}
    marks: dict[tuple[int, int], tuple[Finding, ...]] = {}
    for item in sorted(findings):
        for place in _places(item, by_name, by_key, by_field):
            marks[item.row, place] = (*marks.get((item.row, place), ()), item)
    return marks


def _places(
    item: Finding, by_name: Mapping[str, int], by_key: Mapping[str, int], by_field: Mapping[str, Sequence[int]]
) -> Iterator[int]:
    names = [item.column] if item.column in by_name else item.column.split(" + ")
    places = [by_name.get(name, by_key.get(header_key(name), -1)) for name in names]
    places = [place for place in places if place >= 0] or list(by_field.get(item.column, ()))
    yield from dict.fromkeys(places or [0])


def _unit_places(cut: Cut, mapping: ExportMapping) -> tuple[int, ...]:
    by_name = dict(zip(mapping.required_headers, cut.columns, strict=True))
    return tuple(by_name[name] for rule in mapping.columns if rule.field == "unit" for name in rule.headers)
