"""The parts of a report and the way to each: only those that hold something are named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from generator.site.show.figures.tables import Table
from generator.site.words.catalogue import Wording

# Scope, its heading and its table.
Margin = tuple[str, str, Table]
# In which part the table of a scope stands.
_SCOPES: Final = {"topics": ("category", "channel"), "places": ("street", "tier", "group")}
# All parts that a report can have, in order.
PARTS: Final = ("summary", "ranking", "assessment", "units", *_SCOPES, "data")


def margin_parts(margins: Sequence[Margin]) -> list[tuple[str, list[Margin]]]:
    """The tables by part: what people asked for, then where and of whom. A part without tables is left out."""
    parts = [(part, [one for one in margins if one[0] in scopes]) for part, scopes in _SCOPES.items()]
    return [(part, shown) for part, shown in parts if shown]


def part_links(w: Wording, parts: Sequence[str]) -> list[tuple[str, str]]:
    """Each part's anchor and its name, in the order of the page."""
    return [(part, w.plain(f"parts.{part}")) for part in parts]
