"""A delivery held against what is known of it: the number of rows that the office expects, and the delivery before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from generator.definitions.findings import Finding, finding
from generator.definitions.rounding import half_up
from generator.intake.contract import field_names
from generator.sql import MONTH_MACROS, TEXT, month_of
from generator.timed_rows import read_as_kept, with_columns
from generator.workbench import workbench

# Of fewer rows nothing can be said, nor of a unit of fewer.
_ENOUGH, _UNIT_ENOUGH = 100, 30
# A field that was filled in so many of a hundred rows and now is in less than half as many.
_FILLED = 20
# A field of one unit that was filled in so many of a hundred rows and now is in less than a fifth as many.
_UNIT_FILLED, _UNIT_FEWER = 50, 5
# A unit with so many cases a month, of which there are none now, or less than a fifth.
_UNIT_CASES = 30
# Rows a month: less than half or more than three times as many.
_FEWER, _MORE = 2, 3


@dataclass(frozen=True)
class Delivery:
    """What a delivery of cases holds: its rows, by month, by filled field, by unit code and both."""

    rows: int
    months: Mapping[str, int]
    filled: Mapping[str, int]
    units: Mapping[str, int]
    unit_filled: Mapping[tuple[str, str], int]

    @property
    def monthly(self) -> Fraction:
        """The rows of a usual month: the upper one of the middle, so that a month that has just begun counts little."""
        counts = sorted(self.months.values())
        return Fraction(counts[len(counts) // 2]) if counts else Fraction(0)


def read_delivery(cases: Sequence[Path]) -> Delivery:
    """The delivery whose accepted cases are in these Parquet files, one at least."""
    names = field_names("cases")
    with workbench() as con:
        con.execute(MONTH_MACROS)
        rows, kinds = read_as_kept(con, cases)
        read = with_columns(rows, {name: kinds.get(name, TEXT) for name in names})
        counts = ", ".join(f"count({name})" for name in names)
        units = con.execute(f"SELECT unit, count(*), {counts} FROM {read} GROUP BY unit ORDER BY unit").fetchall()
        month = month_of("received_at")
        months = con.execute(f"SELECT {month}, count(*) FROM {read} GROUP BY ALL ORDER BY ALL").fetchall()
    unit_filled = {(row[0], name): row[place] for row in units for place, name in enumerate(names, 2)}
    filled = {name: sum(row[place] for row in units) for place, name in enumerate(names, 2)}
    by_unit = {row[0]: row[1] for row in units}
    return Delivery(sum(by_unit.values()), dict(months), filled, by_unit, unit_filled)


def compare_deliveries(file: str, before: Delivery, now: Delivery, *, volumes: bool = True) -> list[Finding]:
    """What is strikingly less (or more) than in the delivery before; nothing where that was small.

    `volumes` says whether the two hold as much of each month, so that rows may be compared.
    """
    if before.rows < _ENOUGH or not now.rows:
        return []
    found = list(_filled(file, before, now))
    if volumes:
        found += _volumes(file, before, now)
    return found


def _filled(file: str, before: Delivery, now: Delivery) -> Iterator[Finding]:
    for name, count in before.filled.items():
        share, new = _share(count, before.rows), _share(now.filled.get(name, 0), now.rows)
        if share >= _FILLED and new < share / 2:
            yield finding("fill-dropped", file, column=name, expected=_percent(share), value=_percent(new))
            continue
        for unit, rows in before.units.items():
            if min(rows, now.units.get(unit, 0)) < _UNIT_ENOUGH:
                continue
            share = _share(before.unit_filled.get((unit, name), 0), rows)
            new = _share(now.unit_filled.get((unit, name), 0), now.units[unit])
            if share >= _UNIT_FILLED and new < share / _UNIT_FEWER:
                said = {"expected": _percent(share), "value": _percent(new), "unit": unit}
                yield finding("unit-fill-dropped", file, column=name, **said)  # type: ignore[arg-type]


def _volumes(file: str, before: Delivery, now: Delivery) -> Iterator[Finding]:
    for unit, count in before.units.items():
        if count < _UNIT_CASES * len(before.months):
            continue
        if unit not in now.units:
            yield finding("unit-without-cases", file, column="unit", value=unit, expected=count)
        elif now.units[unit] * len(before.months) * _UNIT_FEWER < count * len(now.months):
            old, new = Fraction(count, len(before.months)), Fraction(now.units[unit], len(now.months))
            yield finding("unit-volume-dropped", file, column="unit", value=unit, expected=_whole(old), now=_whole(new))
    old, new = before.monthly, now.monthly
    if new * _FEWER < old or new > old * _MORE:
        yield finding("volume-differs", file, value=_whole(new), expected=_whole(old))


def _share(count: int, rows: int) -> Fraction:
    return Fraction(100 * count, rows)


def _percent(share: Fraction) -> str:
    return f"{_whole(share)} %"


def _whole(number: Fraction) -> str:
    return str(half_up(number, 0))


def check_expected_rows(file: str, rows_read: int, expected: int) -> list[Finding]:
    """Whether as many rows were read as the office expects of the file."""
    return [] if rows_read == expected else [finding("rows-differ", file, value=rows_read, expected=expected)]
