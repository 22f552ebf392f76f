"""What open tables tell of who deals with what, and where: units that have rows, those with most published cases first.

The numbers serve the order alone: rows of few cases are not published, so a sum of the others is no figure of a unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator.definitions.periods import shift
from generator.release.format import open_file
from generator.site.read.releases import Release

# Cases by unit, category and street as they came in: the table that every portal has in its final releases.
_RECEIVED = open_file("received")


@dataclass(frozen=True)
class Seen:
    """Units that have an open row of a top category or of a street, by the cases of these rows.

    `first` and `last` are the months whose open tables were read, blank where there is none.
    """

    first: str = ""
    last: str = ""
    by_category: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_street: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def seen(releases: Sequence[Release], month: str, units: Sequence[str]) -> Seen:
    """What the open tables of the twelve months that end with `month` tell; provisional releases have none.

    `units` are codes in the order of the register, which parts ties; others are left out. Rows that are generalised
    (`_any`) or name no entry (`_none`) tell nothing.
    """
    earliest = shift(month, -11)
    final = [release for release in releases if earliest <= release.month <= month and _RECEIVED in release.content]
    if not final:
        return Seen()
    cases: Counter[tuple[str, str, str]] = Counter()
    for release in final:
        cases.update(_cases(release))
    return Seen(
        final[0].month,
        final[-1].month,
        _most_first(units, {(key, unit): n for (kind, key, unit), n in cases.items() if kind == "category"}),
        _most_first(units, {(key, unit): n for (kind, key, unit), n in cases.items() if kind == "street"}),
    )


def _cases(release: Release) -> Counter[tuple[str, str, str]]:
    """(category or street, code, unit) → cases of the rows that name them; leaves count for their top category."""
    tops = {row["code"]: row.get("parent") or row["code"] for row in release.codelists.get("categories", ())}
    streets = {row["code"] for row in release.codelists.get("streets", ())}
    cases: Counter[tuple[str, str, str]] = Counter()
    for row in release.rows(_RECEIVED):
        if row["category"] in tops:
            cases["category", _top(tops, row["category"]), row["unit"]] += int(row["n"])
        if row["street"] in streets:
            cases["street", row["street"], row["unit"]] += int(row["n"])
    return cases


def _top(tops: Mapping[str, str], code: str) -> str:
    """The category at the top of the branch."""
    while tops.get(code, code) != code:
        code = tops[code]
    return code


def _most_first(listed: Sequence[str], cases: Mapping[tuple[str, str], int]) -> dict[str, tuple[str, ...]]:
    """Key → its units, those with most cases first and those with equally many as listed."""
    place = {code: n for n, code in enumerate(listed)}
    grouped: dict[str, list[tuple[int, int, str]]] = {}
    for (key, unit), n in cases.items():
        if unit in place:
            grouped.setdefault(key, []).append((-n, place[unit], unit))
    return {key: tuple(unit for _, _, unit in sorted(units)) for key, units in sorted(grouped.items())}
