"""Ledgers of a month, of a quarter month by month, of a year; repeats by themselves."""

from __future__ import annotations

from dataclasses import replace

from generator.bulletin.model import Subheading, Table
from generator.bulletin.scene import Reading, Scene
from generator.bulletin.sections.ledgers import ledger, repeats
from tests.unit.bulletin.conftest import Opened


def with_events(scene: Scene, *more: dict[str, str]) -> Scene:
    """The scene with these events in the releases of all its months."""
    releases = tuple(replace(one, events=(*one.events, *more)) for one in scene.edition.releases)
    edition = replace(scene.edition, releases=releases, current=releases[-1])
    views = {one.month: edition.view(one) for one in releases}
    readings = tuple(Reading(views[place.view.release.month], place.period) for place in scene.readings)
    return replace(scene, edition=edition, view=readings[0].view, readings=readings)


def repeated(period: str, unit: str, n: int) -> dict[str, str]:
    return {"period": period, "unit": unit, "kind": "repeated", "n": str(n)}


def test_repeats_stand_apart_beside_the_month_before(opened: Opened) -> None:
    scene = with_events(opened(), repeated("2023-12", "D01", 1200), repeated("2023-11", "D02", 3))
    section, other = repeats(scene), ledger(scene)
    assert section is not None
    assert other is not None
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert [column.head for column in table.columns] == ["单位", "2023 年 12 月", "2023 年 11 月"]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        [scene.view.name("unit", "D01"), "1,200", "0"],
        [scene.view.name("unit", "D02"), "0", "3"],
    ]
    events = next(block for block in other.blocks if isinstance(block, Table))
    assert [column.head for column in events.columns] == ["单位", "退回"]


def test_no_repeat_and_no_source_of_repeats_have_no_section(opened: Opened) -> None:
    assert repeats(opened()) is None
    assert repeats(opened(ledgers=False)) is None
    assert ledger(opened(ledgers=False)) is None


def test_a_quarter_has_the_ledgers_of_its_months_below_their_names(opened: Opened) -> None:
    section = ledger(opened("2023-Q4"))
    assert section is not None
    assert [block.text for block in section.blocks if isinstance(block, Subheading)] == [
        "2023 年 11 月",
        "2023 年 12 月",
    ]
    captions = [block.caption for block in section.blocks if isinstance(block, Table)]
    assert "2023 年 11 月台账 · 有记录的单位（次数）" in captions
    assert "2023 年 12 月台账 · 有记录的单位（次数）" in captions


def test_a_year_has_the_ledger_that_its_release_has_of_it(opened: Opened) -> None:
    assert ledger(opened("2023")) is None
    year = with_events(opened("2023"), {"period": "2023", "unit": "D02", "kind": "returned", "n": "41"})
    section = ledger(year)
    assert section is not None
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert [[cell.text for cell in row.cells] for row in table.rows] == [[year.view.name("unit", "D02"), "41"]]
