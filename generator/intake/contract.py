"""The published Table Schema, checked by Frictionless. The only module that imports it.

Frictionless never reads an export: its encoding detection accepts GBK as Thai. It reads the canonical rows that
the mapping wrote, in UTF-8, with the schema's own field order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from generator.resources import resource_dir

# Frictionless stops after 1,000 errors unless told otherwise; a finding that is not shown cannot be mended.
_ALL = 100_000_000


@dataclass(frozen=True)
class Breach:
    """A cell that breaks the schema: `row` counts canonical rows from 0; `rule` is what was expected.

    `field` is "" for a row that is blank throughout.
    """

    row: int
    field: str
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


def breaches(path: Path, name: str) -> Iterator[Breach]:
    """Every cell of the UTF-8 CSV file at `path` that breaks the Table Schema `name`."""
    from frictionless import Checklist, Detector, Dialect, Resource, Schema

    descriptor = {key: value for key, value in table_schema(name).items() if key != "$schema"}
    # Uniqueness needs the row numbers of every repetition, so it is a rule of our own (`generator.intake.rules`).
    descriptor.pop("primaryKey", None)
    schema = Schema.from_descriptor(descriptor)
    resource = Resource(
        path=path.name,
        basepath=str(path.parent),
        format="csv",
        encoding="utf-8",
        schema=schema,
        dialect=Dialect.from_descriptor({"csv": {"skipInitialSpace": False}}),
        detector=Detector(schema_sync=False),
    )
    report = resource.validate(Checklist(), limit_errors=_ALL)
    for task in report.tasks:
        for error in task.errors:
            yield _breach(error, name)


def _breach(error: Any, name: str) -> Breach:
    field = getattr(error, "field_name", "")
    row = getattr(error, "row_number", 2) - 2
    rules: dict[str, Any] = next((f for f in table_schema(name)["fields"] if f["name"] == field), {})
    constraints = rules.get("constraints", {})
    if error.type == "constraint-error" and "required" in error.note:
        return Breach(row, field, "value-missing", "")
    if error.type == "constraint-error" and "enum" in constraints:
        return Breach(row, field, "value-not-listed", ", ".join(map(str, constraints["enum"])))
    if error.type in ("constraint-error", "type-error"):
        return Breach(row, field, "value-invalid", str(constraints.get("pattern", rules.get("type", ""))))
    if error.type == "blank-row":
        return Breach(row, "", "value-missing", "")
    return Breach(max(row, 0), field, "contract-broken", error.type)
