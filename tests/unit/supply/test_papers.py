"""The workbook and the page: marks in the supplier's own cells, nothing that runs, nothing personal."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from generator.supply import marked
from generator.supply.page import page
from generator.supply.paper import Paper, paper
from generator.supply.workbook import workbook
from tests.unit.intake.office import portal, rows, sheet, take, text, xlsx


def made(folder: Path, content: bytes | str, lang: str = "zh") -> Paper:
    path = folder / "export"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    intake = take(folder, content)
    findings = [type(item)("export", *list(vars(item).values())[1:]) for item in intake.findings]
    return paper((intake,), findings, {}, (path,), portal().mappings, lang)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def comments(book: openpyxl.Workbook) -> dict[str, str]:
    return {
        cell.coordinate: cell.comment.text for row in book.worksheets[-1].iter_rows() for cell in row if cell.comment
    }


def test_the_wrong_cell_is_marked_where_it_stands(tmp_path: Path) -> None:
    lines = rows(5)
    lines[2]["承办单位"] = "无此局"
    lines[3]["办结时间"] = "2024-03-01 08:00:00"
    for content in (text(lines), xlsx({"明细": sheet(lines)})):
        book = opened(workbook(made(tmp_path, content)))
        found = comments(book)
        assert set(found) == {"C4", "K5"}
        assert "unit-unknown" in found["C4"]
        assert "→" in found["C4"]
        page = book.worksheets[-1]
        assert [page["C4"].value, page["A2"].value, page["A1"].value] == ["无此局", "W0000001", "编号"]
        assert page["C4"].fill.fgColor.rgb == "FFFFC7CE"
        assert page["N2"].value is None, "a column that nobody reads"
        units = [[cell.value for cell in row][2:] for row in book.worksheets[2].iter_rows(min_row=2)]
        assert units == [["甲局", 4, 1], ["无此局", 1, 1]]


@pytest.mark.some(2)
@pytest.mark.parametrize(
    "value", ["=1+1", '=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"]
)
def test_nothing_in_the_workbook_is_a_formula(tmp_path: Path, value: str) -> None:
    lines = rows(3)
    lines[1]["承办单位"] = value
    content = workbook(made(tmp_path, text(lines)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name), name
            assert b"<f " not in archive.read(name), name
    cell = opened(content).worksheets[-1]["C3"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_personal_cells_and_columns_are_not_copied(tmp_path: Path) -> None:
    lines = rows(3)
    lines[1]["来电人"] = "13800138000"
    lines[2]["承办单位"] = "王某 13800138000"
    content = workbook(made(tmp_path, text(lines)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert b"13800138000" not in archive.read(name), name
    assert "13800138000" not in page(made(tmp_path, text(lines)))


def test_a_large_sheet_keeps_the_rows_with_findings_in_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marked, "MOST_CELLS", 200)
    lines = rows(60)
    lines[40]["承办单位"] = "无此局"
    book = opened(workbook(made(tmp_path, text(lines))))
    sheet = book.worksheets[-1]
    assert [row[0].row for row in sheet.iter_rows() if row[0].value] == [1, 42]
    assert sheet.sheet_format.zeroHeight
    assert any("59" in str(row[0].value) for row in book.worksheets[0].iter_rows()), "what was left out is said"


def test_marks_are_bounded_and_the_rest_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked, "MOST_MARKS", 3)
    book = opened(workbook(made(tmp_path, text(rows(9, 承办单位="无此局")))))
    assert len(comments(book)) == 3
    assert any("6" in str(row[0].value) and "--csv" in str(row[0].value) for row in book.worksheets[0].iter_rows())


def test_the_same_delivery_gives_the_same_bytes(tmp_path: Path) -> None:
    delivery = made(tmp_path, text(rows(5, 承办单位="无此局\x0b")))
    assert workbook(delivery) == workbook(delivery)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_stands_alone(tmp_path: Path, lang: str) -> None:
    html = page(made(tmp_path, text(rows(3, 承办单位="<script>alert(1)</script>")), lang))
    assert "<script" not in html
    assert not re.search(r"(src|href)=|url\(|@import|https?://", html)
    assert "width=device-width" in html
    assert "&lt;script&gt;" in html
    assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in html
    if lang == "en":
        assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"承办单位|甲局|desk", "", html))


def test_a_file_that_is_no_table_still_has_its_paper(tmp_path: Path) -> None:
    book = opened(workbook(made(tmp_path, b"%PDF-1.7 no table")))
    assert len(book.worksheets) == 4
    assert any("export" in str(row[0].value) for row in book.worksheets[0].iter_rows())
