"""What a release says of the way from provisional to final, worked out again from both releases."""

from __future__ import annotations

import json
from collections.abc import Sequence

from generator.definitions.findings import Finding, finding
from generator.release.draft.maturity import Maturity, maturity
from generator.release.files.package import matured_rows
from generator.release.files.reader import counts_of, is_reported, read_json, read_table
from generator.release.format import INDICATORS, RELEASE, REVISIONS, SYNTHETIC
from generator.verify.figures import differences
from generator.verify.integrity import Sealed

_MEMBER = "revisions"


def check_maturity(sealed: Sealed, opened: Sequence[Sealed], *, chained: bool) -> list[Finding]:
    """Findings about revisions.csv and the summary of it in release.json.

    `chained`: every release there is lies here, so a final one without another of its month has nothing to revise.
    Without the provisional release at hand nothing can be said.
    """
    try:
        if is_reported(sealed.files):
            return []
        wanted = _wanted(sealed, opened, chained=chained)
        return [] if wanted is None else _compare(sealed, wanted)
    except (KeyError, TypeError, ValueError, AttributeError):
        return [finding("verify-rules", f"{sealed.release}/{RELEASE}")]


def _wanted(sealed: Sealed, opened: Sequence[Sealed], *, chained: bool) -> Maturity | None:
    name = sealed.name
    if not name.final or name.corrects:
        return Maturity()
    before = [other for other in opened if other.name.month == name.month and not other.name.final]
    if not before:
        return Maturity() if chained else None
    newest = max(before, key=lambda other: other.name)
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
