"""Findings by what stands in the cells: the same value under the same column is one thing to mend, however often it is.

Groups come in the order of their weight: what stops before what rejects before what is noted, then by how many cells
they concern.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from generator.definitions.findings import Finding, describe

# From the gravest on.
SEVERITIES: Final = ("stops", "fails", "rejects", "notes")
# Rows that a group names as examples.
EXAMPLES: Final = 5

# File, code, column, value → how many cells, where a file has more than are told with their place.
Tallies = Mapping[tuple[str, str, str, str], int]


@dataclass(frozen=True)
class Group:
    """Findings of one code with one value in one column: `first` of them, how many there are, rows as examples."""

    first: Finding
    count: int
    rows: tuple[int, ...]


def grouped(findings: Iterable[Finding], tallies: Tallies | None = None) -> tuple[Group, ...]:
    """The findings by value, in order of weight; `tallies` count those that are not told one by one."""
    by_value: dict[tuple[object, ...], list[Finding]] = {}
    for item in sorted(findings):
        by_value.setdefault(_key(item), []).append(item)
    return tuple(sorted((_group(items, tallies or {}) for items in by_value.values()), key=_weight))


def by_code(groups: Iterable[Group]) -> tuple[tuple[Group, ...], ...]:
    """The groups of each code together, codes in the order of their weight."""
    codes: dict[str, list[Group]] = {}
    for group in groups:
        codes.setdefault(group.first.code, []).append(group)
    ordered = sorted(
        codes.values(), key=lambda items: (_severity(items[0]), -sum(g.count for g in items), items[0].first.code)
    )
    return tuple(map(tuple, ordered))


def described(group: Group, lang: str) -> dict[str, Any]:
    """The group for machines: what is wrong where, how often, and rows as examples."""
    said = describe(group.first, lang)
    del said["row"]
    return said | {"count": group.count, "rows": list(group.rows)}


def _key(item: Finding) -> tuple[object, ...]:
    # Without a value only what is said tells findings apart.
    return item.file, item.sheet, item.code, item.column, item.value, () if item.value else item.params


def _group(items: list[Finding], tallies: Tallies) -> Group:
    first = items[0]
    count = tallies.get((first.file, first.code, first.column, first.value), len(items))
    rows = tuple(item.row for item in items[:EXAMPLES] if item.row)
    return Group(first, max(count, len(items)), rows)


def _severity(group: Group) -> int:
    return SEVERITIES.index(group.first.severity)


def _weight(group: Group) -> tuple[int, int, Finding]:
    return _severity(group), -group.count, group.first
