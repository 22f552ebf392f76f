"""Reading exports: kinds by their bytes, encodings never guessed."""

from __future__ import annotations

import codecs
import gzip
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from generator.intake.readers import UnreadableError, kind_of, open_text, open_workbook

TEXT = "编号,单位\n1,甲局\n\n2,乙局\n"


@pytest.mark.parametrize(
    ("content", "declared", "encoding"),
    [
        (TEXT.encode(), "", "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "", "utf-8-sig"),
        (codecs.BOM_UTF8 + TEXT.encode(), "gb18030", "utf-8-sig"),
        (TEXT.encode("gb18030"), "", "gb18030"),
        (TEXT.encode("gb18030"), "gb18030", "gb18030"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "", "utf-16"),
        (gzip.compress(TEXT.encode("gb18030"), mtime=0), "", "gb18030"),
    ],
)
def test_encodings(tmp_path: Path, content: bytes, declared: str, encoding: str) -> None:
    path = tmp_path / "export.anything"
    path.write_bytes(content)
    sheet = open_text(path, declared)
    assert sheet.encoding == encoding
    assert sheet.header == ("编号", "单位")
    assert list(sheet.rows()) == [(2, ("1", "甲局")), (4, ("2", "乙局"))]


@pytest.mark.parametrize(
    ("content", "declared", "code"),
    [
        (b"", "", "file-empty"),
        (b"\n\n", "", "file-empty"),
        (TEXT.encode("gb18030"), "utf-8", "encoding"),
        ("编号,单位\n1,caf\xe9\n".encode("latin-1", "replace") + b"\xff\xff", "", "encoding"),
        (TEXT.encode("utf-16-le"), "", "encoding"),
        (gzip.compress(TEXT.encode(), mtime=0)[:-6], "", "compressed-damaged"),
        (b"\x1f\x8bnothing", "", "compressed-damaged"),
        ("编号;单位\n1;甲局\n".encode(), "", "delimiter"),
        (b"\xd0\xcf\x11\xe0rest", "", "workbook-old"),
    ],
)
def test_unreadable(tmp_path: Path, content: bytes, declared: str, code: str) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        open_text(path, declared)
    assert caught.value.code == code


def test_an_open_quote_is_a_finding_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text('编号,单位\n1,"甲局\n', "utf-8")
    with pytest.raises(UnreadableError) as caught:
        list(open_text(path, "").rows())
    assert caught.value.code == "csv-broken"


def test_workbook_cells(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["编号", "受理", "日期", "件数", ""])
    sheet.append([101, datetime(2024, 3, 5, 14, 5), date(2024, 3, 6), 2.5, None])
    sheet["B2"].number_format = "yyyy/m/d h:mm"
    sheet["C2"].number_format = "yyyy-mm-dd"
    book.create_sheet("空表")
    path = tmp_path / "export.xlsx"
    book.save(path)
    assert kind_of(path) == "xlsx"
    first = open_workbook(path)[0]
    assert first.header == ("编号", "受理", "日期", "件数")
    assert list(first.rows()) == [(2, ("101", datetime(2024, 3, 5, 14, 5), date(2024, 3, 6), "2.5"))]
