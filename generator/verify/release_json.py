"""What a release says of itself: name, marks and tallies, its data package, and its changes since the one before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, fields
from typing import Any

from generator.definitions.findings import Finding, finding
from generator.definitions.periods import months_of_ranges
from generator.definitions.public_lists import CAUSES, RANKING_STATUS
from generator.release.draft.basis import mark_of_correction, marks_of
from generator.release.files.manifest import digest
from generator.release.files.reader import read_json, read_table
from generator.release.format import (
    CHANGES,
    FINAL,
    INCOMPLETE,
    PACKAGE,
    PROVISIONAL,
    RANKING,
    RELEASE,
    REVISED,
    Change,
    Files,
    ReleaseName,
    demonstration_prefix,
    schema_file,
)
from generator.release.shelf.decisions import unstated_cause
from generator.release.shelf.frozen import Frozen, changed_figures
from generator.verify.course import Course, followed
from generator.verify.integrity import Sealed

# Columns of changes.csv: the place, then what it was, is, and why.
_COLUMNS = tuple(field.name for field in fields(Change))


def check_account(sealed: Sealed, opened: Sequence[Sealed], course: Course) -> list[Finding]:
    """Findings about release.json, datapackage.json and changes.csv of one of the `opened` releases.

    What by its chain has none before it can have changed nothing.
    """
    try:
        release = read_json(sealed.files, RELEASE)
        return [
            *_check_release(sealed, release),
            *_check_package(sealed, release),
            *_check_changes(sealed, opened, release, course),
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        return [finding("verify-rules", f"{sealed.release}/{RELEASE}")]


def _check_release(sealed: Sealed, release: Mapping[str, Any]) -> Iterator[Finding]:
    """Every member of release.json that follows from the name, the as-of, the complete months or the tables."""
    month = sealed.name.month
    wanted: dict[str, object] = {"release": sealed.release, "month": month}
    if not release.get("reported"):
        complete = months_of_ranges(release["portal"]["complete_months"])
        marks = marks_of(month, complete, release["as_of"], release["final_on"])
        if sealed.name.corrects:
            marks = {period: mark_of_correction(mark) for period, mark in marks.items()}
        wanted |= {"periods": list(marks), "marks": marks, "mark": marks[month], "counts": _tallies(sealed.files)}
    for member, value in wanted.items():
        if release[member] != value:
            yield _says(sealed, member, value)
    allowed = _marks_of_name(sealed.name)
    if release["mark"] not in allowed:
        yield _says(sealed, "mark", " / ".join(allowed))


def _says(sealed: Sealed, member: str, wanted: object) -> Finding:
    shown = wanted if isinstance(wanted, str) else json.dumps(wanted, ensure_ascii=False)
    return finding("verify-says", f"{sealed.release}/{RELEASE}", column=member, wanted=shown)


def _marks_of_name(name: ReleaseName) -> tuple[str, ...]:
    """The marks that the month of a release may have."""
    if not name.final:
        return PROVISIONAL, INCOMPLETE
    return (REVISED, PROVISIONAL, INCOMPLETE) if name.corrects else (FINAL,)


def _tallies(files: Files) -> dict[str, dict[str, int]]:
    """Indicator → status → rows of the ranking."""
    tallies: dict[str, dict[str, int]] = {}
    for row in read_table(files[RANKING]):
        tallies.setdefault(row["indicator"], dict.fromkeys(RANKING_STATUS, 0))[row["status"]] += 1
    return tallies


def _check_package(sealed: Sealed, release: Mapping[str, Any]) -> Iterator[Finding]:
    """Each resource of the data package as its file is, and the package as the release is."""
    package = read_json(sealed.files, PACKAGE)
    file = f"{sealed.release}/{PACKAGE}"
    prefix = demonstration_prefix(release["synthetic"])
    wanted = {
        "name": f"{prefix}{release['portal']['portal']}-{sealed.release}",
        "version": sealed.release,
        "created": f"{release['as_of']}T00:00:00Z",
        "synthetic": release["synthetic"],
    }
    for member, value in wanted.items():
        if package[member] != value:
            yield finding("verify-package-says", file, column=member, wanted=value)
    for resource in package["resources"]:
        path = resource["path"]
        content = sealed.files.get(path)
        if content is None:
            yield finding("verify-package-says", file, column=path, wanted="–")
        elif digest(content) != sealed.hashes.get(path):
            # Not the file that was published, and named for that already.
            continue
        elif (resource["bytes"], resource["hash"]) != (len(content), f"sha256:{digest(content)}"):
            yield finding("verify-package-says", file, column=path, wanted=f"{len(content)}, sha256:{digest(content)}")
        schema = resource.get("schema")
        described = schema_file(schema["name"]) if schema else ""
        if described in sealed.files and read_json(sealed.files, described) != schema:
            yield finding("verify-schema", f"{sealed.release}/{described}")


def _check_changes(
    sealed: Sealed, opened: Sequence[Sealed], release: Mapping[str, Any], course: Course
) -> Iterator[Finding]:
    """changes.csv beside the release of the month before this one, where that is at hand."""
    known, before = followed(sealed, opened, course)
    if not known:
        return
    rows = read_table(sealed.files[CHANGES])
    wanted: list[tuple[str, ...]] = []
    if before is not None:
        old = Frozen(before.release, before.files)
        stated = next((row["cause"] for row in rows if row["cause"] in CAUSES), "")
        changes = changed_figures(old, sealed.files, stated if old.final else unstated_cause(release["mark"]))
        wanted = [tuple("" if cell is None else str(cell) for cell in astuple(change)) for change in changes]
    published = {tuple(row[name] for name in _COLUMNS[:4]): (line, row) for line, row in enumerate(rows, start=2)}
    file, follows = f"{sealed.release}/{CHANGES}", before.release if before else ""
    for change in wanted:
        line, row = published.pop(change[:4], (0, {}))
        for name, value in zip(_COLUMNS, change, strict=True):
            if row.get(name) != value and (row or name == _COLUMNS[0]):
                shown = ", ".join(change[:4]) if not row else value
                yield finding("verify-changes", file, row=line, column=name, before=follows, wanted=shown)
    for line, _ in published.values():
        yield finding("verify-changes", file, row=line, before=follows or "–", wanted="–")
