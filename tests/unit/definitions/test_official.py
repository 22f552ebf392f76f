"""Which official rankings end in a month."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator.definitions.indicators import load_indicators
from generator.definitions.official import RankingRule, official_windows

RULES = (RankingRule("on_time", "quarter"), RankingRule("on_time", "month"), RankingRule("volume", "month"))


def test_a_window_that_does_not_end_there_is_left_out() -> None:
    indicators, _ = load_indicators(Path("nowhere"), ("on_time",))
    windows = official_windows(RULES, indicators, "2024-04", lambda window: True)
    assert [(window.window, window.period, window.months) for window in windows] == [("month", "2024-04", ("2024-04",))]
    windows = official_windows(RULES, indicators, "2024-03", lambda window: True)
    assert [(window.indicator.id, window.period) for window in windows] == [
        ("on_time", "2024-Q1"),
        ("on_time", "2024-03"),
    ]


def test_a_window_lies_under_one_version_of_the_rule() -> None:
    (indicator,), _ = load_indicators(Path("nowhere"), ("on_time",))
    versions = (replace(indicator, valid_to="2024-01"), replace(indicator, version=2, valid_from="2024-02"))
    windows = official_windows(RULES, versions, "2024-03", lambda window: True)
    assert [(window.indicator.version, window.period) for window in windows] == [(2, "2024-03")]


def test_the_window_of_trends_stands_in_until_there_is_a_whole_year() -> None:
    indicators, _ = load_indicators(Path("nowhere"), ("on_time", "satisfaction"))
    rules = (RankingRule("on_time", "P12M", "P3M"), RankingRule("satisfaction", "year", "quarter"))

    def periods(month: str, whole: set[str]) -> list[tuple[str, str]]:
        found = official_windows(rules, indicators, month, lambda window: window.window in whole)
        return [(window.period, window.trend) for window in found]

    assert periods("2024-03", {"P12M", "P3M"}) == [("2024-03-P12M", "P3M")]
    assert periods("2024-03", {"P3M"}) == [("2024-03-P3M", "P3M")]
    assert periods("2024-03", set()) == []
    # The year of calendars ends once: no quarter stands in for it but its last.
    assert periods("2024-09", {"quarter"}) == []
    assert periods("2024-12", {"quarter"}) == [("2024-Q4", "quarter")]


def test_what_a_ranking_reads_of_other_months() -> None:
    indicators, _ = load_indicators(Path("nowhere"), ("on_time",))
    rule = RankingRule("on_time", "P12M", "P3M")
    (window,) = official_windows((rule,), indicators, "2024-03", lambda window: True)
    assert (window.year[0], window.year[-1]) == ("2023-04", "2024-03")
    assert (window.year_before[0], window.year_before[-1]) == ("2022-04", "2023-03")
    assert list(window.trend_periods()) == ["2024-03-P3M", "2023-12-P3M"]
    assert list(window.year_periods()) == ["2024-03-P12M", "2023-03-P12M"]
    assert list(window.compared) == ["2024-03-P3M", "2023-12-P3M", "2024-03-P12M", "2023-03-P12M"]
    assert window.told_apart() == (*window.year_before, *window.year)
    (month,) = official_windows((RankingRule("on_time", "P12M"),), indicators, "2024-03", lambda window: True)
    assert month.told_apart()[0] == "2022-04"
    # Its trend compares the same two windows: they are compared once.
    assert (list(month.compared), month.year_periods()) == (["2024-03-P12M", "2023-03-P12M"], {})
    (quarter,) = official_windows((RankingRule("on_time", "quarter"),), indicators, "2024-03", lambda window: True)
    assert quarter.year_periods()["2023-Q1"] == ("2023-01", "2023-02", "2023-03")


def test_when_every_case_had_its_days() -> None:
    (indicator,), _ = load_indicators(Path("nowhere"), ("closed_within_7d",))
    assert indicator.matures_after_days == 7
    assert [indicator.is_ripe("2024-02", day) for day in ("2024-03-07", "2024-03-08")] == [False, True]
    assert replace(indicator, matures_after_days=0).is_ripe("2024-02", "2024-02-10")
