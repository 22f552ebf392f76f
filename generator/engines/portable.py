"""Statements of DuckDB in the SQL of Apache Spark: macros are written out, the rest is turned by sqlglot.

What sqlglot cannot turn is refused, never left as it is.
"""

from __future__ import annotations

from functools import cache

import sqlglot
from sqlglot import ErrorLevel, exp
from sqlglot.errors import UnsupportedError

from generator.sql import MACROS, literal


def written_out(statement: str, as_of: str) -> exp.Expr:
    """A statement without macros; `as_of()` is the text given. Raises SqlglotError for what is no statement."""
    tree = sqlglot.parse_one(statement, read="duckdb")
    # The innermost first, so that what stands in an argument is written out when its macro is.
    for call in reversed(list(tree.find_all(exp.Anonymous))):
        name = call.name.lower()
        if name == "as_of":
            call.replace(sqlglot.parse_one(literal(as_of), read="duckdb"))
        elif name in MACROS:
            call.replace(_expanded(name, call.expressions))
    return tree


def _expanded(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    """The body of a macro with the arguments in the places of its parameters."""
    parameters, _ = MACROS[name]
    given = dict(zip(parameters, arguments, strict=True))
    body = exp.paren(_body(name).copy(), copy=False)
    for column in list(body.find_all(exp.Column)):
        column.replace(exp.paren(given[column.name].copy(), copy=False))
    return body


@cache
def _body(name: str) -> exp.Expr:
    return sqlglot.parse_one(MACROS[name][1], read="duckdb")


def for_spark(statement: str, as_of: str) -> str:
    """The statement in the SQL of Spark. Raises SqlglotError for what it cannot say, as a function nobody knows."""
    tree = written_out(statement, as_of)
    for star in tree.find_all(exp.Star):
        if star.args.get("replace") or star.args.get("rename"):
            raise UnsupportedError("Spark knows no * REPLACE and no * RENAME")
    for call in tree.find_all(exp.Anonymous):
        raise UnsupportedError(f"no function of Spark is known for {call.name}")
    return tree.sql(dialect="spark", unsupported_level=ErrorLevel.RAISE)
