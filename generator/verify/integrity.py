"""Nothing altered: the chain of manifests, and the hash of every file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from generator.definitions.findings import Finding, finding
from generator.definitions.texts import fault_of
from generator.release.files.manifest import GENESIS, digest, manifest
from generator.release.files.reader import read_json
from generator.release.format import (
    CHAIN,
    DEMONSTRATION,
    FORMATS,
    MANIFEST,
    RELEASE,
    SIGNATURE,
    Files,
    ReleaseName,
    release_name,
)
from generator.release.shelf.chain import Entry, Tombstone, head_of, parsed, published, rewritten, standing, tombstones
from generator.verify.bounds import beyond_bounds
from generator.verify.sources import Source

_HASH = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Sealed:
    """A release with a readable manifest: its name there, the hash of the manifest before it, and its files.

    `place` is its place in the chain, from 1, as the manifest says; None where it does not.
    """

    release: str
    previous: str
    hashes: dict[str, str]
    files: Files
    place: int | None = None

    @property
    def name(self) -> ReleaseName:
        """The parts of its name."""
        return release_name(self.release)

    @property
    def digest(self) -> str:
        """The hash of the manifest itself."""
        return digest(self.files[MANIFEST])


def open_releases(source: Source) -> tuple[list[Sealed], list[Finding]]:
    """The releases whose manifest and format this program knows, in the chain's order; a finding for every other."""
    opened: list[Sealed] = []
    problems = [finding("verify-archive", name) for name in source.broken]
    for folder, files in source.releases.items():
        if beyond := list(beyond_bounds(folder, files)):
            problems += beyond
            continue
        sealed = _sealed(files)
        if sealed is None:
            problems.append(finding("verify-manifest", _path(folder, MANIFEST)))
        elif folder and folder.removeprefix(DEMONSTRATION) != sealed.release:
            problems.append(finding("verify-name", _path(folder, MANIFEST), release=sealed.release))
        elif _format(files) not in FORMATS:
            problems.append(finding("verify-format", _path(folder, RELEASE), format=", ".join(map(str, FORMATS))))
        else:
            opened.append(sealed)
    places = _places(source.chain)
    opened.sort(key=lambda sealed: (places.get(sealed.release, len(places)), sealed.name))
    return opened, problems


def _places(chain: bytes | None) -> dict[str, int]:
    """Release → its place in the chain, as far as that can be read."""
    try:
        return {str(entry.get("release")): place for place, entry in enumerate(json.loads(chain or b"")["ledger"])}
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return {}


def _path(folder: str, file: str) -> str:
    return f"{folder}/{file}" if folder else file


def _sealed(files: Files) -> Sealed | None:
    """None for a manifest that is not canonical JSON of its members, or whose release has no such name."""
    try:
        data: dict[str, Any] = read_json(files, MANIFEST)
        hashes = dict(data["files"])
        place = data.get("place")
        known = manifest(data["release"], hashes, data["prev"], place) == files[MANIFEST]
        release_name(data["release"])
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
    sound = all(len(text) == len(GENESIS) and _HASH.issuperset(text) for text in (*hashes.values(), data["prev"]))
    sound = sound and (place is None or type(place) is int)
    return Sealed(data["release"], data["prev"], hashes, files, place) if known and sound else None


def _format(files: Files) -> object:
    try:
        return read_json(files, RELEASE)["format"]
    except (KeyError, TypeError, ValueError, RecursionError):
        return None


def check_hashes(sealed: Sealed) -> Iterator[Finding]:
    """Every file is there, as it was published, and nothing beside it."""
    for name, stated in sorted(sealed.hashes.items()):
        if name not in sealed.files:
            yield finding("verify-file-missing", f"{sealed.release}/{name}")
        elif digest(sealed.files[name]) != stated:
            yield finding("verify-file-altered", f"{sealed.release}/{name}")
    for name in sorted(sealed.files.keys() - sealed.hashes.keys() - {MANIFEST, SIGNATURE}):
        yield finding("verify-file-extra", f"{sealed.release}/{name}")


def check_chain(opened: list[Sealed], chain: bytes) -> Iterator[Finding]:
    """The chain names these releases in the order of their manifests, each by the hash of its manifest.

    Of a withdrawn release nothing lies here but its tombstone, whose hash the next entry names.
    """
    try:
        data = json.loads(chain)
        wanted = rewritten(chain)
        entries = parsed(chain)
        latest = json.loads(wanted)["latest"]
        if data["latest"] != latest:
            yield finding("verify-latest", CHAIN)
        elif chain != wanted:
            yield finding("verify-ledger", CHAIN)
    except (KeyError, TypeError, ValueError, RecursionError):
        yield finding("verify-ledger", CHAIN)
        return
    by_name = {sealed.release: sealed for sealed in opened}
    gone = tombstones(entries)
    previous = GENESIS
    for place, entry in enumerate(entries, start=1):
        if isinstance(entry, Tombstone):
            if not _sound(entry, entries[: place - 1], entries[place:]):
                yield finding("verify-tombstone", CHAIN, column=entry.withdraws, place=place)
            if entry.prev != previous:
                yield finding("verify-chain", CHAIN, column=entry.withdraws, place=place)
            if entry.place not in (0, place):
                yield finding("verify-place", CHAIN, column=entry.withdraws, place=place, stated=entry.place)
            previous = entry.digest
            continue
        sealed = by_name.pop(entry.release, None)
        if entry.release in gone:
            if sealed is not None:
                yield finding("verify-withdrawn", f"{entry.release}/{MANIFEST}", place=place)
        elif sealed is None:
            yield finding("verify-release-missing", CHAIN, release=entry.release, place=place)
        else:
            if sealed.digest != entry.manifest:
                # One of the two was altered; which, only somebody with another copy can tell.
                yield finding("verify-manifest-altered", f"{entry.release}/{MANIFEST}", place=place)
                yield finding("verify-manifest-altered", CHAIN, column=entry.release, place=place)
            if sealed.previous != previous:
                yield finding("verify-chain", f"{entry.release}/{MANIFEST}", place=place)
            if sealed.place not in (None, place):
                yield finding("verify-place", f"{entry.release}/{MANIFEST}", place=place, stated=sealed.place)
        previous = entry.manifest
    for name in sorted(by_name):
        yield finding("verify-release-unlisted", f"{name}/{MANIFEST}")


def _sound(stone: Tombstone, before: Sequence[Entry], after: Sequence[Entry]) -> bool:
    """Whether a tombstone withdraws a release that stood, and says when, why, by whom, and after which entry that came
    (older ones do not say); the name is used no more.
    """
    try:
        day = date.fromisoformat(stone.day).isoformat() == stone.day
    except ValueError:
        day = False
    stood = any((entry.release, entry.manifest) == (stone.withdraws, stone.manifest) for entry in standing(before))
    place = next((place for place, entry in enumerate(before) if _is(entry, stone.withdraws)), 0)
    follows = stone.before in ("", head_of(before[:place]))
    again = any(entry.release == stone.withdraws for entry in published(after))
    faults = fault_of(stone.reason, "text_zh") + fault_of(stone.role, "approved_by")
    return day and stood and follows and not again and not faults


def _is(entry: Entry, release: str) -> bool:
    return not isinstance(entry, Tombstone) and entry.release == release
