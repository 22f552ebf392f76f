"""Exports and settings looked into as a publication would, as far as they can be read; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator.counts.checks import constant_conditions, one_rating, reads_deadlines
from generator.counts.parts import Folders
from generator.counts.rulings import load_rulings
from generator.definitions.findings import Finding, finding, stopping
from generator.definitions.periods import partial_start, proposed_ranges
from generator.definitions.portal import Portal
from generator.intake.staging import Intake, Progress
from generator.publication.adoption import stored_or_adopted
from generator.publication.counting import count, look_over
from generator.publication.deliveries import beyond_today, look_into, status_findings
from generator.publication.imports import all_findings, gate, known_with, take_in_all
from generator.publication.months import covered_months, open_desk, work_through
from generator.publication.request import STORE, Request
from generator.release.shelf.decisions import Decision
from generator.workroom import workroom


@dataclass(frozen=True)
class Checked:
    """The exports as they came through the gate, and the `problems` beside those of their rows.

    `decisions` are what would become of each month, where something is published already and nothing stops it.
    `received` are the cases received in each month, `proposed` what `complete_months` may say beside what it says.
    """

    intakes: tuple[Intake, ...]
    problems: tuple[Finding, ...]
    decisions: tuple[Decision, ...] = ()
    received: Mapping[str, int] = field(default_factory=dict)
    proposed: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found."""
        return all_findings(self.intakes, self.problems)


def check(portal: Portal, settings: Sequence[Finding], request: Request, progress: Progress) -> Checked:
    """What is wrong with the exports, and with the rules and rulings once all that is known is counted.

    `portal` is whatever of the settings stands, `settings` what was found in them. Raises UserError for an export that
    is not there.
    """
    with workroom(portal.folder) as work:
        folders = Folders(portal.folder / STORE, work / STORE)
        state = stored_or_adopted(portal, folders, work / "adopted", progress)
        intakes = take_in_all(portal, state, request, work, progress)
        readable = [intake for intake in intakes if intake.staged is not None]
        known = known_with(portal, state, readable, request.as_of, folders, laid_out=False)
        barred = [*gate(portal, intakes), *beyond_today(request)]
        delivery = look_into(portal, state, known, request)
        if not known.as_of:
            return Checked(intakes, (*settings, *load_rulings(portal)[1]))
        # Only where something is published already can a publication correct it; else sums are enough.
        counted = count(portal, state, known, folders, work, progress) if state.months else None
        overview = look_over(portal, known, progress) if counted is None else counted.overview
        sound_limits = not any(problem.file == "limits.yml" for problem in settings)
        # Where the limits are not sound, nothing is said of conditions that depend on deadlines.
        judged = [indicator for indicator in overview.indicators if sound_limits or not reads_deadlines(indicator)]
        constant = (*constant_conditions(overview.outcomes, judged), *one_rating(overview.outcomes))
        received = overview.received
        proposed = proposed_ranges(received, portal.complete_months, known.as_of)
        partial = partial_start(received, portal.complete_months, known.as_of)
        settings = (*settings, *([finding("month-partial", "portal.yml", value=partial)] if partial else []))
        problems = (*settings, *barred, *delivery.problems, *status_findings(intakes), *overview.problems, *constant)
        if counted is None or stopping(all_findings(intakes, problems)):
            return Checked(intakes, problems, (), received, proposed)
        months = covered_months(portal, counted, request.months)
        worked = work_through(open_desk(portal, counted, state), state, months.wanted, request, progress)
    return Checked(intakes, (*problems, *worked.problems), worked.decisions, received, proposed)
