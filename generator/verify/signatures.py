"""Signatures of manifests and of tombstones: who made them, and what lacks one.

A signature covers all that its manifest or tombstone says: the hash of the entry before, and so the whole chain up to
it, and, but in older ones, its place in the chain, and so how long the chain was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.definitions.findings import Finding, finding
from generator.release.format import CHAIN, MANIFEST, SIGNATURE, SIGNERS
from generator.release.shelf.chain import Entry, Tombstone, open_end
from generator.release.shelf.signing import can_check, signer
from generator.verify.integrity import Sealed


@dataclass(frozen=True)
class _Signed:
    """What may be signed: the release or tombstone `name`, its content, and its signature, blank where it has none.

    `place` is where it stands in the chain, from 1; 0 where there is none. `keys` are the public keys that lie in it,
    blank where none do. `column` says which tombstone of the file it is.
    """

    name: str
    place: int
    content: bytes
    signature: bytes
    keys: bytes
    says_place: bool
    file: str
    column: str = ""

    def found(self, code: str) -> Finding:
        """A finding against it."""
        return finding(code, self.file, column=self.column)


def check_signatures(
    opened: Sequence[Sealed], signers: Path | None, course: Sequence[Entry] | None
) -> tuple[dict[str, str], list[Finding]]:
    """Release → who signed it, and findings. `signers` is the reader's own copy of the publisher's public keys.

    Without it the copy inside each release is used, which proves no more than that the release agrees with itself; for
    a tombstone that of the release before it. From the first signed release on everything must be signed, and so must a
    release that holds keys. What stands before it in the chain the first signed one vouches for, as far as its hash
    fixes the chain. Older tombstones were never signed: none is asked of them until a manifest says its place. `opened`
    are in the order of publication.
    """
    given = signers.read_bytes() if signers is not None else b""
    names: dict[str, str] = {}
    problems: list[Finding] = []
    early: list[_Signed] = []
    first, strict, inside = 0, False, b""
    for one in _in_order(opened, course):
        inside = one.keys or inside
        keys = given or (inside if one.column else one.keys)
        if not one.signature:
            excused = one.column and not (strict or one.says_place)
            if one.keys or (names and not excused):
                problems.append(one.found("verify-unsigned"))
            elif given and not names:
                early.append(one)
        elif not keys:
            # A tombstone alone among what was withdrawn has no keys beside it.
            problems += [] if one.column else [one.found("verify-signers-missing")]
        elif not can_check():
            problems.append(one.found("verify-no-ssh"))
        else:
            name = signer(one.content, one.signature, keys)
            if name is None:
                problems.append(one.found("verify-signature"))
            else:
                first = first or one.place
                names[one.column or one.name] = name
        strict = strict or (bool(one.signature) and one.says_place)
    vouched = range(open_end(course, first) or 1, first) if course is not None and first else range(0)
    problems += [one.found("verify-unsigned") for one in early if one.place not in vouched]
    return names, problems


def _in_order(opened: Sequence[Sealed], course: Sequence[Entry] | None) -> list[_Signed]:
    """Releases and tombstones in the order of the chain, then releases that it does not name."""
    places: Mapping[str, int] = {
        entry.release: place for place, entry in enumerate(course or (), 1) if not isinstance(entry, Tombstone)
    }
    stones = [
        _Signed(
            entry.withdraws,
            place,
            entry.content,
            entry.signature.encode("utf-8"),
            b"",
            bool(entry.place),
            CHAIN,
            entry.withdraws,
        )
        for place, entry in enumerate(course or (), 1)
        if isinstance(entry, Tombstone)
    ]
    releases = [
        _Signed(
            sealed.release,
            places.get(sealed.release, 0),
            sealed.files[MANIFEST],
            sealed.files.get(SIGNATURE, b""),
            sealed.files.get(SIGNERS, b""),
            sealed.place is not None,
            f"{sealed.release}/{SIGNATURE}",
        )
        for sealed in opened
    ]
    listed = [one for one in (*releases, *stones) if one.place]
    return [*sorted(listed, key=lambda one: one.place), *(one for one in releases if not one.place)]
