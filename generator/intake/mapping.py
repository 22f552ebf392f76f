"""Applying a mapping: from the cells of a source row to the fields of a canonical case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from generator.definitions.codes import TIME_FIELDS
from generator.definitions.mappings import ColumnRule, ExportMapping
from generator.definitions.registers import Register
from generator.intake.dates import example, time_parser
from generator.intake.readers import Cell

_TIMES = frozenset((*TIME_FIELDS, "as_of", "at", "until"))
# Finding codes for a text that a register does not know.
_UNKNOWN = {"units": "unit-unknown"}


@dataclass(frozen=True)
class Trouble:
    """A cell that cannot be mapped: the finding's code, the source column, and what was expected."""

    code: str
    field: str
    column: str
    expected: str


Getter = Callable[[Sequence[Cell]], str | Trouble]


@dataclass(frozen=True)
class RowMapper:
    """A mapping bound to one header: cells in, canonical fields (blank = "") and troubles out."""

    getters: tuple[tuple[str, Getter], ...]

    def map(self, cells: Sequence[Cell]) -> tuple[dict[str, str], list[Trouble]]:
        """The canonical case of one row, and every cell of it that cannot be mapped."""
        case: dict[str, str] = {}
        troubles: list[Trouble] = []
        for field, getter in self.getters:
            value = getter(cells)
            if isinstance(value, Trouble):
                troubles.append(value)
                value = ""
            case[field] = value
        return case, troubles


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
        return lambda cells: rule.constant
    if rule.when:
        return _when_getter(rule, mapping, index)
    places = tuple(index[name] for name in rule.sources)
    column = " + ".join(rule.sources)
    if rule.field in _TIMES:
        return _time_getter(rule, mapping, places[0], column, time_zone)
    if not rule.register and rule.values is None:
        return _plain_getter(rule, mapping, places)
    convert = _converter(rule, column, registers)
    # A register is looked up once for each text: exports repeat few texts many times.
    known: dict[tuple[str, ...], str | Trouble] = {}

    def get(cells: Sequence[Cell]) -> str | Trouble:
        texts = tuple(_text(cells[place], mapping.blank) for place in places)
        if texts not in known:
            known[texts] = convert(texts) if any(texts) else rule.if_blank
        return known[texts]

    return get


def _plain_getter(rule: ColumnRule, mapping: ExportMapping, places: tuple[int, ...]) -> Getter:
    def get(cells: Sequence[Cell]) -> str:
        text = " ".join(filter(None, (_text(cells[place], mapping.blank) for place in places)))
        return text or rule.if_blank

    return get


def _when_getter(rule: ColumnRule, mapping: ExportMapping, index: Mapping[str, int]) -> Getter:
    tests = tuple((index[when.column], when.equals, when.value) for when in rule.when)

    def get(cells: Sequence[Cell]) -> str:
        for place, equals, value in tests:
            if _text(cells[place], frozenset()) == equals:
                return value
        return rule.if_blank

    return get


def _time_getter(rule: ColumnRule, mapping: ExportMapping, place: int, column: str, time_zone: str) -> Getter:
    parse = time_parser(rule.dates, mapping.time_zone or time_zone, time_zone)
    trouble = Trouble("date-invalid", rule.field, column, " / ".join(map(example, rule.dates)))

    def get(cells: Sequence[Cell]) -> str | Trouble:
        cell = cells[place]
        if isinstance(cell, str):
            cell = _text(cell, mapping.blank)
            if not cell:
                return ""
        return parse(cell) or trouble

    return get


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
