"""The Table Schemas that a release carries for its own tables."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from generator.resources import resource_dir

_SYNTHETIC_FIELD = {
    "name": "synthetic",
    "title": "演示数据",
    "type": "boolean",
    "description": "true: demonstration data, not the results of any real place",
    "constraints": {"required": True, "enum": [True]},
}


@cache
def _published(name: str) -> str:
    return (resource_dir("schemas") / f"{name}.schema.json").read_text("utf-8")


def release_schema(name: str, *, synthetic: bool) -> dict[str, Any]:
    """The published Table Schema `name`; tables of synthetic portals have one more column that says so."""
    schema: dict[str, Any] = json.loads(_published(name))
    if synthetic:
        schema["fields"].append(_SYNTHETIC_FIELD)
    return schema
