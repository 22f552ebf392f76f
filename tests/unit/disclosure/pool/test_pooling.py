"""Disclosure of answers: pooling is independent of order, keeps every case, and no small unit can be solved for."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import given
from hypothesis import strategies as st

from generator.disclosure.policy import Policy
from generator.disclosure.pool.pooling import pool

K = 10
GROUP_OF = {"A1": "G1", "A2": "G1", "A3": "G1", "B1": "G2", "B2": "G2", "S1": "S", "S2": "S", "C1": "C"}
TIER_OF = {"G1": "department", "G2": "department", "S": "street", "C": "company"}
MONTHS = ("2024-01", "2024-02", "2024-03", "2024-04", "2024-05")
POLICY = Policy(K, GROUP_OF, TIER_OF, {}, {})

weights = st.dictionaries(st.sampled_from(sorted(GROUP_OF)), st.integers(0, 25), min_size=1)


def adder(sizes: dict[str, int]):
    def weigh(keys: Collection[str]) -> int:
        return sum(sizes[key] for key in keys)

    return weigh


@given(weights, st.randoms())
def test_pool(sizes: dict[str, int], random) -> None:
    keys = sorted(sizes)
    random.shuffle(keys)
    pooled = pool(keys, adder(sizes), K)
    assert pooled == pool(sorted(sizes), adder(sizes), K)
    if pooled is None:
        small = [n for n in sizes.values() if n < K]
        assert small
        assert len(sizes) < 2 or sum(sizes.values()) < K
        return
    assert all(sizes[key] >= K for key in sizes if key not in pooled)
    assert not pooled or (len(pooled) >= 2 and adder(sizes)(pooled) >= K)
