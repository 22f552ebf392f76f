"""Pooling: what may not be named alone is published together with something else.

Source: the disclosure rules of the design (k answers, pooled with at least one other unit) and step 1 of the
deterministic recoding in the statistics note. Everything here is independent of the order of its input.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

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
