"""The Table Schemas that a release carries for its own tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from generator.definitions.cohorts import INDICATOR_OUTCOMES
from generator.release.format import SYNTHETIC
from generator.resources import resource_dir

_SYNTHETIC_FIELD = {
    "name": SYNTHETIC,
    "title": "演示数据",
    "type": "boolean",
    "description": "true: demonstration data, not the results of any real place",
    "description_zh": "true 表示演示数据，不是任何真实地区的办理结果",
    "constraints": {"required": True, "enum": [True]},
}


@cache
def _published(name: str) -> str:
    return (resource_dir("schemas") / f"{name}.schema.json").read_text("utf-8")


def release_schema(name: str, *, synthetic: bool, indicators: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The published Table Schema `name`; tables of synthetic portals have one more column that says so.

    `indicators` (id → title) are the portal's own indicators over cases, each an outcome column of the count table.
    """
    schema: dict[str, Any] = json.loads(_published(name))
    schema["fields"][-1:-1] = [
        {
            "name": column,
            "title": title,
            "type": "string",
            "description": "yes = in numerator and denominator, no = in the denominator only, out = in neither",
            "description_zh": "yes 为计入分子和分母，no 为只计入分母，out 为都不计入",
            "constraints": {"required": True, "enum": list(INDICATOR_OUTCOMES)},
        }
        for column, title in (indicators or {}).items()
    ]
    if synthetic:
        schema["fields"].append(_SYNTHETIC_FIELD)
    return schema
