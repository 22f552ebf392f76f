"""The audit of everything published about answers: whether any small hidden part can be found from outside.

It reads what an outsider has: every release in the order of publication. The answers of a unit that a month pools are
hidden cells; totals, named units and longer periods are equations over them; a cell keeps its value from one release
to the next as long as what is published of its pool stays the same. Named are: cells, and parts of a unit's longer
period, below k that follow exactly; hidden cells whose unfavourable answers are bounded to one value; and published
numbers that differ from the release before by fewer than k answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from generator.definitions.cohorts import ALL_KEY, MARGIN_SCOPES, POOLED
from generator.definitions.periods import period_code, window_months
from generator.disclosure.solve.equations import Knowledge
from generator.disclosure.tables import PublicTable

# Month, unit, and which version of the month's pool it belongs to.
Cell = tuple[str, str, int]
Vector = Mapping[tuple[str, ...], int]
_TOTALS = ("group", "tier", "all")


@dataclass(frozen=True)
class PublishedAnswers:
    """One release: its month, its table of answers, and the table of closed cases, in which every unit is named."""

    release: str
    month: str
    answers: PublicTable
    closed: PublicTable


@dataclass(frozen=True, order=True)
class Exposure:
    """What an outsider can find. `reason`: solved, part, bounded, difference or pool."""

    release: str
    period: str
    scope: str
    key: str
    reason: str

    @property
    def place(self) -> str:
        """Period, scope and key, in codes of the published lists."""
        return ", ".join((self.period, self.scope, self.key))


@dataclass(frozen=True)
class _Month:
    """A month as last published: vectors of what is named, members of each pool, and the pools' versions."""

    columns: tuple[str, ...]
    named: Mapping[tuple[str, str], Vector]
    pools: Mapping[tuple[str, str], frozenset[str]]
    left: Mapping[tuple[str, str], Vector]
    versions: Mapping[tuple[str, str], int]
    caps: Mapping[str, int]

    def cells(self, month: str, unit: str) -> frozenset[Cell]:
        """The unit's hidden cell of the month, if it has one."""
        return frozenset((month, unit, self.versions[part]) for part, units in self.pools.items() if unit in units)


@dataclass
class _Outsider:
    """What is known so far; `bounds` holds each pool's cells and unfavourable answers, with the most each can have."""

    answered: Knowledge = field(default_factory=Knowledge)
    secrets: dict[frozenset[Cell], tuple[str, str, str, str]] = field(default_factory=dict)
    bounds: list[tuple[str, str, frozenset[Cell], int, Mapping[Cell, int]]] = field(default_factory=list)


def audit_releases(
    releases: Iterable[PublishedAnswers], group_of: Mapping[str, str], tier_of: Mapping[str, str], k: int
) -> tuple[Exposure, ...]:
    """Everything that the releases, in the order of publication, give away about fewer than `k` answers."""
    found: set[Exposure] = set()
    months: dict[str, _Month] = {}
    outsider = _Outsider()
    for item in releases:
        before = months.get(item.month)
        now = _month(item, before, group_of, tier_of)
        months[item.month] = now
        found.update(_differences(item, before, now, k))
        found.update(_small_pools(item, k))
        _learn_month(outsider, item, now)
        _learn_windows(outsider, item, months)
    found.update(_solved(outsider, k))
    found.update(_bounded(outsider))
    return tuple(sorted(found))


def _vectors(table: PublicTable, period: str) -> dict[tuple[str, str], dict[tuple[str, ...], int]]:
    found: dict[tuple[str, str], dict[tuple[str, ...], int]] = {}
    for row in table.rows:
        if row.period == period:
            vector = found.setdefault((row.scope, row.key), {})
            vector[row.outcomes] = vector.get(row.outcomes, 0) + row.n
    return found


def _month(
    item: PublishedAnswers, before: _Month | None, group_of: Mapping[str, str], tier_of: Mapping[str, str]
) -> _Month:
    named = _vectors(item.answers, item.month)
    closed = _vectors(item.closed, item.month)
    caps = {key: sum(vector.values()) for (scope, key), vector in closed.items() if scope == "unit"}
    pools: dict[tuple[str, str], set[str]] = {}
    for unit in caps:
        if ("unit", unit) not in named and unit in group_of:
            places = (("group", group_of[unit]), ("tier", tier_of[group_of[unit]]), ("all", ALL_KEY))
            part = next((place for place in places if place in named), ("all", ""))
            pools.setdefault(part, set()).add(unit)
    left = {part: _left_over(part, named, group_of, tier_of, pools) for part in pools}
    versions: dict[tuple[str, str], int] = {}
    members: dict[tuple[str, str], frozenset[str]] = {}
    for part, units in pools.items():
        if before is not None and before.columns == item.answers.columns and before.left.get(part) == left[part]:
            # What is published of the pool is as before, so an outsider takes its members for the same ones too.
            versions[part], members[part] = before.versions[part], before.pools[part]
        else:
            versions[part] = before.versions.get(part, 0) + 1 if before is not None else 0
            members[part] = frozenset(units)
    return _Month(item.answers.columns, named, members, left, versions, caps)


def _left_over(
    part: tuple[str, str],
    named: Mapping[tuple[str, str], Vector],
    group_of: Mapping[str, str],
    tier_of: Mapping[str, str],
    pools: Mapping[tuple[str, str], Collection[str]],
) -> dict[tuple[str, ...], int]:
    """What a part's published total leaves for its hidden units: the total less everything named inside it."""
    if part not in named:
        return dict(named.get(("unit", POOLED), {}))
    scope, key = part
    rest = dict(named[part])

    def inside(group: str) -> bool:
        return {"group": group == key, "tier": tier_of.get(group) == key, "all": True}[scope]

    groups = {group for group in set(group_of.values()) if inside(group)}
    taken = [("unit", unit) for unit, group in group_of.items() if group in groups and ("unit", unit) in named]
    for place in taken:
        for outcomes, n in named[place].items():
            rest[outcomes] = rest.get(outcomes, 0) - n
    # Pools of smaller parts inside this one have totals of their own.
    for other in pools:
        if other != part and other in named and other[0] == "group" and other[1] in groups:
            for outcomes, n in _left_over(other, named, group_of, tier_of, {}).items():
                rest[outcomes] = rest.get(outcomes, 0) - n
    return {outcomes: n for outcomes, n in rest.items() if n}


def _differences(item: PublishedAnswers, before: _Month | None, now: _Month, k: int) -> Iterator[Exposure]:
    """Published parts that differ from the release before by 1 to k − 1 answers."""
    if before is None:
        return
    for scope, key in sorted(before.named.keys() & now.named.keys()):
        # Totals, that of all pools included, say nothing that their parts do not.
        if (
            scope not in _TOTALS
            and (scope, key) != ("unit", POOLED)
            and 0 < _changed(before, before.named[scope, key], now, now.named[scope, key]) < k
        ):
            yield Exposure(item.release, item.month, scope, key, "difference")
    for part in sorted(before.left.keys() & now.left.keys()):
        if 0 < _changed(before, before.left[part], now, now.left[part]) < k:
            yield Exposure(item.release, item.month, part[0], part[1] or POOLED, "difference")


def _changed(before: _Month, old: Vector, now: _Month, new: Vector) -> int:
    """At least so many cases differ between two vectors, by the outcomes that both releases tell."""
    common = [name for name in before.columns if name in now.columns]
    was, became = _by(old, before.columns, common), _by(new, now.columns, common)
    more = sum(max(became.get(outcomes, 0) - was.get(outcomes, 0), 0) for outcomes in was.keys() | became.keys())
    return max(more, more + sum(was.values()) - sum(became.values()))


def _by(vector: Vector, columns: tuple[str, ...], wanted: list[str]) -> dict[tuple[str, ...], int]:
    places = [columns.index(name) for name in wanted]
    sums: dict[tuple[str, ...], int] = {}
    for outcomes, n in vector.items():
        key = tuple(outcomes[place] for place in places)
        sums[key] = sums.get(key, 0) + n
    return sums


def _small_pools(item: PublishedAnswers, k: int) -> Iterator[Exposure]:
    """Pools of categories, channels and streets that hold fewer than k answers."""
    for period in sorted({row.period for row in item.answers.rows}):
        for (scope, key), vector in sorted(_vectors(item.answers, period).items()):
            if key == POOLED and scope in MARGIN_SCOPES and 0 < _answered(item.answers, vector) < k:
                yield Exposure(item.release, period, scope, key, "pool")


def _answered(table: PublicTable, vector: Vector) -> int:
    """Cases of which an answer is known, whatever it is."""
    evaluation, resolved = table.columns.index("evaluation"), table.columns.index("resolved")
    return sum(
        n
        for outcomes, n in vector.items()
        if outcomes[evaluation] in ("active", "inferred") or outcomes[resolved] != "unknown"
    )


def _unfavourable(table: PublicTable, vector: Vector) -> int:
    satisfied, resolved = table.columns.index("satisfied"), table.columns.index("resolved")
    return sum(n for outcomes, n in vector.items() if "no" in (outcomes[satisfied], outcomes[resolved]))


def _learn_month(outsider: _Outsider, item: PublishedAnswers, now: _Month) -> None:
    for part, units in now.pools.items():
        cells = {unit: (item.month, unit, now.versions[part]) for unit in units}
        outsider.answered.learn(cells.values(), _answered(item.answers, now.left[part]))
        for unit, cell in cells.items():
            outsider.secrets.setdefault(frozenset((cell,)), (item.release, item.month, unit, "solved"))
        caps = {cell: now.caps.get(unit, 0) for unit, cell in cells.items()}
        bad = _unfavourable(item.answers, now.left[part])
        outsider.bounds.append((item.release, item.month, frozenset(cells.values()), bad, caps))


def _learn_windows(outsider: _Outsider, item: PublishedAnswers, months: Mapping[str, _Month]) -> None:
    """Quarters and years: a named unit gives the sum of its hidden months; what stays hidden there is a secret."""
    for window in ("quarter", "year"):
        inside = window_months(window, item.month)
        if inside is None or not all(month in months for month in inside):
            continue
        period = period_code(window, item.month)
        published = _vectors(item.answers, period)
        for unit in sorted({unit for month in inside for unit in months[month].caps}):
            cells = frozenset[Cell]().union(*(months[month].cells(month, unit) for month in inside))
            if not cells:
                continue
            if ("unit", unit) in published:
                named = [months[month].named.get(("unit", unit), {}) for month in inside]
                known = sum(_answered(item.answers, vector) for vector in named)
                outsider.answered.learn(cells, _answered(item.answers, published["unit", unit]) - known)
            outsider.secrets.setdefault(cells, (item.release, period, unit, "part"))


def _solved(outsider: _Outsider, k: int) -> Iterator[Exposure]:
    for cells, (release, period, unit, reason) in outsider.secrets.items():
        total = outsider.answered.total(cells)
        if total is not None and 0 < total < k:
            yield Exposure(release, period, "unit", unit, reason)
    # Several hidden cells together: what others of their pool leave once those are known.
    cells = frozenset[Cell]().union(*outsider.secrets)
    for part, total in outsider.answered.parts(cells).items():
        if part not in outsider.secrets and 0 < total < k:
            release, period, unit, _ = min(outsider.secrets[frozenset((cell,))] for cell in cells & part)
            yield Exposure(release, period, "unit", unit, "part")


def _bounded(outsider: _Outsider) -> Iterator[Exposure]:
    """Hidden cells of which the closed cases of the others leave only one number of unfavourable answers."""
    for release, month, cells, bad, caps in outsider.bounds:
        for cell in cells:
            least = max(0, bad - sum(caps[other] for other in cells if other != cell))
            if 0 < least == min(caps[cell], bad):
                yield Exposure(release, month, "unit", cell[1], "bounded")
