"""Local dates to canonical times."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.intake import dates
from generator.intake.dates import time_parser


@pytest.mark.parametrize(
    ("formats", "text", "wanted"),
    [
        (("%Y-%m-%d %H:%M:%S",), "2024-03-05 04:05:06", "2024-03-05T04:05:06"),
        (("%Y/%m/%d %H:%M",), "2024/3/5 4:05", "2024-03-05T04:05:00"),
        (("%Y年%m月%d日",), "2024年3月5日", "2024-03-05"),
        (("%Y-%m-%d %H:%M", "%Y-%m-%d"), "2024-02-29", "2024-02-29"),
        (("%m/%d/%Y %I:%M %p",), "03/05/2024 04:05 PM", "2024-03-05T16:05:00"),
        (("%Y-%m-%d",), "2023-02-29", None),
        (("%Y-%m-%d %H:%M",), "2024-03-05 24:00", None),
        (("%Y-%m-%d",), "24-3-5", None),
        (("%Y-%m-%d",), "2024-03-05 ", None),
        (("%d-%b-%Y",), "01-Dec-2026", "2026-12-01"),
        (("%d-%b-%Y",), "1-DEC-2026", "2026-12-01"),
        (("%b %d, %Y %I:%M %p",), "Dec 1, 2026 3:04 PM", "2026-12-01T15:04:00"),
        (("%b %d, %Y %I:%M %p",), "Sept. 1, 2026 12:04 a.m.", "2026-09-01T00:04:00"),
        (("%b %d, %Y %I:%M %p",), "December 1, 2026 12:04 pm", "2026-12-01T12:04:00"),
        (("%a %b %d %H:%M:%S %Y",), "Tue Dec  1 10:20:30 2026", "2026-12-01T10:20:30"),
        (("%a %b %d %H:%M:%S %Y",), "Wed Dec  1 10:20:30 2026", None),
        (("%b %d, %Y %I:%M %p",), "Dec 1, 2026 13:04 PM", None),
        (("%b %d, %Y %I:%M %p",), "Dec 1, 2026 0:04 PM", None),
        (("%b %d, %Y",), "Dez 1, 2026", None),
        (("%b %d, %Y",), "Ma 1, 2026", None),
        (("%b %d, %Y",), "Feb 29, 2026", None),
        (("epoch_ms",), "1709604306000", "2024-03-05T10:05:06"),
        (("epoch_ms",), "1709604306999", "2024-03-05T10:05:06"),
        (("epoch_s",), "1709604306", "2024-03-05T10:05:06"),
        (("epoch_s",), "1709604306000", None),
        (("epoch_ms",), "1709604306", None),
        (("epoch_ms",), "4999999999999", None),
        (("epoch_s",), "١٧٠٩٦٠٤٣٠٦", None),
        (("epoch_s",), "170960430.", None),
        # What is no format reads nothing.
        (("%Y-%m-%d %Y", "%Q", "%", "%z%z"), "2024-03-05 2024", None),
    ],
)
def test_local_dates(formats: tuple[str, ...], text: str, wanted: str | None) -> None:
    assert time_parser(formats, "Asia/Shanghai", "Asia/Shanghai")(text) == wanted


@pytest.mark.parametrize(
    ("times", "days", "mark"),
    [
        (["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"], ["%Y-%m-%d"], ":"),
        (["%Y-%m-%dT%H"], ["%Y-%m-%d"], "T"),
        (["%Y-%m-%d %H"], ["%Y-%m-%d"], ""),
        (["%Y年%m月%d日 %H时", "%Y-%m-%d %H:%M"], ["%Y-%m-%d"], ""),
        ([], ["%Y-%m-%d"], ""),
        (["%Y/%m/%d %H"], [], "/"),
    ],
)
def test_times_are_told_from_days_by_a_sign(times: list[str], days: list[str], mark: str) -> None:
    assert dates.mark_of_times(times, days) == mark


def test_time_zones_move_times_and_not_days() -> None:
    parse = time_parser(("%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M%z"), "UTC", "Asia/Shanghai")
    assert parse("2024-03-05 20:00") == "2024-03-06T04:00:00"
    assert parse("2024-03-05") == "2024-03-05"
    assert parse("2024-03-05T20:00-0500") == "2024-03-06T09:00:00"


def test_names_are_english_whatever_the_machine_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    class Asked(datetime):
        @classmethod
        def strptime(cls, text: str, pattern: str) -> datetime:
            raise AssertionError("the names of the machine's language")

    monkeypatch.setattr(dates, "datetime", Asked)
    time_parser.cache_clear()
    parse = time_parser(("%d %B %Y %H:%M", "%b %d, %Y %I:%M %p"), "UTC", "UTC")
    assert parse("25 March 2024 14:05") == parse("Mar 25, 2024 2:05 PM") == "2024-03-25T14:05:00"


@pytest.mark.parametrize("pattern", ["%d-%b-%Y", "%B %d, %Y %I:%M %p", "epoch_ms", "epoch_s", "%Y/%m/%d %H:%M:%S"])
def test_an_example_is_written_as_its_format_reads(pattern: str) -> None:
    assert time_parser((pattern,), "UTC", "UTC")(dates.example(pattern)) is not None


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(lambda t: t.replace(microsecond=0)))
def test_written_and_read_again(moment: datetime) -> None:
    parse = time_parser(("%Y/%m/%d %H:%M:%S",), "Asia/Shanghai", "Asia/Shanghai")
    text = f"{moment.year}/{moment.month}/{moment.day} {moment.hour}:{moment.minute:02d}:{moment.second:02d}"
    assert parse(text) == moment.isoformat()


@settings(deadline=None)
@given(st.from_regex(r"[12]?\d{3}/[01]?\d/[0-3]?\d ?[ T][0-2]?\d:[0-6]?\d:[0-6]?\d ?", fullmatch=True))
def test_day_and_clock_read_apart_say_what_they_say_together(text: str) -> None:
    formats = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%dT%H:%M:%S")
    # Between two zones, even of the same hours, a time is read as a whole.
    assert time_parser(formats, "UTC", "UTC")(text) == time_parser(formats, "UTC", "Etc/UTC")(text)
