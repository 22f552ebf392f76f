"""For how long verdicts stand: each month carries on what was said when the official window before it ended.

That is what the newest release of the month says in which that window ended: one file is read for it, however long the
history.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.counts.state import State
from generator.definitions.periods import end_before
from generator.definitions.portal import Portal
from generator.facts.verdicts import Said
from generator.publication.request import SHELF
from generator.release.files.manifest import digest
from generator.release.files.reader import ReleaseFolder
from generator.release.files.said import SaidOfAll, read_said
from generator.release.format import VERDICTS, Files
from generator.release.shelf.chain import latest_releases
from generator.release.shelf.decisions import Decision


class Carried:
    """What the newest releases of this publication say of units, month by month."""

    def __init__(self, portal: Portal, state: State) -> None:
        self._rules, self._shelf = portal.ranking, portal.folder / SHELF
        self._released = latest_releases(self._shelf)
        self._hashes = {month: settled.verdicts for month, settled in state.months.items()}
        self._fresh: dict[str, Files] = {}

    def print_of(self, month: str) -> list[str]:
        """What `before` of the month follows from."""
        return [self._hashes.get(end_before(rule.window, month), "") for rule in self._rules]

    def before(self, month: str) -> SaidOfAll:
        """What the verdicts of the official windows before those of a month say."""
        said: dict[str, Mapping[str, Said]] = {}
        for rule in self._rules:
            files = self._files(end_before(rule.window, month))
            said[rule.indicator] = read_said(files).get(rule.indicator, {})
        return said

    def settle(self, decision: Decision) -> str:
        """From now on the decision's release is the newest of its month. The hash of its verdicts, or blank."""
        if decision.files is not None:
            self._fresh[decision.month] = decision.files
        files = self._files(decision.month)
        self._hashes[decision.month] = digest(files[VERDICTS]) if VERDICTS in files else ""
        return self._hashes[decision.month]

    def _files(self, month: str) -> Files:
        if month in self._fresh:
            return self._fresh[month]
        return ReleaseFolder(self._shelf / self._released[month]) if month in self._released else {}
