"""The workbook: a sheet for each table, numbers as numbers, and nothing that a spreadsheet would work out."""

from __future__ import annotations

import io

import openpyxl

from generator.bulletin.write.xlsx import sheet_name, xlsx
from tests.unit.bulletin.made import bulletin, units


def test_the_same_model_gives_the_same_bytes() -> None:
    assert xlsx(bulletin()) == xlsx(bulletin())


def test_a_rate_has_its_counts_beside_it() -> None:
    table = units(3)
    book = openpyxl.load_workbook(io.BytesIO(xlsx(bulletin(table))))
    assert book.sheetnames == ["说明", "排名"]
    sheet = book["排名"]
    assert sheet["A1"].value == "各单位排名 · 演示数据"
    heads = ["分档", "名次", "单位", "按时回复率", "按时回复率 分子", "按时回复率 分母", "件数"]
    assert [cell.value for cell in sheet[2]] == heads
    assert [cell.value for cell in sheet[4]] == ["第二档", 2, "单位2", 2.02, 2, 1002, 22]
    assert sheet["D4"].number_format == '0.00"%"'
    assert sheet["D2"].comment.text == "按时回复率 = 按时回复率 分子 ÷ 按时回复率 分母 × 100"
    assert sheet.freeze_panes == "C3"
    assert sheet.auto_filter.ref == "A2:G5"
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.page_setup.orientation == "landscape"
    assert [row[0].value for row in sheet.iter_rows(min_row=7)] == ["组平均（同组合计）。"]


def test_a_name_that_looks_like_a_formula_stays_a_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(bulletin(units(1, "=1+")))))
    assert (book["排名"]["C3"].value, book["排名"]["C3"].data_type) == ("=1+1", "s")


def test_sheets_have_names_that_are_allowed_and_differ() -> None:
    taken: set[str] = set()
    assert sheet_name("分组/排名[一]", taken) == "分组 排名 一"
    assert sheet_name("长" * 40, taken) == "长" * 31
    assert sheet_name("长" * 40, taken) == f"{'长' * 29} 2"
