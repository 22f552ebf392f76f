"""Everything computed, computed again: from the release's own count tables and rules, compared cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.definitions.conditions import ConditionError
from generator.definitions.findings import Finding, finding
from generator.definitions.rounding import percent_of
from generator.release.draft.basis import Basis
from generator.release.draft.compute import Computed, compute, compute_earlier
from generator.release.draft.rules import Rules, earlier_concentrations, read_rules
from generator.release.files.count_tables import open_counts, public_tables
from generator.release.files.package import table_bytes
from generator.release.files.reader import Row, is_reported, read_json, read_table
from generator.release.files.said import SaidOfAll, read_said_before
from generator.release.format import (
    COMPARISONS,
    COMPUTED,
    EARLIER,
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
from generator.verify.story import check_story


def check_figures(release: str, files: Files, said: SaidOfAll | None = None) -> tuple[int, list[Finding]]:
    """How many computed rows were made again, and every place where the release says something else.

    `said` is what the verdicts of the official windows before say; None where those releases are not at hand, and then
    how long a verdict has stood is not checked.
    """
    try:
        if is_reported(files):
            return _check_reported(release, files)
        computed = recompute(files, said)
        schemas = described_tables(files)
        known = EARLIER if is_earlier(files) else COMPUTED
        made = {table: rows for table in known if (rows := getattr(computed, table.attribute)) is not None}
        problems: list[Finding] = [
            # Rows that nothing recomputes are nobody's word.
            finding("verify-file-extra", f"{release}/{table.file}")
            for table in known
            if table.file in files and table not in made
        ]
        count = 0
        for table, records in made.items():
            schema = schemas[table.file]
            columns = [field["name"] for field in schema["fields"]]
            own = [column for column in columns if column != SYNTHETIC]
            rows = [[getattr(record, column) for column in own] for record in records]
            wanted = table_bytes(columns, rows, synthetic=columns[-1] == SYNTHETIC)
            count += len(rows)
            if files[table.file] != wanted:
                key = schema.get("primaryKey") or columns
                place = f"{release}/{table.file}"
                problems += differences(place, read_table(files[table.file]), read_table(wanted), key)
        problems += check_story(release, files, computed.story)
    except (KeyError, TypeError, ValueError, AttributeError, ConditionError):
        return 0, [finding("verify-rules", f"{release}/{RELEASE}")]
    return count, problems


def is_earlier(files: Files) -> bool:
    """Whether it is a release from before verdicts, which compared units instead."""
    return COMPARISONS in files and VERDICTS not in files


def recompute(files: Files, said: SaidOfAll | None = None) -> Computed:
    """What follows from the count tables of a release by its own rules.

    Where it is not known what was `said` before, verdicts have stood for as long as the release says.
    """
    release = read_json(files, RELEASE)
    carried = read_said_before(files) if said is None else said
    basis = Basis(
        release["month"],
        release["as_of"],
        release["marks"],
        public_tables(files),
        open_counts(files),
        carried,
        frozenset(release.get("answers", {}).get("one_value", ())),
    )
    rules = release_rules(files)
    return (
        compute_earlier(basis, rules, earlier_concentrations(release)) if is_earlier(files) else compute(basis, rules)
    )


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
