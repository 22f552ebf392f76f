"""Parts without a header, encodings that a package states, what ODS hides, and cells that two fields are read from."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.intake.readers.xls import XlsNotes, scan_records, scan_xls
from tests.unit.intake.office import HEADER, MAPPING, Cell, rows, sheet, take, text, told, xlsx
from tests.unit.intake.readers.test_kinds import ODS, XLS, package, packed


def headless(lines: list[dict[str, str]]) -> str:
    """The inner XML of a worksheet whose first row is a case."""
    return sheet(lines[1:], [lines[0][name] for name in HEADER]) if len(lines) == 1 else _headless(lines)


def _headless(lines: list[dict[str, str]]) -> str:
    first = [lines[0][name] or f"-{place}" for place, name in enumerate(HEADER)]
    return sheet([dict(zip(first, (line[name] for name in HEADER), strict=True)) for line in lines[1:]], first)


def test_a_sheet_that_goes_on_without_a_header_is_read_and_told(tmp_path: Path) -> None:
    lines = rows(6)
    intake = take(tmp_path, xlsx({"一": sheet(lines[:3]), "二": headless(lines[3:]), "说明": sheet([], ["说明"])}))
    assert (intake.rows_read, intake.rows_accepted) == (6, 6)
    assert {(item.code, item.sheet) for item in intake.findings} == {
        ("sheet-continued", "二"),
        ("sheet-ignored", "说明"),
    }


def test_a_text_that_goes_on_in_a_second_member(tmp_path: Path) -> None:
    whole = text(rows(6)).splitlines(keepends=True)
    intake = take(tmp_path, packed(**{"1.csv": "".join(whole[:4]), "2.csv": "".join(whole[4:])}))
    assert (intake.rows_accepted, [item.code for item in intake.findings]) == (6, ["sheet-continued"])


@pytest.mark.parametrize(("name", "code"), [("上月", "sheet-same-shape"), ("!明细2", "sheet-hidden")])
def test_such_a_sheet_is_never_left_in_silence(tmp_path: Path, name: str, code: str) -> None:
    mapping = MAPPING.replace("time_zone", "sheet: 明细\ntime_zone")
    lines = rows(5)
    intake = take(tmp_path, xlsx({"明细": sheet(lines[:3]), name: headless(lines[3:])}), mapping=mapping)
    assert [(item.code, item.severity) for item in intake.findings] == [(code, "stops")]


def test_a_list_of_names_is_no_sheet_that_goes_on(tmp_path: Path) -> None:
    names = sheet([{"a": "甲局", "b": "张三"}], ["a", "b"])
    intake = take(tmp_path, xlsx({"一": sheet(rows(3)), "名单": names}))
    assert (intake.rows_accepted, [item.code for item in intake.findings]) == (3, ["sheet-ignored"])


@pytest.mark.parametrize("encoding", ["utf-9", "base64", "idna", "rot13", "utf-16-le", "x" * 900])
def test_an_encoding_that_is_not_known_is_a_finding(tmp_path: Path, encoding: str) -> None:
    content = packed(**{"datapackage.json": package(tmp_path, encoding=encoding), "data/cases.csv": text(rows(3))})
    (item,) = take(tmp_path, content).findings
    assert (item.code, item.severity) == ("encoding-unknown", "stops")


@pytest.mark.parametrize("encoding", ["GBK", "gb2312", "GB18030", "UTF8", "Latin-1"])
def test_encodings_by_the_names_that_people_give_them(tmp_path: Path, encoding: str) -> None:
    body = text(rows(3)).encode("latin-1", "ignore") if encoding == "Latin-1" else text(rows(3)).encode(encoding)
    content = packed(**{"datapackage.json": package(tmp_path, encoding=encoding), "data/cases.csv": body})
    intake = take(tmp_path, content)
    assert "encoding-unknown" not in {item.code for item in intake.findings}
    assert intake.rows_accepted == (0 if encoding == "Latin-1" else 3)


def test_what_ods_hides_is_told(tmp_path: Path) -> None:
    def line(cells: list[str], more: str = "") -> str:
        inner = "".join(
            cell
            if cell.startswith("<")
            else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in cells
        )
        return f"<table:table-row{more}>{inner}</table:table-row>"

    lines = [list(row.values()) for row in rows(4)]
    place = HEADER.index("办理时限")
    lines[1][place] = '<table:table-cell table:formula="of:=[.I3]+4"/>'
    lines[2][place] = (
        '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string"><text:p/></table:table-cell>'
    )
    hidden = ' table:visibility="filter"'
    inner = line(list(HEADER)) + "".join(
        line(cells, hidden if number == 3 else "") for number, cells in enumerate(lines)
    )
    many = 'table:number-rows-repeated="1048000" table:visibility="collapse"'
    blank = f"<table:table-row {many}><table:table-cell/></table:table-row>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    content = packed(
        **{"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": ODS.format(rows=inner + blank)}
    )
    intake = take(tmp_path, content)
    assert told(intake) == [("formula-uncalculated", 3, "办理时限", "=[.I3]+4"), ("rows-hidden", 5, "", "")]
    assert intake.rows_read == 4


def test_a_cell_that_two_fields_are_read_from_has_one_finding(tmp_path: Path) -> None:
    mapping = MAPPING + "  replied_at: {from: 办结时间}\n"
    lines = rows(5)
    lines[1]["办结时间"] = "昨天"
    lines[2]["办结时间"] = "2101-03-07 16:00:00"
    lines[3]["办结时间"] = "2024-03-01 16:00:00"
    lines[4]["办结时间"] = "#N/A"
    intake = take(tmp_path, text(lines), mapping=mapping)
    assert [(code, row) for code, row, _, _ in told(intake)] == [
        ("cell-error", 6),
        ("closed-before-received", 5),
        ("date-far", 4),
        ("date-invalid", 3),
    ]


def test_a_formula_of_a_text_without_a_result_is_found_and_an_empty_result_is_one(tmp_path: Path) -> None:
    lines: list[Mapping[str, Cell]] = [*rows(4)]
    lines[1] = {**lines[1], "办理时限": ('t="str"', "<f>I3+4</f>")}
    lines[2] = {**lines[2], "办理时限": ('t="str"', '<f>IF(1,"","")</f><v></v>')}
    intake = take(tmp_path, xlsx({"Sheet1": sheet(lines)}))
    assert told(intake) == [("formula-uncalculated", 3, "办理时限", "=I3+4")]


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def test_hidden_rows_and_empty_formulas_of_old_workbooks() -> None:
    name = "明细"

    def globals_of(at: int) -> bytes:
        bound = struct.pack("<IHBB", at, 0, len(name), 1) + name.encode("utf-16-le")
        return record(0x0085, bound) + record(0x000A, b"")

    start = len(globals_of(0)) + len(record(0x0809, bytes(16)))
    sheet_records = [
        record(0x0809, bytes(16)),
        record(0x0208, struct.pack("<8H", 4, 0, 9, 255, 0, 0, 0x20, 0)),
        record(0x0208, struct.pack("<8H", 5, 0, 9, 255, 0, 0, 0, 0)),
        record(0x0006, struct.pack("<3H", 6, 2, 0) + b"\x03\0\0\0\0\0\xff\xff" + bytes(8)),
        record(0x0006, struct.pack("<3Hd", 7, 2, 0, 4.5) + bytes(8)),
        record(0x000A, b""),
    ]
    found = scan_records(record(0x0809, bytes(16)) + globals_of(start) + b"".join(sheet_records))
    assert found == {name: XlsNotes([5], [(7, 2)])}


def test_a_row_hidden_in_an_old_workbook_is_told(tmp_path: Path) -> None:
    content = XLS.read_bytes()
    rows_of = [place for place in range(len(content)) if content.startswith(b"\x08\x02\x10\0\x02\0", place)]
    assert rows_of
    flags = rows_of[0] + 4 + 12
    hidden = content[:flags] + bytes([content[flags] | 0x20]) + content[flags + 1 :]
    intake = take(tmp_path, hidden)
    assert [(item.code, item.row) for item in intake.findings if item.code == "rows-hidden"] == [("rows-hidden", 3)]
    assert intake.rows_read == 3
    assert scan_xls(XLS) != {}


def test_a_damaged_old_workbook_is_told_nothing_of(tmp_path: Path) -> None:
    content = XLS.read_bytes()
    path = tmp_path / "damaged.xls"
    for length in range(0, len(content), 997):
        path.write_bytes(content[:length] + b"\x01\0" * 20)
        assert isinstance(scan_xls(path), dict)
