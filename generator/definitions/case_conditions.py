"""Conditions over a case's fields and events: standard SQL boolean expressions, evaluated by the cohort's GROUP BY.

Parsed by sqlglot and checked against a whitelist: the columns below, text and whole numbers, comparisons, IN, IS NULL,
AND, OR, NOT, parentheses, TRUE and the functions `time_until(a, b)`, `time_before(a, b)` (compared at the coarser
precision), `hours_between(a, b)`, `coalesce(a, b)` over times and `as_of()`. Nothing else can be written, so nothing
else can be executed. A condition on a field that is blank is neither true nor false, and what is not true does not
count.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from generator.definitions.case_terms import EVENT_COUNTS, FLAG_FIELDS, TIME_FIELDS
from generator.definitions.conditions import ConditionError, check_columns

# Codes of areas and categories, ids and pseudonyms are not here: an indicator must not open a finer crossing.
TEXTS = frozenset(
    {"unit", "escalated_from", "level", "kind", "urgency", "channel", "asker", "status", "repeat_of", *FLAG_FIELDS}
)
ANSWERS = frozenset({"satisfaction", "resolved", "callback_result", "rating_source"})
COUNTS = frozenset({*EVENT_COUNTS, "reopened"})
TIMES = frozenset({*TIME_FIELDS, "extended_until"})
EVENT_COLUMNS = COUNTS | {"extended_until"}
COLUMNS = TEXTS | ANSWERS | COUNTS | TIMES

_ORDERED = (exp.GT, exp.GTE, exp.LT, exp.LTE)
_COMPARISONS = (exp.EQ, exp.NEQ, *_ORDERED)
_TIME_TESTS = ("time_until", "time_before")


@dataclass(frozen=True)
class CaseCondition:
    """A checked condition: `sql` as the method page prints it, `query` the same over the cases' alias `c`."""

    sql: str
    query: str
    columns: frozenset[str]

    @property
    def is_true(self) -> bool:
        """Whether the condition is simply TRUE."""
        return self.sql == "TRUE"


def parse_case_condition(text: str) -> CaseCondition:
    """Parse and check `text`. Raises ConditionError, whose message says why."""
    try:
        tree = sqlglot.parse_one(text, read="duckdb")
    except SqlglotError as error:
        raise ConditionError("not a SQL expression") from error
    check_columns(tree, COLUMNS)
    _check(tree)
    columns = frozenset(column.name for column in tree.find_all(exp.Column))
    placed = tree.transform(lambda node: exp.column(node.name, table="c") if isinstance(node, exp.Column) else node)
    return CaseCondition(tree.sql(dialect="duckdb"), placed.sql(dialect="duckdb"), columns)


def _check(tree: exp.Expr) -> None:
    if isinstance(tree, (exp.And, exp.Or)):
        _check(tree.left)
        _check(tree.right)
    elif isinstance(tree, (exp.Not, exp.Paren)):
        _check(tree.this)
    elif isinstance(tree, _COMPARISONS):
        _check_values(tree.left, [tree.right], ordered=isinstance(tree, _ORDERED))
    elif isinstance(tree, exp.In) and tree.args.get("expressions") and not tree.args.get("query"):
        _check_values(tree.this, tree.expressions, ordered=False)
    elif isinstance(tree, exp.Is) and isinstance(tree.expression, exp.Null):
        _column(tree.this, COLUMNS)
    elif isinstance(tree, exp.Anonymous) and tree.name.lower() in _TIME_TESTS:
        _check_times(tree)
    elif not (isinstance(tree, exp.Boolean) and tree.this):
        raise ConditionError(f"not allowed in a condition: {tree.key}")


def _check_values(side: exp.Expr, values: list[exp.Expr], *, ordered: bool) -> None:
    if isinstance(side, exp.Anonymous) and side.name.lower() == "hours_between":
        _check_times(side)
        numeric = True
    else:
        name = _column(side, COLUMNS)
        if name in TIMES:
            raise ConditionError("times are compared by time_until, time_before or hours_between, or IS NULL")
        numeric = name in COUNTS
    if ordered and not numeric:
        raise ConditionError("text is compared by = <> IN only")
    for value in values:
        if not isinstance(value, exp.Literal) or value.is_string == numeric:
            raise ConditionError("numbers are compared with numbers, text with text in single quotes")
        if numeric and not value.name.isdigit():
            raise ConditionError("whole numbers only")


def _check_times(call: exp.Anonymous) -> None:
    if len(call.expressions) != 2:
        raise ConditionError(f"{call.name} takes two times")
    for item in call.expressions:
        _check_time(item)


def _check_time(item: exp.Expr) -> None:
    if isinstance(item, exp.Coalesce):
        for part in (item.this, *item.expressions):
            _check_time(part)
    elif not (isinstance(item, exp.Anonymous) and item.name.lower() == "as_of" and not item.expressions):
        _column(item, TIMES)


def _column(item: exp.Expr, allowed: frozenset[str]) -> str:
    if not isinstance(item, exp.Column) or item.table or item.name not in allowed:
        raise ConditionError(f"this column does not belong here; allowed: {', '.join(sorted(allowed))}")
    return str(item.name)
