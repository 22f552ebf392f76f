"""The contract checked over all staged rows by checking each kind of cell once.

Every constraint of a Table Schema that Frictionless checks here is about one cell alone, so cells that the schema
cannot tell apart fit or break it together. One of each kind goes to Frictionless; what it says holds for all rows that
have such a cell. A row that is blank throughout is a breach of its own, and says nothing of its cells.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import duckdb

from generator.intake.contract import breach_of, field_names, table_schema
from generator.sql import DAY, MOMENT, identifier, literal, types_of

# Times as they are written here: a year of more than four digits, or before the first, makes them longer. Those that
# are no texts are of one kind but for such years.
_WRITTEN = "length({cell})"
_TIME = (
    "CASE WHEN {cell} >= DATE '0001-01-01' AND {cell} < DATE '10000-01-01' THEN '' ELSE time_text({cell}) END",
    "CASE WHEN length({cell}) NOT IN (10, 19) THEN {cell} WHEN {cell} IS NOT NULL THEN '' END",
)
_DIGITS, _ZEROS = "123456789", "000000000"
# Nothing is found yet of a row as a whole, nor of this field of it.
_FREE = "NOT EXISTS (FROM found WHERE found.row_index = staged.row_index AND coalesce(found.field, $field) = $field)"


def report_breaches(con: duckdb.DuckDBPyConnection, table: str, written: Collection[str] = ()) -> None:
    """Report in `found` every cell of the table `staged` that breaks the Table Schema `table`.

    Nothing is said of cells, nor of rows without a field, of which something is found already. `written` are the fields
    whose texts are not the export's but times as they are written here.
    """
    fields = table_schema(table)["fields"]
    blank_row = " AND ".join(f"{identifier(name)} IS NULL" for name in field_names(table))
    types = types_of(con, "staged")
    # Field → what is the same for cells of one kind: of the column, and of the same cell as text.
    ways = {field["name"]: (_WRITTEN if field["name"] in written else kind_of(field),) * 2 for field in fields}
    ways |= {name: _TIME for name in ways if types[name] in (DAY, MOMENT)}
    kinds = _kinds(con, {name: column for name, (column, _) in ways.items()})
    for name, (column, text) in ways.items():
        broken = [(cell, item) for cell in kinds[name] if (item := breach_of(table, name, cell))]
        if not broken:
            continue
        con.execute(
            "INSERT INTO found BY NAME SELECT row_index, broken.code, $field AS field, broken.expected FROM staged"
            f" JOIN (SELECT {text.format(cell='cell')} AS alike, code, expected FROM (SELECT unnest($cells::VARCHAR[])"
            " AS cell, unnest($codes::VARCHAR[]) AS code, unnest($rules::VARCHAR[]) AS expected)) AS broken"
            f" ON {column.format(cell=identifier(name))} IS NOT DISTINCT FROM broken.alike"
            f" WHERE NOT ({blank_row}) AND {_FREE}",
            {
                "field": name,
                "cells": [cell or None for cell, _ in broken],
                "codes": [item.code for _, item in broken],
                "rules": [item.rule for _, item in broken],
            },
        )
    required = ", ".join(field["name"] for field in fields if field.get("constraints", {}).get("required"))
    con.execute(
        "INSERT INTO found BY NAME SELECT row_index, 'value-missing' AS code, $required AS field, '' AS expected"
        f" FROM staged WHERE {blank_row} AND {_FREE}",
        {"required": required, "field": ""},
    )


def kind_of(field: dict[str, Any]) -> str:
    """The SQL expression of `{cell}` that is the same for cells which the field's constraints cannot tell apart.

    Of free text only whether it is blank; where a pattern names no digit, digits are all alike, and all cells are
    that DuckDB finds to fit it (what its `\\d` means, Frictionless's means too); else the value.
    """
    constraints = field.get("constraints", {}).keys() - {"required"}
    if field["type"] == "string" and not constraints:
        return "({cell} IS NULL)"
    if field["type"] == "string" and constraints == {"pattern"} and _digits_alike(field["constraints"]["pattern"]):
        fits = literal(field["constraints"]["pattern"]).replace("{", "{{").replace("}", "}}")
        digits = f"translate({{cell}}, '{_DIGITS}', '{_ZEROS}')"
        return f"CASE WHEN regexp_full_match({{cell}}, {fits}) THEN '' ELSE {digits} END"
    return "{cell}"


def _digits_alike(pattern: str) -> bool:
    """Whether a pattern treats all digits alike: none stands in it, beside counts, and nothing refers back."""
    return not re.search(r"\d|\(\?P=", re.sub(r"\{\d+(,\d*)?\}", "", pattern))


def _as_text(sql: str, kind: str) -> str:
    return f"time_text({sql})" if kind == _TIME[0] else sql


def _kinds(con: duckdb.DuckDBPyConnection, ways: Mapping[str, str]) -> dict[str, list[str]]:
    """Field → one cell of each kind in its column, blank = ""; the same ones whatever the order of rows.

    `ways` has for each field the expression of `{cell}` that is the same for cells of one kind.
    """
    every = " UNION ALL ".join(
        f"SELECT {literal(name)}, coalesce({_as_text(f'min({identifier(name)})', kind)}, '') FROM staged"
        f" GROUP BY {kind.format(cell=identifier(name))}"
        for name, kind in ways.items()
    )
    kinds: dict[str, list[str]] = {name: [] for name in ways}
    for name, cell in sorted(con.execute(every).fetchall()):
        kinds[name].append(cell)
    return kinds
