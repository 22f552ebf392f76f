"""The program that verifies, as a wheel: the modules of the running one that `gongshi verify` needs, byte for byte.

Every release carries it, and a site has an archive for every release; so it holds nothing else, and is not compressed
itself: in an archive it is, as one text, to half of what its modules would take one by one.

Written from the files that are running, with no clock, machine or path in it. Format: PEP 427 and the core metadata 2.4
of the Python packaging specifications.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from generator.resources import PACKAGE, project, resource_dir, resource_file

# The earliest time that the format can hold.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_TAG = "py3-none-any"
_NAME = "gongshi-verify"
_ENTRY = "generator.cli_verify"
# What its modules read that is not code.
_WORDING = ("commands", "findings", "lists", "release", "story")


@cache
def wheel() -> tuple[str, bytes]:
    """File name and content of the wheel."""
    stem = f"{_NAME.replace('-', '_')}-{project()['version']}"
    info = f"{stem}.dist-info"
    content = {
        **{path: file.read_bytes() for path, file in (*_modules(), *_read())},
        f"{info}/METADATA": _metadata().encode(),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: gongshi\nRoot-Is-Purelib: true\nTag: {_TAG}\n".encode(),
        f"{info}/entry_points.txt": f"[console_scripts]\ngongshi = {_ENTRY}:main\n".encode(),
        f"{info}/licenses/LICENSE": resource_file("LICENSE").read_bytes(),
    }
    lines = [f"{path},sha256={_hash(data)},{len(data)}" for path, data in sorted(content.items())]
    content[f"{info}/RECORD"] = "\n".join((*lines, f"{info}/RECORD,,", "")).encode()
    return f"{stem}-{_TAG}.whl", _stored(content)


def _modules() -> Iterator[tuple[str, Path]]:
    """Path in the wheel and file of every module that the entry imports, at once or when it is used."""
    left, found = [_ENTRY], set[str]()
    while left:
        name = left.pop()
        file = _module(name)
        if name in found or file is None:
            continue
        found.add(name)
        yield f"{PACKAGE.name}/{file.relative_to(PACKAGE).as_posix()}", file
        left += [name.rpartition(".")[0], *_imported(file)]


def _module(name: str) -> Path | None:
    """The file of a module or package of this program; None for another's, and for a name inside a module."""
    first, *inside = name.split(".")
    place = PACKAGE.joinpath(*inside)
    files = (place / "__init__.py", place.with_suffix(".py")) if first == PACKAGE.name else ()
    return next((file for file in files if file.is_file()), None)


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.ImportFrom):
            yield from (str(node.module), *(f"{node.module}.{name.name}" for name in node.names))
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def _read() -> Iterator[tuple[str, Path]]:
    """Path in the wheel and file of all that the modules read."""
    wording = [PACKAGE / "wording" / f"{name}.yml" for name in _WORDING]
    yield from ((f"{PACKAGE.name}/wording/{file.name}", file) for file in wording)
    schemas = sorted(resource_dir("schemas").glob("*.json"))
    yield from ((f"{PACKAGE.name}/_resources/schemas/{file.name}", file) for file in schemas)
    yield f"{PACKAGE.name}/_resources/pyproject.toml", resource_file("pyproject.toml")


def _metadata() -> str:
    stated = project()
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {_NAME}",
        f"Version: {stated['version']}",
        "Summary: Verifies releases of Gongshi, offline",
        f"License-Expression: {stated['license']}",
        "License-File: LICENSE",
        f"Requires-Python: {stated['requires-python']}",
        *(f"Requires-Dist: {requirement}" for requirement in stated["dependencies"]),
    ]
    return "\n".join((*lines, ""))


def _hash(data: bytes) -> str:
    """A hash as RECORD writes it: URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode("ascii").rstrip("=")


def _stored(files: dict[str, bytes]) -> bytes:
    """A zip archive of the files in the order of their names, uncompressed and without times."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, data in sorted(files.items()):
            entry = zipfile.ZipInfo(path, _NO_TIME)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return stream.getvalue()
