"""Everything computed, computed again: from the release's own count tables and rules, compared cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.definitions.conditions import ConditionError
from generator.definitions.findings import Finding, finding
from generator.definitions.rounding import percent_of
from generator.release.draft.basis import Basis
from generator.release.draft.compute import Computed, compute
from generator.release.draft.rules import Rules, read_rules
from generator.release.files.count_tables import open_counts, public_tables
from generator.release.files.package import computed_tables, table_bytes
from generator.release.files.reader import Row, is_reported, read_json, read_table
from generator.release.format import (
    COMPARISONS,
    COMPUTED,
    INDICATORS,
    RELEASE,
    REPORTED,
    SCHEMES,
    SYNTHETIC,
    VERDICTS,
    Files,
    codelist_file,
)
from generator.verify.shape import described_tables


def check_figures(release: str, files: Files) -> tuple[int, list[Finding]]:
    """How many computed rows were made again, and every place where the release says something else."""
    try:
        if is_reported(files):
            return _check_reported(release, files)
        tables = computed_tables(recompute(files))
        schemas = described_tables(files)
    except (KeyError, TypeError, ValueError, AttributeError, ConditionError):
        return 0, [finding("verify-rules", f"{release}/{RELEASE}")]
    # Rows that nothing recomputes are nobody's word.
    unasked = [table.file for table in COMPUTED if table.file in files and table.file not in tables]
    problems: list[Finding] = [finding("verify-file-extra", f"{release}/{file}") for file in unasked]
    count = 0
    if COMPARISONS in files and VERDICTS not in files:
        del tables[VERDICTS]
    for file, (_, rows) in tables.items():
        schema = schemas[file]
        columns = [field["name"] for field in schema["fields"]]
        wanted = table_bytes(columns, rows, synthetic=columns[-1] == SYNTHETIC)
        count += wanted.count(b"\n") - 1
        if files[file] != wanted:
            key = schema.get("primaryKey") or columns
            problems += differences(f"{release}/{file}", read_table(files[file]), read_table(wanted), key)
    return count, problems


def recompute(files: Files) -> Computed:
    """What follows from the count tables of a release by its own rules."""
    release = read_json(files, RELEASE)
    counts = public_tables(files)
    basis = Basis(release["month"], release["as_of"], release["marks"], counts, open_counts(files))
    return compute(basis, release_rules(files))


def release_rules(files: Files) -> Rules:
    """The rules that the release states."""
    return read_rules(
        read_json(files, RELEASE),
        read_json(files, INDICATORS),
        read_json(files, SCHEMES),
        read_table(files[codelist_file("units")]),
        read_table(files[codelist_file("categories")]),
    )


def _check_reported(release: str, files: Files) -> tuple[int, list[Finding]]:
    """Rates of figures that were reported without cases."""
    rows = read_table(files[REPORTED])
    problems = []
    for number, row in enumerate(rows, start=2):
        wanted = percent_of(int(row["numerator"]), int(row["denominator"] or 0))
        if row["value"] != wanted:
            place = ", ".join((row["period"], row["unit"], row["indicator"]))
            problems.append(
                finding(
                    "verify-differs", f"{release}/{REPORTED}", row=number, column="value", place=place, wanted=wanted
                )
            )
    return len(rows), problems


def differences(file: str, rows: list[Row], wanted: list[Row], key: Iterable[str]) -> Iterator[Finding]:
    """Each cell that should say something else, each row too many or missing, or at least a wrong order."""
    columns = [key] if isinstance(key, str) else list(key)

    def by_place(rows: list[Row]) -> dict[tuple[str, ...], tuple[int, Mapping[str, Any]]]:
        return {tuple(row[c] for c in columns): (number, row) for number, row in enumerate(rows, start=2)}

    there, should = by_place(rows), by_place(wanted)
    differs = False
    for place, (number, row) in there.items():
        shown = ", ".join(part for part in place if part)
        if place not in should:
            differs = True
            yield finding("verify-row-extra", file, row=number, place=shown)
            continue
        for column, value in should[place][1].items():
            if row.get(column) != value:
                differs = True
                yield finding("verify-differs", file, row=number, column=column, place=shown, wanted=value)
    for place in should.keys() - there.keys():
        differs = True
        yield finding("verify-row-missing", file, place=", ".join(part for part in place if part))
    if not differs:
        yield finding("verify-order", file)
