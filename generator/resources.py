"""Where the files that are not code live: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = {
    "schemas": _PACKAGE.parent / "datasets" / "schemas",
    "indicators": _PACKAGE.parent / "datasets" / "indicators",
    "site_templates": _PACKAGE.parent / "site_templates",
    "docs": _PACKAGE.parent / "docs",
}


def resource_dir(name: str) -> Path:
    """Folder of `schemas`, `indicators`, `site_templates` or `docs`; KeyError for any other name."""
    packaged = _PACKAGE / "_resources" / name
    return packaged if packaged.is_dir() else _CHECKOUT[name]
