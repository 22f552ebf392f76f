"""verify.py shares no line with the program, and comes to the same digits."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from decimal import localcontext
from fractions import Fraction as F
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.facts.chance import bands
from generator.facts.chance.binomial import Count
from generator.facts.chance.fisher import better_tail, different_tail
from generator.facts.chance.intervals import clopper_pearson, wilson
from generator.facts.chance.precision import WORKING
from generator.facts.chance.rank_intervals import rank_intervals
from tests.support import DATASETS

pairs = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_py", DATASETS / "verify.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BARE = _load()


@pytest.fixture(autouse=True, scope="module")
def _digits() -> Iterator[None]:
    with localcontext(WORKING):
        yield


@given(pairs)
def test_intervals(pair: tuple[int, int]) -> None:
    with localcontext(WORKING):
        assert BARE.wilson(*pair) == wilson(*pair).shown
        assert BARE.clopper_pearson(*pair) == clopper_pearson(*pair).shown


@given(pairs, pairs, st.one_of(st.none(), st.integers(1, 10**6).map(lambda n: F(n, 100))))
def test_tails(pair: tuple[int, int], whole: tuple[int, int], concentration: F | None) -> None:
    rate = F(*whole)
    allowed = concentration if 0 < rate < 1 else None
    with localcontext(WORKING):
        found = BARE.tails(*pair, rate, allowed)
        wanted = bands.tails(Count(*pair), bands.Baseline(rate, allowed))
        assert all(abs(a - b) < 10**-38 for a, b in zip(found, wanted, strict=True))


@given(pairs, pairs)
def test_fisher(first: tuple[int, int], second: tuple[int, int]) -> None:
    with localcontext(WORKING):
        assert abs(BARE.different(first, second) - F(different_tail(Count(*first), Count(*second)))) < F(1, 10**30)
        assert BARE.better(first, second) == pytest.approx(float(better_tail(Count(*first), Count(*second))), rel=1e-9)


@settings(max_examples=30)
@given(st.dictionaries(st.text("ABCDEFGH", min_size=1, max_size=2), pairs, min_size=2, max_size=9))
def test_rank_intervals(counts: dict[str, tuple[int, int]]) -> None:
    rows, _ = rank_intervals({unit: Count(*pair) for unit, pair in counts.items()})
    rates = {unit: F(*pair) for unit, pair in counts.items()}
    assert BARE.rank_intervals(rates, counts, F(1, 20)) == {row.unit: (row.low, row.high) for row in rows}


@given(st.integers(1, 600), pairs)
def test_funnel(n: int, whole: tuple[int, int]) -> None:
    with localcontext(WORKING):
        (wanted,) = bands.funnel_limits(n, bands.Baseline(F(*whole)), [F(1, 1000)])
        assert BARE.text(100 * BARE.funnel_limit(n, F(*whole), F(1, 1000))) == BARE.text(100 * F(wanted))


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ("2024-03", ["2024-03"]),
        ("2024-02-P3M", ["2023-12", "2024-01", "2024-02"]),
        ("2024-Q1", ["2024-01", "2024-02", "2024-03"]),
        ("2024", [f"2024-{month:02d}" for month in range(1, 13)]),
    ],
)
def test_months(period: str, months: list[str]) -> None:
    assert BARE.months_of(period) == months
