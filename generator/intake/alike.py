"""The contract checked over all staged rows by checking each kind of cell once.

Every constraint of a Table Schema that Frictionless checks here is about one cell alone, so cells that the schema
cannot tell apart fit or break it together. One of each kind goes to Frictionless; what it says holds for all rows that
have such a cell. A row that is blank throughout is a breach of its own, and says nothing of its cells.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import duckdb

from generator.intake.contract import Breach, breaches, field_names, table_schema
from generator.sql import identifier, literal

_DIGITS, _ZEROS = "123456789", "000000000"


def report_breaches(con: duckdb.DuckDBPyConnection, table: str, work: Path) -> None:
    """Report in `found` every cell of the table `staged` that breaks the Table Schema `table`.

    Nothing is said of cells, nor of rows without a field, of which something is found already. `work` is a folder for
    a file.
    """
    names = field_names(table)
    blank_row = " AND ".join(f'"{name}" IS NULL' for name in names)
    kinds = {name: _kinds(con, name, kind_of(field)) for name, field in _fields(table).items()}
    rows = _rows(names, kinds)
    if con.execute(f"SELECT row_index FROM staged WHERE {blank_row} LIMIT 1").fetchone():
        rows.append(dict.fromkeys(names, ""))
    for item in _breaches_of(rows, table, work):
        which, value = blank_row, []
        if item.field:
            kind, cell = kind_of(_fields(table)[item.field]), rows[item.row][item.field]
            example = f"(SELECT {kind.format(cell='cell')} FROM (SELECT ?::VARCHAR AS cell))"
            which = f"{kind.format(cell=identifier(item.field))} IS NOT DISTINCT FROM {example} AND NOT ({blank_row})"
            value = [cell or None]
        con.execute(
            "INSERT INTO found BY NAME SELECT row_index, ? AS code, ? AS field, ? AS expected FROM staged"
            " WHERE NOT EXISTS (FROM found WHERE found.row_index = staged.row_index AND coalesce(field, ?) = ?)"
            f" AND {which}",
            [item.code, item.field or _required(table), item.rule, item.field, item.field, *value],
        )


def _required(table: str) -> str:
    """The fields that a row must have."""
    return ", ".join(name for name, field in _fields(table).items() if field.get("constraints", {}).get("required"))


def _breaches_of(rows: list[dict[str, str]], table: str, work: Path) -> list[Breach]:
    """What Frictionless says of these rows, of each cell once."""
    path = work / "kinds.csv"
    names = field_names(table)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([row[name] for name in names] for row in rows)
    # A cell that fills up a row stands for its kind more than once.
    found = {(item.field, rows[item.row].get(item.field), item.code, item.rule): item for item in breaches(path, table)}
    path.unlink()
    return list(found.values())


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


def _fields(table: str) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in table_schema(table)["fields"]}


def _kinds(con: duckdb.DuckDBPyConnection, name: str, kind: str) -> list[str]:
    """One cell of each kind in a column, blank = ""; the same one whatever the order of rows."""
    cell = identifier(name)
    rows = con.execute(f"SELECT coalesce(min({cell}), '') FROM staged GROUP BY {kind.format(cell=cell)}")
    return sorted(kind for (kind,) in rows.fetchall())


def _rows(names: tuple[str, ...], kinds: dict[str, list[str]]) -> list[dict[str, str]]:
    """Rows in which each kind stands at least once, a blank cell never in a row that is blank throughout.

    Columns with fewer kinds repeat their first one that is not blank.
    """
    cells = {name: [cell for cell in kinds[name] if cell] for name in names}
    usual = {name: cells[name][0] if cells[name] else "" for name in names}
    rows = [
        {name: cells[name][place] if place < len(cells[name]) else usual[name] for name in names}
        for place in range(max(map(len, cells.values())))
    ]
    return rows + [usual | {name: ""} for name in names if "" in kinds[name]]
