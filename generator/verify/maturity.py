"""What a release says of the way from provisional to final, worked out again from both releases."""

from __future__ import annotations

import json
from collections.abc import Sequence

from generator.definitions.findings import Finding, finding
from generator.release.draft.maturity import Maturity, maturity
from generator.release.files.package import matured_rows
from generator.release.files.read_tables import read_table
from generator.release.shelf.shelf import counts_of, release_order
from generator.verify.figures import differences
from generator.verify.integrity import Sealed

_FILE, _RELEASE, _MEMBER = "revisions.csv", "release.json", "revisions"


def check_maturity(item: Sealed, opened: Sequence[Sealed], *, chained: bool) -> list[Finding]:
    """Findings about revisions.csv and the summary of it in release.json.

    `chained`: every release there is lies here, so a final one without another of its month has nothing to revise.
    Without the provisional release at hand nothing can be said.
    """
    try:
        if json.loads(item.files[_RELEASE]).get("reported"):
            return []
        wanted = _wanted(item, opened, chained=chained)
        return [] if wanted is None else _compare(item, wanted)
    except (KeyError, TypeError, ValueError, AttributeError):
        return [finding("verify-rules", f"{item.release}/{_RELEASE}")]


def _wanted(item: Sealed, opened: Sequence[Sealed], *, chained: bool) -> Maturity | None:
    _, final, number = release_order(item.release)
    if not final or number > 1:
        return Maturity()
    month = item.release[:7]
    before = [o for o in opened if o.release[:7] == month and not release_order(o.release)[1]]
    if not before:
        return Maturity() if chained else None
    newest = max(before, key=lambda other: release_order(other.release))
    ratios = [one["id"] for one in json.loads(item.files["indicators.json"]) if one["ratio"]]
    return maturity(counts_of(newest.files), counts_of(item.files), month, ratios)


def _compare(item: Sealed, wanted: Maturity) -> list[Finding]:
    found: list[Finding] = []
    stated = json.loads(item.files[_RELEASE])[_MEMBER]
    if stated != wanted.summary:
        shown = json.dumps(wanted.summary, ensure_ascii=False)
        found.append(finding("verify-says", f"{item.release}/{_RELEASE}", column=_MEMBER, wanted=shown))
    rows = [{name: cell for name, cell in row.items() if name != "synthetic"} for row in read_table(item.files[_FILE])]
    should = matured_rows(wanted)
    if rows != should:
        found += differences(f"{item.release}/{_FILE}", rows, should, ("period", "indicator", "unit"))
    return found
