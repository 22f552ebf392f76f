"""Quarters and years of answers for units that are hidden in some months.

A unit whose answers are hidden in some months of a window may stand by name in it if those hidden answers come to k
together: naming it then gives away their sum and no more. What is left over in the window is pooled as in a month, and
everything published about the window's hidden months is solved for the parts that must stay hidden.
Source: the rule of the design that a longer period may name a unit only if what remains after subtracting everything
else published still has k answers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from generator.definitions.periods import period_code, quarter_end, window_months
from generator.disclosure.policy import Policy
from generator.disclosure.pool.pooling import pool
from generator.disclosure.solve.equations import Knowledge
from generator.disclosure.tables import Place

# A month and a unit.
Cell = tuple[str, str]
WeighCells = Callable[[Collection[Cell]], int]


@dataclass(frozen=True)
class Window:
    """A quarter, or a year with the quarters in it."""

    period: str
    months: tuple[str, ...]
    quarters: tuple[tuple[str, tuple[str, ...]], ...] = ()


def answer_windows(months: Iterable[str]) -> tuple[Window, ...]:
    """The quarters, then the years, that the months touch."""
    ends = sorted(set(map(quarter_end, months)))
    quarters = {period_code("quarter", end): window_months("quarter", end) or () for end in ends}
    years = sorted({period[:4] for period in quarters})
    found = [Window(period, inside) for period, inside in quarters.items()]
    for year in years:
        inside = window_months("year", f"{year}-12") or ()
        found.append(Window(year, inside, tuple(item for item in quarters.items() if item[0].startswith(year))))
    return tuple(found)


def hidden_units(
    window: Window, cells: Collection[Cell], hidden: Collection[Place], weigh: WeighCells, policy: Policy
) -> frozenset[str]:
    """The units that the window must not name.

    `cells` are the window's months and units with answers; `hidden` says what months and, for a year, quarters hide.
    """
    found: set[str] = set()
    for block in _blocks(window, cells, hidden, policy):
        found |= _hidden_in_block(window, block, hidden, weigh, policy)
    return frozenset(found)


def _blocks(
    window: Window, cells: Collection[Cell], hidden: Collection[Place], policy: Policy
) -> list[frozenset[Cell]]:
    """The cells in parts whose totals over the window are published: groups, or groups whose totals are withheld."""
    closed_groups = {key for month, scope, key in hidden if scope == "group" and month in window.months}
    closed_tiers = {key for month, scope, key in hidden if scope == "tier" and month in window.months}
    blocks: dict[tuple[str, str], set[Cell]] = {}
    for month, unit in cells:
        group = policy.group_of[unit]
        tier = policy.tier_of[group]
        part = ("group", group)
        if group in closed_groups:
            part = ("all", "") if tier in closed_tiers else ("tier", tier)
        blocks.setdefault(part, set()).add((month, unit))
    return [frozenset(block) for _, block in sorted(blocks.items())]


def _hidden_in_block(
    window: Window, block: frozenset[Cell], hidden: Collection[Place], weigh: WeighCells, policy: Policy
) -> set[str]:
    unknown = frozenset(cell for cell in block if (cell[0], "unit", cell[1]) in hidden)
    residuals = {
        unit: rest for unit in {unit for _, unit in unknown} if (rest := _residual(window, unit, unknown, hidden))
    }

    def weigh_units(units: Collection[str]) -> int:
        return weigh(frozenset().union(*(residuals[unit] for unit in units)))

    pooled = pool(residuals, weigh_units, policy.k)
    if pooled is None:
        return set(residuals)
    named = sorted(residuals.keys() - pooled, key=lambda unit: (weigh_units((unit,)), unit))
    while named and not _safe(window, unknown, residuals, named, hidden, weigh, policy):
        named.pop(0)
    return residuals.keys() - named


def _residual(window: Window, unit: str, unknown: frozenset[Cell], hidden: Collection[Place]) -> frozenset[Cell]:
    """The unit's hidden cells less those whose sum a quarter gives by name."""
    covered = {
        month for quarter, months in window.quarters for month in months if (quarter, "unit", unit) not in hidden
    }
    return frozenset(cell for cell in unknown if cell[1] == unit and cell[0] not in covered)


def _safe(
    window: Window,
    unknown: frozenset[Cell],
    residuals: Mapping[str, frozenset[Cell]],
    named: Collection[str],
    hidden: Collection[Place],
    weigh: WeighCells,
    policy: Policy,
) -> bool:
    """Whether naming these units gives away no cell, no sum of a unit's hidden cells and no rest of a pool below k."""
    pools = _month_equations(unknown, hidden, policy)
    known = Knowledge(pools)
    secrets: set[frozenset[Cell]] = {frozenset((cell,)) for cell in unknown}
    pieces: list[frozenset[Cell]] = []
    for quarter, months in window.quarters:
        for unit in sorted({unit for _, unit in unknown}):
            part = frozenset(cell for cell in unknown if cell[1] == unit and cell[0] in months)
            if (quarter, "unit", unit) in hidden:
                secrets.add(part)
            elif part:
                pieces.append(part)
    for unit, rest in sorted(residuals.items()):
        if unit in named:
            pieces.append(rest)
        else:
            secrets.add(rest)
    for piece in pieces:
        known.learn(piece)
    if any(secret and weigh(secret) < policy.k and known.gives_away(secret) for secret in secrets):
        return False
    parts = {unknown & part for part in known.parts(unknown)} | _rests(pools, pieces)
    return not any(weigh(part) < policy.k for part in parts.difference(pools))


def _rests(pools: list[frozenset[Cell]], pieces: list[frozenset[Cell]]) -> set[frozenset[Cell]]:
    """What one, two or three pools leave once the known pieces inside them are taken away, where that tells anything.

    Pools of more months leave more cells; what they share with nothing is told by fewer of them.
    """
    found: set[frozenset[Cell]] = set()
    for size in (1, 2, 3):
        for some in combinations(pools, size):
            whole = frozenset[Cell]().union(*some)
            inside = [piece for piece in pieces if piece <= whole]
            joined = [piece for piece in inside if size == 1 or sum(1 for pool in some if piece & pool) > 1]
            if joined and all(any(piece & pool for piece in joined) for pool in some):
                found.add(whole.difference(*inside))
    return found - {frozenset()}


def _month_equations(unknown: frozenset[Cell], hidden: Collection[Place], policy: Policy) -> list[frozenset[Cell]]:
    """What each month's pool comes to, for the smallest parts whose totals the month publishes."""
    pools: dict[tuple[str, str, str], set[Cell]] = {}
    for month, unit in unknown:
        group = policy.group_of[unit]
        tier = policy.tier_of[group]
        part = (month, "group", group)
        if part in hidden:
            part = (month, "all", "") if (month, "tier", tier) in hidden else (month, "tier", tier)
        pools.setdefault(part, set()).add((month, unit))
    return [frozenset(cells) for _, cells in sorted(pools.items())]
