"""Which final figures a publication would change: month, unit, indicator, and from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.release.files.reader import read_table
from generator.release.format import CHANGES, release_name
from generator.release.shelf.decisions import Decision


@dataclass(frozen=True)
class Correction:
    """A final figure of a unit's month that would be another one: numerator and denominator as text, blank for none."""

    month: str
    unit: str
    indicator: str
    old: tuple[str, str]
    new: tuple[str, str]


def corrections(decisions: Iterable[Decision]) -> Iterator[Correction]:
    """Every change of a unit's figure of a month whose newest release is final, in order."""
    for decision in decisions:
        if decision.files is None or not decision.changes or not release_name(decision.name).corrects:
            continue
        for row in read_table(decision.files[CHANGES]):
            if (row["period"], row["scope"]) == (decision.month, "unit"):
                old = row["old_numerator"], row["old_denominator"]
                new = row["new_numerator"], row["new_denominator"]
                yield Correction(decision.month, row["key"], row["indicator"], old, new)
