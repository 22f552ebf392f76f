"""What Frictionless says of a whole file by a published Table Schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frictionless import Checklist, Detector, Dialect, Resource, Schema

from generator.intake.contract import table_schema


def breaches(path: Path, table: str) -> Iterator[tuple[int, str, str, str]]:
    """Row, field, code and rule of what Frictionless finds when it reads all rows of a file."""
    fields = {field["name"]: field.get("constraints", {}) | {"type": field["type"]} for field in rules(table)["fields"]}
    resource = Resource(
        path=path.name,
        basepath=str(path.parent),
        format="csv",
        encoding="utf-8",
        schema=Schema.from_descriptor(rules(table)),
        dialect=Dialect.from_descriptor({"csv": {"skipInitialSpace": False}}),
        detector=Detector(schema_sync=False),
    )
    for error in (error for task in resource.validate(Checklist()).tasks for error in task.errors):
        row, name = error.row_number - 2, getattr(error, "field_name", "")
        if error.type == "blank-row":
            yield row, ", ".join(name for name, rule in fields.items() if rule.get("required")), "value-missing", ""
        elif "required" in error.note:
            yield row, name, "value-missing", ""
        elif "enum" in fields[name] and error.type == "constraint-error":
            yield row, name, "value-not-listed", ", ".join(map(str, fields[name]["enum"]))
        else:
            yield row, name, "value-invalid", str(fields[name].get("pattern", fields[name]["type"]))


def rules(table: str) -> dict[str, Any]:
    """The schema but for the key, which is about several rows."""
    return {name: value for name, value in table_schema(table).items() if name not in ("$schema", "primaryKey")}
