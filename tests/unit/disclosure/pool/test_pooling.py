"""Disclosure of answers: pooling is independent of order, keeps every case, and no small unit can be solved for."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from itertools import product

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.disclosure.disclose import disclose
from generator.disclosure.policy import Policy
from generator.disclosure.pool.pooling import pool, pool_units

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


def solved_cells(unknown: list[str], equations: list[set[str]]) -> set[str]:
    """The unknowns that the equations (each: the sum of a set of unknowns is known) determine uniquely."""
    rows = [[Fraction(name in equation) for name in unknown] for equation in equations]
    pivots: list[int] = []
    done = 0
    for column in range(len(unknown)):
        pick = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if pick is None:
            continue
        rows[done], rows[pick] = rows[pick], rows[done]
        lead = rows[done][column]
        rows[done] = [value / lead for value in rows[done]]
        for i, row in enumerate(rows):
            if i != done and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[done], strict=True)]
        pivots.append(column)
        done += 1
    return {unknown[c] for i, c in enumerate(pivots) if sum(1 for value in rows[i] if value) == 1}


@given(weights)
def test_totals_do_not_give_a_small_unit_away(sizes: dict[str, int]) -> None:
    pools = pool_units(sorted(sizes), adder(sizes), K, GROUP_OF, TIER_OF)
    groups = {GROUP_OF[unit] for unit in sizes}
    tiers = {TIER_OF[group] for group in groups}
    equations: list[set[str]] = [{unit} for unit in sizes if unit not in pools.units]
    if not pools.everything:
        equations.append(set(sizes))
    equations += [{u for u in sizes if GROUP_OF[u] == g} for g in sorted(groups - pools.groups)]
    equations += [{u for u in sizes if TIER_OF[GROUP_OF[u]] == t} for t in sorted(tiers - pools.tiers)]
    for unit in solved_cells(sorted(sizes), equations):
        assert sizes[unit] >= K, "a unit with fewer than k answers can be solved for"


def full_counts(cells: dict[tuple[str, str], int]) -> dict[str, pd.DataFrame]:
    """Full-grain counts of the closed cohort: (month, unit) → satisfied answers, all from different callers."""
    blank = {"category": "", "kind": "", "channel": "", "area": "", "asker": "居民", "caller": 0}
    outcomes = {"reached": "yes", "asked": "yes", "evaluation": "active", "satisfied": "yes", "resolved": "yes"}
    rows = [{"period": m, "unit": u, **blank, **outcomes, "n": n} for (m, u), n in cells.items() if n]
    return {"closed": pd.DataFrame(rows)}


CELLS = st.dictionaries(
    st.tuples(st.sampled_from(MONTHS), st.sampled_from(sorted(GROUP_OF))), st.integers(1, 25), min_size=1
)


@settings(max_examples=60)
@given(CELLS)
def test_no_month_or_quarter_gives_a_small_cell_away(cells: dict[tuple[str, str], int]) -> None:
    table = disclose(full_counts(cells), POLICY)["answers"]
    name = "{}/{}".format
    equations: list[set[str]] = []
    for row in table.rows:
        months = ("2024-01", "2024-02", "2024-03") if row.period == "2024-Q1" else (row.period,)
        months = MONTHS if row.period == "2024" else months
        inside = {
            "unit": lambda u, key=row.key: u == key,
            "group": lambda u, key=row.key: GROUP_OF[u] == key,
            "tier": lambda u, key=row.key: TIER_OF[GROUP_OF[u]] == key,
            "all": lambda u: True,
        }.get(row.scope)
        if inside is None or row.key == "_pooled":
            continue
        equations.append({name(m, u) for (m, u) in cells if m in months and inside(u)})
    sizes = {name(m, u): n for (m, u), n in cells.items()}
    for cell in solved_cells(sorted(sizes), equations):
        assert sizes[cell] >= K, "a cell with fewer than k answers can be solved for"


@settings(max_examples=60)
@given(CELLS)
def test_nothing_is_lost(cells: dict[tuple[str, str], int]) -> None:
    table = disclose(full_counts(cells), POLICY)
    for month, scope in product(MONTHS, ("unit", "category", "channel", "street")):
        for name in ("closed", "answers"):
            rows = [row.n for row in table[name].rows if (row.period, row.scope) == (month, scope)]
            everything = sum(n for (m, _), n in cells.items() if m == month)
            # A month with fewer than k answers in all is not told at all.
            told = everything if name == "closed" or everything >= K else 0
            assert sum(rows) == told
