"""The published Table Schema, checked by Frictionless cell by cell. The only module that imports it.

Frictionless never reads an export: its encoding detection accepts GBK as Thai. It is given the canonical cells that
the mapping made.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from generator.resources import resource_dir


@dataclass(frozen=True)
class Breach:
    """What a cell breaks: the code of the finding, and what was expected."""

    code: str
    rule: str


@cache
def table_schema(name: str) -> dict[str, Any]:
    """A published Table Schema as plain data. Callers must not change it."""
    path = resource_dir("schemas") / f"{name}.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schema


def field_names(name: str) -> tuple[str, ...]:
    """The column names of a published Table Schema, in order."""
    return tuple(field["name"] for field in table_schema(name)["fields"])


def breach_of(table: str, field: str, cell: str) -> Breach | None:
    """What the cell breaks of the field of the Table Schema `table`; blank = ""."""
    _, notes = _readers(table)[field](cell)
    if not notes:
        return None
    if "required" in notes:
        return Breach("value-missing", "")
    rules: dict[str, Any] = next(item for item in table_schema(table)["fields"] if item["name"] == field)
    constraints = rules.get("constraints", {})
    if "enum" in constraints and "type" not in notes:
        return Breach("value-not-listed", ", ".join(map(str, constraints["enum"])))
    return Breach("value-invalid", str(constraints.get("pattern", rules.get("type", ""))))


@cache
def _readers(table: str) -> dict[str, Any]:
    """Field → Frictionless's reader of its cells: the value, and what it breaks by the name of the constraint."""
    from frictionless import Schema

    # Uniqueness needs the row numbers of every repetition, so it is a rule of our own (`generator.intake.rules`).
    descriptor = {key: value for key, value in table_schema(table).items() if key not in ("$schema", "primaryKey")}
    return {field.name: field.create_cell_reader() for field in Schema.from_descriptor(descriptor).fields}
