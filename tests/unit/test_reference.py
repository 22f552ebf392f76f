"""The reference pages say what the code does: commands, settings, findings, indicators and tables."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from tests.support import ROOT


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
