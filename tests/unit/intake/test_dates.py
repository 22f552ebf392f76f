"""Local dates to canonical times."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    ],
)
def test_local_dates(formats: tuple[str, ...], text: str, wanted: str | None) -> None:
    assert time_parser(formats, "Asia/Shanghai", "Asia/Shanghai")(text) == wanted


def test_time_zones_move_times_and_not_days() -> None:
    parse = time_parser(("%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M%z"), "UTC", "Asia/Shanghai")
    assert parse("2024-03-05 20:00") == "2024-03-06T04:00:00"
    assert parse("2024-03-05") == "2024-03-05"
    assert parse("2024-03-05T20:00-0500") == "2024-03-06T09:00:00"


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
