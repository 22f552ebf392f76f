"""A release taken back in the open: a tombstone in the chain, and no file of it left.

As in a publication everything is written first and named last. What the release told of answers goes into the store,
then the chain gets its tombstone, and from that one moment on the release is withdrawn; its files go after that. What
an interrupted withdrawal leaves of them, the next one, or the next publication, clears away.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from generator.counts.keep import keep_withdrawn
from generator.counts.told import withdrawn_folder
from generator.definitions.texts import FORM, PERSONAL, fault_of
from generator.publication.request import SHELF, STORE
from generator.refusals import wrong_use
from generator.release.files.reader import ReleaseFolder, is_reported
from generator.release.format import ATOM_PARTS, ATOMS, RELEASE, SIGNERS, count_file, release_name
from generator.release.shelf.chain import (
    ChainEntry,
    Entry,
    Tombstone,
    head_of,
    named_state,
    newest_of,
    published,
    read_entries,
    tombstones,
)
from generator.release.shelf.figures_all import keep_figures_all
from generator.release.shelf.head import keep_head
from generator.release.shelf.put_up import clear_away, enter, keep_chain, shelf_to_itself
from generator.release.shelf.signing import key_needed, signature_of

# What the next releases rest on of one that is withdrawn.
_KEPT: Final = (RELEASE, ATOMS, ATOM_PARTS, count_file("answers"))
_FAULTS: Final = {FORM: "withdraw_form", PERSONAL: "withdraw_personal"}


@dataclass(frozen=True)
class Withdrawal:
    """A tombstone, and the release of its month that is `valid` now, blank where none stands.

    `before`: it stood in the chain already, and what was left of the files is gone now. `unsigned`: it should be signed
    and is not yet.
    """

    tombstone: Tombstone
    valid: str
    before: bool
    unsigned: bool = False


def withdraw(folder: Path, release: str, day: str, reason: str, role: str, sign_with: Path | None = None) -> Withdrawal:
    """Withdraw a release of the portal in `folder`; `reason` and `role` are public from then on.

    `sign_with` is a private SSH key. Nobody waits for a key with a release that must go: its tombstone may be signed
    later, for the signature is no part of its hash. A release that is withdrawn already keeps its tombstone as it is.
    Raises UserError for a release that was never published, for texts that may not be public, for a key that is not the
    portal's, and while a publication runs.
    """
    shelf = folder / SHELF
    with shelf_to_itself(shelf):
        entries = read_entries(shelf)
        stone = tombstones(entries).get(release)
        before = stone is not None
        if stone is None:
            stone = _signed(_tombstone(entries, release, day, reason, role), sign_with, folder)
            try:
                _keep_told(shelf / release, folder / STORE)
                enter(shelf, (stone,), named_state(shelf))
            except BaseException:
                _take_back(shelf, release, folder / STORE)
                raise
        elif not stone.signature and sign_with is not None:
            late = _signed(stone, sign_with, folder)
            keep_chain(shelf, (late if entry == stone else entry for entry in entries), named_state(shelf))
            stone = late
        keep_figures_all(shelf)
        keep_head(shelf)
        # Last: it takes longest, and neither must go on telling of the release meanwhile.
        clear_away(shelf)
        valid = newest_of(read_entries(shelf)).get(release_name(release).month, "")
        return Withdrawal(stone, valid, before, not stone.signature and key_needed(shelf))


def _tombstone(entries: Sequence[Entry], release: str, day: str, reason: str, role: str) -> Tombstone:
    manifests = {entry.release: entry.manifest for entry in published(entries)}
    if release not in manifests:
        raise wrong_use("no_release", release=release, held="、".join(manifests) or "–")
    _check(reason, role)
    gone = entries.index(ChainEntry(release, manifests[release]))
    return Tombstone(
        withdraws=release,
        manifest=manifests[release],
        day=day,
        reason=reason,
        role=role,
        prev=head_of(entries),
        before=head_of(entries[:gone]),
        place=len(entries) + 1,
    )


def _signed(stone: Tombstone, sign_with: Path | None, folder: Path) -> Tombstone:
    if sign_with is None:
        return stone
    return replace(stone, signature=signature_of(stone.content, sign_with, folder / SIGNERS).decode("ascii"))


def _check(reason: str, role: str) -> None:
    for option, text, column in (("--reason", reason, "text_zh"), ("--by", role, "approved_by")):
        if fault := fault_of(text, column):
            raise wrong_use(_FAULTS[fault], option=option)


def _keep_told(release: Path, store: Path) -> None:
    """Copy what the release told of answers into the store; of figures without cases there is nothing to keep."""
    files = ReleaseFolder(release)
    if RELEASE in files and not is_reported(files):
        keep_withdrawn(store, release.name, {name: files[name] for name in _KEPT if name in files})


def _take_back(shelf: Path, release: str, store: Path) -> None:
    """Remove what a withdrawal that failed has put into the store, unless the chain has its tombstone already."""
    with suppress(OSError):
        if release not in tombstones(read_entries(shelf)):
            shutil.rmtree(withdrawn_folder(store, release), ignore_errors=True)
            withdrawn_folder(store, release).parent.rmdir()
