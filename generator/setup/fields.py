"""Which canonical field comes from which columns of an export, in which way, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import duckdb

from generator.definitions.case_terms import TIME_FIELDS
from generator.definitions.personal import personal_kinds
from generator.errors import UserError
from generator.intake.contract import field_names
from generator.intake.totals import leave_out_totals
from generator.setup.answers import COLUMNS, Answer, Ask, Question
from generator.setup.lines import CERTAIN, PROPOSED
from generator.setup.registers import UNASSIGNED, breaks
from generator.setup.source import Column, Source, texts_of
from generator.setup.times import Shape, read_times
from generator.setup.vocabulary import Ratings, Value, flags, listed, ratings

_TIMES: Final = (*TIME_FIELDS, "as_of")
# Fields about which somebody is asked where several columns fit their names as well.
_ASKED: Final = ("received_at", "closed_at", "unit")
_LISTED: Final = ("asker", "status", "callback_result", "resolved", "rating_source")
# A number of cases may be repeated in so many rows of a hundred and still be one.
_REPEATED: Final = 1
_MOST_RATINGS: Final = 30
_SAMPLE: Final = 200
_CHANGING: Final = (
    *("status", "satisfaction", "dissatisfied", "resolved", "callback_result", "rating_source", "as_of"),
    *("responded_on_time", "on_time", "late", "on_time_yes", "on_time_no", "on_time_open"),
    *(name for name in TIME_FIELDS if name != "received_at"),
)
# The most columns that are tried together where none names a case.
_MOST_TOGETHER: Final = 16
_EXPONENT: Final = re.compile(r"\d(\.\d+)?[Ee]\+?\d+")
_WRITTEN_TIME: Final = re.compile(r"\d+\D+(\d+|[A-Za-z]{3,9})\D+\d")


Choice = tuple[Answer, tuple[str, ...]]


@dataclass(frozen=True)
class Rule:
    """Where a field comes from: columns, the values of their texts, and how sure that is (`why` is a key of words).

    `if_blank` stands where the export says nothing; `when` are columns with the text that gives a value.
    """

    field: str
    columns: tuple[Column, ...]
    mark: str = CERTAIN
    why: str = "by_name"
    register: str = ""
    values: tuple[Value, ...] | None = None
    when: tuple[tuple[Column, str, str], ...] = ()
    if_blank: str = ""


@dataclass(frozen=True)
class Fields:
    """Everything that the export was recognised to hold. `shapes` are of the time fields.

    `ratings` are None where there are none; `repeated` says that the number of a case had to be made; `chosen` has for
    a field that several columns may be the answer and all of their names.
    """

    rules: Mapping[str, Rule]
    shapes: Mapping[str, Shape]
    ratings: Ratings | None = None
    repeated: bool = False
    chosen: Mapping[str, Choice] = field(default_factory=dict)


def find_fields(con: duckdb.DuckDBPyConnection, source: Source, ask: Ask) -> Fields:
    """The fields of an export. Raises UserError where no column holds a time of receipt or names a unit."""
    chosen: dict[str, Choice] = {}
    shapes: dict[str, Shape] = {}
    rules: dict[str, Rule] = {}
    for name in _TIMES:
        found = _time_column(con, source, name, ask, chosen)
        if found is not None:
            rules[name], shapes[name] = found
    if "received_at" not in rules:
        raise UserError(f"没有一列像是受理时间 · no column holds the time of receipt: {source.file}")
    _leave_out_totals(con, source, rules["received_at"].columns[0])
    taken = {column.sql for rule in rules.values() for column in rule.columns}
    rules |= _unit(con, source, ask, chosen)
    if "unit" not in rules:
        raise UserError(f"没有一列像是承办单位 · no column names the unit: {source.file}")
    taken |= {column.sql for column in rules["unit"].columns}
    number = _number(con, source, taken)
    rules["case_id"] = number
    for name in ("caller_key", "repeat_of"):
        rules |= _key(con, source, name)
    for name, parts in (("category", ("category1", "category2")), ("area", ("area1", "area2"))):
        rules |= _path(con, source, name, parts)
    for name in ("channel", "kind"):
        for column in _filled(source, name)[:1]:
            rules[name] = _rule(name, column, register=f"{name}s")
    for name in _LISTED:
        for column in _filled(source, name)[:1]:
            values = listed(name, _texts(con, column))
            if any(value.value for value in values):
                rules[name] = _rule(name, column, values=values)
    rules |= _flags(con, source)
    rated = _ratings(con, source)
    if rated is not None:
        rules["satisfaction"] = rated[0]
    ordered = {name: rules[name] for name in (*field_names("cases"), "as_of") if name in rules}
    return Fields(ordered, shapes, rated[1] if rated else None, number.why == "id_made", chosen)


def _filled(source: Source, name: str) -> list[Column]:
    return [column for column in source.of(name) if column.filled]


def _rule(name: str, column: Column, register: str = "", values: tuple[Value, ...] | None = None) -> Rule:
    exact = column.named.exact
    mark, why = (CERTAIN, "by_name") if exact else (PROPOSED, "by_end")
    return Rule(name, (column,), mark, why, register, values)


def _texts(con: duckdb.DuckDBPyConnection, column: Column) -> list[tuple[str, int]]:
    return [(cells[0], count) for cells, count, _ in texts_of(con, [column]) if cells[0]]


def _choose(name: str, columns: list[Column], ask: Ask, chosen: dict[str, Choice]) -> Column | None:
    """The likeliest of the columns, or the one that somebody says it is where several are as likely."""
    if name in _ASKED and len([column for column in columns if column.named.exact]) > 1:
        headers = tuple(column.header for column in columns)
        answer = ask(Question(COLUMNS, headers[0], headers, field=name))
        chosen[name] = answer, headers
        return columns[headers.index(answer.text)]
    return columns[0] if columns else None


def _time_column(
    con: duckdb.DuckDBPyConnection, source: Source, name: str, ask: Ask, chosen: dict[str, Choice]
) -> tuple[Rule, Shape] | None:
    shapes = {column.sql: read_times(con, column) for column in _filled(source, name)}
    fitting = [column for column in _filled(source, name) if shapes[column.sql].holds_times]
    column = _choose(name, fitting, ask, chosen)
    if column is not None:
        return _rule(name, column), shapes[column.sql]
    if name != "received_at":
        return None
    # No name says so: the first column that is full of times written out.
    for column in (column for column in source.columns if not column.named.field and column.filled):
        shown = _texts(con, column)[:_SAMPLE]
        if all(_WRITTEN_TIME.match(text) for text, _ in shown):
            shape = read_times(con, column)
            if shape.holds_times:
                return Rule(name, (column,), PROPOSED, "by_value"), shape
    return None


def _leave_out_totals(con: duckdb.DuckDBPyConnection, source: Source, received: Column) -> None:
    names = tuple(column.sql for column in source.columns)
    leave_out_totals(con, f"said({received.sql}) IS NULL", names)


def _unit(con: duckdb.DuckDBPyConnection, source: Source, ask: Ask, chosen: dict[str, Choice]) -> dict[str, Rule]:
    """The unit by its name, or by its code where a column of codes says as much of the rows."""
    named = _choose("unit", _filled(source, "unit"), ask, chosen)
    codes = _filled(source, "unit_code")
    columns = [column for column in (*codes[:1], named) if column is not None]
    if not columns:
        return {}
    if len(columns) == 2 and columns[0].filled < columns[1].filled:
        columns = columns[1:]
    rule = _rule("unit", columns[0], register="units")
    blank = con.execute(f"SELECT 1 FROM source WHERE said({columns[0].sql}) IS NULL LIMIT 1").fetchone()
    without = UNASSIGNED if blank else ""
    return {"unit": Rule("unit", tuple(columns), rule.mark, rule.why, "units", if_blank=without)}


def _number(con: duckdb.DuckDBPyConnection, source: Source, taken: set[str]) -> Rule:
    """What names a case: a column so called, else one in which every row differs, else as many as it takes."""
    for column in _filled(source, "case_id"):
        if column.distinct * 100 >= column.filled * (100 - _REPEATED) or _is_damaged(con, column):
            return _rule("case_id", column)
    for column in source.columns:
        if not column.named.field and column.filled == column.distinct == source.rows and column.sql not in taken:
            return Rule("case_id", (column,), PROPOSED, "by_value")
    return Rule("case_id", _together(con, source), PROPOSED, "id_made")


def _is_damaged(con: duckdb.DuckDBPyConnection, column: Column) -> bool:
    """Whether a spreadsheet has made `2.02E+17` of numbers: they are numbers still, and the gate says what happened."""
    return any(_EXPONENT.fullmatch(text) for text, _ in _texts(con, column)[:_SAMPLE])


def _together(con: duckdb.DuckDBPyConnection, source: Source) -> tuple[Column, ...]:
    """As few columns as tell as many rows apart as all of them do, the most telling first.

    What a later delivery says otherwise of the same case is no part of its number.
    """
    lasting = [column for column in source.columns if column.named.field not in _CHANGING and column.filled]
    telling = sorted(lasting, key=lambda column: -column.distinct)[:_MOST_TOGETHER]
    every = _distinct(con, telling)
    told: list[Column] = []
    while not told or _distinct(con, told) < every:
        rest = [column for column in telling if column not in told]
        told.append(max(rest, key=lambda column: _distinct(con, (*told, column))))
    return tuple(told)


def _distinct(con: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> int:
    together = f"concat_ws(' ', {', '.join(f'said({column.sql})' for column in columns)})"
    row = con.execute(f"SELECT count(DISTINCT {together}) FROM source").fetchone()
    return int(row[0]) if row else 0


def _key(con: duckdb.DuckDBPyConnection, source: Source, name: str) -> dict[str, Rule]:
    """A pseudonym of a caller, or the number of another case; never what looks like a telephone or identity number."""
    for column in _filled(source, name)[:1]:
        if column.named.exact and not any(personal_kinds(text) for text, _ in _texts(con, column)[:_SAMPLE]):
            return {name: _rule(name, column)}
    return {}


def _path(con: duckdb.DuckDBPyConnection, source: Source, name: str, parts: tuple[str, ...]) -> dict[str, Rule]:
    columns = [column for part in parts for column in _filled(source, part)[:1]]
    if not columns:
        return {}
    if breaks((cells, count) for cells, count, _ in texts_of(con, columns)):
        columns = columns[:1]
    sure = all(column.named.exact for column in columns)
    register = {"category": "categories", "area": "areas"}[name]
    return {name: Rule(name, tuple(columns), CERTAIN if sure else PROPOSED, "by_name" if sure else "by_end", register)}


def _flags(con: duckdb.DuckDBPyConnection, source: Source) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for name, of in (("responded_on_time", "responded_on_time"), ("on_time", "late"), ("on_time", "on_time")):
        for column in _filled(source, of)[:1]:
            values = flags(_texts(con, column), inverted=of == "late")
            if {"true", "false"} & {value.value for value in values}:
                rules[name] = _rule(name, column, values=values)
    counted = {part: _filled(source, part)[:1] for part in ("on_time_open", "on_time_yes", "on_time_no")}
    if "on_time" not in rules and counted["on_time_yes"] and counted["on_time_no"]:
        given = {"on_time_open": "", "on_time_yes": "true", "on_time_no": "false"}
        when = tuple((column, "1", given[part]) for part, columns in counted.items() for column in columns)
        rules["on_time"] = Rule("on_time", tuple(column for column, _, _ in when), PROPOSED, "by_flags", when=when)
    return rules


def _ratings(con: duckdb.DuckDBPyConnection, source: Source) -> tuple[Rule, Ratings] | None:
    for of in ("satisfaction", "dissatisfied"):
        for column in _filled(source, of)[:1]:
            texts = _texts(con, column)
            found = ratings(texts, inverted=of == "dissatisfied")
            if len(texts) <= _MOST_RATINGS and len(found.scale) > 1:
                return _rule("satisfaction", column, values=found.values), found
    return None
