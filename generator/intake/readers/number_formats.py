"""What a number in a spreadsheet is: the number format says whether it is shown as a day or a time, never how much
of it there is. A time that is in the number is kept whatever the format shows.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

# Formats built into spreadsheets that show days or times; 27-36 and 50-58 are those of Chinese and other East Asian
# versions (ECMA-376, part 1, 18.8.30).
_DAYS = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58))
_TIMES = frozenset((*range(18, 22), 22, *range(32, 36), 45, 46, 47, 55, 56))
# What stands in a format without showing anything of the number: texts, escaped and padding characters, tags of
# colour, locale and condition. Elapsed time in brackets does show it.
_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.I | re.S)
_GENERAL = re.compile(r"general|g/通用格式", re.I)
_HALF_DAY = re.compile(r"上午/下午|am/pm|a/p", re.I)
_EPOCH = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
# Characters of a format; spreadsheets allow 255.
_LONGEST = 1000
# Day numbers below are no dates but counts; 1900 was no leap year, which spreadsheets get wrong up to day 60.
_FIRST_DAY, _LAST_DAY = 61, 2_958_465


@lru_cache(1 << 12)
def shows(number: int, code: str) -> tuple[bool, bool]:
    """Whether a format (its number, and its code where it is not built in) shows a day, and whether it shows a time."""
    if not code:
        return number in _DAYS, number in _TIMES
    section = _GENERAL.sub("", _LITERAL.sub("", code[:_LONGEST]).split(";")[0])
    half = _HALF_DAY.search(section)
    letters = _HALF_DAY.sub("", section).lower()
    time = bool(half) or "h" in letters or "s" in letters
    day = "y" in letters or "d" in letters or ("m" in letters and not time) or ("e" in letters and "0" not in letters)
    return day, time


def date_text(value: float, *, day: bool, time: bool, from_1904: bool) -> str | None:
    """The day or time that a number means in a format that shows a day or a time; None when it can mean none.

    `2024-03-05` for a whole day in a format without hours, `2024-03-05 14:05:09` where there is a time, `14:05:09` for
    a time without a day. What is below a second is cut off, after what floating point has added to it.
    """
    if time and not day and 0 <= value < 1:
        return (datetime.min + _length(value)).strftime("%H:%M:%S")
    if not (_FIRST_DAY if not from_1904 else 0) <= value <= _LAST_DAY:
        return None
    moment = _EPOCH[from_1904] + _length(value)
    if time or moment.time() != datetime.min.time():
        return moment.strftime("%Y-%m-%d %H:%M:%S")
    return moment.strftime("%Y-%m-%d")


def number_text(value: str) -> str:
    """A number as an id or a code is written: whole ones without a fraction, digits that are given never dropped.

    A number beyond 15 digits that was written with an exponent keeps it: its last digits are lost.
    """
    text = value.strip()
    if text.lstrip("-").isdigit():
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return text if "e" in text.lower() else repr(number)


def _length(days: float) -> timedelta:
    return timedelta(milliseconds=round(days * 86_400_000))
