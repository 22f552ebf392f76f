"""Applying a mapping column by column: each text of a column is converted once, in a table that SQL joins.

For a field whose texts are codes (a register, `values`, `when`) or plain, and not all of them their own values, the
table `map_<field>` has the source's texts as `k0`, `k1`, …, the canonical `value`, and where a text cannot be mapped
`code`, `column`, `shown`, `expected` and `near`. Keys of cases and callers are as many as rows and converted by SQL
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from generator.definitions.case_terms import FLAG_FIELDS, TIME_FIELDS
from generator.definitions.mappings import ColumnRule, ExportMapping
from generator.definitions.registers import Register
from generator.intake.cleaning import as_written, cell_trouble, cleaned, header_key
from generator.intake.spellings import Spellings
from generator.sql import identifier

TIMES = frozenset((*TIME_FIELDS, "as_of", "at", "until"))
KEYS = frozenset(("case_id", "caller_key", "repeat_of"))
# Finding codes for a text that a register does not know.
_UNKNOWN = {"units": "unit-unknown"}
# What a flag says when it does not say the other thing.
_OPPOSITE = {"1": "0", "是": "否", "Y": "N", "YES": "NO", "TRUE": "FALSE", "T": "F", "有": "无", "√": "×"}
_OPPOSITE |= {no: yes for yes, no in _OPPOSITE.items()}


@dataclass(frozen=True)
class Mapped:
    """What a text becomes: a value ("" = blank), or the finding that says why not; `dated` codes need the day."""

    value: str = ""
    code: str = ""
    column: str = ""
    shown: str = ""
    expected: str = ""
    near: str = ""
    dated: tuple[str, ...] = ()


Convert = Callable[[tuple[str, ...], str], Mapped]


@dataclass(frozen=True)
class SourceColumns:
    """Where the columns that the mapping names are in the table `source`."""

    names: tuple[str, ...]

    def sql(self, name: str) -> str:
        """The column of this header."""
        return f"r{self.names.index(name)}"

    def raw(self, rule: ColumnRule) -> str:
        """SQL for what the export says of a field, as it stands there."""
        cells = [self.sql(name) for name in rule.headers]
        return cells[0] if len(cells) == 1 else f"nullif(concat_ws(' + ', {', '.join(cells)}), '')"

    def text(self, rule: ColumnRule) -> str:
        """SQL for the cleaned text of a field, that of several columns joined by a space; blank = NULL."""
        cells = [f"text_of({self.sql(name)})" for name in rule.headers]
        return cells[0] if len(cells) == 1 else f"nullif(concat_ws(' ', {', '.join(cells)}), '')"


def create_text_macro(con: duckdb.DuckDBPyConnection, mapping: ExportMapping) -> None:
    """The macro `text_of`: a cell cleaned, NULL where it is blank or a text that the mapping calls blank."""
    blank = "".join(", '" + text.replace("'", "''") + "'" for text in sorted(mapping.blank))
    body = f"CASE WHEN cleaned(x) NOT IN (''{blank}) THEN cleaned(x) END" if blank else "cleaned(x)"
    con.execute(f"CREATE OR REPLACE MACRO text_of(x) AS {body}")


def missing_columns(mapping: ExportMapping, header: Sequence[str]) -> tuple[str, ...]:
    """The columns that the mapping needs and the header lacks."""
    keys = set(map(header_key, header))
    return tuple(name for name in mapping.required_headers if header_key(name) not in keys)


def map_columns(
    con: duckdb.DuckDBPyConnection, mapping: ExportMapping, columns: SourceColumns, registers: Mapping[str, Register]
) -> dict[str, tuple[str, str]]:
    """Create the tables of all mapped fields but times and report what cannot be mapped.

    Field → SQL for its value over `source`, and the join that it needs.
    """
    fields: dict[str, tuple[str, str]] = {}
    for rule in mapping.columns:
        if rule.field in TIMES:
            continue
        if rule.constant:
            fields[rule.field] = ("'" + rule.constant.replace("'", "''") + "'", "")
        elif rule.field in KEYS and not rule.register and rule.values is None and not rule.when:
            fields[rule.field] = (_or_blank(columns.text(rule), rule), "")
        else:
            plain = rule.values is None and not rule.register and not rule.when
            convert = _plain if plain else _converter(rule, registers, mapping.blank)
            # What conditions compare may well be a text that counts as blank elsewhere.
            blank = frozenset() if rule.when else mapping.blank
            fields[rule.field] = _map_column(con, rule, columns, convert, blank)
    return fields


def _or_blank(text: str, rule: ColumnRule) -> str:
    return f"coalesce({text}, '{rule.if_blank.replace(chr(39), chr(39) * 2)}')" if rule.if_blank else text


def _map_column(
    con: duckdb.DuckDBPyConnection, rule: ColumnRule, columns: SourceColumns, convert: Convert, blank: frozenset[str]
) -> tuple[str, str]:
    cells = [columns.sql(name) for name in rule.headers]
    keys = con.execute(f"SELECT DISTINCT {', '.join(cells)} FROM source").fetchall()
    texts = {key: tuple(_text(cell or "", blank) for cell in key) for key in keys}
    # Near names are looked for in the order of texts, blank ones last.
    ordered = sorted(set(texts.values()), key=lambda text: [(not cell, cell) for cell in text])
    mapped = {text: _mapped(rule, convert, text) for text in ordered}
    if len(cells) == 1 and all(cell == (mapped[text].value or None) for (cell,), text in texts.items()):
        # Every text is its own value, so that nothing need be looked up.
        return cells[0], ""
    table = f"map_{rule.field}"
    _create_map(con, table, {key: mapped[text] for key, text in texts.items()})
    join = f"JOIN {table} ON " + " AND ".join(
        f"source.{cell} IS NOT DISTINCT FROM {table}.k{place}" for place, cell in enumerate(cells)
    )
    if any(item.code for item in mapped.values()):
        con.execute(
            'INSERT INTO found BY NAME SELECT row_index, code, ? AS field, "column", shown AS value, expected, near'
            f" FROM source {join} WHERE code IS NOT NULL AND source.trouble IS NULL",
            [rule.field],
        )
    return f"{table}.value", f"LEFT {join}"


def _text(cell: str, blank: frozenset[str]) -> str:
    text = cleaned(cell)
    return "" if text in blank else text


def _mapped(rule: ColumnRule, convert: Convert, cells: tuple[str, ...]) -> Mapped:
    trouble = next(filter(None, map(cell_trouble, cells)), "")
    if trouble:
        return Mapped(code=trouble)
    return convert(cells, rule.field) if any(cells) else Mapped(rule.if_blank)


def _plain(cells: tuple[str, ...], field: str) -> Mapped:
    text = " ".join(filter(None, cells))
    if field in FLAG_FIELDS:
        return Mapped({"true": "true", "1": "true", "false": "false", "0": "false"}.get(_last(text).lower(), text))
    return Mapped(text)


def _last(text: str) -> str:
    *_, plain = as_written(text)
    return plain


def _converter(rule: ColumnRule, registers: Mapping[str, Register], blank: frozenset[str]) -> Convert:
    if rule.when:
        return lambda cells, field: _decide(rule, cells, blank)
    if rule.values is not None:
        values = dict(rule.values)
        return lambda cells, field: _listed(values, " ".join(filter(None, cells)))
    spellings = Spellings(registers[rule.register], len(rule.sources) > 1)
    return lambda cells, field: _registered(rule, spellings, cells)


def _listed(values: Mapping[str, str], text: str) -> Mapped:
    for spelling in as_written(text):
        if spelling in values:
            return Mapped(values[spelling])
    return Mapped(code="value-unmapped", expected=", ".join(values))


def _registered(rule: ColumnRule, spellings: Spellings, cells: tuple[str, ...]) -> Mapped:
    codes = spellings.codes(cells)
    if len(codes) == 1:
        return Mapped(codes[0])
    if codes and rule.register == "units":
        return Mapped(dated=codes)
    if codes:
        return Mapped(code="name-ambiguous", expected=", ".join(codes))
    code = _UNKNOWN.get(rule.register, "code-unknown")
    return Mapped(code=code, expected=f"registers/{rule.register}.csv", near=spellings.near(cells))


def _decide(rule: ColumnRule, cells: tuple[str, ...], blank: frozenset[str]) -> Mapped:
    """The value of the first condition that holds. Every cell must be a text that the conditions know."""
    known: dict[str, set[str]] = {}
    for when in rule.when:
        yes = when.equals.upper()
        listed = {yes, *(text.upper() for text in when.others), _OPPOSITE.get(yes, yes)}
        known.setdefault(when.column, set()).update(listed)
    said: dict[str, set[str]] = {}
    for column, text in zip(rule.headers, cells, strict=True):
        spellings = {spelling.upper() for spelling in as_written(text)} & known[column]
        if text and not spellings and text not in blank:
            return Mapped(code="value-unmapped", column=column, shown=text, expected=", ".join(sorted(known[column])))
        said[column] = spellings
    for when in rule.when:
        if when.equals.upper() in said[when.column]:
            return Mapped(when.value)
    if all(said.values()):
        return Mapped(code="value-unmapped", shown=" + ".join(cells), expected=" / ".join(w.equals for w in rule.when))
    return Mapped(rule.if_blank)


def _create_map(con: duckdb.DuckDBPyConnection, table: str, mapped: Mapping[tuple[str | None, ...], Mapped]) -> None:
    keys = {f"k{place}": list(cells) for place, cells in enumerate(zip(*mapped, strict=True))}
    names = ("value", "code", "column", "shown", "expected", "near")
    texts = keys | {name: [getattr(item, name) or None for item in mapped.values()] for name in names}
    columns = ", ".join(f"unnest(?::VARCHAR[]) AS {identifier(name)}" for name in texts)
    con.execute(
        f"CREATE TABLE {table} AS SELECT {columns}, unnest(?::VARCHAR[][]) AS dated",
        [*texts.values(), [list(item.dated) or None for item in mapped.values()]],
    )
