"""Rows of trends.csv by the window that they compare with."""

from __future__ import annotations

from generator.site.read.trends import a_year_before, right_before, year_before


def row(indicator: str, period: str, before: str) -> dict[str, str]:
    """What names a comparison."""
    return {"indicator": indicator, "period": period, "before": before}


ROWS = (
    row("on_time", "2024-02-P12M", "2023-02-P12M"),
    row("on_time", "2024-02-P3M", "2023-11-P3M"),
    row("satisfaction", "2023-Q4", "2023-Q3"),
    row("satisfaction", "2023-Q4", "2022-Q4"),
    row("resolution", "2023", "2022"),
)


def test_a_year_is_a_trend_where_nothing_shorter_is_told() -> None:
    assert [(one["indicator"], one["before"]) for one in right_before(ROWS)] == [
        ("on_time", "2023-11-P3M"),
        ("satisfaction", "2023-Q3"),
        ("resolution", "2022"),
    ]


def test_last_year_is_the_same_window() -> None:
    assert [one["before"] for one in a_year_before(ROWS)] == ["2023-02-P12M", "2022-Q4", "2022"]
    periods = {"2024-01": "2023-01", "2000-Q1": "1999-Q1", "2024-12-P3M": "2023-12-P3M"}
    assert {period: year_before(period) for period in periods} == periods
