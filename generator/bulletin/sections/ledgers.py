"""What happened to cases on their way: repeats by themselves; returns, appeals, exclusions and their effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.bulletin.cells import headed, of_grid, plain
from generator.bulletin.model import COUNT, Block, Cell, Column, Paragraph, Row, Section, Subheading, Table
from generator.bulletin.scene import Reading, Scene
from generator.definitions.periods import period_months
from generator.site.edition import View
from generator.site.show.figures.case_ledgers import period_ledgers, reported
from generator.site.words.names import count, keys_of

REPEATED = "repeated"


def ledger(scene: Scene) -> Section | None:
    """The ledgers of the period; of a quarter, which releases have none of, those of its months one after another."""
    places = tuple(_places(scene))
    blocks: list[Block] = []
    for place in places:
        printed = _printed(scene, place)
        if printed:
            blocks += [Subheading(place.view.period(place.period)), *printed] if len(places) > 1 else printed
    return Section("ledger", scene.w.plain("bulletin.title.ledger"), tuple(blocks)) if blocks else None


def repeats(scene: Scene) -> Section | None:
    """Cases that repeat one that was there already, by unit, beside the periods before; None where none is reported."""
    columns = [(place, _repeated(place)) for place in (*_places(scene), *_before(scene)) if _tells(place.view)]
    if not columns or not any(found for _, found in columns):
        return None
    w = scene.w
    units = [code for code in keys_of(scene.release, "unit") if any(code in found for _, found in columns)]
    rows = tuple(
        Row((Cell(scene.view.name("unit", unit)), *(_times(found.get(unit, 0)) for _, found in columns)))
        for unit in units
    )
    heading = headed(scene, "repeats")
    heads = (Column(w.plain("scope.unit"), width=3), *(Column(place.label, COUNT) for place, _ in columns))
    table = Table(heading.id, heading.sheet, heading.caption, heads, rows)
    lead = Paragraph(w.plain("bulletin.lead.repeats"))
    return Section("repeats", w.plain("bulletin.title.repeats"), (lead, table))


def _places(scene: Scene) -> Iterator[Reading]:
    """Where the ledgers of the period stand: in its release, or month by month in those of its months."""
    if scene.kind != "quarter":
        yield scene.readings[0]
        return
    wanted = period_months(scene.period)
    for release in scene.edition.releases:
        if release.month in wanted and not release.reported:
            yield Reading(scene.edition.view(release), release.month)


def _before(scene: Scene) -> tuple[Reading, ...]:
    return scene.readings[1:] if scene.kind != "quarter" else ()


def _printed(scene: Scene, place: Reading) -> list[Block]:
    """Words and tables of one place, repeats aside; nothing where nothing was reported."""
    w, view = scene.w, _without_repeats(place.view)
    found = period_ledgers(view, place.period)
    tables = (("events", found.events), ("excluded", found.excluded), ("effects", found.effects))
    printed = [table for id, grid in tables if (table := of_grid(w, id, grid)) is not None and len(table.columns) > 1]
    if not printed:
        return []
    return [*(Paragraph(plain(each)) for each in found.words), *printed]


def _without_repeats(view: View) -> View:
    """The same release with its repeats and their kind taken out."""
    release = view.release
    kinds = tuple(row for row in release.codelists.get("ledger-kinds", ()) if row["code"] != REPEATED)
    events = tuple(row for row in release.events if row["kind"] != REPEATED)
    lists = {**release.codelists, "ledger-kinds": kinds}
    return replace(view, release=replace(release, codelists=lists, events=events))


def _tells(view: View) -> bool:
    return REPEATED in reported(view.release)


def _repeated(place: Reading) -> dict[str, int]:
    """Unit → how many of its cases repeat another."""
    rows = (row for row in place.view.release.events if (row["period"], row["kind"]) == (place.period, REPEATED))
    return {row["unit"]: int(row["n"]) for row in rows}


def _times(n: int) -> Cell:
    return Cell(count(n), COUNT, str(n))
