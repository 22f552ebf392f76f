"""The pages that explain mappings: a section for every key of the schema, and an example that is valid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from generator.definitions.settings import read_settings
from tests.support import DATASETS, ROOT

PAGES = ("docs/reference/mappings.md", "docs/zh/mappings.md")
SECTION = re.compile(r"^### `([\w.]+)`\n\n(.+?)\n\n```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)


def keys() -> set[str]:
    """Every key of the schema; those of a field below `columns`."""
    schema = json.loads((DATASETS / "schemas" / "settings" / "mapping.schema.json").read_text("utf-8"))
    column = schema["$defs"]["column"]["properties"]
    conditions = column["when"]["items"]["properties"]
    return (
        {*schema["properties"]} | {f"columns.{key}" for key in column} | {f"columns.when.{key}" for key in conditions}
    )


def sections(page: str) -> dict[str, tuple[str, Any]]:
    """Key → what is said of it, and its example."""
    text = (ROOT / page).read_text("utf-8")
    return {key: (said, YAML(typ="safe").load(example)) for key, said, example in SECTION.findall(text)}


def named(data: Any) -> Iterator[str]:
    """Every key of a mapping's data, as the sections name them."""
    for key, value in data.items():
        yield key
        if key == "columns":
            for rule in value.values():
                yield from (f"columns.{part}" for part in rule)
                yield from (f"columns.when.{part}" for condition in rule.get("when", ()) for part in condition)


@pytest.mark.parametrize("page", PAGES)
def test_every_key_is_explained_and_no_other(page: str) -> None:
    assert set(sections(page)) == keys()


@pytest.mark.parametrize("page", PAGES)
def test_every_example_has_its_key_and_is_valid(page: str, tmp_path: Path) -> None:
    for key, (said, example) in sections(page).items():
        assert len(said) > 5, key
        assert key in set(named(example)), key
        needed = {name: {"from": name} for name in ("case_id", "unit", "received_at")}
        whole = {"mapping": "platform", "title": {"zh": "示例"}} | example
        whole["columns"] = needed | example.get("columns", {})
        path = tmp_path / "platform.yml"
        with path.open("w", encoding="utf-8") as stream:
            YAML().dump(whole, stream)
        assert read_settings(path, "mapping", "mappings/platform.yml")[1] == [], key
