"""Which sheet of a file fits which mapping: exactly one may, and otherwise the findings say why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.definitions.findings import Finding, finding
from generator.definitions.mappings import ExportMapping
from generator.intake.mapping import missing_columns
from generator.intake.readers import (
    Sheet,
    UnreadableError,
    kind_of,
    merged_header,
    open_text,
    open_workbook,
)

Choice = tuple[Sheet | None, ExportMapping | None, list[Finding]]


def choose_sheet(path: Path, mappings: tuple[ExportMapping, ...]) -> Choice:
    """The sheet to read and the mapping to read it with, or None and the findings. Raises UnreadableError."""
    if kind_of(path) == "xlsx":
        return _choose_in_workbook(path, mappings)
    return _choose_for_text(path, mappings)


def cases_first(paths: Sequence[Path], mappings: tuple[ExportMapping, ...]) -> list[Path]:
    """The exports in the order in which they must be read: events after all others."""
    if len(paths) < 2 or all(mapping.table == "cases" for mapping in mappings):
        return list(paths)

    def holds_events(path: Path) -> bool:
        try:
            _, mapping, _ = choose_sheet(path, mappings)
        except UnreadableError:
            return False
        return mapping is not None and mapping.table == "events"

    return sorted(paths, key=holds_events)


def _choose_for_text(path: Path, mappings: tuple[ExportMapping, ...]) -> Choice:
    opened: list[tuple[Sheet, ExportMapping]] = []
    trouble: UnreadableError | None = None
    for mapping in mappings:
        try:
            opened.append((open_text(path, mapping.encoding), mapping))
        except UnreadableError as error:
            trouble = trouble or error
    if not opened and trouble is not None:
        raise trouble
    fitting = [(sheet, mapping) for sheet, mapping in opened if not missing_columns(mapping, sheet.header)]
    if len(fitting) == 1:
        sheet, mapping = fitting[0]
        return sheet, mapping, _header_notes(path, sheet, mapping)
    if fitting:
        names = ", ".join(mapping.name for _, mapping in fitting)
        return None, None, [finding("mapping-ambiguous", path.name, names=names)]
    return None, None, _misfit(path, opened)


def _choose_in_workbook(path: Path, mappings: tuple[ExportMapping, ...]) -> Choice:
    sheets = open_workbook(path)
    if not sheets:
        raise UnreadableError("file-empty")
    pairs = [
        (sheet, mapping) for sheet in sheets for mapping in mappings if not mapping.sheet or mapping.sheet == sheet.name
    ]
    fitting = [(sheet, mapping) for sheet, mapping in pairs if not missing_columns(mapping, sheet.header)]
    if len(fitting) == 1:
        sheet, mapping = fitting[0]
        notes = _header_notes(path, sheet, mapping)
        notes += [finding("sheet-ignored", path.name, sheet=other.name) for other in sheets if other != sheet]
        return sheet, mapping, notes
    if fitting:
        return None, None, [finding("sheet-ambiguous", path.name, sheet=sheet.name) for sheet, _ in fitting]
    problems = [
        finding("header-merged", path.name, sheet=sheet.name, row=1)
        for sheet in sheets
        if merged_header(path, sheet.name)
    ]
    return None, None, problems + _misfit(path, pairs)


def _misfit(path: Path, pairs: list[tuple[Sheet, ExportMapping]]) -> list[Finding]:
    """The columns that are lacking, by sheet, against the mapping that comes nearest."""
    problems: list[Finding] = []
    for name in dict.fromkeys(sheet.name for sheet, _ in pairs):
        here = [(sheet, mapping) for sheet, mapping in pairs if sheet.name == name]
        sheet, mapping = min(here, key=lambda pair: len(missing_columns(pair[1], pair[0].header)))
        problems += [
            finding("column-missing", path.name, sheet=name, row=1, column=column, mapping=mapping.name)
            for column in missing_columns(mapping, sheet.header)
        ]
    return problems


def _header_notes(path: Path, sheet: Sheet, mapping: ExportMapping) -> list[Finding]:
    needed = set(mapping.required_headers)
    repeated = {name for name in needed if sheet.header.count(name) > 1}
    return [finding("column-repeated", path.name, sheet=sheet.name, row=1, column=name) for name in sorted(repeated)]
