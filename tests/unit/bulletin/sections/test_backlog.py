"""What is not done: by age as the release has it, and at the end of a longer period that of its last month."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator.bulletin.scene import Scene
from generator.bulletin.sections.backlog import at_end, by_age, open_cases
from tests.unit.bulletin.conftest import Opened

ROWS = """period,scope,key,point,age,overdue,n
2023-12,all,all,end,within_7d,no,1234
2023-12,all,all,end,within_7d,yes,5
2023-12,all,all,end,over_30d,yes,2
2023-12,all,all,start,over_30d,yes,99
2023-12,unit,D01,end,within_15d,yes,88
2023-11,all,all,end,within_15d,yes,77
"""


def with_ages(scene: Scene, folder: Path, rows: str = ROWS) -> Scene:
    """The scene with a release whose folder has this table alone."""
    (folder / "counts-open.csv").write_text(rows, encoding="utf-8")
    return replace(scene, view=replace(scene.view, release=replace(scene.release, folder=folder)))


def test_ages_are_rows_of_the_release_and_of_the_whole_alone(opened: Opened, tmp_path: Path) -> None:
    table = by_age(with_ages(opened(), tmp_path))
    assert table is not None
    assert [column.head for column in table.columns] == ["自受理起", "未超期", "已超期"]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["7 天以内", "1,234", "5"],
        ["8 至 15 天", "0", "0"],
        ["16 至 30 天", "0", "0"],
        ["超过 30 天", "0", "2"],
    ]


def test_a_release_without_ages_has_no_table_of_them(opened: Opened, tmp_path: Path) -> None:
    scene = replace(opened(), period="2023-11")
    assert by_age(with_ages(scene, tmp_path, ROWS.replace("2023-11", "2023-10"))) is None
    bare = replace(scene.release, folder=tmp_path / "empty")
    assert by_age(replace(scene, view=replace(scene.view, release=bare))) is None


def test_the_end_of_a_year_is_that_of_its_last_month(opened: Opened, tmp_path: Path) -> None:
    scene = opened("2023")
    assert at_end(scene).period == "2023-12"
    assert [reading.label for reading in at_end(scene).readings] == ["2023 年 12 月"]
    section = open_cases(with_ages(scene, tmp_path))
    assert section is not None
    assert [getattr(block, "caption", "") for block in section.blocks] == ["2023 年 12 月末未办结诉求的办理时长（件）"]


def test_without_closing_times_there_is_no_section(opened: Opened) -> None:
    assert open_cases(opened(closing_times=False)) is None
