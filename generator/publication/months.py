"""Month by month: which are covered, the draft of each, and what becomes of it on the shelf."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.counts.rulings import after_freeze
from generator.definitions.findings import Finding, finding
from generator.definitions.periods import months_between
from generator.definitions.portal import Portal
from generator.intake.staging import Intake, Progress
from generator.publication.counting import Counted
from generator.publication.disclosing import Disclosed
from generator.publication.imports import account
from generator.publication.request import SHELF
from generator.release.draft.month import Draft, draft_month
from generator.release.files.reader import read_json
from generator.release.format import RELEASE
from generator.release.shelf.decisions import Decision, decide
from generator.release.shelf.frozen import newest


@dataclass(frozen=True)
class Months:
    """The months to publish, oldest first, and a finding for each that was asked for and is not covered."""

    wanted: tuple[str, ...]
    problems: tuple[Finding, ...]


@dataclass(frozen=True)
class Decided:
    """What becomes of each month, and what stands against it."""

    decisions: tuple[Decision, ...]
    problems: tuple[Finding, ...]


def covered_months(portal: Portal, intakes: Sequence[Intake], counted: Counted, asked: Sequence[str]) -> Months:
    """The months from the first to the last receipt in the exports, up to the as-of; of these only the `asked` ones.

    A month without a receipt is covered where the portal calls it complete. What was received before the first
    complete month is known so that it can be carried over into it.
    """
    first, last = min(intake.first_month for intake in intakes), max(intake.last_month for intake in intakes)
    filled = frozenset(counted.counts.tables["received"]["period"].unique()) | portal.complete_months
    begin, end = max(first, min(portal.complete_months, default=first)), min(last, counted.known.as_of[:7])
    covered = [month for month in months_between(begin, end) if month in filled]
    missing = [month for month in asked if month not in covered]
    problems = [finding("month-not-covered", "--month", first=first, last=last) for _ in missing]
    if not covered:
        problems.append(finding("no-month", "--as-of", first=first))
    return Months(tuple(month for month in covered if not asked or month in asked), tuple(problems))


def draft_months(portal: Portal, disclosed: Disclosed, months: Sequence[str], progress: Progress) -> Iterator[Draft]:
    """The draft of each month, one at a time: those of some years together would fill the memory."""
    for number, month in enumerate(months, 1):
        progress("publish", number)
        yield draft_month(month, disclosed.public, portal, disclosed.in_force(month), disclosed.as_of)


def decide_months(
    portal: Portal, counted: Counted, disclosed: Disclosed, drafts: Iterable[Draft], cause: str
) -> Decided:
    """Each draft beside the newest release of its month; `cause` is why final figures change, blank where none may."""
    shelf = portal.folder / SHELF
    intake: Mapping[str, Any] = account(counted.known.imports) | {"deadlines": counted.counts.deadlines}
    decisions: list[Decision] = []
    problems: list[Finding] = []
    for draft in drafts:
        decision, trouble = decide(draft, portal, intake, shelf, cause)
        decisions.append(decision)
        problems += trouble
    if cause != "ruling":
        problems += after_freeze(counted.rulings, counted.counts.ruled, _frozen(decisions, shelf), disclosed.as_of)
    return Decided(tuple(decisions), tuple(problems))


def _frozen(decisions: Iterable[Decision], shelf: Path) -> dict[str, tuple[str, str]]:
    """Month → name and as-of day of its final release, where its figures would change now."""
    frozen: dict[str, tuple[str, str]] = {}
    for decision in decisions:
        before = newest(shelf, decision.month) if decision.changes else None
        if before is not None and before.final:
            frozen[decision.month] = (before.name, read_json(before.files, RELEASE)["as_of"])
    return frozen
