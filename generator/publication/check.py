"""Exports and settings looked into as a publication would, as far as they can be read; nothing is kept."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.counts.checks import constant_conditions, reads_deadlines
from generator.counts.rulings import load_rulings
from generator.definitions.findings import Finding
from generator.definitions.portal import Portal
from generator.intake.staging import Intake, Progress
from generator.publication.counting import count
from generator.publication.imports import all_findings, known_with, take_in_all
from generator.publication.request import Request


@dataclass(frozen=True)
class Checked:
    """The exports as they came through the gate, and the `problems` beside those of their rows."""

    intakes: tuple[Intake, ...]
    problems: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found."""
        return all_findings(self.intakes, self.problems)


def check(portal: Portal, settings: Sequence[Finding], request: Request, progress: Progress) -> Checked:
    """What is wrong with the exports, and with the rules and rulings once all that is known is counted.

    `portal` is whatever of the settings stands, `settings` what was found in them. Raises UserError for an export that
    is not there.
    """
    with tempfile.TemporaryDirectory() as work:
        intakes = take_in_all(portal, request, Path(work), progress)
        readable = [intake for intake in intakes if intake.staged is not None]
        sound_limits = not any(problem.file == "limits.yml" for problem in settings)
        counted = _counted(portal, readable, request.as_of, progress, sound_limits=sound_limits)
    return Checked(intakes, (*settings, *counted))


def _counted(
    portal: Portal, intakes: Sequence[Intake], as_of: str, progress: Progress, *, sound_limits: bool
) -> tuple[Finding, ...]:
    """What is wrong with the rulings, deadlines beyond the calendar, and conditions that always or never hold.

    Where the limits are not sound, nothing is said of conditions that depend on deadlines.
    """
    known = known_with(portal, intakes, as_of)
    if not known.as_of:
        _, problems = load_rulings(portal)
        return tuple(problems)
    counted = count(portal, known, progress)
    judged = [indicator for indicator in counted.indicators if sound_limits or not reads_deadlines(indicator)]
    return (*counted.problems, *constant_conditions(counted.counts, judged))
