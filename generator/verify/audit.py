"""Nobody can be found: the audit over everything published about answers, from the published files alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.definitions.findings import Finding, finding
from generator.disclosure.audit import audit_releases
from generator.release.files.count_tables import published_answers
from generator.release.files.manifest import GENESIS
from generator.release.files.reader import read_json, read_table
from generator.release.format import RELEASE, codelist_file, count_file
from generator.verify.integrity import Sealed


def check_audit(opened: Sequence[Sealed]) -> Iterator[Finding]:
    """What the releases together give away about fewer than k answers.

    Peer groups and k are those that the newest of them states: the audit is about what is on the shelf now.
    """
    ordered = _in_order(opened)
    answers = [known for sealed in ordered if (known := published_answers(sealed.release, sealed.files)) is not None]
    if not answers:
        return
    newest = next(sealed for sealed in reversed(ordered) if sealed.release == answers[-1].release)
    groups = {row["code"]: row["group"] for row in read_table(newest.files[codelist_file("units")])}
    tiers = {row["code"]: row["tier"] for row in read_table(newest.files[codelist_file("groups")])}
    k = read_json(newest.files, RELEASE)["portal"]["disclosure"]["k"]
    for exposure in audit_releases(answers, groups, tiers, k):
        file = f"{exposure.release}/{count_file('answers')}"
        yield finding("verify-exposed", file, place=exposure.place, reason=exposure.reason)


def _in_order(opened: Sequence[Sealed]) -> list[Sealed]:
    """The releases as their manifests follow each other; those outside the chain come last, by name."""
    after = {sealed.previous: sealed for sealed in opened}
    ordered: list[Sealed] = []
    place: Sealed | None = after.get(GENESIS)
    while place is not None and place not in ordered:
        ordered.append(place)
        place = after.get(place.digest)
    return [
        *ordered,
        *sorted((sealed for sealed in opened if sealed not in ordered), key=lambda sealed: sealed.release),
    ]
