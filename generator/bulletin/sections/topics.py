"""What requests were about: the subjects with most cases, and those that stay among them month after month."""

from __future__ import annotations

from generator.bulletin.cells import reading
from generator.bulletin.model import RATE, Block, Cell, Column, Paragraph, Row, Section, Table
from generator.bulletin.scene import Reading, Scene
from generator.definitions.cohorts import NONE_KEY, POOLED
from generator.definitions.periods import months_between, shift
from generator.site.show.figures.indicators import VOLUME

# So many subjects are named, and so many months in a row make a subject one that recurs.
SHOWN, RECURRING, MONTHS = 10, 5, 3


def topics(scene: Scene) -> Section | None:
    """The subjects with most cases beside the periods before, and those that recur."""
    w, now = scene.w, scene.readings[0]
    listed = most(now, SHOWN)
    if not listed:
        return None
    rows = tuple(
        Row(
            (Cell(scene.view.name("category", code)), *(reading(at, "category", code, VOLUME) for at in scene.readings))
        )
        for code in listed
    )
    columns = (Column(w.plain("scope.category"), width=3), *(Column(at.label, RATE) for at in scene.readings))
    caption = w.plain("bulletin.caption.topics", period=scene.label)
    blocks: list[Block] = [Table("topics", w.plain("bulletin.sheet.topics"), caption, columns, rows)]
    names = [scene.view.name("category", code) for code in recurring(scene)]
    if names:
        joined = w.plain("chart.separator").join(names)
        blocks.append(Paragraph(w.plain("bulletin.recurring", months=MONTHS, most=RECURRING, names=joined)))
    return Section("topics", w.plain("bulletin.title.topics"), tuple(blocks))


def most(at: Reading, shown: int) -> list[str]:
    """The categories with most cases, those of a parent with others of its own aside; ties by the order of the list."""
    listed = at.view.release.codelists.get("categories", ())
    parents = {row.get("parent", "") for row in listed}
    finest = [row["code"] for row in listed if row["code"] not in parents and row["code"] not in (POOLED, NONE_KEY)]
    cases = {code: _cases(at, code) for code in finest} if any(_cases(at, code) for code in finest) else {}
    if not cases:
        cases = {row["code"]: _cases(at, row["code"]) for row in listed}
    ordered = sorted(cases, key=lambda code: -cases[code])
    return [code for code in ordered if cases[code]][:shown]


def _cases(at: Reading, code: str) -> int:
    figure = at.view.figure(at.period, "category", code, VOLUME)
    return figure.numerator if figure is not None else 0


def recurring(scene: Scene) -> list[str]:
    """The subjects among those with most cases in each of the last months; none where fewer months are published."""
    last = scene.release.month
    months = {release.month: release for release in scene.edition.releases}
    wanted = list(months_between(shift(last, 1 - MONTHS), last))
    if scene.kind != "month" or not months.keys() >= set(wanted):
        return []
    named = [most(Reading(scene.edition.view(months[month]), month), RECURRING) for month in wanted]
    return [code for code in named[-1] if all(code in codes for codes in named)]
