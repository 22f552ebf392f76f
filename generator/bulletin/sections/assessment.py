"""Points that units lose or get by the city's schemes, with the working of each deduction."""

from __future__ import annotations

from dataclasses import replace

from generator.bulletin.cells import of_words, plain
from generator.bulletin.model import Block, Cell, Column, Paragraph, Row, Section, Table
from generator.bulletin.scene import Scene
from generator.site.show.schemes.doubt import begins_within, official
from generator.site.show.schemes.points import assessed, assessment_tables


def assessment(scene: Scene) -> Section | None:
    """A table for each scheme and period, and how the points of each unit that loses some come about."""
    w, view = scene.w, scene.ending
    blocks: list[Block] = []
    if scene.kind == "month":
        blocks += [Paragraph(words) for words in begins_within(view)]
    for place, table in enumerate(assessment_tables(view), 1):
        printed = of_words(f"assessment-{place}", w.plain("bulletin.sheet.points", place=place), table)
        blocks += [Paragraph(plain(note)) for note in table.notes]
        blocks += [replace(printed, notes=())] if printed is not None else []
        if table.kept:
            names = w.plain("chart.separator").join(line.name for line in table.kept)
            words = w.plain("bulletin.kept", caption=plain(table.caption), n=len(table.kept), names=names)
            blocks.append(Paragraph(words))
    working = _working(scene)
    blocks += [working] if working else []
    return Section("assessment", w.plain("bulletin.title.assessment"), tuple(blocks)) if blocks else None


def _working(scene: Scene) -> Table | None:
    """Every unit that loses points, with the working: its rate, the baseline, the gap, where its cases lie."""
    w, view = scene.w, scene.ending
    losing = dict.fromkeys(
        row["unit"] for row in view.release.deductions if official(view.release, row) and row["points"] != "0.00"
    )
    own = replace(view, release=replace(view.release, scores=()))
    rows = tuple(
        Row((Cell(view.name("unit", unit)), Cell(" ".join(plain(line) for line in assessed(own, unit)))))
        for unit in losing
    )
    heads = (Column(w.plain("bulletin.head.unit"), width=2), Column(w.plain("bulletin.head.working"), width=7))
    caption = w.plain("bulletin.caption.working", period=scene.label)
    return Table("working", w.plain("bulletin.sheet.working"), caption, heads, rows) if rows else None
