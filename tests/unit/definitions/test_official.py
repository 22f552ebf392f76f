"""Which official rankings end in a month."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator.definitions.indicators import load_indicators
from generator.definitions.official import RankingRule, official_windows

RULES = (RankingRule("on_time", "quarter"), RankingRule("on_time", "month"), RankingRule("volume", "month"))


def test_a_window_that_does_not_end_there_is_left_out() -> None:
    indicators, _ = load_indicators(Path("nowhere"), ("on_time",))
    windows = official_windows(RULES, indicators, "2024-04")
    assert [(window.window, window.period, window.months) for window in windows] == [("month", "2024-04", ("2024-04",))]
    windows = official_windows(RULES, indicators, "2024-03")
    assert [(window.indicator.id, window.period) for window in windows] == [
        ("on_time", "2024-Q1"),
        ("on_time", "2024-03"),
    ]


def test_a_window_lies_under_one_version_of_the_rule() -> None:
    (indicator,), _ = load_indicators(Path("nowhere"), ("on_time",))
    versions = (replace(indicator, valid_to="2024-01"), replace(indicator, version=2, valid_from="2024-02"))
    assert [(window.indicator.version, window.period) for window in official_windows(RULES, versions, "2024-03")] == [
        (2, "2024-03")
    ]


def test_when_every_case_had_its_days() -> None:
    (indicator,), _ = load_indicators(Path("nowhere"), ("closed_within_7d",))
    assert indicator.matures_after_days == 7
    assert [indicator.is_ripe("2024-02", day) for day in ("2024-03-07", "2024-03-08")] == [False, True]
    assert replace(indicator, matures_after_days=0).is_ripe("2024-02", "2024-02-10")
