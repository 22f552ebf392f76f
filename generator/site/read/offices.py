"""What open tables tell of who deals with what, and where: units are selected by published rows, nothing is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from generator.definitions.periods import shift
from generator.release.format import open_file
from generator.site.read.releases import Release

# Cases by unit, category and street as they came in: the table that every portal has in its final releases.
_RECEIVED = open_file("received")


@dataclass(frozen=True)
class Seen:
    """Units that have an open row of a top category or of a street, in the order of the register.

    `first` and `last` are the months whose open tables were read, blank where there is none.
    """

    first: str = ""
    last: str = ""
    by_category: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_street: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def seen(releases: Sequence[Release], month: str, units: Sequence[str]) -> Seen:
    """What the open tables of the twelve months that end with `month` tell; provisional releases have none.

    `units` are codes in the order of the register, others are left out. Rows that are generalised (`_any`) or name no
    entry (`_none`) tell nothing.
    """
    earliest = shift(month, -11)
    final = [release for release in releases if earliest <= release.month <= month and _RECEIVED in release.content]
    if not final:
        return Seen()
    pairs = {pair for release in final for pair in _pairs(release)}
    return Seen(
        final[0].month,
        final[-1].month,
        _in_order(units, ((key, unit) for kind, key, unit in pairs if kind == "category")),
        _in_order(units, ((key, unit) for kind, key, unit in pairs if kind == "street")),
    )


def _pairs(release: Release) -> set[tuple[str, str, str]]:
    """(category or street, code, unit) of every row that names one; leaves count for their top category."""
    rows = {(row["unit"], row["category"], row["street"]) for row in release.rows(_RECEIVED)}
    tops = {row["code"]: row.get("parent") or row["code"] for row in release.codelists.get("categories", ())}
    streets = {row["code"] for row in release.codelists.get("streets", ())}
    pairs: set[tuple[str, str, str]] = set()
    for unit, category, street in rows:
        if category in tops:
            pairs.add(("category", _top(tops, category), unit))
        if street in streets:
            pairs.add(("street", street, unit))
    return pairs


def _top(tops: Mapping[str, str], code: str) -> str:
    """The category at the top of the branch."""
    while tops.get(code, code) != code:
        code = tops[code]
    return code


def _in_order(listed: Sequence[str], pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Key → its units in the order of the list, from pairs of both."""
    place = {code: n for n, code in enumerate(listed)}
    grouped: dict[str, list[str]] = {}
    for key, unit in pairs:
        if unit in place:
            grouped.setdefault(key, []).append(unit)
    return {key: tuple(sorted(units, key=place.__getitem__)) for key, units in sorted(grouped.items())}
