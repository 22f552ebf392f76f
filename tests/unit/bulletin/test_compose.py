"""The bulletin of the fixture portal: its sections, what they take from the release, and what a draft changes."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from generator.bulletin.compose import SECTIONS, bulletin
from generator.bulletin.files import files
from generator.bulletin.model import Bulletin, Paragraph, Table
from generator.bulletin.scene import Scene
from generator.errors import UserError
from tests.unit.bulletin.conftest import Opened

CHINESE = re.compile("[\u4e00-\u9fff]")
MARKS = ("演示数据",)


def ids(made: Bulletin) -> list[str]:
    return [section.id for section in made.sections]


def table(made: Bulletin, id: str) -> Table:
    return next(one for one in made.tables if one.id == id)


def words(made: Bulletin, section: str) -> list[str]:
    found = next(one for one in made.sections if one.id == section)
    return [block.text for block in found.blocks if isinstance(block, Paragraph)]


def published(scene: Scene) -> set[str]:
    """Every rate with its counts and every count of the releases that a scene reads."""
    figures = [figure for reading in scene.readings for figure in reading.view.release.figures.values()]
    return {
        figure.value + f" {figure.numerator:,}/{figure.denominator:,}"
        if figure.denominator is not None
        else f"{figure.numerator:,}"
        for figure in figures
    }


def test_sections_stand_in_their_order_and_only_with_data(opened: Opened) -> None:
    whole = ids(bulletin(opened(), {}, {}))
    assert whole == [id for id in SECTIONS if id in whole]
    assert {"summary", "overall", "attention", "ranking", "units", "assessment", "ledger", "elapsed", "record"} <= {
        *whole
    }
    bare = ids(bulletin(opened(closing_times=False, satisfaction=False, ledgers=False), {}, {}))
    assert not {"elapsed", "ledger"} & {*bare}
    assert "record" in bare


@pytest.mark.parametrize("period", ["2023-12", "2023-Q4", "2023", "2023-11"])
def test_every_figure_of_its_tables_is_published(opened: Opened, period: str) -> None:
    scene = opened(period)
    known = published(scene)
    figures = 0
    for one in bulletin(scene, {}, {}).tables:
        if one.id.startswith(
            ("overall", "channel", "street", "topics", "levels", "units", "open", "elapsed", "ladder")
        ):
            for row in one.rows:
                for cell in row.cells:
                    if cell.value:
                        figures += 1
                        assert (f"{cell.value} {cell.counts}" if cell.counts else cell.text) in known, (one.id, cell)
    assert figures > 20


def test_a_period_stands_beside_the_one_before_where_that_was_published(opened: Opened) -> None:
    assert [column.head for column in table(bulletin(opened(), {}, {}), "overall").columns] == [
        "指标",
        "2023 年 12 月",
        "2023 年 11 月",
    ]
    assert len(table(bulletin(opened("2023"), {}, {}), "overall").columns) == 2


def test_every_ranked_unit_stands_in_a_band_and_every_other_is_named(opened: Opened) -> None:
    scene = opened()
    made = bulletin(scene, {}, {})
    printed = [row for one in made.tables if one.id.startswith("ranking-") for row in one.rows]
    ranked = [row for row in scene.release.ranking if row.status == "ranked"]
    assert len(printed) == len(ranked) > 0
    assert {row.cells[2].counts for row in printed} == {f"{row.numerator:,}/{row.denominator:,}" for row in ranked}
    said = " ".join(words(made, "ranking"))
    for row in scene.release.ranking:
        if row.status != "ranked":
            assert scene.view.name("unit", row.unit) in said


def test_answers_that_wait_are_those_of_the_newest_month_that_has_them(opened: Opened) -> None:
    made = bulletin(opened(waits=True), {}, {})
    row = next(row for row in table(made, "overall").rows if "满意率" in row.cells[0].text)
    assert "2023 年 11 月" in row.cells[0].text
    assert row.cells[1].counts
    assert any("还没有公布" in line or "尚未公布" in line or "待" in line for line in words(made, "summary"))


def test_the_record_says_state_corrections_method_and_head(opened: Opened) -> None:
    scene = opened(corrected=True)
    said = " ".join(words(bulletin(scene, {}, {}), "record"))
    assert scene.release.name in said
    assert "更正了已定案的数字" in said
    assert scene.edition.head is not None
    assert scene.edition.head.digest in said
    assert "没有更正或撤回" in " ".join(words(bulletin(opened(), {}, {}), "record"))


def test_a_draft_differs_in_its_marks_alone(opened: Opened) -> None:
    draft, done = (bulletin(opened(draft=number), {"signed": {"zh": "考核办"}}, {}) for number in (3, 0))
    assert draft.marks == (*MARKS, "送审稿 第 3 稿 · 未公布")
    assert done.marks == MARKS
    assert draft.sections[:-1] == done.sections[:-1]
    assert replace(draft, marks=done.marks, sections=()) == replace(done, sections=())
    other = [
        (mine, theirs)
        for mine, theirs in zip(draft.sections[-1].blocks, done.sections[-1].blocks, strict=True)
        if mine != theirs
    ]
    assert [(type(mine), "拟公布" in getattr(mine, "text", "")) for mine, _ in other] == [
        (Paragraph, True),
        (Paragraph, False),
    ]
    assert getattr(other[1][0], "text", "") == "账本头在公布时写入。"


def test_a_real_portal_has_no_mark(opened: Opened) -> None:
    made = bulletin(opened(synthetic=False), {}, {})
    assert made.marks == ()
    assert made.name == "fixture-2023-12-bulletin"


def test_a_brief_has_the_first_lines_and_says_so(opened: Opened) -> None:
    scene = opened()
    brief, whole = bulletin(scene, {}, {}, short=True), bulletin(scene, {}, {})
    assert ids(brief) == ["summary", "overall", "attention"]
    assert 0 < len(brief.charts) <= 3
    cut, full = table(brief, "overall"), table(whole, "overall")
    assert len(cut.rows) == min(6, len(full.rows))
    if len(full.rows) > 6:
        assert cut.notes[0] == f"只列前 6 行，全部 {len(full.rows)} 行见通报。"


def test_the_offices_paragraphs_stand_where_they_are_meant_to(opened: Opened) -> None:
    own = {"opening": ("开头。",), "open": ("抓紧办理。",), "closing": ("特此通报。",), "centre": ("派单有改进。",)}
    made = bulletin(opened(), {}, own)
    assert made.letter.opening == (Paragraph("开头。", own=True),)
    assert made.letter.closing == (Paragraph("特此通报。", own=True),)
    assert words(made, "open")[-1] == "抓紧办理。"
    # The portal has no command centre: the section is made for the paragraph.
    assert words(made, "centre") == ["派单有改进。"]


def test_english_has_no_word_of_chinese_but_names(opened: Opened) -> None:
    made = bulletin(opened(lang="en", english=True), {}, {})
    assert made.name == "demo-fixture-2023-12-bulletin-en"
    titles = [section.title for section in made.sections]
    sheets = [one.sheet for one in made.tables]
    assert [text for text in (*titles, *sheets, *words(made, "attention")) if re.search("[\u4e00-\u9fff]", text)] == []


def test_a_period_without_a_release_names_those_that_have_one(opened: Opened) -> None:
    with pytest.raises(UserError, match="2023-11、2023-12"):
        opened("2024-05")


def test_a_month_without_a_case_says_so_and_has_no_empty_table(opened: Opened) -> None:
    scene = opened("2023-11")
    empty = dict.fromkeys(("ranking", "verdicts", "scores", "deductions", "exclusions", "events", "baselines"), ())
    release = replace(scene.release, figures={}, story=None, **empty)
    readings = (replace(scene.readings[0], view=replace(scene.view, release=release)),)
    made = bulletin(replace(scene, view=readings[0].view, readings=readings), {}, {})
    assert made.tables == ()
    assert ids(made) == ["summary", "record"]
    assert words(made, "summary")[0] == "2023 年 11 月没有收到诉求。"
    assert {name.rpartition(".")[2]: content[:2] for name, content in files(made).items()} == {
        "docx": b"PK",
        "pdf": b"%P",
        "xlsx": b"PK",
    }


def test_one_unit_alone_is_ranked_nowhere_and_named(opened: Opened) -> None:
    scene = opened()
    row = next(row for row in scene.release.ranking if row.period == "2023-12")
    release = replace(scene.release, ranking=(replace(row, status="small_group", rank=None),))
    made = bulletin(replace(scene, view=replace(scene.view, release=release)), {}, {})
    assert not [one for one in made.tables if one.id.startswith("ranking-")]
    assert any(scene.view.name("unit", row.unit) in line and "不足 5 个" in line for line in words(made, "ranking"))


def test_figures_that_are_provisional_or_of_an_incomplete_month_are_called_so(opened: Opened) -> None:
    assert "初步数据" in words(bulletin(opened(newest_mark="P"), {}, {}), "record")[0]
    assert "不完整" in words(bulletin(opened(newest_mark="incomplete"), {}, {}), "record")[0]
    assert "最终数据" in words(bulletin(opened("2023-11"), {}, {}), "record")[0]
