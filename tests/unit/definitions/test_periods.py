"""Months, and the longer periods that end in them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.periods import (
    WINDOWS,
    are_whole,
    closing_month,
    end_before,
    final_on,
    month_end,
    months_between,
    months_of_ranges,
    partial_start,
    period_code,
    period_months,
    periods_ending,
    proposed_ranges,
    published_periods,
    shift,
    window_before,
    window_months,
    window_of,
)

MONTHS = st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(lambda day: f"{day:%Y-%m}")


@given(MONTHS, st.integers(-300, 300))
def test_shifting_back_and_forth(month: str, by: int) -> None:
    assert shift(shift(month, by), -by) == month


def test_windows_of_a_month() -> None:
    assert period_code("quarter", "2024-03") == "2024-Q1"
    assert window_months("quarter", "2024-03") == ("2024-01", "2024-02", "2024-03")
    assert window_months("quarter", "2024-04") is None
    assert period_code("P3M", "2024-01") == "2024-01-P3M"
    assert window_months("P3M", "2024-01") == ("2023-11", "2023-12", "2024-01")
    assert window_months("year", "2024-12") == tuple(months_between("2024-01", "2024-12"))
    assert window_months("year", "2024-11") is None


@pytest.mark.parametrize(
    ("period", "month"), [("2019-10", "2019-10"), ("2019-Q1", "2019-03"), ("2019-Q4", "2019-12"), ("2019", "2019-12")]
)
def test_the_month_in_which_a_period_ends(period: str, month: str) -> None:
    assert closing_month(period) == month


@pytest.mark.parametrize("text", ["", "2019-13", "2019-Q5", "2019-10-P3M", "autumn"])
def test_what_is_no_month_quarter_or_year_has_no_end(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        closing_month(text)


@given(MONTHS, st.sampled_from(WINDOWS))
def test_a_period_code_tells_its_window_and_its_months(month: str, window: str) -> None:
    months = window_months(window, month)
    if months is not None:
        assert window_of(period_code(window, month)) == window
        assert period_months(period_code(window, month)) == months


@pytest.mark.parametrize("text", ["", "2019-13", "2019-Q5", "2019-10-P7M", "2019-Q1-P3M", "autumn"])
def test_what_is_no_period_has_no_months(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        period_months(text)


@given(MONTHS)
def test_a_release_tells_of_what_ends_with_its_month_as_far_as_months_are_complete(month: str) -> None:
    ending = periods_ending(month)
    assert published_periods(month, months_of_ranges([f"{shift(month, -11)}..{month}"])) == ending
    named = {period: months for period, months in ending.items() if not window_of(period).startswith("P")}
    assert published_periods(month, ()) == named


def test_months_are_written_singly_and_as_ranges() -> None:
    assert months_of_ranges(["2018-06", "2018-11..2019-01"]) == {"2018-06", "2018-11", "2018-12", "2019-01"}


def test_final_two_months_after_the_end() -> None:
    assert month_end("2024-02") == date(2024, 2, 29)
    assert final_on("2024-11") == date(2025, 2, 1)


@pytest.mark.parametrize(
    ("window", "month", "before"),
    [
        ("month", "2024-01", "2023-12"),
        ("P3M", "2024-02", "2023-11-P3M"),
        ("P12M", "2024-02", "2023-02-P12M"),
        ("quarter", "2024-03", "2023-Q4"),
        ("year", "2024-12", "2023"),
    ],
)
def test_the_window_before_ends_where_this_one_begins(window: str, month: str, before: str) -> None:
    found, now = window_before(window, month), window_months(window, month)
    assert found is not None
    assert now is not None
    assert found[0] == before
    assert len(found[1]) == len(now)
    assert max(found[1]) < min(now)


def test_no_quarter_ends_in_may() -> None:
    assert window_before("quarter", "2024-05") is None


def test_months_are_whole_once_they_are_over_and_called_complete() -> None:
    complete = {"2024-01", "2024-02"}
    assert are_whole(("2024-01", "2024-02"), complete, "2024-03-01")
    assert not are_whole(("2024-01", "2024-02"), complete, "2024-02-29")
    assert not are_whole(("2024-02", "2024-03"), complete, "2024-05-01")


def test_a_first_month_with_few_cases_is_noticed() -> None:
    received = {"2024-01": 9, "2024-02": 20, "2024-03": 22}
    assert partial_start(received, received, "2024-04-05") == "2024-01"
    assert partial_start(received, {"2024-02", "2024-03"}, "2024-04-05") == ""
    assert partial_start(received | {"2024-01": 10}, received, "2024-04-05") == ""
    assert partial_start(received, received, "2024-03-05") == "", "two months say nothing of what is usual"


def test_months_with_cases_enough_are_proposed() -> None:
    received = {"2024-01": 4, "2024-02": 20, "2024-03": 22, "2024-04": 21, "2024-05": 19, "2024-06": 3}
    assert proposed_ranges(received, {"2024-03"}, "2024-06-05") == ("2024-02", "2024-04..2024-05")
    assert proposed_ranges(received, set(), "2024-06-05") == ("2024-02..2024-05",)
    assert proposed_ranges({}, set(), "2024-06-05") == ()


@pytest.mark.parametrize(
    ("window", "month", "before"),
    [
        ("month", "2024-01", "2023-12"),
        ("P3M", "2024-03", "2024-02"),
        ("P12M", "2024-03", "2024-02"),
        ("quarter", "2024-03", "2023-12"),
        ("year", "2024-12", "2023-12"),
    ],
)
def test_rolling_windows_end_every_month(window: str, month: str, before: str) -> None:
    assert end_before(window, month) == before


def test_months_end_where_years_do() -> None:
    assert list(months_between("9999-11", "9999-12")) == ["9999-11", "9999-12"]
    assert list(months_between("2024-02", "2024-01")) == []
    with pytest.raises(ValueError, match="no month"):
        list(months_between("2024-01", "10000-01"))
