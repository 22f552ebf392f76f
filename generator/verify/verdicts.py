"""How long verdicts have stood: carried on from the release in which the official window before ended.

That is the newest release of its month among those that the chain names before; another one is never looked at, so
what a release carries does not depend on what came after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.definitions.periods import end_before
from generator.facts.verdicts import Said
from generator.release.files.reader import is_reported, read_json
from generator.release.files.said import SaidOfAll, read_said
from generator.release.format import RELEASE
from generator.verify.course import Course, stood_before
from generator.verify.integrity import Sealed


def said_before(sealed: Sealed, opened: Sequence[Sealed], course: Course) -> SaidOfAll | None:
    """What the verdicts say that a release carries on; None where that cannot be told from what lies here, be it that a
    release was withdrawn since then. Raises KeyError or ValueError where a release cannot be read.
    """
    if course is None or is_reported(sealed.files):
        return None
    stood, here = stood_before(sealed.release, course), {other.release: other for other in opened}
    said: dict[str, Mapping[str, Said]] = {}
    for rule in read_json(sealed.files, RELEASE)["portal"]["ranking"]:
        release = stood.get(end_before(rule["window"], sealed.name.month))
        if release is not None and release not in here:
            return None
        if release is not None:
            said[rule["indicator"]] = read_said(here[release].files).get(rule["indicator"], {})
    return said
