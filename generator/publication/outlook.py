"""In which state every month of a portal is, what is due when, and what to do next. Nothing is counted for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.counts.state import State
from generator.definitions.periods import final_on
from generator.definitions.portal import Portal
from generator.publication.answers import call_back_ends
from generator.publication.request import SHELF, stored_state
from generator.release.files.reader import ReleaseFolder, read_json
from generator.release.format import FINAL, RELEASE, REVISED
from generator.release.shelf.chain import Tombstone, latest_releases, read_entries, tombstones

# A month that is known and has no release.
NONE = "none"


@dataclass(frozen=True)
class MonthOutlook:
    """A month: its newest `release` and its `mark` (`none` without one), as of which day it was made, from which day on
    it may be final, and from which on its answers may be told."""

    month: str
    release: str
    mark: str
    as_of: str
    final_on: str
    answers_on: str

    def ripe(self, as_of: str) -> bool:
        """Whether a publication as of that day makes it final, or publishes it at all."""
        return self.mark == NONE or (self.mark not in (FINAL, REVISED) and as_of[:10] >= self.final_on)


@dataclass(frozen=True)
class Outlook:
    """What is known until `as_of`, every month, findings that the next delivery can settle, and the line to type next.

    `next_command` is without the portal; `due` the day until which data must be known for it, blank for now.
    `withdrawn` are the releases that were taken back.
    """

    state: State
    as_of: str
    months: tuple[MonthOutlook, ...]
    pending: Mapping[str, int]
    next_command: str
    due: str
    withdrawn: tuple[Tombstone, ...] = ()


def outlook(portal: Portal) -> Outlook:
    """The outlook of a portal. Raises UserError where its store cannot be read."""
    state = stored_state(portal.folder)
    shelf = portal.folder / SHELF
    released = latest_releases(shelf)
    received = state.counts.get("received", {})
    known = sorted({*portal.covered_months(received, state.known.as_of), *released})
    months = tuple(_month(portal, shelf, month, released.get(month, "")) for month in known)
    command, due = _next(state, months)
    withdrawn = tuple(tombstones(read_entries(shelf)).values())
    return Outlook(state, state.known.as_of, months, state.pending, command, due, withdrawn)


def _month(portal: Portal, shelf: Path, month: str, release: str) -> MonthOutlook:
    info = read_json(ReleaseFolder(shelf / release), RELEASE) if release else {"mark": NONE, "as_of": ""}
    final = final_on(month, portal.year_close).isoformat()
    answers = final if portal.answers == "final" else call_back_ends(portal, month).isoformat()
    return MonthOutlook(month, release, info["mark"], info["as_of"], final, answers)


def _next(state: State, months: tuple[MonthOutlook, ...]) -> tuple[str, str]:
    """The line to type next, and the day until which data must be known for it."""
    if not state.known.imports:
        return "publish EXPORT", ""
    if any(month.ripe(state.known.as_of) for month in months):
        return "publish", ""
    waiting = [month.final_on for month in months if month.mark not in (FINAL, REVISED)]
    return ("publish EXPORT", min(waiting)) if waiting else ("publish EXPORT", "")
