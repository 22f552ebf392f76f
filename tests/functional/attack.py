"""What somebody reckons who wants to find few people's answers in published files: sets of cases and their sums.

Nothing of the generator is used. Every published number of answers is a sum over cells (a unit's cases of a month that
share category, channel and street). Whatever set of cells follows from such sums by adding and subtracting is a group
whose answers are known; the smallest one counts.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np

# Sums are solved modulo a prime: exact, and a product of two remainders fits into 64 bits.
PRIME = 2**31 - 1
# In so many orders of cells.
ORDERS = 8
MARGINS = ("category", "channel", "street")
# What an open row may tell beside its unit, the finest first.
LEVELS = (
    ("street", "leaf", "channel"),
    ("street", "leaf"),
    ("street", "category"),
    ("street",),
    ("category",),
    (),
)
OUTCOMES = ("reached", "asked", "evaluation", "satisfied", "resolved")
Row = dict[str, str]


class Cell(NamedTuple):
    """Cases of a unit and month that share what is said of them; blank = not recorded."""

    month: str
    unit: str
    category: str
    leaf: str
    channel: str
    street: str
    since: str = ""  # the release that counts these cases first, where several are compared


@dataclass(frozen=True)
class Sum:
    """A published number of answers, and the cells that it adds up."""

    what: str
    cells: frozenset[Cell]
    n: int


@dataclass(frozen=True, order=True)
class Group:
    """A group of answers that follows from published sums, and how."""

    n: int
    how: str


@dataclass(frozen=True)
class Found:
    """What an attack had to work with, and the smallest group that it found."""

    sums: int
    smallest: Group

    def __str__(self) -> str:
        return f"{self.sums} sums, smallest group {self.smallest.n} ({self.smallest.how})"


def read(path: Path) -> list[Row]:
    """The rows of a published table; none where there is no such file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def answered(row: Mapping[str, str]) -> bool:
    """Whether somebody (or a system in their place) answered."""
    return row["evaluation"] in ("active", "inferred") or row["resolved"] != "unknown"


def totals(rows: Iterable[Row], period: str, *keys: str) -> dict[tuple[str, ...], int]:
    """Answers of a period by the columns `keys`."""
    found: dict[tuple[str, ...], int] = {}
    for row in rows:
        if row["period"] == period:
            key = tuple(row[name] for name in keys)
            found[key] = found.get(key, 0) + int(row["n"]) * answered(row)
    return found


def month_sums(release: Path, cells: Iterable[Cell]) -> list[Sum]:
    """What a release says of its own month, over the cells that somebody knows to hold cases."""
    month = release.name[:7]
    known = [cell for cell in cells if cell.month == month]
    named = {
        key for scope, key in totals(read(release / "counts-answers.csv"), month, "scope", "key") if scope == "unit"
    }
    return [*period_sums(release, month, (month,), known), *open_sums(release, month, known, named)]


def period_sums(release: Path, period: str, months: Iterable[str], cells: Iterable[Cell]) -> Iterator[Sum]:
    """The rows of `counts-answers.csv` for a period of these months; of blank margins nothing is said."""
    inside = frozenset(months)
    known = [cell for cell in cells if cell.month in inside]
    group_of = {row["code"]: row["group"] for row in read(release / "codelists" / "units.csv")}
    tier_of = {row["code"]: row["tier"] for row in read(release / "codelists" / "groups.csv")}
    published = totals(read(release / "counts-answers.csv"), period, "scope", "key")

    def key(cell: Cell, scope: str) -> str:
        if scope in ("group", "tier", "all"):
            group = group_of[cell.unit]
            return {"group": group, "tier": tier_of[group], "all": "all"}[scope]
        found = getattr(cell, scope) or "_none"
        return found if (scope, found) in published else "_pooled"

    for (scope, code), n in published.items():
        yield Sum(f"{period} {scope} {code}", frozenset(cell for cell in known if key(cell, scope) == code), n)


def hidden_sums(releases: Sequence[Path]) -> list[Sum]:
    """Months, quarters and years of units, over the units of which closed cases are published. One release a month."""
    cells = {
        Cell(row["period"], row["key"], "", "", "", "")
        for release in releases
        for row in read(release / "counts-closed.csv")
        if row["scope"] == "unit" and row["period"] == release.name[:7]
    }
    months = {release.name[:7] for release in releases}
    found: list[Sum] = []
    for release in releases:
        month = release.name[:7]
        year, last = month[:4], int(month[5:])
        windows = {month: (month,), f"{year}-Q{last // 3}": tuple(f"{year}-{n:02d}" for n in range(last - 2, last + 1))}
        if last == 12:
            windows[year] = tuple(f"{year}-{n:02d}" for n in range(1, 13))
        for period, inside in windows.items():
            if months.issuperset(inside) and (len(inside) == 1 or last % 3 == 0):
                sums = period_sums(release, period, inside, cells)
                found += [item for item in sums if item.what.split()[1] not in MARGINS]
    return found


def smallest_change(before: Path, after: Path) -> Group | None:
    """The smallest change, in answers, between two releases of a month of a row that both of them have."""
    month = before.name[:7]
    groups: list[Group] = []
    for file, keys in (
        ("counts-answers.csv", ("scope", "key")),
        ("open-answers.csv", ("unit", "category", "channel", "street")),
    ):
        old, new = (totals(read(one / file), month, *keys, *OUTCOMES) for one in (before, after))
        places = {vector[: len(keys)] for vector in old} & {vector[: len(keys)] for vector in new}
        for place in places:
            # Of totals the parts say more: two parts that change by k may cancel each other out.
            if place[0] in ("group", "tier", "all"):
                continue
            both = [vector for vector in old.keys() | new.keys() if vector[: len(keys)] == place]
            more = sum(max(new.get(vector, 0) - old.get(vector, 0), 0) for vector in both)
            fewer = sum(max(old.get(vector, 0) - new.get(vector, 0), 0) for vector in both)
            if more or fewer:
                groups.append(Group(max(more, fewer), f"{after.name} − {before.name}: {file} {' '.join(place)}"))
    return min(groups, default=None)


def open_sums(release: Path, month: str, known: Sequence[Cell], named: Iterable[str]) -> Iterator[Sum]:
    """The rows of an open table: every cell goes where the finest row tells it."""
    rows = totals(read(release / "open-answers.csv"), month, "unit", "category", "channel", "street")
    units = set(named)
    members: dict[tuple[str, ...], set[Cell]] = {row: set() for row in rows}
    for cell in known:
        unit = cell.unit if cell.unit in units else "_pooled"
        for level in LEVELS:
            category = cell.leaf if "leaf" in level else cell.category if "category" in level else None
            channel = cell.channel if "channel" in level else None
            street = cell.street if "street" in level else None
            place = (unit, *("_any" if text is None else text or "_none" for text in (category, channel, street)))
            if place in members:
                members[place].add(cell)
                break
    for place, n in rows.items():
        yield Sum(f"{month} open {' '.join(place)}", frozenset(members[place]), n)


def smallest(sums: Sequence[Sum]) -> Found:
    """The smallest group of answers that the sums isolate. Raises AssertionError where they hold none."""
    useful = [item for item in sums if item.cells and item.n]
    groups = [Group(item.n, item.what) for item in useful]
    groups += _differences(useful)
    groups += _solved(useful)
    return Found(len(useful), min(groups))


def solved(sums: Sequence[Sum], orders: int) -> Found:
    """The smallest group by linear algebra alone, for systems in which pairs of sums would be too many."""
    useful = [item for item in sums if item.cells and item.n]
    return Found(len(useful), min([Group(item.n, item.what) for item in useful] + [*_solved(useful, orders)]))


def quarter_sums(releases: Sequence[Path], cells: Iterable[Cell]) -> list[Sum]:
    """What the three releases of a quarter say of their months, and the last one of the quarter, taken together."""
    known = frozenset(cells)
    last = releases[-1].name[:7]
    months = [release.name[:7] for release in releases]
    quarter = period_sums(releases[-1], f"{last[:4]}-Q{int(last[5:]) // 3}", months, known)
    return [*(item for release in releases for item in month_sums(release, known)), *quarter]


def _differences(sums: Sequence[Sum]) -> Iterator[Group]:
    """What sums leave of one sum, or of two that share nothing, once all sums inside it are taken away, disjointly."""
    whole = sorted(sums, key=lambda item: len(item.cells))
    pairs = [Sum(f"{a.what} + {b.what}", a.cells | b.cells, a.n + b.n) for a, b in combinations(whole, 2)
             if len(a.cells) + len(b.cells) <= 200 and not a.cells & b.cells]  # fmt: skip
    by_cell: dict[Cell, list[int]] = {}
    for number, item in enumerate(whole):
        for cell in item.cells:
            by_cell.setdefault(cell, []).append(number)
    for outer in (*whole, *pairs):
        near = {number for cell in outer.cells for number in by_cell[cell]}
        inside = [item for number in sorted(near) if (item := whole[number]).cells < outer.cells]
        inside = [item for item in inside if item.what not in outer.what.split(" + ")]
        for first in inside:
            yield from _left(outer, [first])
        rest = set(outer.cells)
        taken: list[Sum] = []
        for item in sorted(inside, key=lambda item: -len(item.cells)):
            if item.cells <= rest:
                rest -= item.cells
                taken.append(item)
        yield from _left(outer, taken)


def _left(outer: Sum, taken: Sequence[Sum]) -> Iterator[Group]:
    left = outer.n - sum(item.n for item in taken)
    if left > 0 and taken:
        yield Group(left, f"{outer.what} − " + " − ".join(item.what for item in taken[:3]))


def _solved(sums: Sequence[Sum], orders: int = ORDERS) -> Iterator[Group]:
    """Sets of cells that linear algebra gives: rows of the reduced system that add cells up and take none away."""
    alike: dict[tuple[int, ...], list[Cell]] = {}
    holding: dict[Cell, list[int]] = {}
    for number, item in enumerate(sums):
        for cell in item.cells:
            holding.setdefault(cell, []).append(number)
    for cell in sorted(holding):
        alike.setdefault(tuple(holding[cell]), []).append(cell)
    columns = sorted(alike, key=len)
    for seed in range(orders):
        # Another order of cells gives other sets; the first one solves for the cells of which least is said.
        if seed:
            random.Random(seed).shuffle(columns)
        matrix = np.zeros((len(sums), len(columns) + 1), dtype=np.int64)
        for column, numbers in enumerate(columns):
            matrix[list(numbers), column] = 1
        matrix[:, -1] = [item.n for item in sums]
        for row in reduce(matrix):
            used, n = np.flatnonzero(row[:-1]), int(row[-1])
            if used.size and (row[used] == 1).all() and 0 < n < PRIME // 2:
                parts = [" ".join(filter(None, alike[columns[column]][0])) for column in used[:6]]
                yield Group(n, f"solved: {' + '.join(parts)}, {used.size} parts")


def reduce(matrix: np.ndarray) -> np.ndarray:
    """The reduced row echelon form modulo PRIME, without the last column's pivot and without empty rows."""
    rows, columns = matrix.shape
    done = 0
    for column in range(columns - 1):
        below = np.flatnonzero(matrix[done:, column])
        if not below.size:
            continue
        pivot = done + int(below[0])
        matrix[[done, pivot]] = matrix[[pivot, done]]
        matrix[done] = matrix[done] * pow(int(matrix[done, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(matrix[:, column])
        others = others[others != done]
        matrix[others] = (matrix[others] - matrix[others, column][:, None] * matrix[done]) % PRIME
        done += 1
        if done == rows:
            break
    return matrix[:done]
