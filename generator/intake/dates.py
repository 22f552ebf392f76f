"""Local dates to canonical times: ISO 8601 in the portal's time zone, as precise as the source and no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from generator.intake.readers import Cell

_DIGITS = {"%Y": r"(\d{4})", "%m": r"(\d{1,2})", "%d": r"(\d{1,2})", "%H": r"(\d{1,2})"}
_DIGITS |= {"%M": r"(\d{1,2})", "%S": r"(\d{1,2})"}
_DIRECTIVE = re.compile(r"%.")


def time_parser(formats: tuple[str, ...], source: str, portal: str) -> Callable[[Cell], str | None]:
    """A function from a cell to canonical text, or None when no format fits.

    `source` and `portal` are time zone names. A format without an hour gives a day; a day is never shifted
    between zones, because its hour is unknown.
    """
    parsers = [_parser(pattern) for pattern in formats]
    from_zone, to_zone = ZoneInfo(source), ZoneInfo(portal)

    def parse(cell: Cell) -> str | None:
        if isinstance(cell, datetime):
            return _canonical(cell, from_zone, to_zone)
        if isinstance(cell, date):
            return cell.isoformat()
        for parser in parsers:
            found = parser(cell)
            if isinstance(found, datetime):
                return _canonical(found, from_zone, to_zone)
            if found is not None:
                return found.isoformat()
        return None

    return parse


def example(pattern: str) -> str:
    """How a time is written in a format: what a supplier can read, unlike `%Y/%m/%d`."""
    return datetime(2024, 3, 25, 14, 5, 9).strftime(pattern)


def _canonical(moment: datetime, from_zone: tzinfo, to_zone: tzinfo) -> str:
    if moment.tzinfo is None and from_zone == to_zone:
        return moment.replace(microsecond=0).isoformat()
    aware = moment if moment.tzinfo else moment.replace(tzinfo=from_zone)
    return aware.astimezone(to_zone).replace(tzinfo=None, microsecond=0).isoformat()


def _parser(pattern: str) -> Callable[[str], datetime | date | None]:
    directives = _DIRECTIVE.findall(pattern)
    if all(directive in _DIGITS for directive in directives) and len(set(directives)) == len(directives):
        return _digits_parser(pattern, directives)
    has_time = any(directive in directives for directive in ("%H", "%I", "%c", "%X"))

    def parse(text: str) -> datetime | date | None:
        try:
            moment = datetime.strptime(text, pattern)
        except ValueError:
            return None
        return moment if has_time else moment.date()

    return parse


def _digits_parser(pattern: str, directives: list[str]) -> Callable[[str], datetime | date | None]:
    # Several times faster than strptime, and exports hold hundreds of thousands of times.
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
