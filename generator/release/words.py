"""The words in which a release speaks of itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


@cache
def release_words() -> dict[str, Any]:
    """The wording catalogue of releases, by name."""
    path = Path(__file__).parents[1] / "wording" / "release.yml"
    content: dict[str, Any] = YAML(typ="safe").load(path.read_text("utf-8"))
    return content
