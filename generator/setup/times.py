"""The ways of writing a time that a column shows, and the times that it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import duckdb

from generator.intake.dates import EPOCHS, plain_parser, time_parser
from generator.setup.source import Column
from generator.sql import literal

# Written with the year first a time can be read in one way only; the others need their format, and a reader who knows
# whether the day or the month comes first.
_YEAR_FIRST: Final = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日",
)
_CLOCKS: Final = (" %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "")
_MONTH_FIRST: Final = tuple(f"%m/%d/%Y{clock}" for clock in _CLOCKS)
_DAY_FIRST: Final = tuple(f"%d{mark}%m{mark}%Y{clock}" for mark in "/.-" for clock in _CLOCKS)
_ENGLISH: Final = tuple(
    f"{day}{clock}"
    for day in ("%d-%b-%Y", "%d %b %Y", "%b %d, %Y", "%b %d %Y", "%d %B %Y", "%B %d, %Y")
    for clock in _CLOCKS
)
# Moments are shown as Chinese clocks have them; only which months there are follows from that.
_ZONE: Final = "Asia/Shanghai"
# A column holds times if no more than one in so many of its texts is none.
_OTHERS: Final = 10
_YEARS: Final = (1970, 2100)


@dataclass(frozen=True)
class Shape:
    """How the times of a column are written: formats that were seen, texts that were read and that were not.

    `either` says that day and month could be the other way round; `table` has the columns `text` and `value` (ISO).
    """

    formats: tuple[str, ...]
    read: int
    unread: int
    either: bool
    table: str

    @property
    def holds_times(self) -> bool:
        """Whether the column is one of times."""
        return self.read > 0 and self.unread * _OTHERS <= self.read + self.unread


def read_times(con: duckdb.DuckDBPyConnection, column: Column) -> Shape:
    """Read every distinct text of a column as a time, in the formats that fit most of them."""
    table = f"times_{column.sql}"
    con.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT DISTINCT said({column.sql}) AS text, NULL::VARCHAR AS value"
        f" FROM source WHERE said({column.sql}) IS NOT NULL"
    )
    formats = _take_numbers(con, table)
    formats += _take(con, table, _YEAR_FIRST)
    month_first, day_first = (_fit(con, table, tried) for tried in (_MONTH_FIRST, _DAY_FIRST))
    formats += _take(con, table, _DAY_FIRST if day_first > month_first else _MONTH_FIRST)
    formats += _take(con, table, _MONTH_FIRST if day_first > month_first else _DAY_FIRST)
    formats += _take(con, table, _ENGLISH) if _fit(con, table, _ENGLISH) else []
    # What needs no format to be understood, day numbers of spreadsheets included.
    _read(con, table, plain_parser(_ZONE, _ZONE))
    row = con.execute(f"SELECT count(value), count(*) - count(value) FROM {table}").fetchone() or (0, 0)
    either = bool(month_first and month_first == day_first)
    return Shape(tuple(formats), int(row[0]), int(row[1]), either, table)


def _value(pattern: str) -> str:
    moment = f"try_strptime(text, {literal(pattern)})"
    written = f"replace({moment}::TIMESTAMP::VARCHAR, ' ', 'T')" if ":" in pattern else f"{moment}::DATE::VARCHAR"
    return f"CASE WHEN year({moment}) BETWEEN {_YEARS[0]} AND {_YEARS[1]} THEN {written} END"


def _fit(con: duckdb.DuckDBPyConnection, table: str, formats: tuple[str, ...]) -> int:
    tried = ", ".join(map(_value, formats))
    row = con.execute(f"SELECT count(coalesce({tried})) FROM {table} WHERE value IS NULL").fetchone()
    return int(row[0]) if row else 0


def _take(con: duckdb.DuckDBPyConnection, table: str, formats: tuple[str, ...]) -> list[str]:
    """Read with each of the formats what is not read yet; those that read anything."""
    taken = []
    for pattern in formats:
        if _fit(con, table, (pattern,)):
            con.execute(f"UPDATE {table} SET value = {_value(pattern)} WHERE value IS NULL")
            taken.append(pattern)
    return taken


def _take_numbers(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """Read a column all of whose texts are numbers of seconds or milliseconds since 1970; the format of these."""
    row = con.execute(f"SELECT min(length(text)), max(length(text)) FROM {table}").fetchone()
    name = next((name for name, (digits, _) in EPOCHS.items() if row == (digits, digits)), None)
    if name is None:
        return []
    _read(con, table, time_parser((name,), _ZONE, _ZONE))
    if con.execute(f"SELECT 1 FROM {table} WHERE value IS NULL LIMIT 1").fetchone():
        # One number that counts no time is one of another kind, and so are the others.
        con.execute(f"UPDATE {table} SET value = NULL")
        return []
    return [name]


def _read(con: duckdb.DuckDBPyConnection, table: str, parse: Callable[[str], str | None]) -> None:
    """Read so what is not read yet."""
    rest = [str(text) for (text,) in con.execute(f"SELECT text FROM {table} WHERE value IS NULL").fetchall()]
    values = [(text, value) for text in rest if (value := parse(text)) is not None]
    if values:
        con.execute(
            f"UPDATE {table} SET value = v.value FROM (SELECT unnest(?::VARCHAR[]) AS text, unnest(?::VARCHAR[]) AS"
            f" value) v WHERE {table}.text = v.text",
            [[text for text, _ in values], [value for _, value in values]],
        )
