"""From full-grain counts to what may be seen of them, month by month: windows are sums of published months."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.counts.month_counts import Counts
from generator.counts.state import MonthState, State, public_file
from generator.definitions.portal import Portal
from generator.disclosure.policy import Policy, portal_policy
from generator.publication.counting import Counted
from generator.publication.public_months import PublicMonth, disclose_month, month_bytes, read_month
from generator.resources import resource_dir


class PublicMonths:
    """What may be seen of each month: as its newest release has it; where there is none by these rules, as known now.

    `policy` is the portal's policy of disclosure.
    """

    def __init__(self, portal: Portal, counted: Counted, state: State) -> None:
        self.policy: Policy = portal_policy(portal)
        self._counted = counted
        self._states: dict[str, MonthState] = dict(state.months)
        self._as_known: dict[str, PublicMonth] = {}
        self._published: dict[str, PublicMonth] = {}
        self._full: tuple[str, Counts] | None = None

    def full(self, month: str) -> Counts:
        """The month's full-grain counts; those asked for last are at hand."""
        if self._full is None or self._full[0] != month:
            self._full = month, self._counted.of([month])
        return self._full[1]

    def as_known(self, month: str) -> PublicMonth:
        """The month as it is known now."""
        if month not in self._as_known:
            self._as_known[month] = disclose_month(month, self.full(month), self.policy)
        return self._as_known[month]

    def as_published(self, month: str) -> PublicMonth:
        """The month as its newest release has it."""
        digest = self._digest(month)
        if not digest:
            return self.as_known(month)
        if month not in self._published:
            path = self._counted.folders.path(public_file(month, digest))
            self._published[month] = read_month(month, path.read_bytes())
        return self._published[month]

    def print_of(self, month: str) -> str:
        """What `as_published` of the month follows from, as a text that is another one when that is."""
        return self._digest(month) or repr(sorted(self._counted.hashes(month).items()))

    def keep(self, month: str, *, anew: bool) -> str:
        """The hash of what the newest release of a month shows, after it was drafted; its file is written if need be.

        `anew`: the draft became a release. Otherwise the one before stands, with what it shows.
        """
        digest = "" if anew else self._digest(month)
        if not digest:
            content = month_bytes(self.as_known(month))
            digest = hashlib.sha256(content).hexdigest()
            path = self._counted.folders.fresh / public_file(month, digest)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return digest

    def settle(self, month: str, state: MonthState) -> None:
        """From now on `state` says what the newest release of the month rests on."""
        self._states[month] = state
        self._published.pop(month, None)

    def states(self) -> Mapping[str, MonthState]:
        """What the newest release of every month rests on."""
        return dict(sorted(self._states.items()))

    def _digest(self, month: str) -> str:
        state = self._states.get(month)
        return state.public if state is not None and state.rules == self._counted.increment.rules else ""


def drafting_rules(portal: Portal) -> str:
    """The hash of every definition that figures and their files follow from.

    Left out is what concerns a single month (texts, and whether its data are complete), and what only says how exports
    are read.
    """
    public = {name: value for name, value in portal.public.items() if name != "complete_months"}
    digest = hashlib.sha256(repr((public, [indicator.id for indicator in portal.indicators])).encode())
    for path in _definitions(portal):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _definitions(portal: Portal) -> Iterable[Path]:
    yield from sorted((portal.folder / "registers").glob("*.csv"))
    for folder in (resource_dir("indicators"), portal.folder / "indicators", portal.folder / "schemes"):
        yield from sorted(folder.glob("*.yml"))
