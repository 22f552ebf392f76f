"""Open tables of five million cases: `python -m bench.open_tables`. Seconds of this step alone, and its peak of memory.

The cases are drawn at random (a set seed) as full-grain counts, which is what the step is given: 115 units, 12 months,
120 leaf categories, 14 streets, 5 channels, four cohorts, half of the closed cases by callers who are told apart.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
import pandas as pd

from generator.definitions.cohorts import OUTCOMES
from generator.disclosure.disclose import disclose
from generator.disclosure.open.tables import open_tables
from generator.disclosure.policy import Policy

CASES = 5_000_000
UNITS = [f"U{number:03d}" for number in range(115)]
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]
LEAVES = [f"C{number:03d}" for number in range(120)]
AREAS = [f"A{number:03d}" for number in range(14 * 10)]
POLICY = Policy(
    k=10,
    group_of={unit: f"G{int(unit[1:]) % 6}" for unit in UNITS},
    tier_of={f"G{number}": "department" if number < 3 else "street" for number in range(6)},
    category_of={leaf: f"P{int(leaf[1:]) // 10:02d}" for leaf in LEAVES},
    street_of={area: f"S{int(area[1:]) // 10:02d}" for area in AREAS},
    sensitive=frozenset(LEAVES[::40]),
)
# Share of the first value of an outcome; the others divide the rest.
_MOSTLY = 0.9


def cohort(outcomes: dict[str, tuple[str, ...]], random: np.random.Generator, callers: bool) -> pd.DataFrame:
    """Full-grain counts of CASES cases of a cohort; units, categories and areas are as uneven as in a city."""

    def drawn(words: list[str], uneven: float) -> pd.Categorical:
        weights = 1 / np.arange(1, len(words) + 1) ** uneven
        codes = random.choice(len(words), CASES, p=weights / weights.sum())
        return pd.Categorical.from_codes(codes, words)

    columns: dict[str, object] = {
        "period": drawn(MONTHS, 0),
        "unit": drawn(UNITS, 0.8),
        "category": drawn(LEAVES, 0.8),
        "kind": drawn(["complaint", "request"], 0),
        "channel": drawn(["phone", "app", "web", "wechat", "letter"], 1.5),
        "area": drawn(AREAS, 0.3),
        "asker": drawn(["居民", "企业"], 2),
    }
    for name, values in outcomes.items():
        first = random.random(CASES) < _MOSTLY
        codes = np.where(first, 0, random.integers(0, len(values), CASES))
        columns[name] = pd.Categorical.from_codes(codes.astype(np.int8), sorted(values))
    if callers:
        known = random.random(CASES) < 0.5
        columns["caller"] = np.where(known, random.integers(1, CASES // 2, CASES), 0)
    frame = pd.DataFrame(columns)
    return frame.assign(n=np.ones(CASES, dtype=np.int64))


def main() -> None:
    random = np.random.default_rng(1)
    counts = {name: cohort(OUTCOMES[name], random, False) for name in ("received", "response-due", "reply-due")}
    counts["closed"] = cohort(OUTCOMES["answers"], random, True)
    tables = disclose(counts, POLICY)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    begin, worked = time.perf_counter(), time.process_time()
    found = open_tables(counts, POLICY, tables)
    seconds, worked = time.perf_counter() - begin, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    rows = {name: len(table.frame) for name, table in found.items()}
    sys.stdout.write(
        f"{CASES:,} cases in each of {len(counts)} cohorts, {len(found)} tables:"
        f" {seconds:.1f} s (processor {worked:.1f} s);"
        f" peak {peak:,.0f} MB (before this step {before:,.0f} MB); rows {rows}\n"
    )


if __name__ == "__main__":
    main()
