"""SQL that several rooms share: how names and values are quoted, and how times that are texts are read and compared.

A time is ISO text: `2024-03-05T14:00:00`, or a day without a time. Everything here is said in functions that other
engines than DuckDB know too.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

# Macro → its parameters and what it stands for. Two times are compared at the coarser of their precisions: text of 10
# characters is a day.
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
}

# The macros in DuckDB. `as_of()` reads the variable `as_of` of the connection.
TIME_MACROS: Final = (
    "".join(
        f"CREATE OR REPLACE MACRO {name}({', '.join(parameters)}) AS {body};\n"
        for name, (parameters, body) in MACROS.items()
    )
    + "CREATE OR REPLACE MACRO as_of() AS getvariable('as_of');\n"
)


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
    """The month of a time: `2024-03`."""
    return f"substr({time}, 1, 7)"


def day_of(time: str) -> str:
    """The day of a time: `2024-03-05`."""
    return f"substr({time}, 1, 10)"


def read_rows(paths: Iterable[Path]) -> str:
    """The rows of Parquet files as what a SELECT is from; a column that some of them lack is NULL there."""
    listed = ", ".join(literal(str(path)) for path in paths)
    return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
