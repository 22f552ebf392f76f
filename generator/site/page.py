"""A page that is to be staged, and the files that it offers beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Beside:
    """A file that a page offers: its path, and its text, or the template of a picture and its values."""

    path: str
    text: str = ""
    template: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A page to stage: path of the Markdown file, title, template, its values, the files that it offers.

    `search` is index, first or second (found before others) or exclude; blank where the page's row of the contents
    decides.
    """

    path: str
    title: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    search: str = ""
    beside: tuple[Beside, ...] = ()
