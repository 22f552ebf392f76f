"""From exports to releases: one straight line of phases, all or nothing.

    take in ─► gate ─► count ─► disclose ─► draft each month ─► decide ─► commit

Everything before `commit` only reads the portal's folder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.counts.answered import AnswersRecord, keep_answers
from generator.counts.checks import constant_conditions
from generator.counts.store import Import, append, read_imports
from generator.definitions.findings import Finding, stopping
from generator.definitions.portal import Portal
from generator.intake.staging import Intake, Progress
from generator.publication.answers import answers_records, exposures
from generator.publication.counting import count
from generator.publication.disclosing import disclose_months
from generator.publication.imports import all_findings, fresh_imports, gate, known_with, take_in_all
from generator.publication.months import covered_months, decide_months, draft_months
from generator.publication.request import SHELF, STORE, Request
from generator.release.shelf.decisions import Decision
from generator.release.shelf.figures_all import keep_figures_all
from generator.release.shelf.put_up import put_up, shelf_to_itself, stage


@dataclass(frozen=True)
class Publication:
    """What came of a request; `stopped` where something was found that must be mended first, and nothing is published.

    `problems` are found beside those of the intakes. `decisions` say what becomes of each month. `fresh` are the
    imports that the store does not hold yet, `records` the answers that each new release tells.
    """

    intakes: tuple[Intake, ...]
    problems: tuple[Finding, ...]
    stopped: bool
    decisions: tuple[Decision, ...] = ()
    fresh: tuple[Import, ...] = ()
    records: Mapping[str, AnswersRecord] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found."""
        return all_findings(self.intakes, self.problems)


def publish(portal: Portal, request: Request, progress: Progress) -> Publication:
    """Publish every month that the exports cover, or only those asked for.

    Raises UserError for an export that is not there, for a key that is not the portal's, and while another publication
    runs.
    """
    with shelf_to_itself(portal.folder / SHELF), tempfile.TemporaryDirectory() as work:
        publication = draft_publication(portal, request, Path(work), progress)
        if not publication.stopped:
            commit(portal.folder, publication, request.sign_with)
    return publication


def draft_publication(portal: Portal, request: Request, work: Path, progress: Progress) -> Publication:
    """What `publish` would publish now; store and shelf stay as they are. Accepted rows are staged below `work`."""
    intakes = take_in_all(portal, request, work, progress)
    barred = gate(portal, intakes)
    if stopping(all_findings(intakes, barred)):
        return Publication(intakes, tuple(barred), stopped=True)
    counted = count(portal, known_with(portal, intakes, request.as_of), progress)
    months = covered_months(portal, intakes, counted, request.months)
    disclosed = disclose_months(portal, counted, months.wanted)
    drafts = draft_months(portal, disclosed, months.wanted, progress)
    decided = decide_months(portal, counted, disclosed, drafts, request.cause)
    problems = (
        *barred,
        *counted.problems,
        *months.problems,
        *decided.problems,
        *exposures(decided.decisions, portal.folder / SHELF, disclosed.policy),
        *constant_conditions(counted.counts, disclosed.indicators),
    )
    return Publication(
        intakes,
        problems,
        stopped=bool(stopping(problems)),
        decisions=decided.decisions,
        fresh=fresh_imports(read_imports(portal.folder / STORE), intakes),
        records=answers_records(decided.decisions, disclosed.behind, disclosed.public.tables),
    )


def commit(folder: Path, publication: Publication, sign_with: Path | None) -> None:
    """Write a publication that nothing stopped into the portal's `folder`.

    The releases are staged first and named in the chain last: whatever interrupts it, that moment decides whether they
    are published. Raises UserError when `sign_with` is not a key of the portal's.
    """
    shelf, store = folder / SHELF, folder / STORE
    new = {decision.name: decision.files for decision in publication.decisions if decision.files is not None}
    entries = stage(shelf, new, sign_with)
    for imported in publication.fresh:
        append(store, imported)
    for release, record in publication.records.items():
        keep_answers(store, release, record)
    if entries:
        put_up(shelf, entries)
    keep_figures_all(shelf)
