"""Which sheets of a file fit which mapping: one mapping may, and otherwise the findings say why."""

from __future__ import annotations

import difflib
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.definitions.findings import Finding, finding
from generator.definitions.mappings import ExportMapping
from generator.intake.cleaning import cleaned, header_key
from generator.intake.mapping import KEYS, missing_columns
from generator.intake.personal_cells import personal_column
from generator.intake.readers.bounds import UnreadableError
from generator.intake.readers.open import open_sheets
from generator.intake.readers.sheets import Cut, Sheet, Wanted

# What platforms and spreadsheets put behind the name of a sheet that goes on on another.
_CONTINUED = re.compile(r"\s*[-_－]?\s*[(（]?(\d+|续\d*|[一二三四五六七八九十]+)[)）]?")
_NAMED_IN_ARCHIVE = "/"
# So many first rows of a sheet without a header must look like cases: a number, and a time where one belongs.
_ALIKE = 5
_MOMENT = re.compile(r"(19|20)\d{2}\s*[-/.年]?\s*\d{1,2}|[34]\d{4}(\.\d+)?$|\d{1,2}/\d{1,2}/(19|20)\d{2}")


@dataclass(frozen=True)
class Choice:
    """The rows to read, of one sheet or several of one shape, and by which mapping; None where notes say why not."""

    mapping: ExportMapping | None
    cuts: tuple[Cut, ...]
    notes: tuple[Finding, ...]


@dataclass(frozen=True)
class _Fit:
    """A sheet held against a mapping: its most likely header, and the columns that this lacks."""

    sheet: Sheet
    mapping: ExportMapping
    header_row: int
    header: tuple[str, ...]
    missing: tuple[str, ...]


def choose(path: Path, mappings: tuple[ExportMapping, ...], work: Path) -> Choice:
    """What to read of the export at `path`; what must be unpacked is unpacked into `work`. Raises UnreadableError."""
    sheets = open_sheets(path, work, _wanted(mappings))
    fits = [_fit(sheet, mapping) for sheet in sheets for mapping in mappings if _may_read(sheet, mapping)]
    fitting = [fit for fit in fits if not fit.missing and not fit.sheet.hidden]
    names = dict.fromkeys(fit.mapping.name for fit in fitting)
    if len(names) > 1:
        return Choice(None, (), (finding("mapping-ambiguous", path.name, names=", ".join(names)),))
    if not fitting:
        return Choice(None, (), tuple(_misfit(path, fits)))
    mapping = fitting[0].mapping
    named = [fit for fit in fitting if _is_named(fit.sheet, mapping)]
    read = named or fitting
    notes = [note for fit in read for note in _repeated_columns(path, fit)]
    notes += [note for fit in read for note in _personal_columns(path, fit)]
    cuts = [_cut(fit) for fit in read]
    told = [cut.sheet for cut in cuts]
    for cut in [cut for sheet in sheets if (cut := _continued(sheet, cuts[-1], mapping, told)) is not None]:
        sheet = cut.sheet
        told.append(sheet)
        if sheet.hidden or not _is_named(sheet, mapping):
            notes.append(_unread(path, sheet))
        else:
            cuts.append(cut)
            notes.append(finding("sheet-continued", path.name, sheet=sheet.name, row=cut.header_row + 1))
    notes += _left(path, [fit for fit in fits if fit.sheet not in told])
    return Choice(mapping, tuple(cuts), tuple(notes))


def cases_first(paths: Sequence[Path], mappings: tuple[ExportMapping, ...]) -> list[Path]:
    """The exports in the order in which they must be read: events after all others."""
    if len(paths) < 2 or all(mapping.table == "cases" for mapping in mappings):
        return list(paths)

    def holds_events(path: Path) -> bool:
        try:
            with tempfile.TemporaryDirectory() as work:
                mapping = choose(path, mappings, Path(work)).mapping
        except UnreadableError:
            return False
        return mapping is not None and mapping.table == "events"

    return sorted(paths, key=holds_events)


def _wanted(mappings: tuple[ExportMapping, ...]) -> Wanted:
    headers = frozenset(name for mapping in mappings for name in mapping.required_headers)
    return Wanted(headers, tuple(dict.fromkeys(mapping.encoding for mapping in mappings)))


def _may_read(sheet: Sheet, mapping: ExportMapping) -> bool:
    """Whether the encoding of a text file is one that the mapping allows."""
    if sheet.text is None or not mapping.encoding or len(sheet.text.encodings) == 1:
        return True
    return mapping.encoding in sheet.text.encodings


def _fit(sheet: Sheet, mapping: ExportMapping) -> _Fit:
    """The sheet with the row that has the most of the columns which the mapping needs, the first of equal ones."""
    tried = [(row, header, missing_columns(mapping, header)) for row, header in sheet.top]
    row, header, missing = min(tried, key=lambda item: len(item[2]))
    while header and not cleaned(header[-1]):
        header = header[:-1]
    return _Fit(sheet, mapping, row, header, missing)


def _is_named(sheet: Sheet, mapping: ExportMapping) -> bool:
    """Whether the sheet is the one that the mapping names, or goes on where that ends."""
    name = sheet.name.rpartition(_NAMED_IN_ARCHIVE)[2]
    if not mapping.sheet or sheet.text is not None:
        return True
    rest = name.removeprefix(mapping.sheet) if name.startswith(mapping.sheet) else None
    return rest == "" or bool(rest and _CONTINUED.fullmatch(rest))


def _cut(fit: _Fit) -> Cut:
    keys = [header_key(name) for name in fit.header]
    exact = {name: place for place, name in reversed(list(enumerate(map(cleaned, fit.header))))}
    columns = tuple(exact.get(name, _place(keys, name)) for name in fit.mapping.required_headers)
    return Cut(fit.sheet, fit.header_row, len(fit.header), columns)


def _continued(sheet: Sheet, before: Cut, mapping: ExportMapping, read: Sequence[Sheet]) -> Cut | None:
    """The rows of a sheet without a header that look like those of the sheet `before`; else None."""
    if sheet in read or sheet.kind != before.sheet.kind or sheet.kind == "parquet":
        return None
    by_name = dict(zip(mapping.required_headers, before.columns, strict=True))
    fields = {rule.field: [by_name[name] for name in rule.headers] for rule in mapping.columns}
    number, *_ = fields.get("case_id") or [-1]
    time, *_ = fields.get("received_at") or fields.get("at") or [-1]
    if min(number, time) < 0:
        return None
    rows = [(cells, cleaned(cells[time])) for _, cells in sheet.top[:_ALIKE] if len(cells) > max(number, time)]
    alike = [cells for cells, moment in rows if cleaned(cells[number]) and _MOMENT.match(moment)]
    if not alike or len(alike) < len(sheet.top[:_ALIKE]) or any(len(cells) > before.width for cells in alike):
        return None
    return Cut(sheet, sheet.top[0][0] - 1, before.width, before.columns)


def _place(keys: list[str], name: str) -> int:
    return keys.index(header_key(name)) if header_key(name) in keys else -1


def _repeated_columns(path: Path, fit: _Fit) -> list[Finding]:
    keys = [header_key(name) for name in fit.header]
    repeated = sorted(name for name in fit.mapping.required_headers if keys.count(header_key(name)) > 1)
    place = {"sheet": fit.sheet.name, "row": fit.header_row}
    return [finding("column-repeated", path.name, **place, column=name) for name in repeated]  # type: ignore[arg-type]


def _personal_columns(path: Path, fit: _Fit) -> list[Finding]:
    """Columns that by their name hold personal data and are not dropped, or are even read as something else than a key.

    Of a key it is looked at what stands in it.
    """
    read = {header_key(name): rule.field in KEYS for rule in fit.mapping.columns for name in rule.headers}
    allowed = {header_key(name) for name in fit.mapping.drop} - read.keys()
    allowed |= {key for key, is_key in read.items() if is_key}
    place = {"sheet": fit.sheet.name, "row": fit.header_row}
    return [
        finding("personal-column", path.name, **place, column=cleaned(name))  # type: ignore[arg-type]
        for name in dict.fromkeys(fit.header)
        if personal_column(name) and header_key(name) not in allowed
    ]


def _left(path: Path, fits: Sequence[_Fit]) -> list[Finding]:
    """What is said of sheets that are not read: of those of the same shape that they must not be left."""
    notes: dict[str, Finding] = {}
    for fit in fits:
        name = fit.sheet.name
        if not fit.missing:
            notes[name] = _unread(path, fit.sheet)
        elif not fit.sheet.hidden:
            notes.setdefault(name, finding("sheet-ignored", path.name, sheet=name))
    return list(notes.values())


def _unread(path: Path, sheet: Sheet) -> Finding:
    """What is said of a sheet with cases that is not read."""
    return finding("sheet-hidden" if sheet.hidden else "sheet-same-shape", path.name, sheet=sheet.name)


def _misfit(path: Path, fits: Sequence[_Fit]) -> list[Finding]:
    """The columns that are lacking, by sheet, against the mapping that comes nearest; hidden sheets that would fit."""
    problems = [
        finding("sheet-hidden", path.name, sheet=fit.sheet.name) for fit in fits if fit.sheet.hidden and not fit.missing
    ]
    visible = [fit for fit in fits if not fit.sheet.hidden] or list(fits)
    for name in dict.fromkeys(fit.sheet.name for fit in visible):
        fit = min((item for item in visible if item.sheet.name == name), key=lambda item: len(item.missing))
        there = [cleaned(text) for text in fit.header if cleaned(text)]
        problems += [
            finding(
                "column-missing",
                path.name,
                sheet=name,
                row=fit.header_row,
                column=column,
                mapping=fit.mapping.name,
                near=next(iter(difflib.get_close_matches(column, there, 1)), "–"),
            )
            for column in fit.missing
        ]
    return list(dict.fromkeys(problems))
