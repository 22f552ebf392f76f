"""Everything that is known, counted, with the rulings applied: what publishing and checking have in common."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from generator.counts.imports import Known
from generator.counts.increments import Increment, count_increment
from generator.counts.month_counts import Counts, any_row, load_counts
from generator.counts.outcomes import Outcomes, count_outcomes, sum_outcomes
from generator.counts.parts import Folders
from generator.counts.rulings import load_rulings
from generator.counts.state import State, counts_file
from generator.counts.store import Sources
from generator.definitions.findings import Finding
from generator.definitions.indicators import Indicator
from generator.definitions.portal import Portal
from generator.engines.bench import Opener
from generator.engines.embedded import open_embedded
from generator.intake.staging import Progress
from generator.release.draft.month import reported_indicators


@dataclass(frozen=True)
class Counted:
    """Full-grain counts, which are microdata, and what they rest on.

    `indicators` are those that the sources report; `problems` are of the rulings and of the calendar.
    """

    portal: Portal
    sources: Sources
    folders: Folders
    increment: Increment
    indicators: tuple[Indicator, ...]
    problems: tuple[Finding, ...]

    @property
    def as_of(self) -> str:
        """The day or moment until which everything is known."""
        return self.sources.known.as_of

    @property
    def months(self) -> tuple[str, ...]:
        """The months in which some case was received, in order."""
        return tuple(self.increment.counts["received"])

    @property
    def overview(self) -> Overview:
        """What is known, summed up by month alone."""
        months = {month for hashes in self.increment.counts.values() for month in hashes}
        return Overview(self.outcomes(months), self.indicators, self.problems)

    def of(self, months: Collection[str]) -> Counts:
        """The counts of some months."""
        return load_counts(self.portal, self.sources, self.increment.counts, self.folders, months)

    def outcomes(self, months: Collection[str]) -> Outcomes:
        """The outcomes of some months, whatever the unit, place or category."""
        return sum_outcomes(self.portal, self.sources, self.increment.counts, self.folders, months)

    def files(self, name: str, first: str = "", last: str = "9999-99") -> list[Path]:
        """The files of one table's counts, month after month from the `first` to the `last`."""
        hashes = self.increment.counts.get(name, {}).items()
        wanted = [(month, digest) for month, digest in hashes if first <= month <= last]
        return [self.folders.path(counts_file(name, month, digest)) for month, digest in wanted]

    def holds(self, name: str, condition: str) -> bool:
        """Whether a table has a row in any month that meets a condition of SQL."""
        return any_row(self.increment.counts.get(name, {}), self.folders, name, condition)

    def hashes(self, month: str) -> dict[str, str]:
        """Table → hash of its counts of the month."""
        return {table: hashes[month] for table, hashes in self.increment.counts.items() if month in hashes}


@dataclass(frozen=True)
class Overview:
    """What is known, summed up by month alone.

    `indicators` are those that the sources report; `problems` are of the rulings and of the calendar.
    """

    outcomes: Outcomes
    indicators: tuple[Indicator, ...]
    problems: tuple[Finding, ...]

    @property
    def received(self) -> dict[str, int]:
        """Month → cases received in it."""
        if "received" not in self.outcomes:
            return {}
        months = self.outcomes["received"].groupby("period")["n"].sum()
        return {str(month): int(n) for month, n in months.items()}


def look_over(portal: Portal, known: Known, progress: Progress) -> Overview:
    """What is known, summed up; far cheaper than to count it. `known.as_of` must not be blank."""
    progress("count", known.rows)
    rulings, unreadable = load_rulings(portal)
    outcomes, prepared = count_outcomes(portal, Sources(known, rulings))
    return Overview(outcomes, reported_indicators(portal, known.fields), (*unreadable, *prepared.findings))


def count(
    portal: Portal,
    state: State,
    known: Known,
    folders: Folders,
    work: Path,
    progress: Progress,
    opener: Opener = open_embedded,
) -> Counted:
    """Count what changed since `state` in every cohort, on an engine. `known.as_of` must not be blank."""
    progress("count", known.rows)
    rulings, unreadable = load_rulings(portal)
    sources = Sources(known, rulings)
    increment = count_increment(portal, state, sources, folders, work, opener)
    indicators = reported_indicators(portal, known.fields)
    return Counted(portal, sources, folders, increment, indicators, (*unreadable, *increment.prepared.findings))
