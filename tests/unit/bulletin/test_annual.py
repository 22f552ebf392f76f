"""The annual sheet: a tier's deductions of the year, and nothing of other tiers, periods or modes."""

from __future__ import annotations

from dataclasses import replace

from generator.bulletin.annual import annual
from generator.bulletin.scene import Scene
from tests.unit.bulletin.conftest import Opened


def of_year(scene: Scene, **changes: str) -> Scene:
    """The scene of a year that has the deduction of its month as that of the year."""
    month = scene.edition.releases[-1].deductions[0]
    year = {**month, "period": "2023", "mode": "pooled", "status": "official", **changes}
    other = {**year, "mode": "sum", "points": "9.99"}
    release = replace(scene.release, deductions=(month, year, other))
    return replace(scene, view=replace(scene.view, release=release))


def test_a_tier_has_its_units_with_working_rulings_and_the_hash(opened: Opened) -> None:
    scene = of_year(opened("2023", closing_times=False))
    (sheet,) = annual(scene, {}, ("演示数据",))
    assert sheet.name == "demo-fixture-2023-annual-department"
    assert sheet.letter.title == "2023 年全年岗位目标责任制考核诉求办理扣分表（市直部门）"
    (table,) = sheet.tables
    (row,) = table.rows
    assert [cell.text for cell in row.cells[:1]] == [scene.view.name("unit", "D03")]
    assert [cell.value for cell in row.cells[2:6]] == ["86.3636", "97.5871", "11.2235", "5.61"]
    assert [cell.counts for cell in row.cells[2:4]] == ["38/44", "364/373"]
    assert row.cells[-1].text == "正式"
    assert scene.edition.issue(scene.release.name).manifest in getattr(sheet.sections[-1].blocks[0], "text", "")


def test_a_draft_has_no_hash_yet(opened: Opened) -> None:
    (sheet,) = annual(replace(of_year(opened("2023")), draft=2), {}, ())
    assert "哈希" not in getattr(sheet.sections[-1].blocks[0], "text", "")


def test_a_year_without_deductions_has_no_sheet(opened: Opened) -> None:
    assert annual(opened("2023"), {}, ()) == ()
