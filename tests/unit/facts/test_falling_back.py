"""Falling back to the average, by hand: units far from their rate, and what became of them."""

from __future__ import annotations

import pytest

from generator.definitions.indicators import load_indicators
from generator.facts.baselines import Judging, baseline_row, with_expectations
from generator.facts.chance.dispersion import Dispersion
from generator.facts.falling_back import FallingBack, falling_back
from generator.facts.figures import Figure
from generator.facts.trends import TrendRow
from tests.support import DATASETS


def trend(unit: str, before: int, now: int, result: str = "no_clear_change") -> TrendRow:
    return TrendRow("2024-Q2", "on_time", unit, "2024-Q1", now, 100, before, 100, result)


def group(*pairs: tuple[int, int]) -> list[TrendRow]:
    return [trend(f"U{number}", *pair) for number, pair in enumerate(pairs)]


@pytest.mark.parametrize(
    ("pairs", "wanted"),
    [
        # Rates of 80 % then and now: U0 was 20 points away and is 5 away.
        (((60, 75), (85, 81), (85, 81), (85, 81), (85, 82)), FallingBack(1, 1)),
        # It was 20 points away and still is.
        (((60, 60), (85, 85), (85, 85), (85, 85), (85, 85)), FallingBack(1, 0)),
        # Two share the border.
        (((60, 75), (100, 100), (80, 75), (80, 75), (80, 75)), FallingBack(2, 1)),
        # All stood at the rate: nobody was far from it.
        (((80, 75), (80, 85), (80, 80), (80, 80), (80, 80)), None),
        (((60, 75), (85, 81), (85, 81), (85, 81)), None),
    ],
)
def test_those_farthest_before(pairs: tuple[tuple[int, int], ...], wanted: FallingBack | None) -> None:
    assert falling_back(group(*pairs)) == wanted


def test_few_cases_say_nothing() -> None:
    rows = group((85, 81), (85, 81), (85, 81), (85, 82))
    assert falling_back([*rows, trend("U9", 60, 75, "few_cases")]) is None


def test_how_many_findings_chance_alone_would_make() -> None:
    (item,), _ = load_indicators(DATASETS / "laoshan", ("on_time",))
    whole = Figure("2024-Q2", "group", "G", "on_time", 80, 100, "F", "on_time@1", "t.csv")
    row = baseline_row(whole, item, Judging(), 62, Dispersion(None, None), None, ("", ""))
    assert (row.false_findings, row.farthest, row.nearer) == ("", None, None)
    told = with_expectations(row, group((60, 75), (85, 81), (85, 81), (85, 81), (85, 82)), Judging())
    assert (told.false_findings, told.farthest, told.nearer) == ("0.12", 1, 1)
