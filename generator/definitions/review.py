"""Prose of registers and notes is published only when a role has looked at it for names that no detector knows.

`reviewed_by` and `reviewed_on` of portal.yml hold for what people wrote in sentences beside the figures: the notes of
portal.yml, what units handle, the notes of reported figures. Texts of `texts.csv` carry role and day of their own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from generator.definitions.bounds import read_bounded
from generator.definitions.findings import Finding, finding
from generator.definitions.personal import may_be_a_name
from generator.definitions.settings import read_plain

_PORTAL: Final = "portal.yml"
# Table → its column of sentences.
_PROSE: Final = {"registers/units.csv": "handles", "figures_reported.csv": "note"}


def unreviewed(folder: Path) -> list[Finding]:
    """Every sentence below `folder` that nobody has looked at, with file and line; none where portal.yml says who did.

    What cannot be read at all, and a role or day that is none, is reported elsewhere; a person in place of a role here.
    """
    settings, _ = read_plain(folder / _PORTAL, _PORTAL)
    data = settings.data if settings is not None and isinstance(settings.data, dict) else {}
    role = data.get("reviewed_by")
    if settings is not None and isinstance(role, str) and role.strip():
        named = may_be_a_name(role)
        return [_finding(_PORTAL, settings.line(["reviewed_by"]), "reviewed_by")] if named else []
    notes = data.get("notes")
    found = []
    if settings is not None and isinstance(notes, list):
        found = [_finding(_PORTAL, settings.line(["notes", place]), f"notes.{place}") for place in range(len(notes))]
    return found + [item for file, column in _PROSE.items() for item in _table(folder / file, file, column)]


def _table(path: Path, file: str, column: str) -> Iterator[Finding]:
    text, _ = read_bounded(path, file) if path.is_file() else ("", [])
    try:
        for number, row in enumerate(csv.DictReader(io.StringIO(text, newline="")), 2):
            if (row.get(column) or "").strip():
                yield _finding(file, number, column)
    except csv.Error:
        return


def _finding(file: str, row: int, column: str) -> Finding:
    return finding("text-unreviewed", file, row=row, column=column)
