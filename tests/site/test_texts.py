"""Authored texts on pages: a unit's statement on its card alone, the office's words in the monthly report."""

from __future__ import annotations

from pathlib import Path

from generator.resources import resource_dir
from generator.site.contents import pages
from generator.site.edition import open_edition
from generator.site.read.releases import read_shelf
from generator.site.words.catalogue import load_wording
from generator.site.write.stage import stage
from tests.site.fixture import make_portal

ROWS = """kind,unit,period,text_zh,text_en,approved_by,approved_on,synthetic
notice,,2023-12,评价数字将随下一批更正。,,考核办复核岗,2024-01-10,true
paragraph,,2023-12,本月供热诉求较多。,,考核办复核岗,2024-01-10,true
statement,D01,2023-12,两件因**施工**延误，<b>已</b>说明。,,考核办方法岗,2024-01-11,true
"""


def staged(folder: Path, texts: str) -> dict[str, str]:
    portal = make_portal(folder / "portal")
    if texts:
        newest = read_shelf(portal)[-1]
        (newest.folder / "texts.csv").write_text(texts, "utf-8")
    edition = open_edition(read_shelf(portal), load_wording(resource_dir("site_templates") / "wording", "zh"))
    stage(edition, pages(edition), folder / "zh", progress=lambda _: None)
    files = sorted((folder / "zh").rglob("*.md"))
    return {file.relative_to(folder / "zh" / "docs").as_posix(): file.read_text("utf-8") for file in files}


def test_texts_stand_where_they_belong(tmp_path: Path) -> None:
    pages = staged(tmp_path, ROWS)
    card, report = pages["units/D01.md"], pages["months/2023-12.md"]
    assert "单位说明" in card
    assert "考核办方法岗批准，2024-01-11" in card
    assert "2023 年 12 月" in card
    assert "<b>已</b>" not in card, "a text is no markup"
    assert "**施工**" not in card
    assert "本月供热诉求较多。" in report
    assert "评价数字将随下一批更正。" in report
    for name, page in pages.items():
        assert ("单位说明" in page) == (name == "units/D01.md"), name
        assert ("本月供热诉求较多" in page) == (name == "months/2023-12.md"), name


def test_without_texts_there_is_no_heading(tmp_path: Path) -> None:
    pages = staged(tmp_path, "")
    assert not [name for name, page in pages.items() if "单位说明" in page or "办公室的话" in page]
    assert pages["units/D01.md"]
