"""Applying a mapping: from the cells of source rows to the fields of canonical cases, a batch of rows at a time.

An export repeats few texts many times, so a batch is mapped column by column and each text is converted once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from generator.definitions.case_terms import TIME_FIELDS
from generator.definitions.mappings import ColumnRule, ExportMapping
from generator.definitions.registers import Register
from generator.intake.dates import example, time_parser
from generator.intake.readers import Cell

_TIMES = frozenset((*TIME_FIELDS, "as_of", "at", "until"))
# Texts (or combinations of texts) of a column that are remembered.
_KEPT = 1 << 16
# Finding codes for a text that a register does not know.
_UNKNOWN = {"units": "unit-unknown"}


@dataclass(frozen=True)
class Trouble:
    """A cell that cannot be mapped: the finding's code, the source column, and what was expected."""

    code: str
    field: str
    column: str
    expected: str


# From the source's columns, each with a cell for every row, to one field of every row.
Columns = Sequence[Sequence[Cell]]
Getter = Callable[[Columns], list[str | Trouble]]


@dataclass(frozen=True)
class RowMapper:
    """A mapping bound to one header: rows of cells in, canonical columns and troubles out."""

    getters: tuple[tuple[str, Getter], ...]

    def map(self, rows: Sequence[Sequence[Cell]]) -> tuple[dict[str, list[str]], dict[int, list[Trouble]]]:
        """The fields of these rows (field → a value for each row, blank = ""), and what cannot be mapped, by row.

        `rows` holds at least one row, each as wide as the header. A cell that cannot be mapped is blank.
        """
        columns = list(zip(*rows, strict=True))
        cases: dict[str, list[str]] = {}
        troubles: dict[int, list[Trouble]] = {}
        for field, getter in self.getters:
            values = getter(columns)
            if Trouble in set(map(type, values)):
                for place, value in enumerate(values):
                    if isinstance(value, Trouble):
                        troubles.setdefault(place, []).append(value)
                        values[place] = ""
            cases[field] = cast("list[str]", values)
        return cases, troubles


def missing_columns(mapping: ExportMapping, header: Sequence[str]) -> tuple[str, ...]:
    """The columns that the mapping needs and the header lacks."""
    return tuple(name for name in mapping.required_headers if name not in header)


def bind(mapping: ExportMapping, header: Sequence[str], registers: Mapping[str, Register], time_zone: str) -> RowMapper:
    """Bind a mapping to a header that has every column it needs."""
    index = {name: position for position, name in reversed(list(enumerate(header)))}
    return RowMapper(
        tuple((rule.field, _getter(rule, mapping, index, registers, time_zone)) for rule in mapping.columns)
    )


def _getter(
    rule: ColumnRule,
    mapping: ExportMapping,
    index: Mapping[str, int],
    registers: Mapping[str, Register],
    time_zone: str,
) -> Getter:
    if rule.constant:
        return lambda columns: [rule.constant] * len(columns[0])
    if rule.when:
        return _when_getter(rule, mapping, index)
    places = tuple(index[name] for name in rule.sources)
    column = " + ".join(rule.sources)
    if rule.field in _TIMES:
        return _time_getter(rule, mapping, places[0], column, time_zone)
    if not rule.register and rule.values is None:
        return _plain_getter(rule, mapping, places)
    convert = _converter(rule, column, registers)

    @lru_cache(_KEPT)
    def look_up(*cells: Cell) -> str | Trouble:
        texts = tuple(_text(cell, mapping.blank) for cell in cells)
        return convert(texts) if any(texts) else rule.if_blank

    return lambda columns: list(map(look_up, *(columns[place] for place in places)))


def _plain_getter(rule: ColumnRule, mapping: ExportMapping, places: tuple[int, ...]) -> Getter:
    def join(*cells: Cell) -> str:
        return " ".join(filter(None, (_text(cell, mapping.blank) for cell in cells))) or rule.if_blank

    def text(cell: Cell) -> str:
        return _text(cell, mapping.blank) or rule.if_blank

    convert = text if len(places) == 1 else join
    return lambda columns: list(map(convert, *(columns[place] for place in places)))


def _when_getter(rule: ColumnRule, mapping: ExportMapping, index: Mapping[str, int]) -> Getter:
    places = tuple(index[when.column] for when in rule.when)

    @lru_cache(_KEPT)
    def decide(*cells: Cell) -> str:
        for when, cell in zip(rule.when, cells, strict=True):
            if _text(cell, frozenset()) == when.equals:
                return when.value
        return rule.if_blank

    return lambda columns: list(map(decide, *(columns[place] for place in places)))


def _time_getter(rule: ColumnRule, mapping: ExportMapping, place: int, column: str, time_zone: str) -> Getter:
    parse = time_parser(rule.dates, mapping.time_zone or time_zone, time_zone)
    trouble = Trouble("date-invalid", rule.field, column, " / ".join(map(example, rule.dates)))

    def read(cell: Cell) -> str | Trouble:
        if isinstance(cell, str):
            cell = _text(cell, mapping.blank)
            if not cell:
                return ""
        return parse(cell) or trouble

    return lambda columns: list(map(read, columns[place]))


def _converter(
    rule: ColumnRule, column: str, registers: Mapping[str, Register]
) -> Callable[[tuple[str, ...]], str | Trouble]:
    if rule.values is not None:
        values = dict(rule.values)
        trouble = Trouble("value-unmapped", rule.field, column, f"{len(values)}")
        return lambda texts: values.get(" ".join(filter(None, texts)), trouble)
    register = registers[rule.register]
    code = _UNKNOWN.get(rule.register, "code-unknown")
    trouble = Trouble(code, rule.field, column, f"registers/{rule.register}.csv")
    if len(rule.sources) == 1:
        return lambda texts: register.lookup.get(texts[0], trouble)

    def by_path(texts: tuple[str, ...]) -> str | Trouble:
        path = texts
        while path and not path[-1]:
            path = path[:-1]
        return register.paths.get(path, trouble)

    return by_path


def _text(cell: Cell, blank: frozenset[str]) -> str:
    text = cell.strip() if isinstance(cell, str) else cell.isoformat()
    return "" if text in blank else text
