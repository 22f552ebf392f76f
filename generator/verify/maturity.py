"""What a release says of the way from provisional to final, worked out again from both releases."""

from __future__ import annotations

import json
from collections.abc import Sequence

from generator.definitions.findings import Finding, finding
from generator.release.draft.maturity import Maturity, maturity
from generator.release.files.package import matured_rows
from generator.release.files.reader import counts_of, is_reported, read_json, read_table
from generator.release.format import INDICATORS, RELEASE, REVISIONS, SYNTHETIC
from generator.verify.course import Course, followed
from generator.verify.figures import differences
from generator.verify.integrity import Sealed

_MEMBER = "revisions"


def check_maturity(sealed: Sealed, opened: Sequence[Sealed], course: Course) -> list[Finding]:
    """Findings about revisions.csv and the summary of it in release.json.

    By its chain a final release without another of its month before it has nothing to revise. Without the provisional
    release at hand nothing can be said.
    """
    try:
        if is_reported(sealed.files):
            return []
        wanted = _wanted(sealed, opened, course)
        return [] if wanted is None else _compare(sealed, wanted)
    except (KeyError, TypeError, ValueError, AttributeError):
        return [finding("verify-rules", f"{sealed.release}/{RELEASE}")]


def _wanted(sealed: Sealed, opened: Sequence[Sealed], course: Course) -> Maturity | None:
    name = sealed.name
    if not name.final or name.corrects:
        return Maturity()
    known, newest = followed(sealed, opened, course)
    if newest is None:
        return Maturity() if known else None
    ratios = [indicator["id"] for indicator in read_json(sealed.files, INDICATORS) if indicator["ratio"]]
    return maturity(counts_of(newest.files), counts_of(sealed.files), name.month, ratios)


def _compare(sealed: Sealed, wanted: Maturity) -> list[Finding]:
    problems: list[Finding] = []
    stated = read_json(sealed.files, RELEASE)[_MEMBER]
    if stated != wanted.summary:
        shown = json.dumps(wanted.summary, ensure_ascii=False)
        problems.append(finding("verify-says", f"{sealed.release}/{RELEASE}", column=_MEMBER, wanted=shown))
    published = read_table(sealed.files[REVISIONS])
    rows = [{name: cell for name, cell in row.items() if name != SYNTHETIC} for row in published]
    should = matured_rows(wanted)
    if rows != should:
        problems += differences(f"{sealed.release}/{REVISIONS}", rows, should, ("period", "indicator", "unit"))
    return problems
