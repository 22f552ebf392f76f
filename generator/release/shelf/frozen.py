"""Releases on the shelf: what they hold, what the next of a month is called, and what differs from one to the next.

A release never changes; a new one stands beside it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from generator.release.files.reader import ReleaseFolder, counts_of, is_reported, read_json
from generator.release.format import (
    ATOM_PARTS,
    ATOMS,
    CHANGES,
    FINAL,
    INDICATORS,
    INTAKE,
    MANIFEST,
    PACKAGE,
    PROGRAM,
    README,
    RELEASE,
    REVISIONS,
    SIGNATURE,
    SIGNERS,
    STORY,
    TEXTS,
    VERIFY_PY,
    VERIFY_SQL,
    WHAT_CHANGED,
    WORKBOOK,
    Change,
    Files,
    ReleaseName,
    release_name,
)
from generator.release.shelf.chain import latest_releases, published, read_entries

# The account of how a release came about; what readers compare is everything else.
_ACCOUNT = (
    *(INTAKE, RELEASE, PACKAGE, CHANGES, REVISIONS),
    # The tables in words; it also says what differs from the release before.
    STORY,
    # What was tried and failed; what was told shows in the count table.
    *(ATOMS, ATOM_PARTS),
    *(README, WHAT_CHANGED, MANIFEST, SIGNATURE, SIGNERS),
)


@dataclass(frozen=True)
class Frozen:
    """A release on the shelf: its name, and its files by path."""

    name: str
    files: Files

    @property
    def final(self) -> bool:
        """Whether it is a final release or a correction of one."""
        return release_name(self.name).final

    @property
    def corrects(self) -> bool:
        """Whether it is a correction of a final release."""
        return release_name(self.name).corrects


def newest(releases: Path, month: str) -> Frozen | None:
    """The newest release of a month; None where there is none."""
    name = latest_releases(releases).get(month)
    return Frozen(name, read_release(releases, name)) if name is not None else None


def read_release(releases: Path, name: str) -> dict[str, bytes]:
    """The files of a release by path."""
    return dict(ReleaseFolder(releases / name))


def names_of(releases: Path, month: str) -> tuple[str, ...]:
    """The names of all releases of a month that were ever published, withdrawn or not."""
    names = (entry.release for entry in published(read_entries(releases)))
    return tuple(name for name in names if release_name(name).month == month)


def next_name(month: str, mark: str, taken: Collection[str]) -> str:
    """The name of the next release of a month that now has `mark`; `taken` are the names of all it ever had.

    A final month stays final: what follows is a correction. No name is used again, that of a withdrawn release neither.
    """
    names = [release_name(name) for name in taken]
    final = mark == FINAL or any(name.final for name in names)
    number = max((name.number for name in names if name.final == final), default=0) + 1
    return str(ReleaseName(month, final, number))


def same_content(before: Frozen, files: Files) -> bool:
    """Whether two releases of a month publish the same content, whatever the account of their making."""
    return _content(before.files) == _content(files)


def _content(files: Files) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if not _is_account(path)}


def _is_account(path: str) -> bool:
    """The workbook says again what the tables say, under the release's name."""
    return path in _ACCOUNT or path.endswith(WORKBOOK) or path in (VERIFY_SQL, VERIFY_PY) or path.startswith(PROGRAM)


def same_texts(before: Frozen, files: Files) -> bool:
    """Whether two releases hold the same authored texts; one without the table has none."""
    return _texts(before.files) == _texts(files)


def _texts(files: Files) -> list[bytes]:
    return files.get(TEXTS, b"").splitlines()[1:]


def _told_otherwise(old: Files, new: Files) -> frozenset[str]:
    """The indicators of answers, between format 1 and a later one: what was told stands, and is not compared."""
    if is_reported(old) or read_json(old, RELEASE)["format"] == read_json(new, RELEASE)["format"]:
        return frozenset()
    return frozenset(
        str(indicator["id"]) for indicator in read_json(old, INDICATORS) if indicator["cohort"] == "answers"
    )


def changed_figures(before: Frozen, files: Files, cause: str) -> list[Change]:
    """Every figure whose counts differ between two releases, with the `cause`, in the order of their places."""
    old, new = counts_of(before.files), counts_of(files)
    untold = _told_otherwise(before.files, files)
    changes = []
    for place in sorted(place for place in old.keys() | new.keys() if place[3] not in untold):
        was, now = old.get(place, (None, None)), new.get(place, (None, None))
        if was != now:
            changes.append(Change(*place, was[0], was[1], now[0], now[1], cause))
    return changes
