"""SQL that several rooms share: how names and values are quoted, and how times are read and compared.

A time is ISO text, `2024-03-05T14:00:00`, or a day without a time; or, where a whole column is of one kind, a TIMESTAMP
or a DATE. Macros read all three, so that a statement is the same whichever it meets. Everything here is said in
functions that other engines than DuckDB know too; these have texts alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import duckdb

TEXT: Final = "VARCHAR"
MOMENT: Final = "TIMESTAMP"
DAY: Final = "DATE"

# Macro → its parameters and what it stands for where times are texts. Two times are compared at the coarser of their
# precisions: text of 10 characters is a day.
MACROS: Final = {
    "time_before": (
        ("a", "b"),
        "CASE WHEN length(a) = 10 OR length(b) = 10 THEN substr(a, 1, 10) < substr(b, 1, 10) ELSE a < b END",
    ),
    "time_until": (
        ("a", "b"),
        "CASE WHEN length(a) = 10 OR length(b) = 10 THEN substr(a, 1, 10) <= substr(b, 1, 10) ELSE a <= b END",
    ),
    "hours_between": (
        ("a", "b"),
        "CASE WHEN length(a) = 10 OR length(b) = 10"
        " THEN 24 * date_diff('day', substr(a, 1, 10)::DATE, substr(b, 1, 10)::DATE)"
        " ELSE date_diff('second', a::TIMESTAMP, b::TIMESTAMP) / 3600 END",
    ),
    "in_earlier_month": (("a", "b"), "substr(a, 1, 7) < substr(b, 1, 7)"),
    # The month of a time (`2024-03`), its number since the year 0, its day; whether it is more than a day.
    "month_of": (("a",), "substr(a, 1, 7)"),
    "month_number": (("a",), "(substr(a, 1, 4)::INTEGER * 12 + substr(a, 6, 2)::INTEGER - 1)"),
    "day_of": (("a",), "substr(a, 1, 10)"),
    "has_clock": (("a",), "length(a) > 10"),
}

# Macro → what it stands for where two times are days, and where both are moments.
_PAIRS: Final = {
    "time_before": ("{a} < {b}", "{a} < {b}"),
    "time_until": ("{a} <= {b}", "{a} <= {b}"),
    "in_earlier_month": ("date_trunc('month', {a}) < date_trunc('month', {b})",) * 2,
    "hours_between": ("(24 * date_diff('day', {a}, {b}))::DOUBLE", "date_diff('second', {a}, {b}) / 3600"),
}
# Macro → what it stands for where a time is no text, and whether it is a day or a moment.
_ALONE: Final = {
    "month_of": {DAY: "strftime(a, '%Y-%m')", MOMENT: "strftime(a, '%Y-%m')"},
    "month_number": dict.fromkeys((DAY, MOMENT), "(year(a) * 12 + month(a) - 1)::INTEGER"),
    "day_of": {DAY: "a", MOMENT: "a::DATE"},
    "has_clock": {DAY: "CASE WHEN a IS NOT NULL THEN FALSE END", MOMENT: "CASE WHEN a IS NOT NULL THEN TRUE END"},
}


def _time_macros() -> Iterator[str]:
    """The macros in DuckDB, one for each kind of time that may stand there."""
    for name, kinds in _ALONE.items():
        yield f"{name}(a {TEXT}) AS {MACROS[name][1]}, " + ", ".join(
            f"(a {kind}) AS {body}" for kind, body in kinds.items()
        )
    for name, (days, moments) in _PAIRS.items():
        bodies = [f"(a {TEXT}, b {TEXT}) AS {MACROS[name][1]}"]
        for one in (MOMENT, DAY, TEXT):
            for other in (MOMENT, DAY, TEXT):
                if (one, other) != (TEXT, TEXT):
                    bodies.append(f"(a {one}, b {other}) AS {_pair(days, moments, one, other)}")
        yield f"{name}{', '.join(bodies)}"


def _pair(days: str, moments: str, one: str, other: str) -> str:
    """A comparison of two times that are not both texts; a text is one of a time that there is."""
    both_days = days.format(a="a::DATE", b="b::DATE")
    if DAY in (one, other):
        return days.format(a=_day("a", one), b=_day("b", other))
    both_moments = moments.format(a="a::TIMESTAMP", b="b::TIMESTAMP")
    short = [f"length({name}) = 10" for name, kind in (("a", one), ("b", other)) if kind == TEXT]
    return f"CASE WHEN {short[0]} THEN {both_days} ELSE {both_moments} END" if short else both_moments


def _day(name: str, kind: str) -> str:
    return f"substr({name}, 1, 10)::DATE" if kind == TEXT else f"{name}::DATE"


def _created(macros: Iterable[str]) -> str:
    """`as_of()` reads the variable `as_of` of the connection; `time_text` is a time of any kind as text."""
    every = (*macros, "time_text(a) AS replace(a::VARCHAR, ' ', 'T')", "as_of() AS getvariable('as_of')")
    return "".join(f"CREATE OR REPLACE MACRO {macro};\n" for macro in every)


# The macros in DuckDB where all times are texts, and where they may be of any kind: then no argument may be an
# aggregate or a name of the same SELECT, for the engine does not know yet of what kind it is.
TEXT_MACROS: Final = _created(f"{name}({', '.join(names)}) AS {body}" for name, (names, body) in MACROS.items())
TIME_MACROS: Final = _created(_time_macros())
# Of the latter the month and the text of a time: all of them take longer to create than a small delivery to lay out.
MONTH_MACROS: Final = _created(macro for macro in _time_macros() if macro.startswith("month_of("))


def literal(value: str) -> str:
    """A text as a value in a statement."""
    return "'" + value.replace("'", "''") + "'"


def literals(values: Iterable[str]) -> str:
    """Texts as the list of an IN, in order; NULL, which nothing equals, where there are none."""
    return ", ".join(map(literal, sorted(values))) or "NULL"


def identifier(name: str) -> str:
    """A name of a column that may be a word of SQL, such as `at`."""
    return '"' + name.replace('"', '""') + '"'


def month_of(time: str) -> str:
    """The month of a time as text: `2024-03`. The connection has the macros."""
    return f"month_of({time})"


def day_of(time: str) -> str:
    """The day of a time: `2024-03-05`, as text where the time is one, else a DATE. The connection has the macros."""
    return f"day_of({time})"


def types_of(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Column of a table or view → its type in DuckDB."""
    return {str(name): str(kind) for name, kind, *_ in con.execute(f"DESCRIBE {table}").fetchall()}


def read_rows(paths: Iterable[Path]) -> str:
    """The rows of Parquet files as what a SELECT is from; a column that some of them lack is NULL there."""
    listed = ", ".join(literal(str(path)) for path in paths)
    return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
