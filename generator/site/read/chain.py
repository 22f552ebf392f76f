"""Every release that was ever published, as the chain lists them: its place, what it changed, what it is made of.

`releases.py` reads the newest release of each month whole; here all of them are read, but no figure beyond those that
changed from one release of a month to the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.definitions.public_lists import CAUSES
from generator.release.files.reader import (
    MissingFileError,
    ReleaseFolder,
    Row,
    figure_rows,
    place_of,
    read_changes,
    read_json,
)
from generator.release.format import MANIFEST, SIGNATURE, Change, Figure, FigureKey, Files, release_name
from generator.release.shelf.chain import ChainEntry, newest_of, published, read_entries, tombstones
from generator.site.read.head import Head, lacking, read_head

# Numerator and denominator; without the former there is no figure.
Counts = tuple[int | None, int | None]


@dataclass(frozen=True)
class Changed:
    """A figure that differs from the release of its month before; `old` or `new` is None where it was not published."""

    period: str
    scope: str
    key: str
    indicator: str
    old: Figure | None
    new: Figure | None
    cause: str

    @property
    def place(self) -> FigureKey:
        """Which figure it is."""
        return self.period, self.scope, self.key, self.indicator


@dataclass(frozen=True)
class Issue(Head):
    """A published release: its place in the chain (from 1), the hash of its manifest, its changes.

    `before` is the release of the same month that it replaced, `after` the one that replaced it; blank for none.
    `previous` is the hash that its manifest names as the one before. What was withdrawn is neither; what a release
    changed against one that was withdrawn after it is not told.
    """

    place: int
    manifest: str
    previous: str
    signed: bool
    before: str
    after: str
    changes: tuple[Changed, ...]

    @property
    def href(self) -> str:
        """The address of its page, from the root of the site; it never changes."""
        return f"releases/{self.name}.html"

    @property
    def causes(self) -> tuple[str, ...]:
        """Why figures changed, each cause once."""
        return tuple(dict.fromkeys(change.cause for change in self.changes))

    @property
    def corrects(self) -> bool:
        """Whether it corrects figures that were final."""
        return any(cause in CAUSES for cause in self.causes)


@dataclass(frozen=True)
class Withdrawn:
    """A release that was taken back: its place in the chain, the hash of its manifest; the day, why, and by which role.

    `valid` is the release of its month that stands now, blank for none.
    """

    name: str
    place: int
    manifest: str
    day: str
    reason: str
    role: str
    valid: str

    @property
    def month(self) -> str:
        """Its month."""
        return release_name(self.name).month

    @property
    def href(self) -> str:
        """The address of its tombstone: that of its page before."""
        return f"releases/{self.name}.html"


def read_withdrawn(shelf: Path) -> tuple[Withdrawn, ...]:
    """Every release that was taken back, in the order in which that happened."""
    entries = read_entries(shelf)
    valid = newest_of(entries)
    places = {entry.release: place for place, entry in enumerate(published(entries), 1)}
    return tuple(
        Withdrawn(
            name,
            places[name],
            stone.manifest,
            stone.day,
            stone.reason,
            stone.role,
            valid.get(release_name(name).month, ""),
        )
        for name, stone in tombstones(entries).items()
    )


def read_issues(shelf: Path) -> tuple[Issue, ...]:
    """Every release that stands in the order of publication. UserError when one lacks a file."""
    entries = read_entries(shelf)
    gone = tombstones(entries)
    months: dict[str, list[str]] = {}
    for entry in published(entries):
        if entry.release not in gone:
            months.setdefault(release_name(entry.release).month, []).append(entry.release)
    issues = []
    for place, entry in enumerate(published(entries), 1):
        if entry.release in gone:
            continue
        name = release_name(entry.release)
        month = ["", *months[name.month], ""]
        at = month.index(entry.release)
        replaced = newest_of(entries[: entries.index(entry)]).get(name.month, "")
        try:
            issues.append(_issue(shelf, place, entry, "" if replaced in gone else replaced, month[at + 1]))
        except MissingFileError as error:
            raise lacking(error) from error
    return tuple(issues)


def _issue(shelf: Path, place: int, entry: ChainEntry, before: str, after: str) -> Issue:
    head = read_head(shelf / entry.release)
    return Issue(
        **vars(head),
        place=place,
        manifest=entry.manifest,
        previous=read_json(head.content, MANIFEST).get("prev", ""),
        signed=SIGNATURE in head.content,
        before=before,
        after=after,
        changes=_changes(head, ReleaseFolder(shelf / before)) if before else (),
    )


def _changes(head: Head, before: Files) -> tuple[Changed, ...]:
    changes = read_changes(head.content)
    if not changes:
        return ()
    old, new = ({place_of(row): row for row in figure_rows(files)} for files in (before, head.content))

    def figure(change: Change, counts: Counts, rows: Mapping[FigureKey, Row]) -> Figure | None:
        numerator, denominator = counts
        if numerator is None:
            return None
        row = rows.get(change.place, {})
        ratio = change.indicator in head.ratios
        return Figure(*change.place, numerator, denominator, row.get("value", ""), row.get("mark", ""), ratio)

    return tuple(
        Changed(*change.place, figure(change, change.old, old), figure(change, change.new, new), change.cause)
        for change in changes
    )
