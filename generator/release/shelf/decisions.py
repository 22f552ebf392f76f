"""From drafts to new releases: what is kept, what is new, and what must not change silently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from generator.definitions.findings import Finding, finding
from generator.definitions.portal import Portal
from generator.definitions.public_lists import UNSTATED_CAUSES
from generator.definitions.reported import FILE, ReportedPortal
from generator.release.draft.basis import mark_of_correction
from generator.release.draft.maturity import Maturity, maturity
from generator.release.draft.month import Draft
from generator.release.files.package import FIRST, Position, seal, write
from generator.release.files.package_reported import last_month, write_reported
from generator.release.files.public_values import PublicValueError, breach_finding
from generator.release.files.reader import counts_of
from generator.release.format import FIGURES, FINAL, REVISED, Files, release_name
from generator.release.shelf.frozen import (
    Frozen,
    changed_figures,
    names_of,
    newest,
    next_name,
    same_content,
    same_texts,
)

_PROVISIONAL_UPDATE, _MATURITY = UNSTATED_CAUSES
# The cause of a correction that is about names.
REGISTER: Final = "register"


@dataclass(frozen=True)
class Decision:
    """What becomes of a month: `files` is None where the release on the shelf already says the same.

    `periods` are those that the release is about. `held_back`: names or explanations differ from those of a final
    release, which is no reason to correct it.
    """

    month: str
    mark: str
    name: str
    files: Files | None
    changes: int
    periods: tuple[str, ...] = ()
    held_back: bool = False


def decide(
    draft: Draft, portal: Portal, intake: Mapping[str, Any], releases: Path, cause: str
) -> tuple[Decision, list[Finding]]:
    """Compare a draft with the newest release of its month. A final figure changes only with a stated cause.

    `intake` is the account of how the data came in. What the public writer refuses is a finding each.
    """
    before = newest(releases, draft.month)
    name = next_name(draft.month, draft.mark, names_of(releases, draft.month))
    try:
        if before is None:
            return _first(draft, portal, intake, name), []
        return _next(draft, portal, intake, before, name, cause)
    except PublicValueError as error:
        return Decision(draft.month, draft.mark, draft.month, None, 0), _refusals(error, draft.month)


def unstated_cause(mark: str) -> str:
    """Why figures differ from those of a provisional release, `mark` being that of the release which follows it."""
    return _MATURITY if mark in (FINAL, REVISED) else _PROVISIONAL_UPDATE


def _first(draft: Draft, portal: Portal, intake: Mapping[str, Any], name: str) -> Decision:
    """A release of a month of which none stands: its first one, or the next after all were withdrawn."""
    current = _revised(draft) if release_name(name).corrects else draft
    files = seal(write(current, portal, intake, name), FIRST)
    return Decision(draft.month, current.mark, name, files, 0, tuple(draft.marks))


def _next(
    draft: Draft, portal: Portal, intake: Mapping[str, Any], before: Frozen, name: str, cause: str
) -> tuple[Decision, list[Finding]]:
    """What follows a release of the month, if anything does."""
    current = _revised(draft) if before.corrects else draft
    content = write(current, portal, intake, name)
    if same_content(before, content.files):
        return Decision(draft.month, current.mark, before.name, None, 0), []
    # It also corrects where a final release was withdrawn and a provisional one stands.
    corrects = release_name(name).corrects
    cause = cause if before.final else unstated_cause(draft.mark)
    changes = changed_figures(before, content.files, cause)
    if before.final and not changes and cause != REGISTER and same_texts(before, content.files):
        # Only names or explanations differ: no published number is at stake, and a final release stands, unless names
        # are what is corrected.
        return Decision(draft.month, mark_of_correction(draft.mark), before.name, None, 0, held_back=True), []
    if corrects and not before.corrects:
        current = _revised(draft)
        content = write(current, portal, intake, name)
    matured = Maturity()
    if not corrects and draft.mark == FINAL:
        ratios = [indicator.id for indicator in draft.indicators if indicator.ratio]
        matured = maturity(counts_of(before.files), counts_of(content.files), draft.month, ratios)
    files = seal(content, Position(before.files, changes, matured))
    decision = Decision(draft.month, current.mark, name, files, len(changes), tuple(draft.marks))
    if before.final and changes and not cause:
        return decision, [finding("final-would-change", FIGURES, release=before.name, count=len(changes))]
    return decision, []


def _revised(draft: Draft) -> Draft:
    """The same figures, marked as revised wherever they would be final."""
    shown = draft.computed.figures
    figures = tuple(figure._replace(mark=mark_of_correction(figure.mark)) for figure in shown)
    return replace(
        draft,
        mark=mark_of_correction(draft.mark),
        marks={period: mark_of_correction(mark) for period, mark in draft.marks.items()},
        computed=replace(draft.computed, figures=figures),
    )


def _refusals(error: PublicValueError, month: str) -> list[Finding]:
    """Everything that the public writer refused to put into the release of a month."""
    return [breach_finding(breach, month) for breach in error.breaches]


def decide_reported(portal: ReportedPortal, releases: Path, cause: str) -> tuple[Decision, list[Finding]]:
    """Compare figures without cases with their release. A figure once published changes only with a cause.

    What a report says is final when it is published, so there is no provisional release. What the public writer
    refuses is a finding each.
    """
    month = last_month(portal)
    before = newest(releases, month)
    name = next_name(month, FINAL, names_of(releases, month))
    try:
        if before is None:
            mark = REVISED if release_name(name).corrects else FINAL
            return Decision(month, mark, name, seal(write_reported(portal, mark, name), FIRST), 0), []
        return _next_reported(portal, before, name, cause)
    except PublicValueError as error:
        return Decision(month, FINAL, month, None, 0), _refusals(error, month)


def _next_reported(portal: ReportedPortal, before: Frozen, name: str, cause: str) -> tuple[Decision, list[Finding]]:
    month = release_name(name).month
    files = write_reported(portal, FINAL, name).files
    changes = changed_figures(before, files, cause)
    # Where only names or explanations differ no published number is at stake, and the release stands.
    if same_content(before, files) or not (changes or cause or not same_texts(before, files)):
        return Decision(month, REVISED if before.corrects else FINAL, before.name, None, 0), []
    revised = seal(write_reported(portal, REVISED, name), Position(before.files, changes))
    decision = Decision(month, REVISED, name, revised, len(changes))
    if changes and not cause:
        return decision, [finding("final-would-change", FILE, release=before.name, count=len(changes))]
    return decision, []
