"""Reports of quarters and years."""

from __future__ import annotations

from generator.site.edition import Edition
from generator.site.pages.months.long_period import long_periods, long_report


def test_quarters_and_years_have_reports(edition: Edition) -> None:
    assert [(one.period, one.mark) for one in long_periods(edition)] == [("2023-Q4", "P"), ("2023", "P")]
    quarter, year = (long_report(edition, long) for long in long_periods(edition))
    assert quarter.values["overall"].rows[0].cells[0].value == "3,549"
    assert quarter.values["overall"].heads == ("2023 年第 4 季度",)
    assert [name for name, _ in year.values["months"]] == ["2023 年 11 月", "2023 年 12 月"]
