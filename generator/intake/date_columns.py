"""Columns of times: read by the engine where the mapping's formats are plain, and only what is left over here.

The table `loaded` has each time field as `t_<field>`, canonical text or NULL.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import duckdb

from generator.definitions.mappings import ColumnRule, ExportMapping
from generator.definitions.portal import Portal
from generator.intake.dates import engine_formats, example, mark_of_times, plain_parser, time_parser
from generator.intake.found import remark
from generator.intake.loading import Derived, LoadNotes, as_texts
from generator.intake.mapping import TIMES, SourceColumns
from generator.intake.plain_times import serial_time
from generator.sql import DAY, MOMENT, TEXT, literal, types_of
from generator.workbench import second_cursor

# Texts that are read at a time.
_BATCH = 100_000


def time_rules(mapping: ExportMapping) -> tuple[ColumnRule, ...]:
    """The mapped fields that hold times."""
    return tuple(rule for rule in mapping.columns if rule.field in TIMES and rule.sources)


def read_by_engine(mapping: ExportMapping, columns: SourceColumns, portal: Portal) -> tuple[Derived, ...]:
    """For each time field the column `t_<field>`, as far as the engine can read it.

    It reads a year of fewer than four digits too, as a year of long ago: a finding as well, if another one.
    """
    return tuple(_by_engine(rule, mapping, columns, portal) for rule in time_rules(mapping))


def _by_engine(rule: ColumnRule, mapping: ExportMapping, columns: SourceColumns, portal: Portal) -> Derived:
    cells = [columns.sql(name) for name in rule.sources]
    text = cells[0] if len(cells) == 1 else f"concat_ws(' ', {', '.join(cells)})"
    times, days = engine_formats(rule.dates, mapping.time_zone or portal.time_zone, portal.time_zone)
    # A text that does not fit takes the engine ten times longer than one that does.
    mark = mark_of_times(times, days)
    timed = f"CASE WHEN contains({text}, {literal(mark)}) THEN {text} END" if mark else text
    kinds = tuple(
        (kind, f"try_strptime({said}, {_list(formats)})::{kind}")
        for kind, said, formats in ((MOMENT, timed, times), (DAY, text, days))
        if formats
    )
    return Derived(f"t_{rule.field}", kinds, cells[0] if len(cells) == 1 else "")


def read_rest(
    con: duckdb.DuckDBPyConnection,
    mapping: ExportMapping,
    columns: SourceColumns,
    portal: Portal,
    epoch: date,
    notes: LoadNotes,
) -> None:
    """Read what the engine left over, text by text, and report what is no time.

    `epoch` is the day from which spreadsheets count the days of this export. Columns whose times are not all of one
    kind become texts, and so do all of them where one has a time that is none of the years 1 to 9999.
    """
    zone = mapping.time_zone or portal.time_zone
    for rule in _left_over(con, time_rules(mapping), columns):
        _read_other_kinds(con, _by_engine(rule, mapping, columns, portal), notes)
        column, text = f"t_{rule.field}", columns.text(rule)
        rest = f"FROM source WHERE {column} IS NULL AND {text} IS NOT NULL AND trouble IS NULL"
        texts = second_cursor(con).execute(f"SELECT DISTINCT {text} AS text, cell_trouble({text}) AS code {rest}")
        parse = _rest_parser(rule, zone, portal.time_zone, epoch)
        con.execute("CREATE OR REPLACE TEMP TABLE rest (text VARCHAR, value VARCHAR, code VARCHAR)")
        while batch := texts.fetchmany(_BATCH):
            read = [(said, None if code else parse(said), code) for said, code in batch]
            lists = [list(values) for values in zip(*read, strict=True)]
            con.execute(
                "INSERT INTO rest SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[])", lists
            )
        con.execute(
            "INSERT INTO found BY NAME SELECT row_index, coalesce(code, 'date-invalid') AS code, ? AS field,"
            f" ? AS expected FROM source JOIN rest ON rest.text = {text}"
            f" WHERE {column} IS NULL AND value IS NULL AND trouble IS NULL",
            [rule.field, " / ".join(map(example, rule.dates))],
        )
        _enter_rest(con, column, text, notes)
        serials = [
            said
            for (said,) in con.execute("SELECT text FROM rest WHERE value IS NOT NULL").fetchall()
            if serial_time(said, epoch)
        ]
        if serials:
            con.execute("CREATE OR REPLACE TEMP TABLE serials AS SELECT unnest(?::VARCHAR[]) AS text", [serials])
            remark(con, "date-serial", rule.field, f"FROM source JOIN serials ON serials.text = {text}")
    _keep_to_four_digits(con, [f"t_{rule.field}" for rule in time_rules(mapping)], notes)


def _read_other_kinds(con: duckdb.DuckDBPyConnection, column: Derived, notes: LoadNotes) -> None:
    """Read what the engine can read of a column in which other rows have times of another kind than the first ones."""
    if types_of(con, "loaded")[column.name] == TEXT:
        return
    read = f"{column.sql(TEXT)} IS NOT NULL"
    if con.execute(f"SELECT 1 FROM loaded WHERE {column.name} IS NULL AND {read} LIMIT 1").fetchone():
        as_texts(con, [column.name], notes)
        con.execute(f"UPDATE loaded SET {column.name} = {column.sql(TEXT)} WHERE {column.name} IS NULL AND {read}")


def _enter_rest(con: duckdb.DuckDBPyConnection, column: str, text: str, notes: LoadNotes) -> None:
    kind = types_of(con, "loaded")[column]
    other = {MOMENT: "NOT has_clock(value)", DAY: "has_clock(value)"}.get(kind, "FALSE")
    if con.execute(f"SELECT 1 FROM rest WHERE {other} LIMIT 1").fetchone():
        as_texts(con, [column], notes)
        kind = TEXT
    con.execute(f"UPDATE loaded SET {column} = value::{kind} FROM rest WHERE {column} IS NULL AND rest.text = {text}")


def _keep_to_four_digits(con: duckdb.DuckDBPyConnection, names: Sequence[str], notes: LoadNotes) -> None:
    kinds = types_of(con, "loaded")
    odd = ", ".join(
        f"bool_or(length({name}) NOT IN (10, 19))"
        if kinds[name] == TEXT
        else f"min({name}) < DATE '0001-01-01' OR max({name}) >= DATE '10000-01-01'"
        for name in names
    )
    found = con.execute(f"SELECT {odd} FROM loaded").fetchone() if names else None
    if any(found or ()):
        as_texts(con, [name for name in names if kinds[name] != TEXT], notes)


def _left_over(con: duckdb.DuckDBPyConnection, rules: Sequence[ColumnRule], columns: SourceColumns) -> list[ColumnRule]:
    """The rules of the columns in which the engine left anything over that is not blank."""
    over = ", ".join(f"bool_or(t_{rule.field} IS NULL AND {columns.raw(rule)} IS NOT NULL)" for rule in rules)
    left = con.execute(f"SELECT {over} FROM loaded").fetchone() if rules else None
    return [rule for rule, over in zip(rules, left or (), strict=True) if over]


def _rest_parser(rule: ColumnRule, source: str, portal: str, epoch: date) -> Callable[[str], str | None]:
    """The mapping's own formats first; then, unless one of them has the day before the month, what needs no format."""
    own, plain = time_parser(rule.dates, source, portal), plain_parser(source, portal, epoch)
    if any(pattern.startswith("%Y") and pattern.find("%d") < pattern.find("%m") for pattern in rule.dates):
        return own
    return lambda text: own(text) or plain(text)


def _list(formats: list[str]) -> str:
    return "[" + ", ".join("'" + pattern.replace("'", "''") + "'" for pattern in formats) + "]"
