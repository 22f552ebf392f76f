"""Conditions of indicators: SQL boolean expressions over the outcome columns of one count table.

Parsed by sqlglot and checked against a whitelist: column names of the table, text literals, `=`, `<>`, `IN`,
`AND`, `OR`, `NOT`, parentheses and TRUE. Nothing else can be written, so nothing else can be executed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_BRANCHES = (exp.And, exp.Or)
_COMPARISONS = (exp.EQ, exp.NEQ)


class ConditionError(ValueError):
    """The expression is not a condition over the allowed columns and values; the message says why.

    `unknown` names the columns that are not there, all of them, `known` those that are; both empty for other faults.
    """

    def __init__(self, message: str, unknown: Iterable[str] = (), known: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.unknown = tuple(dict.fromkeys(unknown))
        self.known = tuple(known)


@dataclass(frozen=True)
class Condition:
    """A checked condition; `sql` is its normal form, printed on the method page."""

    sql: str
    tree: exp.Expr

    def holds(self, row: Mapping[str, str]) -> bool:
        """Whether the condition is true of a row of outcomes (column → value)."""
        return _holds(self.tree, row)


def parse_condition(text: str, allowed: Mapping[str, tuple[str, ...]]) -> Condition:
    """Parse `text`; `allowed` maps each column to its possible values. Raises ConditionError."""
    try:
        tree = _parsed(text)
    except SqlglotError as error:
        raise ConditionError("not a SQL expression") from error
    check_columns(tree, allowed)
    _check(tree, allowed)
    return Condition(tree.sql(dialect="duckdb"), tree)


@lru_cache(maxsize=512)
def _parsed(text: str) -> exp.Expr:
    """An expression as a tree that nobody changes: every month of a shelf states the same ones."""
    return sqlglot.parse_one(text, read="duckdb")


def check_columns(tree: exp.Expr, allowed: Collection[str]) -> None:
    """Raise ConditionError with every column of the expression that is not among the `allowed` ones."""
    unknown = [column.name for column in tree.find_all(exp.Column, bfs=False) if column.name not in allowed]
    if unknown:
        raise ConditionError(f"unknown columns: {', '.join(unknown)}", unknown, sorted(allowed))


def _check(tree: exp.Expr, allowed: Mapping[str, tuple[str, ...]]) -> None:
    if isinstance(tree, _BRANCHES):
        _check(tree.left, allowed)
        _check(tree.right, allowed)
    elif isinstance(tree, (exp.Not, exp.Paren)):
        _check(tree.this, allowed)
    elif isinstance(tree, _COMPARISONS):
        _check_values(tree.left, [tree.right], allowed)
    elif isinstance(tree, exp.In) and tree.args.get("expressions") and not tree.args.get("query"):
        _check_values(tree.this, tree.expressions, allowed)
    elif not (isinstance(tree, exp.Boolean) and tree.this):
        raise ConditionError(f"not allowed in a condition: {tree.key}")


def _check_values(column: exp.Expr, values: list[exp.Expr], allowed: Mapping[str, tuple[str, ...]]) -> None:
    if not isinstance(column, exp.Column) or column.table or column.name not in allowed:
        raise ConditionError("a condition compares a column with values")
    for value in values:
        if not (isinstance(value, exp.Literal) and value.is_string and value.name in allowed[column.name]):
            raise ConditionError(f"values of {column.name}: {', '.join(allowed[column.name])}")


def _holds(tree: exp.Expr, row: Mapping[str, str]) -> bool:
    if isinstance(tree, exp.And):
        return _holds(tree.left, row) and _holds(tree.right, row)
    if isinstance(tree, exp.Or):
        return _holds(tree.left, row) or _holds(tree.right, row)
    if isinstance(tree, exp.Not):
        return not _holds(tree.this, row)
    if isinstance(tree, exp.Paren):
        return _holds(tree.this, row)
    if isinstance(tree, exp.EQ):
        return row[tree.left.name] == tree.right.name
    if isinstance(tree, exp.NEQ):
        return row[tree.left.name] != tree.right.name
    if isinstance(tree, exp.In):
        return row[tree.this.name] in {value.name for value in tree.expressions}
    return True
