"""What a release changes of the one before it, as a finding of its story: rates that moved, or corrections."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from generator.definitions.cohorts import POOLED
from generator.definitions.public_lists import CAUSES
from generator.facts.story.model import Found, Name, Part, Row, Slot, places_of
from generator.release.draft.maturity import RevisionRow
from generator.release.files.reader import read_changes, read_table
from generator.release.format import CHANGES, REVISIONS, Change, Files


def revised(changes: Sequence[Change], matured: Sequence[RevisionRow]) -> list[Found]:
    """The one finding about what moved; nothing where nothing did."""
    return _matured(matured) or _corrected([change for change in changes if change.cause in CAUSES])


def revised_in(files: Files) -> list[Found]:
    """The same from the files of a release. Raises KeyError, ValueError or TypeError where they cannot be read."""
    rows = [
        RevisionRow(
            row["period"],
            row["indicator"],
            row["unit"],
            int(row["old_numerator"]),
            int(row["old_denominator"]),
            int(row["new_numerator"]),
            int(row["new_denominator"]),
            row["change"],
        )
        for row in read_table(files[REVISIONS])
    ]
    return revised(read_changes(files), rows)


def _matured(rows: Sequence[RevisionRow]) -> list[Found]:
    """The indicator of which a unit's rate moved most since the provisional data."""
    largest = max(rows, key=lambda row: (abs(_change(row)), row.indicator, row.unit), default=None)
    if largest is None or not _change(largest):
        return []
    of_it = [row for row in rows if row.indicator == largest.indicator]
    most = abs(_change(largest))
    values: dict[str, Slot] = {
        "indicator": Name("indicators", largest.indicator),
        "n": sum(1 for row in of_it if _change(row)),
        "units": len(of_it),
        "most": Part(most, places_of(most)),
    }
    key = {"period": largest.period, "indicator": largest.indicator, "unit": largest.unit}
    row = Row(REVISIONS, key, largest.new_numerator, largest.new_denominator)
    return [Found("revised", "revised.matured", values, (row,))]


def _change(row: RevisionRow) -> Fraction:
    return Fraction(row.new_numerator, row.new_denominator) - Fraction(row.old_numerator, row.old_denominator)


def _corrected(changes: Sequence[Change]) -> list[Found]:
    """How many figures a correction changes; they are all rows of changes.csv."""
    units = {change.key for change in changes if change.scope == "unit"} - {POOLED}
    if not units:
        return []
    row = Row(CHANGES, {}, len(changes), None)
    return [Found("revised", "revised.corrected", {"n": len(changes), "units": len(units)}, (row,))]
