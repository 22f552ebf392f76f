"""A delivery held against what is known of it: the number of rows that the office expects, and the delivery before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from generator.definitions.findings import Finding, finding
from generator.intake.contract import field_names
from generator.sql import month_of

# Of fewer rows nothing can be said.
_ENOUGH = 100
# A field that was filled in so many of a hundred rows and now is in less than half as many.
_FILLED = 20
# A unit with so many cases a month on average, of which there are none now.
_UNIT_CASES = 30
# Rows a month: less than half or more than three times as many.
_FEWER, _MORE = 2, 3


@dataclass(frozen=True)
class Delivery:
    """What a delivery of cases holds: its rows, the months of receipt, rows by filled field, rows by unit code."""

    rows: int
    months: int
    filled: Mapping[str, int]
    units: Mapping[str, int]


def read_delivery(cases: Path) -> Delivery:
    """The delivery whose accepted cases are in this Parquet file."""
    with duckdb.connect() as con:
        names = field_names("cases")
        counts = ", ".join(f"count({name})" for name in names)
        row = con.execute(
            f"SELECT count(*), count(DISTINCT {month_of('received_at')}), {counts} FROM read_parquet(?)", [str(cases)]
        ).fetchone() or (0,) * (len(names) + 2)
        units = con.execute("SELECT unit, count(*) FROM read_parquet(?) GROUP BY unit", [str(cases)]).fetchall()
    return Delivery(row[0], row[1], dict(zip(names, row[2:], strict=True)), dict(units))


def compare_deliveries(file: str, before: Delivery, now: Delivery) -> list[Finding]:
    """What is strikingly less (or more) than in the delivery before; nothing where that was small."""
    if before.rows < _ENOUGH or not now.rows:
        return []
    found = []
    for field, count in before.filled.items():
        share, new = 100 * count / before.rows, 100 * now.filled.get(field, 0) / now.rows
        if share >= _FILLED and new < share / 2:
            found.append(finding("fill-dropped", file, column=field, expected=f"{share:.0f} %", value=f"{new:.0f} %"))
    for unit, count in before.units.items():
        if count >= _UNIT_CASES * before.months and unit not in now.units:
            found.append(finding("unit-without-cases", file, column="unit", value=unit, expected=count))
    old, new = before.rows / before.months, now.rows / now.months
    if new * _FEWER < old or new > old * _MORE:
        found.append(finding("volume-differs", file, value=f"{new:.0f}", expected=f"{old:.0f}"))
    return found


def check_expected_rows(file: str, rows_read: int, expected: int) -> list[Finding]:
    """Whether as many rows were read as the office expects of the file."""
    return [] if rows_read == expected else [finding("rows-differ", file, value=rows_read, expected=expected)]
