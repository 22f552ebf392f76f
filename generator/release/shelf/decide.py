"""From drafts to new releases: what is kept, what is new, and what must not change silently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.definitions.findings import Finding, finding
from generator.definitions.indicators import Indicator
from generator.definitions.portal import Portal
from generator.definitions.texts import FILE as TEXTS
from generator.release.draft.maturity import maturity
from generator.release.draft.month import Draft
from generator.release.files.package import package
from generator.release.files.public_values import PublicValueError, breach_finding
from generator.release.shelf.shelf import (
    MATURITY,
    PROVISIONAL_UPDATE,
    Frozen,
    changed_figures,
    counts_of,
    newest,
    next_name,
    same_content,
)


@dataclass(frozen=True)
class Decision:
    """What becomes of a month: `files` is None where the release on the shelf already says the same.

    `periods` are those that the release is about.
    """

    month: str
    mark: str
    name: str
    files: Mapping[str, bytes] | None
    changes: int
    periods: tuple[str, ...] = ()


def decide(
    draft: Draft,
    portal: Portal,
    indicators: tuple[Indicator, ...],
    intake: Mapping[str, Any],
    releases: Path,
    cause: str,
) -> tuple[Decision, list[Finding]]:
    """Compare a draft with the newest release of its month. A final figure changes only with a stated cause.

    What the public writer refuses is a finding each.
    """
    try:
        return _decide(draft, portal, indicators, intake, releases, cause)
    except PublicValueError as error:
        return Decision(draft.month, draft.mark, draft.month, None, 0), refusals(error, draft.month)


def refusals(error: PublicValueError, month: str) -> list[Finding]:
    """Everything that the public writer refused to put into the release of a month."""
    return [breach_finding(item, month) for item in error.breaches]


def _decide(
    draft: Draft,
    portal: Portal,
    indicators: tuple[Indicator, ...],
    intake: Mapping[str, Any],
    releases: Path,
    cause: str,
) -> tuple[Decision, list[Finding]]:
    before = newest(releases, draft.month)
    current = _revised(draft) if before is not None and _is_correction(before) else draft
    name = next_name(draft.month, draft.mark, before)
    files = package(current, portal, indicators, name, intake, [])
    if before is None:
        return Decision(draft.month, current.mark, name, files, 0, tuple(draft.marks)), []
    if same_content(before, files):
        return Decision(draft.month, current.mark, before.name, None, 0), []
    if not before.final:
        why = MATURITY if draft.mark == "F" else PROVISIONAL_UPDATE
    else:
        why, current = cause, _revised(draft)
    changes = changed_figures(before, files, why)
    if not before.final and draft.mark == "F":
        ratios = [item.id for item in indicators if item.ratio]
        matured = maturity(counts_of(before.files), counts_of(files), draft.month, ratios)
        current = replace(current, matured=matured)
    if before.final and not changes and not cause and same_texts(before, files):
        # Only names or explanations differ: no published number is at stake, and a final release stands.
        return Decision(draft.month, current.mark, before.name, None, 0), []
    decision = Decision(
        draft.month,
        current.mark,
        name,
        package(current, portal, indicators, name, intake, changes, [before.files]),
        len(changes),
    )
    if before.final and changes and not cause:
        return decision, [finding("final-would-change", "figures.csv", release=before.name, count=len(changes))]
    return decision, []


def same_texts(before: Frozen, files: Mapping[str, bytes]) -> bool:
    """Whether two releases hold the same authored texts; one without the table has none."""

    def texts(those: Mapping[str, bytes]) -> list[bytes]:
        return those.get(TEXTS, b"").splitlines()[1:]

    return texts(before.files) == texts(files)


def _is_correction(before: Frozen) -> bool:
    return before.final and not before.name.endswith("-f1")


def _revised(draft: Draft) -> Draft:
    """The same figures, marked as revised wherever they would be final."""

    def mark(old: str) -> str:
        return "R" if old == "F" else old

    return replace(
        draft,
        mark=mark(draft.mark),
        marks={period: mark(old) for period, old in draft.marks.items()},
        computed=replace(
            draft.computed,
            figures=tuple(replace(item, mark=mark(item.mark)) for item in draft.computed.figures),
        ),
    )
