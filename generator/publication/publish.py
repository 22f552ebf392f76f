"""From exports to releases: one straight line of phases, all or nothing.

    take in ─► gate ─► delivery ─► count what changed ─► month by month: disclose ─► draft ─► decide ─► commit

Everything before `commit` only reads the portal's folder.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from generator.counts.checks import constant_conditions
from generator.counts.imports import Import
from generator.counts.keep import keep, sweep
from generator.counts.parts import Folders
from generator.counts.state import State, named
from generator.definitions.findings import Finding, stopping
from generator.definitions.portal import Portal
from generator.engines.bench import Opener
from generator.engines.choose import engine
from generator.intake.staging import Intake, Progress
from generator.publication.adoption import stored_or_adopted
from generator.publication.counting import Counted, count
from generator.publication.deliveries import NOT_REPEATED, Delivery, beyond_today, look_into, status_findings
from generator.publication.imports import all_findings, fresh_imports, gate, known_with, take_in_all
from generator.publication.months import Worked, covered_months, open_desk, work_through
from generator.publication.request import SHELF, STORE, Request, stored_state
from generator.refusals import wrong_use
from generator.release.shelf.decisions import Decision
from generator.release.shelf.figures_all import keep_figures_all
from generator.release.shelf.head import keep_head
from generator.release.shelf.put_up import clear_away, put_up, shelf_to_itself, stage
from generator.release.shelf.signing import key_needed
from generator.workroom import workroom


@dataclass(frozen=True)
class Publication:
    """What came of a request; `stopped` where something was found that must be mended first, and nothing is published.

    `problems` are found beside those of the intakes. `decisions` say what becomes of each month. `fresh` are the
    imports that the store does not hold yet. `state` is that of the store once this is published, its new files lie in
    `folders`; None where nothing was worked out.
    """

    intakes: tuple[Intake, ...]
    problems: tuple[Finding, ...]
    stopped: bool
    decisions: tuple[Decision, ...] = ()
    fresh: tuple[Import, ...] = ()
    state: State | None = None
    folders: Folders | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found."""
        return all_findings(self.intakes, self.problems)


def publish(portal: Portal, request: Request, progress: Progress) -> Publication:
    """Publish what the exports bring and what has become due; of it only the months asked for, if any are.

    Raises UserError for an export that is not there, for a key that is not the portal's, and while another publication
    runs.
    """
    with shelf_to_itself(portal.folder / SHELF), workroom(portal.folder) as work:
        publication = draft_publication(portal, request, work, progress)
        if not publication.stopped:
            commit(portal.folder, publication, request.sign_with)
    return publication


def draft_publication(portal: Portal, request: Request, work: Path, progress: Progress) -> Publication:
    """What `publish` would publish now; store and shelf stay as they are. `work` is an empty folder for new files."""
    with engine(request.spark, work / "spark") as opener:
        return _drafted(portal, request, work, progress, opener)


def _drafted(portal: Portal, request: Request, work: Path, progress: Progress, opener: Opener) -> Publication:
    folders = Folders(portal.folder / STORE, work / STORE)
    state = stored_or_adopted(portal, folders, work / "adopted", progress)
    intakes = take_in_all(portal, state, request, work, progress)
    barred = [*gate(portal, intakes), *beyond_today(request)]
    if stopping(all_findings(intakes, barred)):
        return Publication(intakes, tuple(barred), stopped=True)
    known = known_with(portal, state, intakes, request.as_of, folders)
    delivery = look_into(portal, state, known, request)
    counted = count(portal, state, known, folders, work, progress, opener)
    months = covered_months(portal, counted, request.months)
    desk = open_desk(portal, counted, state, delivery.pending.get(NOT_REPEATED, 0))
    worked = work_through(desk, state, months.wanted, request, progress)
    problems = (
        *barred,
        *delivery.problems,
        *status_findings(intakes),
        *counted.problems,
        *months.problems,
        *worked.problems,
        *constant_conditions(counted.outcomes(_touched(state, counted)), counted.indicators),
    )
    return Publication(
        intakes,
        problems,
        stopped=bool(stopping(problems)),
        decisions=worked.decisions,
        fresh=fresh_imports(state, known),
        state=_next_state(state, counted, worked, delivery),
        folders=folders,
    )


def _touched(state: State, counted: Counted) -> frozenset[str]:
    """The months whose counts are not those of the state."""
    return frozenset(
        month
        for table, hashes in counted.increment.counts.items()
        for month, digest in hashes.items()
        if state.counts.get(table, {}).get(month) != digest
    )


def _next_state(state: State, counted: Counted, worked: Worked, delivery: Delivery) -> State:
    """The state of the store once this is published."""
    return named(
        replace(
            state,
            known=counted.sources.known,
            rules=counted.increment.rules,
            rulings=counted.sources.rulings,
            counts=counted.increment.counts,
            months=worked.states,
            told=worked.told,
            pending=delivery.pending,
            name="",
        )
    )


def commit(folder: Path, publication: Publication, sign_with: Path | None) -> None:
    """Write a publication that nothing stopped into the portal's `folder`.

    Releases and the store's new files are written first and named last, together: whatever interrupts it, the moment
    in which the chain gets its new name decides whether they are published. What says nothing new changes no byte, and
    where it fails before that moment nothing of it is left. Raises UserError when `sign_with` is not a key of the
    portal's, or is missing where releases are signed.
    """
    try:
        _commit(folder, publication, sign_with)
    except BaseException:
        _take_back(folder)
        raise


def _take_back(folder: Path) -> None:
    """Remove what a publication that failed has written and nothing names: no room is taken by it, and it is private.

    What cannot be removed now the next publication clears away. A store of format 1 has no list of its files.
    """
    with suppress(OSError):
        clear_away(folder / SHELF)
        state = stored_state(folder)
        if state.name or not state.known.imports:
            sweep(folder / STORE, state)
    for room in (SHELF, STORE):
        with suppress(OSError):
            # Only where nothing was ever published are they empty.
            (folder / room).rmdir()


def _commit(folder: Path, publication: Publication, sign_with: Path | None) -> None:
    shelf, state = folder / SHELF, publication.state
    new = {decision.name: decision.files for decision in publication.decisions if decision.files is not None}
    if new and sign_with is None and key_needed(shelf):
        raise wrong_use("sign_needed")
    entries = stage(shelf, new, sign_with)
    if state is not None and publication.folders is not None:
        if state.name != stored_state(folder).name:
            keep(publication.folders, state)
            put_up(shelf, entries, state.name)
        sweep(folder / STORE, state)
    elif entries:
        put_up(shelf, entries)
    # Where nothing was entered the whole table is made again, and so mended.
    keep_figures_all(shelf, [entry.release for entry in entries])
    keep_head(shelf)
