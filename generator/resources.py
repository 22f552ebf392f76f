"""Where the files that are not code live: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

PACKAGE = Path(__file__).parent
_PACKAGED = PACKAGE / "_resources"
# Name → place in a checkout. `pyproject.toml` puts the same files into a wheel, below `_resources`.
_FOLDERS = {
    "schemas": "datasets/schemas",
    "indicators": "datasets/indicators",
    "site_templates": "site_templates",
    "docs": "docs",
    "examples": "tests/spec/cases",
}
_FILES = {
    "mkdocs.yml": "mkdocs.yml",
    "verify.sql": "datasets/verify.sql",
    "verify.py": "datasets/verify.py",
    "pyproject.toml": "pyproject.toml",
    "LICENSE": "LICENSE",
    "requirements-base.lock": "requirements-base.lock",
}


def resource_dir(name: str) -> Path:
    """Folder of `schemas`, `indicators`, `site_templates`, `docs` or `examples`; KeyError for any other name."""
    return _place(name, _FOLDERS[name])


def resource_file(name: str) -> Path:
    """A file of this table, such as `verify.sql` or `pyproject.toml`; KeyError for any other name."""
    return _place(name, _FILES[name])


@cache
def project() -> dict[str, Any]:
    """The table `project` of pyproject.toml: name, version and dependencies of the program that is running."""
    table: dict[str, Any] = tomllib.loads(resource_file("pyproject.toml").read_text("utf-8"))["project"]
    return table


@cache
def wording(name: str) -> dict[str, Any]:
    """The wording catalogue `generator/wording/<name>.yml`: `findings`, `lists` or `release`."""
    content: dict[str, Any] = YAML(typ="safe").load((PACKAGE / "wording" / f"{name}.yml").read_text("utf-8"))
    return content


def _place(name: str, in_checkout: str) -> Path:
    packaged = _PACKAGED / name
    return packaged if packaged.exists() else PACKAGE.parent / in_checkout
