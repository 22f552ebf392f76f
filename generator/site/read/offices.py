"""What open tables tell of who deals with what, and where: units are selected by published rows, nothing is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from generator.definitions.periods import shift
from generator.site.read.releases import Release

# Cases by unit, category and street as they came in: the table that every portal has in its final releases.
_FILE = "open-received.csv"
_COLUMNS = ["unit", "category", "street"]


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
    told = [one for one in releases if earliest <= one.month <= month and (one.folder / _FILE).is_file()]
    if not told:
        return Seen()
    found = {pair for release in told for pair in _pairs(release)}
    return Seen(
        told[0].month,
        told[-1].month,
        _in_order(units, ((key, unit) for kind, key, unit in found if kind == "category")),
        _in_order(units, ((key, unit) for kind, key, unit in found if kind == "street")),
    )


def _pairs(release: Release) -> set[tuple[str, str, str]]:
    """(category or street, code, unit) of every row that names one; leaves count for their top category."""
    frame = pd.read_csv(release.folder / _FILE, dtype=str, keep_default_na=False, usecols=_COLUMNS).drop_duplicates()
    tops = {row["code"]: row.get("parent") or row["code"] for row in release.codelists.get("categories", ())}
    streets = {row["code"] for row in release.codelists.get("streets", ())}
    pairs: set[tuple[str, str, str]] = set()
    for unit, category, street in frame[_COLUMNS].itertuples(index=False, name=None):
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
    place = {code: n for n, code in enumerate(listed)}
    grouped: dict[str, list[str]] = {}
    for key, unit in pairs:
        if unit in place:
            grouped.setdefault(key, []).append(unit)
    return {key: tuple(sorted(units, key=place.__getitem__)) for key, units in sorted(grouped.items())}
