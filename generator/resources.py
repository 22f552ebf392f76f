"""Where the files that are not code live: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

_PACKAGE = Path(__file__).parent
_PACKAGED = _PACKAGE / "_resources"
# Name → place in a checkout. `pyproject.toml` puts the same files into a wheel, below `_resources`.
_FOLDERS = {
    "schemas": "datasets/schemas",
    "indicators": "datasets/indicators",
    "site_templates": "site_templates",
    "docs": "docs",
    "examples": "tests/spec/cases",
}
# Documents whose readers have the repository: no page of a site is made from them, and no wheel carries them.
_NOT_PACKED = ("docs/decisions/", "docs/design/", "docs/pictures/", "docs/reference/")
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
    content: dict[str, Any] = YAML(typ="safe").load((_PACKAGE / "wording" / f"{name}.yml").read_text("utf-8"))
    return content


def _place(name: str, in_checkout: str) -> Path:
    packaged = _PACKAGED / name
    return packaged if packaged.exists() else _PACKAGE.parent / in_checkout


def package_files() -> dict[str, Path]:
    """Path in a wheel → file here, of every module and every file that is not code."""
    found = {f"{_PACKAGE.name}/{path}": file for path, file in _files(_PACKAGE) if not path.startswith("_resources/")}
    for name in _FOLDERS:
        files = {f"{name}/{path}": file for path, file in _files(resource_dir(name))}
        packed = {path: file for path, file in files.items() if not path.startswith(_NOT_PACKED)}
        found |= {f"{_PACKAGE.name}/_resources/{path}": file for path, file in packed.items()}
    return found | {f"{_PACKAGE.name}/_resources/{name}": resource_file(name) for name in _FILES}


def _files(folder: Path) -> list[tuple[str, Path]]:
    """(path below the folder, file), without hidden files and what the interpreter writes."""
    paths = [(path.relative_to(folder), path) for path in sorted(folder.rglob("*")) if path.is_file()]
    return [
        (inside.as_posix(), path)
        for inside, path in paths
        if not any(part.startswith(".") or part == "__pycache__" for part in inside.parts)
    ]
