"""Local dates to canonical times: ISO 8601 in the portal's time zone, as precise as the source and no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from generator.intake.plain_times import EPOCH, MONTHS, WEEKDAYS, java_time, named, plain_time

# Numbers that count from the first moment of 1970 in UTC: the name of the format, digits of those since 2001, and the
# unit.
EPOCHS = {"epoch_ms": (13, timedelta(milliseconds=1)), "epoch_s": (10, timedelta(seconds=1))}
_ZERO, _END = datetime(1970, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC)
_DIGITS = {"%Y": r"(\d{4})", "%m": r"(\d{1,2})", "%d": r"(\d{1,2})", "%H": r"(\d{1,2})"}
_DIGITS |= {"%M": r"(\d{1,2})", "%S": r"(\d{1,2})"}
# Names are English whatever the machine speaks; a month may be written out or cut, with or without a point.
_NAME, _NUMBER = r"([A-Za-z]{3,9})\.?", r"(\d{1,2})"
_NAMES = _DIGITS | {"%b": _NAME, "%B": _NAME, "%a": _NAME, "%A": _NAME, "%I": _NUMBER, "%p": r"([AaPp])\.?[Mm]\.?"}
_DIRECTIVE = re.compile(r"%.")
_DAY, _CLOCK = {"%Y", "%m", "%d"}, {"%H", "%M", "%S"}
_CLOCKS: tuple[set[str], ...] = (set(), {"%H"}, {"%H", "%M"}, {"%H", "%M", "%S"})
_ANY_DAY = "%Y-%m-%d"
# Texts that a parser remembers; a day has 86,400 seconds.
_KEPT = 1 << 17


@cache
def time_parser(formats: tuple[str, ...], source: str, portal: str) -> Callable[[str], str | None]:
    """A function from text to canonical text, or None when no format fits.

    `source` and `portal` are time zone names. A format without an hour gives a day; a day is never shifted
    between zones, because its hour is unknown. Columns written alike share one function, and what it remembers.
    """
    from_zone, to_zone = ZoneInfo(source), ZoneInfo(portal)
    parsers = [_canonical_parser(pattern, from_zone, to_zone) for pattern in formats]

    def parse(text: str) -> str | None:
        for parser in parsers:
            moment = parser(text)
            if moment is not None:
                return moment
        return None

    return parse


def plain_parser(source: str, portal: str, epoch: date = EPOCH) -> Callable[[str], str | None]:
    """As `time_parser`, for times that need no format to be understood (`generator.intake.plain_times`)."""
    from_zone, to_zone = ZoneInfo(source), ZoneInfo(portal)

    def parse(text: str) -> str | None:
        moment = plain_time(text, epoch) or java_time(text, from_zone)
        if isinstance(moment, datetime):
            return _canonical(moment, from_zone, to_zone)
        return None if moment is None else moment.isoformat()

    return parse


def engine_formats(formats: tuple[str, ...], source: str, portal: str) -> tuple[list[str], list[str]]:
    """The formats that DuckDB reads as this module does: those of times, then those of days.

    Of two time zones it reads nothing, nor anything but plain digits; every text that it reads not is read here.
    """
    plain = [pattern for pattern in formats if set(_DIRECTIVE.findall(pattern)) <= _DAY | _CLOCK]
    plain = [pattern for pattern in plain if ZoneInfo(source) == ZoneInfo(portal) and _is_whole(pattern)]
    times = [pattern for pattern in plain if "%H" in pattern]
    return times, [pattern for pattern in plain if pattern not in times]


def mark_of_times(times: Sequence[str], days: Sequence[str]) -> str:
    """A sign that stands in every text of a format of times and in none of a format of days, "" where there is none.

    Spaces are none: there may be any number of them.
    """
    signs = [set(_DIRECTIVE.sub("", pattern)) - {" "} for pattern in times]
    marks = set.intersection(*signs) if signs else set()
    return min(marks.difference(*days), default="")


def _is_whole(pattern: str) -> bool:
    """Whether a format names a day, and of the time what comes before what else it names; each part once."""
    parts = _DIRECTIVE.findall(pattern)
    clock = set(parts) & _CLOCK
    return len(parts) == len(set(parts)) and set(parts) >= _DAY and clock in _CLOCKS


def example(pattern: str) -> str:
    """How a time is written in a format: what a supplier can read, unlike `%Y/%m/%d`."""
    moment = datetime(2024, 3, 25, 14, 5, 9)
    if pattern in EPOCHS:
        return str((moment.replace(tzinfo=UTC) - _ZERO) // EPOCHS[pattern][1])
    names = {"%b": "Mar", "%B": "March", "%a": "Mon", "%A": "Monday", "%p": "PM"}
    return moment.strftime(_DIRECTIVE.sub(lambda match: names.get(match[0], match[0]), pattern))


def _canonical(moment: datetime, from_zone: tzinfo, to_zone: tzinfo) -> str:
    if moment.tzinfo is None and from_zone == to_zone:
        return moment.replace(microsecond=0).isoformat()
    aware = moment if moment.tzinfo else moment.replace(tzinfo=from_zone)
    return aware.astimezone(to_zone).replace(tzinfo=None, microsecond=0).isoformat()


def _canonical_parser(pattern: str, from_zone: tzinfo, to_zone: tzinfo) -> Callable[[str], str | None]:
    """From text in one format to canonical text, None when it does not fit."""
    halves = _day_and_clock(pattern) if from_zone == to_zone else None
    if halves is not None:
        return _halves_parser(*halves)
    moment_of = _parser(pattern)

    @lru_cache(_KEPT)
    def parse(text: str) -> str | None:
        moment = moment_of(text)
        if isinstance(moment, datetime):
            return _canonical(moment, from_zone, to_zone)
        return None if moment is None else moment.isoformat()

    return parse


def _day_and_clock(pattern: str) -> tuple[str, str, str] | None:
    """The pattern of the day, what stands between, and the pattern of the clock; None when it is not so made."""
    for mark in (" ", "T"):
        day, separator, clock = pattern.partition(mark)
        parts = (set(_DIRECTIVE.findall(day)), set(_DIRECTIVE.findall(clock)))
        if separator and pattern.count(mark) == 1 and parts[0] == _DAY and "%H" in parts[1] and parts[1] <= _CLOCK:
            return day, mark, clock
    return None


def _halves_parser(day: str, mark: str, clock: str) -> Callable[[str], str | None]:
    # Hundreds of thousands of times hold few days and few times of day: each half is read once.
    day_of, moment_of = _parser(day), _parser(f"{_ANY_DAY}{mark}{clock}")

    @lru_cache(_KEPT)
    def read_day(text: str) -> str | None:
        moment = day_of(text)
        return None if moment is None else moment.isoformat()

    @lru_cache(_KEPT)
    def read_clock(text: str) -> str | None:
        moment = moment_of(f"2000-1-1{mark}{text}")
        return None if moment is None else moment.isoformat()[len("2000-01-01") :]

    def parse(text: str) -> str | None:
        before, _, after = text.partition(mark)
        first, second = read_day(before), read_clock(after)
        return None if first is None or second is None else first + second

    return parse


def _parser(pattern: str) -> Callable[[str], datetime | date | None]:
    if pattern in EPOCHS:
        return _epoch_parser(*EPOCHS[pattern])
    directives = _DIRECTIVE.findall(pattern)
    if all(directive in _DIGITS for directive in directives) and len(set(directives)) == len(directives):
        return _digits_parser(pattern, directives)
    if all(directive in _NAMES for directive in directives) and _is_said_once(directives):
        return _names_parser(pattern, directives)
    has_time = any(directive in directives for directive in ("%H", "%I", "%c", "%X"))

    def parse(text: str) -> datetime | date | None:
        try:
            moment = datetime.strptime(text, pattern)
        except (ValueError, re.error):
            # The latter where a format names one part twice.
            return None
        return moment if has_time else moment.date()

    return parse


def _epoch_parser(digits: int, unit: timedelta) -> Callable[[str], datetime | date | None]:
    def parse(text: str) -> datetime | None:
        if len(text) != digits or not (text.isascii() and text.isdigit()):
            return None
        moment = _ZERO + int(text) * unit
        return moment if moment < _END else None

    return parse


def _is_said_once(directives: list[str]) -> bool:
    """Whether year, month and day are named once each, and the hour in one way, with its half where it needs it."""
    names = set(directives)
    once = len(names) == len(directives) and {"%Y", "%d"} <= names and len(names & {"%m", "%b", "%B"}) == 1
    return once and ("%I" in names) == ("%p" in names) and not {"%H", "%I"} <= names


def _names_parser(pattern: str, directives: list[str]) -> Callable[[str], datetime | date | None]:
    """A parser of formats with names: `strptime` knows those of the language that the machine is set to."""
    parts = re.split(r"(%.)", pattern)
    regex = re.compile("".join(_NAMES.get(part) or re.sub(r"(\\ )+", r"\\s+", re.escape(part)) for part in parts))

    def parse(text: str) -> datetime | date | None:
        match = regex.fullmatch(text)
        if match is None:
            return None
        said = dict(zip(directives, match.groups(), strict=True))
        month, weekday = said.get("%b") or said.get("%B"), said.get("%a") or said.get("%A")
        try:
            day = date(int(said["%Y"]), named(month, MONTHS) if month else int(said["%m"]), int(said["%d"]))
            if weekday and named(weekday, WEEKDAYS) != day.isoweekday():
                return None
            hour = _hour_of(said) if "%I" in said else int(said.get("%H", 0))
            moment = datetime(day.year, day.month, day.day, hour, int(said.get("%M", 0)), int(said.get("%S", 0)))
        except ValueError:
            return None
        return moment if {"%H", "%I"} & said.keys() else day

    return parse


def _hour_of(said: dict[str, str]) -> int:
    """The hour of 24. Raises ValueError for one that no half of a day has."""
    hour = int(said["%I"])
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + 12 * (said["%p"] in "Pp")


def _digits_parser(pattern: str, directives: list[str]) -> Callable[[str], datetime | date | None]:
    # Several times faster than strptime.
    parts = re.split(r"(%.)", pattern)
    regex = re.compile("".join(_DIGITS.get(part) or re.escape(part) for part in parts))
    places = [directives.index(d) if d in directives else None for d in ("%Y", "%m", "%d", "%H", "%M", "%S")]
    has_time = places[3] is not None

    def parse(text: str) -> datetime | date | None:
        match = regex.fullmatch(text)
        if match is None:
            return None
        groups = match.groups()
        numbers = [0 if place is None else int(groups[place]) for place in places]
        try:
            return datetime(*numbers) if has_time else date(*numbers[:3])  # type: ignore[arg-type]
        except ValueError:
            return None

    return parse
