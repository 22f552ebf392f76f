"""Names for readers: periods, counts and register entries in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from generator.definitions.cohorts import NONE_KEY, POOLED
from generator.site.read.chain import Issue
from generator.site.read.releases import Release
from generator.site.words.called import unit_words
from generator.site.words.catalogue import Wording

_PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-P(?P<window>\d+)M)?|-Q(?P<quarter>[1-4]))?$")


def period_label(w: Wording, period: str) -> str:
    """`2024-03` as 2024 年 3 月, and so on; ValueError for anything that is not a period."""
    match = _PERIOD.match(period)
    if match is None:
        raise ValueError(f"not a period: {period}")
    year, month, window, quarter = match.group("year", "month", "window", "quarter")
    if window:
        return w.plain("period.window", year=year, window=window, month=_month_name(w, month))
    if month:
        return w.plain("period.month", year=year, month=_month_name(w, month))
    if quarter:
        return w.plain("period.quarter", year=year, quarter=quarter)
    return w.plain("period.year", year=year)


def short_period(w: Wording, period: str) -> str:
    """A label for narrow column heads: windows without the month they end in."""
    match = _PERIOD.match(period)
    if match and match.group("window"):
        return w.plain("period.window_short", window=match.group("window"))
    return period_label(w, period)


def date_label(w: Wording, iso: str) -> str:
    """`2024-03-05` or a date with a time as 2024 年 3 月 5 日."""
    year, month, day = iso[:10].split("-")
    return w.plain("period.day", year=year, day=int(day), month=_month_name(w, month))


def _month_name(w: Wording, month: str) -> str:
    return w.plain("period.month_names").split()[int(month) - 1]


def sort_periods(periods: Iterable[str]) -> list[str]:
    """Months, then windows by length, then quarters, then years."""

    def order(period: str) -> tuple[int, int, str]:
        match = _PERIOD.match(period)
        if match is None:
            raise ValueError(f"not a period: {period}")
        if match.group("window"):
            return 1, int(match.group("window")), period
        return (0 if match.group("month") else 2 if match.group("quarter") else 3), 0, period

    return sorted(periods, key=order)


def count(n: int | None) -> str:
    """A whole number with thousands separators; empty for None."""
    return "" if n is None else f"{n:,}"


def entry_name(w: Wording, row: Mapping[str, str] | None, code: str) -> str:
    """Name of a register entry in the page's language, else its Chinese name, else the code."""
    if code == POOLED:
        return w.plain("key.pooled")
    if code == NONE_KEY:
        return w.plain("key.none")
    if row is None:
        return code
    return (row.get(f"name_{w.lang}") or row.get("name") or code) if w.lang != "zh" else (row.get("name") or code)


def role_name(w: Wording, role: object) -> str:
    """A role as a definition states it; those of the standard definitions in the language of the page."""
    stated = w.pick(role)
    return w.plain(f"role.{stated}") if f"role.{stated}" in w else stated


_LISTS = {
    "unit": "units",
    "group": "groups",
    "tier": "tiers",
    "street": "streets",
    "community": "communities",
    "category": "categories",
    "channel": "channels",
}


def key_name(w: Wording, release: Release | Issue, scope: str, code: str) -> str:
    """Name of `code` in the code list that belongs to `scope` of this release."""
    if scope == "all":
        return w.plain("key.all")
    row = next((row for row in release.codelists.get(_LISTS[scope], ()) if row["code"] == code), None)
    return entry_name(w, row, code)


def other_names(release: Release, scope: str, code: str) -> tuple[str, ...]:
    """What else a register entry is called, for finding it; nothing for a code that is not in the list."""
    row = next((row for row in release.codelists.get(_LISTS[scope], ()) if row["code"] == code), None)
    return unit_words(row) if row else ()


def names_beside(w: Wording, row: Mapping[str, str]) -> list[str]:
    """The other names of a unit: the Chinese one where the page shows another, short name, aliases."""
    own = [row.get("name", "")] if entry_name(w, row, row["code"]) != row.get("name") else []
    return [name for name in (*own, row.get("short_name", ""), *row.get("aliases", "").split(";")) if name]


def keys_of(release: Release, scope: str) -> list[str]:
    """Codes of the release's code list for `scope`, in its order, then the pooled and the blank key."""
    return [row["code"] for row in release.codelists.get(_LISTS[scope], ())] + [POOLED, NONE_KEY]
