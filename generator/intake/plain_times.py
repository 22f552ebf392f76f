"""Times that need no format to be understood: the year comes first, and nothing in them can be read in two ways.

`2024-3-5`, `2024/03/05 14:05:09`, `2024年3月5日 下午2:05`, `2024-03-05T14:05:09.5+08:00`, `20240305140509`; 24:00 is
the midnight that ends the day. A day number of a spreadsheet (`45356.58`) is one too, and what Java writes of a time
(`Tue Mar 05 14:05:09 CST 2024`) where the zone of the file has an hour of that name.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta, timezone, tzinfo

_DAY = r"(?P<Y>\d{4})\s?(?P<mark>[-/.年])\s?(?P<m>\d{1,2})\s?(?:(?P=mark)|月)\s?(?P<d>\d{1,2})\s?日?"
_HALF = "上午|下午|凌晨|早上|中午|晚上|am|pm"
_CLOCK = (
    rf"(?P<half>{_HALF})?\s?(?P<H>\d{{1,2}})\s?[:时点]\s?(?P<M>\d{{1,2}})\s?(?:[:分]\s?(?P<S>\d{{1,2}})(?:[.,]\d+)?)?\s?[分秒]?"
    rf"\s?(?P<half2>am|pm)?"
)
_ZONE = r"(?P<zone>z|utc|gmt|(?P<sign>[+-])(?P<zh>\d{2}):?(?P<zm>\d{2})?)"
_WRITTEN = re.compile(rf"{_DAY}(?:\s?t?\s?{_CLOCK}\s?{_ZONE}?)?", re.I)
_DIGITS = re.compile(r"(?P<Y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?:[t ]?(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?)?", re.I)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?")
_JAVA = re.compile(
    r"(?P<weekday>[a-z]{3}) (?P<month>[a-z]{3}) (?P<d>\d\d?) (?P<H>\d\d):(?P<M>\d\d):(?P<S>\d\d)"
    r" (?P<name>[a-z]{1,5})(?:(?P<sign>[+-])(?P<zh>\d\d):(?P<zm>\d\d))? (?P<Y>\d{4})",
    re.I,
)
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST = 3
# Day numbers of these years are times: nothing else in a column of times looks so.
_FIRST, _LAST = date(1990, 1, 1), date(2100, 12, 31)
# The day from which most spreadsheets count; some books count from 1904.
EPOCH, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


def plain_time(text: str, epoch: date = EPOCH) -> datetime | date | None:
    """The moment (with its zone where the text names one) or the day, None when the text is neither."""
    plain = " ".join(_WEEKDAY.sub(" ", unicodedata.normalize("NFKC", text)).split())
    match = _WRITTEN.fullmatch(plain) or _DIGITS.fullmatch(plain)
    if match is None:
        return serial_time(plain, epoch)
    parts = match.groupdict()
    try:
        day = date(int(parts["Y"]), int(parts["m"]), int(parts["d"]))
        return day if parts["H"] is None else _moment(day, parts)
    except (ValueError, OverflowError):
        return None


def serial_time(text: str, epoch: date = EPOCH) -> datetime | date | None:
    """The time that a day number of a spreadsheet means, None when the text is none."""
    if not _SERIAL.fullmatch(text):
        return None
    moment = datetime.combine(epoch, time()) + timedelta(milliseconds=round(float(text) * 86_400_000))
    if not _FIRST <= moment.date() <= _LAST:
        return None
    return moment.replace(microsecond=0) if moment.time() != time() else moment.date()


def named(name: str, names: tuple[str, ...]) -> int:
    """Which of the names, counted from 1, an English name or its beginning is. Raises ValueError where it is none."""
    found = [place for place, full in enumerate(names, 1) if full.startswith(name.lower())]
    if len(name) < _SHORTEST or len(found) != 1:
        raise ValueError(name)
    return found[0]


def java_time(text: str, zone: tzinfo) -> datetime | None:
    """The moment that `Date.toString` of Java says, None when the text is none or its hour may be another zone's.

    `CST` alone is China's hour, Chicago's or Cuba's: it is read where the zone of the file calls that hour so.
    """
    match = _JAVA.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    parts = match.groupdict()
    try:
        day = date(int(parts["Y"]), named(parts["month"], MONTHS), int(parts["d"]))
        clock = time(int(parts["H"]), int(parts["M"]), int(parts["S"]))
        if named(parts["weekday"], WEEKDAYS) != day.isoweekday():
            return None
        name = parts["name"].upper()
        if name in ("UTC", "GMT"):
            return datetime.combine(day, clock, _zone(parts | {"zone": name}))
        if parts["sign"]:
            return None
        # Where clocks are put back an hour comes twice, under two names.
        moments = [datetime.combine(day, clock.replace(fold=fold), zone) for fold in (0, 1)]
        return next((moment for moment in moments if moment.tzname() == name), None)
    except (ValueError, OverflowError):
        return None


def _moment(day: date, parts: dict[str, str | None]) -> datetime:
    """Raises ValueError for a time that is none."""
    hour, minute, second = int(parts["H"] or 0), int(parts["M"] or 0), int(parts["S"] or 0)
    half = parts.get("half") or parts.get("half2")
    if parts.get("half") and parts.get("half2"):
        raise ValueError(half)
    if half:
        hour = _hour(half.lower(), hour)
    if (hour, minute, second) == (24, 0, 0):
        return datetime.combine(day, time()) + timedelta(days=1)
    return datetime.combine(day, time(hour, minute, second, tzinfo=_zone(parts)))


def _hour(half: str, hour: int) -> int:
    """The hour of 24 that an hour in a part of the day is. Raises ValueError where the two do not go together."""
    if half in ("上午", "am", "凌晨", "早上") and hour <= 12:
        return hour % 12 if half != "早上" or hour < 12 else 12
    if half in ("下午", "pm", "晚上") and (hour <= 12 or half != "pm"):
        if half == "晚上" and hour in (0, 12):
            raise ValueError(half)
        return hour % 12 + 12 if hour <= 12 else hour
    if half == "中午" and hour in (11, 12, 1, 2, 13, 14):
        return hour + 12 if hour < 3 else hour
    raise ValueError(half)


def _zone(parts: dict[str, str | None]) -> timezone | None:
    zone = parts.get("zone")
    if not zone:
        return None
    offset = timedelta(hours=int(parts.get("zh") or 0), minutes=int(parts.get("zm") or 0))
    return timezone(-offset if parts.get("sign") == "-" else offset)
