"""Everything that people wrote for publication in a portal's folder, looked at before anything is published.

Registers, texts, notes of figures, and the settings that a release carries: whatever looks like personal data or would
run as a formula is a finding with its place and its kind, never with what was found. The portal's own contact is the
one place for a telephone number and an e-mail address. Mappings, exports, rulings and recipes are never published.

No detector knows all names, so sentences beside the figures are published only when a role has looked at them:
`reviewed_by` and `reviewed_on` of portal.yml. Texts of `texts.csv` carry role and day of their own.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from generator.definitions.bounds import read_bounded
from generator.definitions.findings import Finding, finding
from generator.definitions.personal import FORMULA, KINDS, faults, may_be_a_name
from generator.definitions.settings import Place, read_plain

SETTINGS: Final = ("portal.yml", "limits.yml", "indicators/*.yml", "schemes/*.yml")
TABLES: Final = ("registers/*.csv", "texts.csv", "figures_reported.csv")
# Where the portal says how to reach it, and which files to read: not looked at.
_CONTACT: Final = (("contact", "email"), ("contact", "phone"))
_PRIVATE: Final = ("exports",)
# A column or key that may be named: one written wrongly could hold anything.
_NAME: Final = re.compile(r"[A-Za-z_]{1,40}")
# Areas of this level are never published.
_UNPUBLISHED_LEVEL: Final = "grid"

_PORTAL: Final = "portal.yml"
# Table → its column of sentences.
_SENTENCES: Final = {"registers/units.csv": "handles", "figures_reported.csv": "note"}


def screen_portal(folder: Path) -> list[Finding]:
    """Every fault of the texts below `folder`, file by file. What cannot be read at all is reported elsewhere."""
    problems: list[Finding] = []
    for pattern in (*SETTINGS, *TABLES):
        for path in sorted(folder.glob(pattern)):
            file = path.relative_to(folder).as_posix()
            named = faults(path.stem)
            if named:
                # The name of the file is what is at fault, so it is not said.
                problems += _findings(named, f"{file.rpartition('/')[0]}/", 0, "")
            else:
                problems += _table(path, file) if path.suffix == ".csv" else _settings(path, file)
    return problems


def kind_words(kind: str) -> dict[str, str]:
    """The parameters that name a kind of personal data in a finding."""
    return {f"kind_{lang}": word for lang, word in KINDS[kind].items()}


def _findings(kinds: tuple[str, ...], file: str, row: int, column: str) -> Iterator[Finding]:
    for kind in kinds:
        if kind == FORMULA:
            yield finding("formula-cell", file, row=row, column=column)
        else:
            yield finding("personal-data", file, row=row, column=column, **kind_words(kind))


def _table(path: Path, file: str) -> Iterator[Finding]:
    header, rows = _cells(path, file)
    for number, cells in enumerate(rows, 2):
        if dict(zip(header, cells, strict=False)).get("level") != _UNPUBLISHED_LEVEL:
            for place, cell in enumerate(cells):
                name = header[place] if place < len(header) else ""
                yield from _findings(faults(cell), file, number, name if _NAME.fullmatch(name) else str(place + 1))


def _cells(path: Path, file: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a table; nothing of one that cannot be read."""
    text, _ = read_bounded(path, file)
    try:
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        lines = []
    return (lines[0], lines[1:]) if lines else ([], [])


def _settings(path: Path, file: str) -> Iterator[Finding]:
    settings, _ = read_plain(path, file)
    if settings is None:
        return
    for place, text in walk(settings.data):
        if place[:1] != _PRIVATE and place not in _CONTACT:
            yield from _findings(faults(text), file, settings.line(place), dotted(place))


def dotted(place: Place) -> str:
    """A place as the column of a finding; what is no plain key is not said."""
    return ".".join(str(part) if isinstance(part, int) or _NAME.fullmatch(part) else "?" for part in place)


def walk(data: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every text of plain data with its place."""
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from walk(value, (*place, str(key)))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from walk(value, (*place, index))


def unreviewed(folder: Path) -> list[Finding]:
    """Every sentence below `folder` that nobody has looked at, with file and line; none where portal.yml says who did.

    What cannot be read at all, and a role or day that is none, is reported elsewhere; a person in place of a role here.
    """
    settings, _ = read_plain(folder / _PORTAL, _PORTAL)
    data = settings.data if settings is not None and isinstance(settings.data, dict) else {}
    role = data.get("reviewed_by")
    if settings is not None and isinstance(role, str) and role.strip():
        named = may_be_a_name(role)
        return [_unread(_PORTAL, settings.line(["reviewed_by"]), "reviewed_by")] if named else []
    notes = data.get("notes")
    found = []
    if settings is not None and isinstance(notes, list):
        found = [_unread(_PORTAL, settings.line(["notes", place]), f"notes.{place}") for place in range(len(notes))]
    return found + [item for file, column in _SENTENCES.items() for item in _prose(folder / file, file, column)]


def _prose(path: Path, file: str, column: str) -> Iterator[Finding]:
    header, rows = _cells(path, file) if path.is_file() else ([], [])
    for number, cells in enumerate(rows, 2):
        if dict(zip(header, cells, strict=False)).get(column, "").strip():
            yield _unread(file, number, column)


def _unread(file: str, row: int, column: str) -> Finding:
    return finding("text-unreviewed", file, row=row, column=column)
