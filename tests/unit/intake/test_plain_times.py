"""Times that need no format, and what the engine and Python read alike."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.mappings import ColumnRule, ExportMapping
from generator.intake.date_columns import read_by_engine
from generator.intake.dates import plain_parser, time_parser
from generator.intake.mapping import SourceColumns
from generator.intake.plain_times import EPOCH_1904, plain_time
from generator.sql import TEXT, TIME_MACROS
from tests.unit.intake.office import portal

SHANGHAI = plain_parser("Asia/Shanghai", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-3-5", "2024-03-05"),
        ("2024/03/05", "2024-03-05"),
        ("2024.3.5", "2024-03-05"),
        ("2024年3月5日", "2024-03-05"),
        ("2024年3月5日 星期二", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("２０２４－０３－０５", "2024-03-05"),
        ("2024/3/5 9:05", "2024-03-05T09:05:00"),
        ("2024-03-05T09:05:06.789", "2024-03-05T09:05:06"),
        ("2024-03-05 09:05:06.0", "2024-03-05T09:05:06"),
        ("2024年3月5日9时5分", "2024-03-05T09:05:00"),
        ("2024年3月5日 9点05分06秒", "2024-03-05T09:05:06"),
        ("20240305090506", "2024-03-05T09:05:06"),
        ("202403050905", "2024-03-05T09:05:00"),
        ("2024/3/5 上午9:05", "2024-03-05T09:05:00"),
        ("2024/3/5 上午12:05", "2024-03-05T00:05:00"),
        ("2024/3/5 下午12:05", "2024-03-05T12:05:00"),
        ("2024/3/5 下午3:22:01", "2024-03-05T15:22:01"),
        ("2024/3/5 3:22 PM", "2024-03-05T15:22:00"),
        ("2024/3/5 AM 3:22", "2024-03-05T03:22:00"),
        ("2024/3/5 中午12:30", "2024-03-05T12:30:00"),
        ("2024/3/5 中午1:30", "2024-03-05T13:30:00"),
        ("2024/3/5 凌晨1:30", "2024-03-05T01:30:00"),
        ("2024/3/5 晚上9:30", "2024-03-05T21:30:00"),
        ("2024-03-05 24:00", "2024-03-06T00:00:00"),
        ("2024-02-29 24:00:00", "2024-03-01T00:00:00"),
        ("2024-03-05T01:05:06Z", "2024-03-05T09:05:06"),
        ("2024-03-05T01:05:06+00", "2024-03-05T09:05:06"),
        ("2024-03-05 01:05:06 +0000", "2024-03-05T09:05:06"),
        ("2024-03-05T09:05:06+08:00", "2024-03-05T09:05:06"),
        ("2024-03-04T20:05:06-0500", "2024-03-05T09:05:06"),
        ("45356", "2024-03-05"),
        ("45356.378", "2024-03-05T09:04:19"),
        # What can be read in two ways, or in none.
        ("3/5/2024", None),
        ("24-3-5", None),
        ("2024-13-05", None),
        ("2024-02-30", None),
        ("2024-03-05 24:01", None),
        ("2024-03-05 25:00", None),
        ("2024/3/5 上午13:05", None),
        ("2024/3/5 晚上12:05", None),
        ("2024/3-5", None),
        ("9:05", None),
        ("12345678", None),
        ("99999", None),
        ("1709600000", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_plain_times(text: str, expected: str | None) -> None:
    assert SHANGHAI(text) == expected


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("Tue Dec 01 10:20:30 CST 2026", "Asia/Shanghai", "2026-12-01T10:20:30"),
        ("Tue Dec  1 10:20:30 CST 2026", "Asia/Shanghai", "2026-12-01T10:20:30"),
        ("Tue Dec 01 02:20:30 UTC 2026", "Asia/Shanghai", "2026-12-01T10:20:30"),
        ("Tue Dec 01 10:20:30 GMT+08:00 2026", "America/New_York", "2026-12-01T10:20:30"),
        ("Tue Dec 01 10:20:30 CST 2026", "America/Chicago", "2026-12-02T00:20:30"),
        # Clocks are put back: the hour comes twice.
        ("Sun Nov 01 01:20:30 CDT 2026", "America/Chicago", "2026-11-01T14:20:30"),
        ("Sun Nov 01 01:20:30 CST 2026", "America/Chicago", "2026-11-01T15:20:30"),
        # Another zone's hour, or nobody knows whose.
        ("Tue Dec 01 10:20:30 CST 2026", "UTC", None),
        ("Tue Dec 01 10:20:30 CST 2026", "America/New_York", None),
        ("Wed Jul 01 10:20:30 CST 2026", "America/Chicago", None),
        ("Tue Dec 01 10:20:30 EST 2026", "Asia/Shanghai", None),
        ("Tue Dec 01 10:20:30 CST+08:00 2026", "Asia/Shanghai", None),
        # The day of the week is another.
        ("Wed Dec 01 10:20:30 CST 2026", "Asia/Shanghai", None),
        ("Tue Dez 01 10:20:30 CST 2026", "Asia/Shanghai", None),
        ("Tue Dec 32 10:20:30 CST 2026", "Asia/Shanghai", None),
    ],
)
def test_what_java_writes_is_read_where_its_zone_is_certain(text: str, zone: str, expected: str | None) -> None:
    assert plain_parser(zone, "Asia/Shanghai")(text) == expected


def test_day_numbers_from_1904() -> None:
    assert plain_time("43894", EPOCH_1904) == date(2024, 3, 5)
    assert plain_time("43894") == date(2020, 3, 4)


@given(st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 30)))
def test_written_in_full_and_read_again(moment: datetime) -> None:
    for form in ("%Y-%m-%d %H:%M:%S", "%Y/%m/%dT%H:%M:%S", "%Y年%m月%d日 %H时%M分%S秒"):
        written = moment.strftime(form).zfill(19)
        assert plain_time(written) == moment.replace(microsecond=0)


FORMATS = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%d.%m.%Y")
DIGIT = st.sampled_from("0123456789/-.: T")


@given(
    st.lists(
        st.one_of(
            st.text(DIGIT, max_size=22), st.dates().map(str), st.datetimes().map(lambda t: f"{t:%Y/%m/%d %H:%M:%S}")
        ),
        max_size=20,
    )
)
def test_the_engine_reads_what_python_reads(texts: list[str]) -> None:
    """Where both read a text they read the same, and the engine reads nothing else but years of long ago."""
    rule = ColumnRule("received_at", ("a",), dates=FORMATS)
    mapping = ExportMapping("m", "cases", "", "", "", "", frozenset(), (rule,))
    (column,) = read_by_engine(mapping, SourceColumns(("a",)), portal())
    parse = time_parser(FORMATS, "Asia/Shanghai", "Asia/Shanghai")
    with duckdb.connect() as con:
        con.execute(TIME_MACROS)
        rows = "(SELECT unnest(?::VARCHAR[]) AS r0)"
        read = con.execute(f"SELECT r0, {column.sql(TEXT)} FROM {rows}", [texts]).fetchall()
    for text, value in read:
        own = parse(text.strip())
        assert value is None or value == own or (own is None and value < "1000"), text
        # Only forms that Python takes without leading zeros of the year are left over.
        assert value is not None or own is None or own < "1000", text
