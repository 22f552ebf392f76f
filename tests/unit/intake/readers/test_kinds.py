"""What a file is, whatever it is called; files inside files; and what a hostile one may cost."""

from __future__ import annotations

import gzip
import io
import json
import os
import tracemalloc
import zipfile
from pathlib import Path

import duckdb
import pytest

from generator.definitions.findings import describe
from generator.intake.readers import bounds, csv_mend, numbered, xlsx_rows
from generator.intake.readers.bounds import UnreadableError
from generator.intake.readers.kinds import kind_of
from tests.support import ROOT
from tests.unit.intake.office import HEADER, accepted, portal, rows, sheet, take, text, told, xlsx

TEXT = text(rows(3))
XLS = ROOT / "tests" / "fixtures" / "exports" / "three.xls"
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Sheet1">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)


def packed(**members: bytes | str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def ods(lines: list[dict[str, str]], after: str = "") -> bytes:
    table = [list(HEADER), *(list(row.values()) for row in lines)]
    inner = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in cells
        )
        + "</table:table-row>"
        for cells in table
    )
    cells = '<table:table-cell table:number-columns-repeated="16384"/>'
    blank = f'<table:table-row table:number-rows-repeated="1048000">{cells}</table:table-row>'
    content = ODS.format(rows=inner + (after or blank))
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed(**{"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def parquet(lines: list[dict[str, str]], folder: Path) -> bytes:
    path = folder / "made.parquet"
    with duckdb.connect() as con:
        columns = ", ".join(f'"{name}" VARCHAR' for name in HEADER)
        con.execute(f"CREATE TABLE made ({columns})")
        for row in lines:
            con.execute(f"INSERT INTO made VALUES ({', '.join('?' for _ in HEADER)})", list(row.values()))
        con.execute(
            'COPY (SELECT * REPLACE ("受理时间"::TIMESTAMP AS "受理时间", "办理时限"::DATE AS "办理时限",'
            f' "按时"::BOOLEAN::INT AS "按时") FROM made) TO \'{path}\' (FORMAT parquet)'
        )
    content = path.read_bytes()
    path.unlink()
    return content


def package(folder: Path, path: str = "data/cases.csv", encoding: str = "utf-8") -> str:
    return json.dumps({"name": "export", "resources": [{"name": "cases", "path": path, "encoding": encoding}]})


def test_one_road_for_all_files(tmp_path: Path) -> None:
    two = text(rows(2)), text(rows(3)[2:])
    files = {
        "gzip": gzip.compress(TEXT.encode(), mtime=0),
        "gzip of a workbook": gzip.compress(xlsx({"Sheet1": sheet(rows(3))}), mtime=0),
        "zip": packed(**{"导出/诉求.csv": TEXT.encode("gb18030"), "说明.txt": "见附件", "__MACOSX/x.csv": "x"}),
        "zip of two": packed(**{"1.csv": two[0], "2.csv": two[1]}),
        "zip of a text": packed(**{"诉求.txt": TEXT.replace(",", "\t")}),
        "zip of a workbook": packed(**{"1.xlsx": xlsx({"Sheet1": sheet(rows(3))})}),
        "old workbook": XLS.read_bytes(),
        "open document": ods(rows(3)),
        "parquet": parquet(rows(3), tmp_path),
        "zip of a package": packed(**{"datapackage.json": package(tmp_path), "data/cases.csv": TEXT}),
        "package in gb18030": packed(
            **{"p/datapackage.json": package(tmp_path, "c.csv", "gb18030"), "p/c.csv": TEXT.encode("gb18030")}
        ),
    }
    for kind, content in files.items():
        intake = take(tmp_path, content)
        notes = {item.code for item in intake.findings} - {"cells-merged"}
        assert (intake.rows_read, intake.rows_accepted, notes) == (3, 3, set()), kind


def test_a_package_beside_its_data(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cases.csv").write_text(TEXT, "utf-8")
    assert take(tmp_path, package(tmp_path)).rows_accepted == 3
    for path in ("../elsewhere.csv", "/etc/passwd", "https://example.org/x.csv", "data/none.csv", "..\\x.csv"):
        assert [item.code for item in take(tmp_path, package(tmp_path, path)).findings] == ["package-path"], path


def test_an_old_workbook_keeps_midnights_and_merged_cells(tmp_path: Path) -> None:
    intake = take(tmp_path, XLS.read_bytes())
    due = accepted(intake, "unit", "due_at")
    assert due == [("A1", "2024-03-09T09:30:00"), ("A1", "2024-03-09T00:00:00"), ("A1", "2024-03-09T00:00:00")]


@pytest.mark.parametrize(
    ("content", "code", "value"),
    [
        (b"%PDF-1.7 ...", "file-kind", "PDF"),
        (b"Rar!\x1a\x07", "file-kind", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "file-kind", "7z"),
        (b"\x89PNG\r\n", "file-kind", "PNG"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "file-kind", "HTML"),
        (b"\xef\xbb\xbf\n<TABLE border=1><tr>", "file-kind", "HTML"),
        ("<html>".encode("utf-16"), "file-kind", "HTML"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>', "file-kind", "XML"),
        (b"MIME-Version: 1.0\nX-Document-Type: Workbook\n", "file-kind", "MHTML"),
        (b'{"a": [1]}', "file-kind", "JSON"),
        (b'[{"a": 1}]', "file-kind", "JSON"),
        (packed(**{"word/document.xml": "<w/>", "[Content_Types].xml": "<t/>"}), "file-kind", "Word"),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le").center(2000, b"\0"), "file-kind", "Word"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le").center(2000, b"\0"), "file-encrypted", ""),
        (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le").center(2000, b"\0"), "workbook-damaged", None),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "workbook-damaged", "OLE"),
        (b"PK\x03\x04" + bytes(200), "workbook-damaged", "ZIP"),
        (b"PAR1" + bytes(200), "workbook-damaged", "Parquet"),
        (packed(**{"readme.md": "x"}), "archive-content", ""),
        (packed(**{"a.zip": packed(**{"b.zip": packed(**{"c.csv": "x"})})}), "archive-content", ""),
    ],
)
def test_a_wrong_kind_is_named(tmp_path: Path, content: bytes, code: str, value: str | None) -> None:
    intake = take(tmp_path, content)
    (problem,) = intake.findings
    assert problem.code == code
    assert value is None or problem.value == value


def test_what_is_no_ordinary_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(UnreadableError) as caught:
            kind_of(path)
        assert caught.value.code == "file-not-regular"
    with pytest.raises(UnreadableError) as caught:
        kind_of(tmp_path / "none")
    assert caught.value.code == "file-unreadable"


@pytest.mark.some(1)
@pytest.mark.parametrize("room", [1, 1_000_000])
def test_rows_have_room_in_the_file_that_was_delivered(
    room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty thousand rows that repeat are one or two bytes each, of a packed file, a workbook and Parquet."""
    monkeypatch.setattr(bounds, "ROWS_FREE", 10_000 * room)
    monkeypatch.setattr(bounds, "LEAST_ROW", 8)
    lines = text(rows(1)).splitlines(keepends=True)
    table = (lines[0] + lines[1] * 20_000).encode()
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT {', '.join(f'x AS {name}' for name in HEADER)} FROM (SELECT '1' AS x), range(20000))"
            f" TO '{tmp_path / 'one.parquet'}'"
        )
    for content in (
        gzip.compress(table, mtime=0),
        packed(**{"a.csv": table.decode()}),
        (tmp_path / "one.parquet").read_bytes(),
    ):
        codes = {item.code for item in take(tmp_path, content).findings}
        assert ("rows-beyond-size" in codes) is (room == 1)
    assert "rows-beyond-size" not in {item.code for item in take(tmp_path, table).findings}


def test_hostile_files_cost_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds are lowered here, so that files that break them stay small."""
    for module in (bounds, __import__("generator.intake.readers.encodings", fromlist=["x"])):
        if hasattr(module, "MAX_LINE"):
            monkeypatch.setattr(module, "MAX_LINE", 1 << 18)
    monkeypatch.setattr(bounds, "UNPACKED_FREE", 1 << 18)
    portal()
    wide = ",".join(f"c{number}" for number in range(100_000))
    far = sheet(rows(2)).replace("</sheetData>", '<row r="9"><c r="XFE9"><v>1</v></c></row></sheetData>')
    low = sheet(rows(2)).replace("</sheetData>", '<row r="99999999"><c r="A99999999"><v>1</v></c></row></sheetData>')
    cases = {
        "gzip bomb": (gzip.compress(TEXT.encode() * 40_000, mtime=0), "file-too-large"),
        "zip bomb": (packed(**{"a.csv": TEXT * 40_000}), "file-too-large"),
        "sheet bomb": (xlsx({"Sheet1": sheet(rows(2)) + " " * (80 << 20)}), "file-too-large"),
        "one line": (TEXT.encode() + b"x" * (1 << 20), "line-too-long"),
        "one cell": (TEXT.encode() + b'"' + b"x" * (1 << 20) + b'"\n', "line-too-long"),
        "columns": (f"{wide}\n{wide}\n".encode(), "too-many-columns"),
        "far column": (xlsx({"Sheet1": far}), "too-many-columns"),
        "far row": (xlsx({"Sheet1": low}), "workbook-damaged"),
    }
    for name, (content, code) in cases.items():
        tracemalloc.start()
        intake = take(tmp_path, content)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert [item.code for item in intake.findings] == [code], name
        assert peak < 300 << 20, name


def test_what_says_nothing_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds are lowered here too."""
    monkeypatch.setattr(bounds, "UNPACKED_FREE", 1 << 18)
    for module in (csv_mend, xlsx_rows):
        monkeypatch.setattr(module, "MAX_BLANK", 1000)
    monkeypatch.setattr(numbered, "MAX_BROKEN", 100)
    blank = f'<row r="9">{"<c/>" * 5000}</row></sheetData>'
    third = "\n" * 150_000
    cases = {
        "blank cells": (xlsx({"Sheet1": sheet(rows(2)).replace("</sheetData>", blank)}), "sheet-blank"),
        "blank lines": (TEXT + "\n" * 5000 + "x", "sheet-blank"),
        "carriage returns": (TEXT + "\r" * 5000 + "x", "sheet-blank"),
        "narrow rows": (TEXT + "x\n" * 500, "csv-broken"),
        "stray marks": (TEXT + 'x"\n"' * 500, "csv-broken"),
        "many small bombs": (packed(**{f"{n}.csv": TEXT + third for n in range(3)}), "file-too-large"),
    }
    for name, (content, code) in cases.items():
        intake = take(tmp_path, content)
        assert [item.code for item in intake.findings] == [code], name
        assert all(describe(item, lang)["message"] for item in intake.findings for lang in ("zh", "en"))


@pytest.mark.slow
def test_little_that_stands_for_much_is_refused(tmp_path: Path) -> None:
    """Texts in countless pieces, one text that all cells share, numbers and names without end: each of a few KB."""
    many, digits = "<t>a</t>" * 400_000, "9" * 6000
    shared = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(9, 400))
    formulas = (
        '<table:table-row table:number-rows-repeated="1000"><table:table-cell table:formula="of:=A1"'
        ' table:number-columns-repeated="2100"/></table:table-row>'
    )
    hidden = (
        '<table:table-row table:visibility="collapse" table:number-rows-repeated="900000000">'
        '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row>'
    )

    def row(inner: str, at: str = 'r="9"') -> bytes:
        return xlsx({"Sheet1": sheet(rows(2)).replace("</sheetData>", f"<row {at}>{inner}</row></sheetData>")})

    many_of_one = sheet(rows(2)).replace("</sheetData>", f"{shared}</sheetData>")
    one = xlsx({"Sheet1": many_of_one}, strings=f"<si><t>{'x' * 200_000}</t></si>")
    cases = {
        "pieces of a cell": (row(f'<c t="inlineStr"><is>{many}</is></c>'), {"value-missing"}),
        "pieces of a shared text": (xlsx({"Sheet1": sheet(rows(2))}, strings=f"<si>{many}</si>"), set()),
        "one text for all": (one, {"file-too-large"}),
        "name of a column": (row(f'<c r="{"A" * 9000}9"><v>1</v></c>'), {"workbook-damaged"}),
        "number of a row": (row("<c><v>1</v></c>", f'r="{digits}"'), {"workbook-damaged"}),
        "number that is none": (row("<c><v>1</v></c>", 'r="²"'), {"workbook-damaged"}),
        "place of a text": (row(f'<c t="s"><v>{digits}</v></c>'), {"workbook-damaged"}),
        "format without end": (xlsx({"Sheet1": sheet(rows(2))}, ["[" * 300_000]), set()),
        "sheets": (xlsx({f"S{n}": "" for n in range(bounds.MAX_SHEETS + 1)}), {"file-too-large"}),
        "formulas repeated": (ods(rows(2), formulas), {"sheet-blank"}),
        "rows repeated": (ods(rows(2), hidden * 3), {"workbook-damaged"}),
    }
    for name, (content, codes) in cases.items():
        found = {item.code for item in take(tmp_path, content).findings}
        assert codes <= found, name
        assert codes or not found, name


def test_a_line_that_is_too_long_is_named(tmp_path: Path) -> None:
    intake = take(tmp_path, TEXT.encode() + b"x" * ((4 << 20) + 1))
    assert [describe(item, "en")["message"] for item in intake.findings] == ["row 5 is longer than 4 MB"]


def test_a_million_blank_rows_are_passed_over(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{number}"/>' for number in range(10, 200_000))
    intake = take(tmp_path, xlsx({"Sheet1": sheet(rows(3)).replace("</sheetData>", f"{blank}</sheetData>")}))
    assert (intake.rows_accepted, told(intake)) == (3, [])
