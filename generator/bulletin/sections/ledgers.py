"""What happened to cases on their way: returns, repeats, appeals, and what was excluded with which effect."""

from __future__ import annotations

from generator.bulletin.cells import of_grid, plain
from generator.bulletin.model import Block, Paragraph, Section
from generator.bulletin.scene import Scene
from generator.site.show.figures.case_ledgers import month_ledgers


def ledger(scene: Scene) -> Section | None:
    """The ledgers of the month; longer periods have none by unit and kind."""
    if scene.kind != "month":
        return None
    w, found = scene.w, month_ledgers(scene.view)
    tables = (("events", found.events), ("excluded", found.excluded), ("effects", found.effects))
    printed = [table for id, grid in tables if (table := of_grid(w, id, grid)) is not None and len(table.columns) > 1]
    if not printed:
        return None
    words: list[Block] = [Paragraph(plain(each)) for each in found.words]
    return Section("ledger", w.plain("bulletin.title.ledger"), (*words, *printed))
