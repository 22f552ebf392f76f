"""Pooling: what may not be named alone is published together with something else.

Source: the disclosure rules of the design (k answers, pooled with at least one other unit) and step 1 of the
deterministic recoding in the statistics note. Everything here is independent of the order of its input.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

Weigh = Callable[[Collection[str]], int]


def pool(keys: Collection[str], weigh: Weigh, k: int, refused: Collection[str] = ()) -> frozenset[str] | None:
    """The keys to publish together, none when every key weighs at least `k`; None when they cannot be protected.

    `weigh` gives the weight of a set of keys (cases, answers or distinct callers). Keys below `k` and
    `refused` ones are pooled; while the pool is lighter than `k` or holds a single key, the lightest named key (then
    the lowest code) joins it.
    """
    pooled = {key for key in keys if key in refused or weigh((key,)) < k}
    named = sorted(set(keys) - pooled, key=lambda key: (weigh((key,)), key))
    while pooled and (len(pooled) < 2 or weigh(pooled) < k):
        if not named:
            return None
        pooled.add(named.pop(0))
    return frozenset(pooled)


@dataclass(frozen=True)
class UnitPools:
    """What one period hides: units published together, and groups and tiers whose totals would give one away."""

    units: frozenset[str]
    groups: frozenset[str]
    tiers: frozenset[str]
    everything: bool = False


def pool_units(
    units: Collection[str], weigh: Weigh, k: int, group_of: Mapping[str, str], tier_of: Mapping[str, str]
) -> UnitPools:
    """Pool the units of one period so that neither group, tier nor city totals give a small one away.

    Every group is pooled within itself; the total of a group that cannot be is withheld, together with that of
    the lightest other group (of its tier if there is one), and the two are pooled as one.
    """
    by_group: dict[str, set[str]] = {}
    for unit in units:
        by_group.setdefault(group_of[unit], set()).add(unit)
    blocks: list[frozenset[str]] = [frozenset((group,)) for group in sorted(by_group)]

    def members(block: Collection[str]) -> set[str]:
        return set().union(*(by_group[group] for group in block))

    def tiers(block: Collection[str]) -> set[str]:
        return {tier_of[group] for group in block}

    while True:
        unsafe = next((block for block in blocks if pool(members(block), weigh, k) is None), None)
        if unsafe is None:
            break
        others = [block for block in blocks if block != unsafe]
        if not others:
            return UnitPools(frozenset(units), frozenset(by_group), frozenset(tiers(by_group)), True)
        near = [block for block in others if tiers(block) & tiers(unsafe)] or others
        partner = min(near, key=lambda block: (weigh(members(block)), sorted(block)))
        blocks = [block for block in blocks if block not in (unsafe, partner)] + [unsafe | partner]

    pooled = set().union(*(pool(members(block), weigh, k) or () for block in blocks))
    hidden_groups = set().union(*(block for block in blocks if len(block) > 1))
    hidden_tiers = set().union(*(tiers(block) for block in blocks if len(tiers(block)) > 1))
    return UnitPools(frozenset(pooled), frozenset(hidden_groups), frozenset(hidden_tiers))
