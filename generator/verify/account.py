"""What a release says of itself: name, marks and tallies, its data package, and its changes since the one before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.definitions.findings import Finding, finding
from generator.definitions.periods import WINDOWS, month_end, months_between, period_code, window_months
from generator.definitions.public_lists import CAUSES, RANKING_STATUS
from generator.release.files.manifest import digest
from generator.release.files.read_tables import read_table
from generator.release.shelf.shelf import MATURITY, PROVISIONAL_UPDATE, Frozen, changed_figures, release_order
from generator.verify.integrity import Sealed
from generator.verify.sources import Files

_RELEASE, _PACKAGE, _CHANGES = "release.json", "datapackage.json", "changes.csv"
_ROLLING = ("P3M", "P12M")
# Columns of changes.csv: the place, then what it was, is, and why.
_COLUMNS = (
    *("period", "scope", "key", "indicator"),
    *("old_numerator", "old_denominator", "new_numerator", "new_denominator", "cause"),
)
# Letter of a release's name → the marks that its month may have.
_FIRST_FINAL, _PROVISIONAL, _CORRECTION = ("F",), ("P", "incomplete"), ("R", "P", "incomplete")


def check_account(item: Sealed, opened: Sequence[Sealed], *, chained: bool) -> list[Finding]:
    """Findings about release.json, datapackage.json and changes.csv of one of the `opened` releases.

    `chained`: every release there is lies here, so what has none before it can have changed nothing.
    """
    try:
        release = json.loads(item.files[_RELEASE])
        found = list(_check_release(item, release))
        found += _check_package(item, release)
        return found + list(_check_changes(item, opened, release, chained=chained))
    except (KeyError, TypeError, ValueError, AttributeError):
        return [finding("verify-rules", f"{item.release}/{_RELEASE}")]


def _check_release(item: Sealed, release: Mapping[str, Any]) -> Iterator[Finding]:
    """Every member of release.json that follows from the name, the as-of, the complete months or the tables."""
    month = item.release[:7]
    wanted: dict[str, object] = {"release": item.release, "month": month}
    if not release.get("reported"):
        complete = _months(release["portal"]["complete_months"])
        ended = release["as_of"] > month_end(month).isoformat()
        whole = {period: ended and complete.issuperset(months) for period, months in _periods(month, complete).items()}
        final = release["as_of"] >= release["final_on"]
        kept = "R" if final and release_order(item.release)[1:] > (True, 1) else "F" if final else "P"
        marks = {period: kept if known else "incomplete" for period, known in whole.items()}
        wanted |= {"periods": list(marks), "marks": marks, "mark": marks[month], "counts": _tallies(item.files)}
    for member, value in wanted.items():
        if release[member] != value:
            yield _says(item, member, value)
    if release["mark"] not in _marks_of(item.release):
        yield _says(item, "mark", " / ".join(_marks_of(item.release)))


def _says(item: Sealed, member: str, wanted: object) -> Finding:
    shown = wanted if isinstance(wanted, str) else json.dumps(wanted, ensure_ascii=False)
    return finding("verify-says", f"{item.release}/{_RELEASE}", column=member, wanted=shown)


def _marks_of(name: str) -> tuple[str, ...]:
    _, final, number = release_order(name)
    if not final:
        return _PROVISIONAL
    return _FIRST_FINAL if number == 1 else _CORRECTION


def _periods(month: str, complete: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Every period that a release of the month tells of; rolling windows only where each month is complete."""
    windows = {window: months for window in WINDOWS if (months := window_months(window, month))}
    return {
        period_code(window, month): months
        for window, months in windows.items()
        if window not in _ROLLING or complete.issuperset(months)
    }


def _months(written: Sequence[str]) -> frozenset[str]:
    """Months of a list of months and ranges, `2018-06` or `2018-06..2018-11`."""
    ends = [text.partition("..") for text in written]
    return frozenset(month for first, _, last in ends for month in months_between(first, last or first))


def _tallies(files: Files) -> dict[str, dict[str, int]]:
    """Indicator → status → rows of the ranking."""
    found: dict[str, dict[str, int]] = {}
    for row in read_table(files["ranking.csv"]):
        found.setdefault(row["indicator"], dict.fromkeys(RANKING_STATUS, 0))[row["status"]] += 1
    return found


def _check_package(item: Sealed, release: Mapping[str, Any]) -> Iterator[Finding]:
    """Each resource of the data package as its file is, and the package as the release is."""
    package = json.loads(item.files[_PACKAGE])
    file = f"{item.release}/{_PACKAGE}"
    prefix = "demo-" if release["synthetic"] else ""
    wanted = {
        "name": f"{prefix}{release['portal']['portal']}-{item.release}",
        "version": item.release,
        "created": f"{release['as_of']}T00:00:00Z",
        "synthetic": release["synthetic"],
    }
    for member, value in wanted.items():
        if package[member] != value:
            yield finding("verify-package-says", file, column=member, wanted=value)
    for resource in package["resources"]:
        path = resource["path"]
        content = item.files.get(path)
        if content is None:
            yield finding("verify-package-says", file, column=path, wanted="–")
        elif digest(content) != item.hashes.get(path):
            # Not the file that was published, and named for that already.
            continue
        elif (resource["bytes"], resource["hash"]) != (len(content), f"sha256:{digest(content)}"):
            yield finding("verify-package-says", file, column=path, wanted=f"{len(content)}, sha256:{digest(content)}")
        schema = resource.get("schema")
        described = f"schemas/{schema['name']}.schema.json" if schema else ""
        if described in item.files and json.loads(item.files[described]) != schema:
            yield finding("verify-schema", f"{item.release}/{described}")


def _check_changes(
    item: Sealed, opened: Sequence[Sealed], release: Mapping[str, Any], *, chained: bool
) -> Iterator[Finding]:
    """changes.csv beside the release of the month before this one, where that is at hand."""
    earlier = [other for other in opened if release_order(other.release) < release_order(item.release)]
    same = sorted((o for o in earlier if o.release[:7] == item.release[:7]), key=lambda o: release_order(o.release))
    _, final, number = release_order(item.release)
    if not (same or chained) or (
        number > 1 and (not same or release_order(same[-1].release)[1:] != (final, number - 1))
    ):
        return
    rows = read_table(item.files[_CHANGES])
    stated = next((row["cause"] for row in rows if row["cause"] in CAUSES), "")
    wanted: list[tuple[str, ...]] = []
    before = ""
    if same:
        before = same[-1].release
        old = Frozen(before, same[-1].files)
        cause = stated if old.final else MATURITY if release["mark"] == "F" else PROVISIONAL_UPDATE
        changes = changed_figures(old, item.files, cause)
        wanted = [tuple("" if cell is None else str(cell) for cell in change) for change in changes]
    found = {tuple(row[name] for name in _COLUMNS[:4]): (number, row) for number, row in enumerate(rows, start=2)}
    file = f"{item.release}/{_CHANGES}"
    for change in wanted:
        number, row = found.pop(change[:4], (0, {}))
        for name, value in zip(_COLUMNS, change, strict=True):
            if row.get(name) != value and (row or name == _COLUMNS[0]):
                shown = ", ".join(change[:4]) if not row else value
                yield finding("verify-changes", file, row=number, column=name, before=before, wanted=shown)
    for number, _ in found.values():
        yield finding("verify-changes", file, row=number, before=before or "–", wanted="–")
