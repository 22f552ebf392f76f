"""The head of the chain: whether a shelf's own file says what its chain says, and whether one from elsewhere is in it.

Against somebody who makes the whole chain anew only what others kept speaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.definitions.findings import Finding, finding
from generator.release.files.reader import read_json
from generator.release.format import CHAIN, CHAIN_HEAD, RELEASE
from generator.release.shelf.chain import Entry, open_end
from generator.release.shelf.head import Head, chain_head
from generator.verify.integrity import Sealed


@dataclass(frozen=True)
class HeadSeen:
    """A head that the reader gave: its place in the chain, from 1, and how many entries there are now.

    Both are 0 where a release lies alone: `proved` says then whether its manifest is the head, else whether the chain
    up to the head is the one of then.
    """

    digest: str
    place: int
    entries: int
    proved: bool


def check_head(head: Head, course: Sequence[Entry]) -> tuple[HeadSeen, list[Finding]]:
    """Whether a chain, sound in itself, goes on from a head that somebody kept: nothing before it was changed since."""
    places = [place for place, entry in enumerate(course, 1) if entry.digest == head.digest]
    problems: list[Finding] = []
    if not places:
        problems.append(finding("verify-head", CHAIN, digest=head.digest, entries=len(course)))
    elif head.entries not in (0, places[0]):
        problems.append(finding("verify-head-place", CHAIN, digest=head.digest, stated=head.entries, place=places[0]))
    elif place := open_end(course, places[0]):
        problems.append(finding("verify-head-open", CHAIN, digest=head.digest, place=place))
    return HeadSeen(head.digest, places[0] if places else 0, len(course), not problems), problems


def check_head_file(content: bytes, opened: Sequence[Sealed], course: Sequence[Entry]) -> Iterator[Finding]:
    """A finding where `chain-head.txt` is not that of the chain. `opened` are sound, and all there are."""
    last = {sealed.digest: str(read_json(sealed.files, RELEASE)["as_of"]) for sealed in opened}
    if not course or content != chain_head(course, last.get(course[-1].digest, "")).content:
        yield finding("verify-head-file", CHAIN_HEAD)
