"""The course of a chain: which releases stood when another one was published, and which of them still lie here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from generator.release.shelf.chain import ChainEntry, Entry, newest_of, parsed, published, rewritten, tombstones
from generator.verify.integrity import Sealed

# The entries of a chain; None where there is none, or none that can be read.
Course = tuple[Entry, ...] | None


def course_of(chain: bytes | None) -> Course:
    """The entries of the file of a chain."""
    if chain is None:
        return None
    try:
        rewritten(chain)
        return parsed(chain)
    except (KeyError, TypeError, ValueError, RecursionError):
        return None


def stood_before(release: str, course: Iterable[Entry]) -> dict[str, str]:
    """Month → the newest release that stood when this one was published."""
    return newest_of(takewhile(lambda entry: not (isinstance(entry, ChainEntry) and entry.release == release), course))


def followed(sealed: Sealed, opened: Sequence[Sealed], course: Course) -> tuple[bool, Sealed | None]:
    """The release of its month that a release followed, None where it was the first; False where that is not known.

    It is not known where it does not lie here any more, be it withdrawn since then.
    """
    name = sealed.name
    if course is None:
        earlier = [other for other in opened if other.name.month == name.month and other.name < name]
        before = max(earlier, key=lambda other: other.name, default=None)
        if name.number > 1 and (before is None or before.name != replace(name, number=name.number - 1)):
            return False, None
        return before is not None, before
    stood = stood_before(sealed.release, course).get(name.month)
    found = next((other for other in opened if other.release == stood), None)
    return found is not None or stood is None, found


def before_any_gap(course: Iterable[Entry]) -> frozenset[str]:
    """The releases before the first one that was withdrawn: everything that they rest on lies here."""
    course = tuple(course)
    gone = tombstones(course)
    return frozenset(entry.release for entry in takewhile(lambda each: each.release not in gone, published(course)))
