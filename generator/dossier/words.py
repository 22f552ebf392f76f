"""What the office's own papers say, from `generator/wording/dossier.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.resources import wording


@dataclass(frozen=True)
class Words:
    """The words of one paper. Raises KeyError for a key that its part of the catalogue does not hold."""

    texts: Mapping[str, Any]

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the paper's columns, those that depend on the portal left out."""
        return tuple(self.texts["heads"])

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its {names} filled in."""
        return str(self.texts[key]).format(**values)


def words(paper: str) -> Words:
    """The words of a paper."""
    return Words(wording("dossier")[paper])
