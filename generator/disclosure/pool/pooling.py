"""Pooling: what may not be named alone is published together with something else.

Source: the disclosure rules of the design (k answers, pooled with at least one other unit) and step 1 of the
deterministic recoding in the statistics note. Everything here is independent of the order of its input.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

Weigh = Callable[[Collection[str]], int]


def weigher(rows: Iterable[tuple[Any, ...]]) -> Weigh:
    """Cases of a set of keys; each row is a key, a point of time where there are several, and cases.

    A stock holds the same cases at two points of time: its smaller point counts.
    """
    tallies: dict[tuple[str, ...], dict[str, int]] = {}
    for key, *point, n in rows:
        tallies.setdefault(tuple(point), {})[key] = n

    def weigh(keys: Collection[str]) -> int:
        sums = [sum(tally.get(key, 0) for key in keys) for tally in tallies.values()]
        return min((n for n in sums if n), default=0)

    return weigh


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
