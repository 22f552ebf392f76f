"""A cell's number format says what is shown, never what is there."""

from __future__ import annotations

import pytest

from generator.intake.readers.number_formats import date_text, number_text, shows

DAY, TIME, BOTH, NEITHER = (True, False), (False, True), (True, True), (False, False)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", NEITHER),
        ("G/通用格式", NEITHER),
        ("0.00", NEITHER),
        ("0.00E+00", NEITHER),
        ('0"小时"', NEITHER),
        ('#,##0"d"', NEITHER),
        ("[Red]0", NEITHER),
        ("@", NEITHER),
        ("yyyy-mm-dd", DAY),
        ("[$-zh-CN]yyyy/m/d", DAY),
        ('[$-804]yyyy"年"m"月"d"日"', DAY),
        ("[$-F800]dddd, mmmm dd, yyyy", DAY),
        ("[DBNum1][$-804]yyyy年m月d日", DAY),
        ("[$-411]ggge年m月d日", DAY),
        ("yyyy\\年m\\月", DAY),
        ("mmm-yy", DAY),
        ('yyyy/m/d" hms"', DAY),
        ("yyyy/m/d h:mm", BOTH),
        ("[$-804]yyyy/m/d 上午/下午h:mm:ss;@", BOTH),
        ("m/d/yy h:mm AM/PM", BOTH),
        ("h:mm", TIME),
        ("[h]:mm:ss", TIME),
        ("mm:ss", TIME),
        ('上午/下午h"时"mm"分"', TIME),
    ],
)
def test_what_a_format_shows(code: str, expected: tuple[bool, bool]) -> None:
    assert shows(164, code) == expected


@pytest.mark.parametrize(
    ("expected", "numbers"),
    [
        (NEITHER, (0, 2, 13, 23, 37, 44, 48, 49, 59)),
        (DAY, (14, 17, 27, 31, 36, 50, 54, 57, 58)),
        (TIME, (18, 20, 32, 35, 45, 47, 55, 56)),
        (BOTH, (22,)),
    ],
)
def test_formats_that_are_built_in(expected: tuple[bool, bool], numbers: tuple[int, ...]) -> None:
    assert [shows(number, "") for number in numbers] == [expected] * len(numbers)


@pytest.mark.parametrize(
    ("value", "shown", "from_1904", "expected"),
    [
        (45356, DAY, False, "2024-03-05"),
        # A time that is there is kept; a midnight is one where hours are shown.
        (45356.586, DAY, False, "2024-03-05 14:03:50"),
        (45356, BOTH, False, "2024-03-05 00:00:00"),
        (45356.6, TIME, False, "2024-03-05 14:24:00"),
        (0.6, TIME, False, "14:24:00"),
        (43894, DAY, True, "2024-03-05"),
        # What floating point adds to a second is taken off.
        (45356.58678240741, BOTH, False, "2024-03-05 14:04:58"),
        (0, DAY, False, None),
        (45356045356, DAY, False, None),
        (-1, DAY, False, None),
    ],
)
def test_dates(value: float, shown: tuple[bool, bool], from_1904: bool, expected: str | None) -> None:
    assert date_text(value, day=shown[0], time=shown[1], from_1904=from_1904) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("101", "101"),
        ("101.0", "101"),
        ("2.50", "2.5"),
        ("202301010000112345", "202301010000112345"),
        ("2.02301010000112E+17", "2.02301010000112E+17"),
        ("1E3", "1000"),
        ("-3", "-3"),
    ],
)
def test_numbers_as_ids_are_written(value: str, expected: str) -> None:
    assert number_text(value) == expected
