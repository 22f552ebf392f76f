"""Months and the longer periods that end in them.

Period codes: `2024-03`; `2024-03-P3M` (three months ending there); `2024-Q1`; `2024`. There are few of them and they
are asked for a hundred thousand times, so answers are kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"-Q([1-4])$")
WINDOWS = ("month", "P3M", "P12M", "quarter", "year")
_ROLLING = {"P3M": 3, "P12M": 12}
# So many months must be over to say what is usual.
_USUAL_MONTHS = 3
# The end of ranges that have none; a month counts as complete only once it is over.
_LAST_MONTH = "2199-12"


def is_month(text: str) -> bool:
    """True for `2024-03`, false for anything else."""
    return _MONTH.fullmatch(text) is not None


@cache
def shift(month: str, by: int) -> str:
    """The month `by` months later (earlier when negative)."""
    year, number = int(month[:4]), int(month[5:])
    index = year * 12 + number - 1 + by
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def months_between(first: str, last: str) -> Iterator[str]:
    """Every month from `first` to `last`, both included; nothing when `last` is earlier.

    Raises ValueError for what is no month: without it a text beyond 9999-12 would never be passed.
    """
    if not is_month(first) or not is_month(last):
        raise ValueError("no month")
    start, end = (int(month[:4]) * 12 + int(month[5:]) for month in (first, last))
    yield from (shift(first, by) for by in range(end - start + 1))


def months_of_ranges(texts: Iterable[str]) -> frozenset[str]:
    """The months of a list of months and ranges: `2018-06`, `2018-06..2018-11`, `2018-06..` with no end."""
    ends = [text.partition("..") for text in texts]
    return frozenset(
        month for first, to, last in ends for month in months_between(first, last or (_LAST_MONTH if to else first))
    )


def month_end(month: str) -> date:
    """The last day of the month."""
    return date.fromisoformat(shift(month, 1) + "-01") - timedelta(days=1)


@cache
def closing_month(period: str) -> str:
    """The month in which a month, quarter or year ends; ValueError for any other text."""
    for candidate in (period, f"{period}-12", _QUARTER.sub(lambda found: f"-{int(found[1]) * 3:02d}", period)):
        if is_month(candidate):
            return candidate
    raise ValueError(f"not a month, quarter or year: {period}")


def are_whole(months: Sequence[str], complete: Collection[str], as_of: str) -> bool:
    """Whether the months (in order) are over at `as_of`, and each is among those whose data are `complete`."""
    return as_of[:10] > month_end(months[-1]).isoformat() and all(month in complete for month in months)


def final_on(month: str, year_close: str = "") -> date:
    """The first day on which the month's figures may be final: two months after its end.

    `year_close` (such as `01-20`) is the day of the next year on which a city's annual assessment closes every month
    of the year with what is known that day.
    """
    usual = date.fromisoformat(shift(month, 3) + "-01")
    if not year_close:
        return usual
    return min(usual, date.fromisoformat(f"{int(month[:4]) + 1}-{year_close}"))


@cache
def window_months(window: str, month: str) -> tuple[str, ...] | None:
    """The months of the `window` that ends in `month`; None when no such window ends there."""
    number = int(month[5:])
    if window == "month":
        length = 1
    elif window in _ROLLING:
        length = _ROLLING[window]
    elif window == "quarter" and number % 3 == 0:
        length = 3
    elif window == "year" and number == 12:
        length = 12
    else:
        return None
    return tuple(months_between(shift(month, 1 - length), month))


def window_before(window: str, month: str) -> tuple[str, tuple[str, ...]] | None:
    """Code and months of the window of the same kind that ends where the one ending in `month` begins.

    None when no such window ends in `month`.
    """
    months = window_months(window, month)
    if months is None:
        return None
    last = shift(month, -len(months))
    return period_code(window, last), window_months(window, last) or ()


def end_before(window: str, month: str) -> str:
    """The month in which the last `window` ended before the one that ends in `month`: rolling ones end every month."""
    return shift(month, {"quarter": -3, "year": -12}.get(window, -1))


def period_code(window: str, month: str) -> str:
    """The code of the `window` that ends in `month`."""
    if window == "month":
        return month
    if window in _ROLLING:
        return f"{month}-{window}"
    if window == "quarter":
        return f"{month[:4]}-Q{int(month[5:]) // 3}"
    return month[:4]


@cache
def window_of(period: str) -> str:
    """The window that a period code names: `2024-03` → month, `2024-03-P3M` → P3M. ValueError for any other text."""
    month = _last_month(period)
    return next(window for window in WINDOWS if period_code(window, month) == period)


def _last_month(period: str) -> str:
    month = next((period.removesuffix(f"-{window}") for window in _ROLLING if period.endswith(f"-{window}")), "")
    return month if is_month(month) else closing_month(period)


@cache
def period_months(period: str) -> tuple[str, ...]:
    """The months of a period code. ValueError for any other text."""
    return window_months(window_of(period), _last_month(period)) or ()


def periods_ending(month: str) -> dict[str, tuple[str, ...]]:
    """Every period that ends with `month` → its months."""
    windows = {window: window_months(window, month) for window in WINDOWS}
    return {period_code(window, month): months for window, months in windows.items() if months}


def published_periods(month: str, complete: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The periods that a release of `month` tells of → their months.

    A rolling window needs every one of its months `complete`; a named quarter or year is marked instead.
    """
    return {
        period: months
        for period, months in periods_ending(month).items()
        if window_of(period) not in _ROLLING or all(each in complete for each in months)
    }


def partial_start(received: Mapping[str, int], complete: Container[str], as_of: str) -> str:
    """The first month with receipts, if it is called complete and has less than half as many as is usual; else blank.

    Usual is the median of the months that are over at `as_of`, three at least.
    """
    over = [month for month in sorted(received) if month_end(month).isoformat() < as_of[:10]]
    if len(over) < _USUAL_MONTHS or over[0] not in complete:
        return ""
    median = sorted(received[month] for month in over)[len(over) // 2]
    return over[0] if 2 * received[over[0]] < median else ""


def proposed_ranges(received: Mapping[str, int], complete: Container[str], as_of: str) -> tuple[str, ...]:
    """Months to call complete, as ranges: over at `as_of`, not yet `complete`, with cases enough.

    Enough is half the median of the months that are over: a month that an export holds in part has fewer.
    """
    over = [month for month in sorted(received) if month_end(month).isoformat() < as_of[:10]]
    if not over:
        return ()
    median = sorted(received[month] for month in over)[len(over) // 2]
    ranges: list[list[str]] = []
    for month in over:
        if month in complete or 2 * received[month] < median:
            continue
        if ranges and shift(ranges[-1][1], 1) == month:
            ranges[-1][1] = month
        else:
            ranges.append([month, month])
    return tuple(first if first == last else f"{first}..{last}" for first, last in ranges)
