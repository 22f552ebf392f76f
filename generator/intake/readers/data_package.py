"""A Data Package: its descriptor names the tables and where they lie, beside it or in the same archive."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from generator.intake.readers.bounds import UnreadableError

DESCRIPTOR = "datapackage.json"
_MOST_BYTES = 16 << 20


@dataclass(frozen=True)
class Resource:
    """One table of the package: its name and its file below the descriptor's folder."""

    name: str
    path: str
    encoding: str


def resources(descriptor: Path) -> tuple[Resource, ...]:
    """The tables of the package whose descriptor is this file.

    Raises UnreadableError when it is none, or when a path leaves the folder of the descriptor.
    """
    try:
        if descriptor.stat().st_size > _MOST_BYTES:
            raise UnreadableError("file-too-large", expected=DESCRIPTOR)
        data = json.loads(descriptor.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableError("file-kind", value="JSON") from error
    items = data.get("resources") if isinstance(data, dict) else None
    if not isinstance(items, list) or not items:
        raise UnreadableError("file-kind", value="JSON")
    return tuple(_resource(number, item) for number, item in enumerate(items, 1))


def _resource(number: int, item: Any) -> Resource:
    paths = item.get("path") if isinstance(item, dict) else None
    path = paths[0] if isinstance(paths, list) and len(paths) == 1 else paths
    if not isinstance(path, str) or not path:
        raise UnreadableError("package-path", value=str(paths)[:120])
    parts = PurePosixPath(path).parts
    if path.startswith("/") or "\\" in path or ":" in path or ".." in parts:
        raise UnreadableError("package-path", value=path[:120])
    return Resource(str(item.get("name") or number), path, str(item.get("encoding") or ""))
