"""SQL that several rooms share: how names and values are quoted, and how times that are texts are read and compared.

A time is ISO text: `2024-03-05T14:00:00`, or a day without a time. Everything here is said in functions that other
engines than DuckDB know too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

# Two times are compared at the coarser of their precisions: text of 10 characters is a day. `as_of()` reads the
# variable `as_of` of the connection.
TIME_MACROS: Final = """
CREATE OR REPLACE MACRO time_before(a, b) AS
    CASE WHEN length(a) = 10 OR length(b) = 10 THEN substr(a, 1, 10) < substr(b, 1, 10) ELSE a < b END;
CREATE OR REPLACE MACRO time_until(a, b) AS
    CASE WHEN length(a) = 10 OR length(b) = 10 THEN substr(a, 1, 10) <= substr(b, 1, 10) ELSE a <= b END;
CREATE OR REPLACE MACRO as_of() AS getvariable('as_of');
CREATE OR REPLACE MACRO hours_between(a, b) AS
    CASE WHEN length(a) = 10 OR length(b) = 10
         THEN 24 * date_diff('day', substr(a, 1, 10)::DATE, substr(b, 1, 10)::DATE)
         ELSE date_diff('second', a::TIMESTAMP, b::TIMESTAMP) / 3600 END;
"""


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
