"""Everything that is known, counted, with the rulings applied: what publishing and checking have in common."""

from __future__ import annotations

from dataclasses import dataclass

from generator.counts.engine import Counts, count_cases
from generator.counts.rulings import load_rulings
from generator.counts.store import Known
from generator.definitions.findings import Finding
from generator.definitions.indicators import Indicator
from generator.definitions.portal import Portal
from generator.definitions.rulings import Ruling
from generator.intake.staging import Progress
from generator.release.draft.month import reported_indicators


@dataclass(frozen=True)
class Counted:
    """Full-grain counts, which are microdata, and what they rest on.

    `indicators` are those that the sources report; `problems` are of the rulings and of the calendar.
    """

    known: Known
    rulings: tuple[Ruling, ...]
    counts: Counts
    indicators: tuple[Indicator, ...]
    problems: tuple[Finding, ...]


def count(portal: Portal, known: Known, progress: Progress) -> Counted:
    """Count every cohort from the known imports and the rulings. `known.as_of` must not be blank."""
    progress("count", known.rows)
    rulings, unreadable = load_rulings(portal)
    counts = count_cases(known.imports, portal, known.as_of, rulings)
    indicators = reported_indicators(portal, known.fields)
    return Counted(known, rulings, counts, indicators, (*unreadable, *counts.findings))
