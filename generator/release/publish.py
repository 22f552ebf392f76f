"""From drafts to new releases: what is kept, what is new, and what must not change silently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.definitions.findings import Finding, finding
from generator.definitions.indicators import Indicator
from generator.definitions.portal import Portal
from generator.release.build import Draft
from generator.release.package import package
from generator.release.shelf import (
    MATURITY,
    PROVISIONAL_UPDATE,
    Frozen,
    changed_figures,
    newest,
    next_name,
    same_content,
)


@dataclass(frozen=True)
class Decision:
    """What becomes of a month: `files` is None where the release on the shelf already says the same."""

    month: str
    mark: str
    name: str
    files: Mapping[str, bytes] | None
    changes: int


def decide(
    draft: Draft,
    portal: Portal,
    indicators: tuple[Indicator, ...],
    intake: Mapping[str, Any],
    releases: Path,
    cause: str,
) -> tuple[Decision, list[Finding]]:
    """Compare a draft with the newest release of its month. A final figure changes only with a stated cause."""
    before = newest(releases, draft.month)
    current = _revised(draft) if before is not None and _is_correction(before) else draft
    name = next_name(draft.month, draft.mark, before)
    files = package(current, portal, indicators, name, intake, [])
    if before is None:
        return Decision(draft.month, current.mark, name, files, 0), []
    if same_content(before, files):
        return Decision(draft.month, current.mark, before.name, None, 0), []
    if not before.final:
        why = MATURITY if draft.mark == "F" else PROVISIONAL_UPDATE
    else:
        why, current = cause, _revised(draft)
    changes = changed_figures(before, files, why)
    if before.final and not changes and not cause:
        # Only names or explanations differ: no published number is at stake, and a final release stands.
        return Decision(draft.month, current.mark, before.name, None, 0), []
    decision = Decision(
        draft.month,
        current.mark,
        name,
        package(current, portal, indicators, name, intake, changes),
        len(changes),
    )
    if before.final and not cause:
        return decision, [finding("final-would-change", "figures.csv", release=before.name, count=len(changes))]
    return decision, []


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
        figures=tuple(replace(item, mark=mark(item.mark)) for item in draft.figures),
    )
