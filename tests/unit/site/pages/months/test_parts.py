"""The parts of a report: only those that hold something."""

from __future__ import annotations

from generator.site.edition import Edition
from generator.site.pages.months.parts import margin_parts, part_links
from generator.site.show.figures.tables import Table


def test_a_part_without_tables_is_not_named(edition: Edition) -> None:
    table = Table("by-tier", "", "", (), ())
    found = margin_parts([("tier", "按层级", table)])
    assert found == [("places", [("tier", "按层级", table)])]
    assert margin_parts([]) == []
    names = part_links(edition.w, ["summary", *(part for part, _ in found)])
    assert [id for id, _ in names] == ["summary", "places"]
    assert len({words for _, words in names}) == 2
