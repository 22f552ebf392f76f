"""The reference pages say what the code does: commands, settings, findings, indicators and tables."""

from __future__ import annotations

import importlib.util
import json
import re
from types import ModuleType
from typing import Any

import pytest

from generator.release.files.package_reported import figures_schema
from generator.release.files.schemas import release_schema
from generator.site.show.dataset import meaning
from generator.site.words.catalogue import Wording
from tests.support import DATASETS, ROOT

# Marks that Chinese text has in full width; `;` between spaces or before one is the sign that parts values.
HALF_WIDTH = re.compile(r"[,()?!]|(?<!\d):|:(?!\d)|(?<! );|;(?! )")


def reference() -> ModuleType:
    """The tool that writes the pages."""
    spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", sorted(reference().pages()))
def test_reference_pages_are_current(name: str) -> None:
    page = ROOT / "docs" / "reference" / name
    assert page.read_text("utf-8") == reference().pages()[name], "run `make docs`"


def columns() -> list[tuple[str, dict[str, Any]]]:
    """(table, field) of every table: as the schema files have them, and as a release adds to them."""
    schemas = [json.loads(path.read_text("utf-8")) for path in sorted((DATASETS / "schemas").glob("*.schema.json"))]
    schemas.append(release_schema("counts-closed", synthetic=True, indicators={"own": "自设指标"}))
    schemas.append(figures_schema(synthetic=True))
    return [(schema["name"], field) for schema in schemas for field in schema["fields"]]


def test_every_column_has_its_meaning_in_both_languages() -> None:
    found = columns()
    assert {"own", "synthetic", "value"} <= {field["name"] for _, field in found}
    for table, field in found:
        place = f"{table}.{field['name']}"
        assert field.get("description", "").strip(), place
        assert re.search(r"[\u4e00-\u9fff]", field.get("description_zh", "")), place
        assert not HALF_WIDTH.search(field["description_zh"]), place


def test_one_meaning_has_one_wording_in_each_language() -> None:
    pairs = {(field["description"], field["description_zh"]) for _, field in columns()}
    assert len({english for english, _ in pairs}) == len(pairs)


@pytest.mark.parametrize(
    ("lang", "field", "told"),
    [
        ("zh", {"description": "Number of cases", "description_zh": "诉求件数"}, ("诉求件数", False)),
        ("en", {"description": "Number of cases", "description_zh": "诉求件数"}, ("Number of cases", False)),
        # A release that was frozen before its schemas had Chinese says that its words are English.
        ("zh", {"description": "Number of cases"}, ("Number of cases", True)),
        ("zh", {}, ("", False)),
    ],
)
def test_a_page_tells_the_meaning_in_its_own_language(lang: str, field: dict[str, Any], told: tuple[str, bool]) -> None:
    assert tuple(meaning(Wording(lang, {}), field).values()) == told
