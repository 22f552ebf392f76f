"""Workbooks: what a cell is, what a sheet holds beside its rows, and files that are damaged or something else."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.unit.intake.office import HEADER, MAPPING, Cell, accepted, number, rows, sheet, take, text, told, xlsx

DATE, FULL = "yyyy/m/d", "yyyy/m/d h:mm:ss"


def book(lines: list[dict[str, Cell]], formats: tuple[str, ...] = (), **more: object) -> bytes:
    return xlsx({"Sheet1": sheet(lines, **more)}, formats)  # type: ignore[arg-type]


def staged(intake: object, field: str) -> list[str | None]:
    return [value for (value,) in accepted(intake, field)]  # type: ignore[arg-type]


def test_a_workbook_says_what_its_csv_says(tmp_path: Path) -> None:
    by_hand = Workbook()
    by_hand.active.append(list(HEADER))
    for row in rows(5):
        by_hand.active.append(list(row.values()))
    stream = io.BytesIO()
    by_hand.save(stream)
    for content in (book(rows(5)), stream.getvalue()):
        intake = take(tmp_path, content)
        assert (intake.rows_accepted, told(intake)) == (5, [])


@pytest.mark.parametrize("damage", ["dimension", "prefix", "strict", "no-references", "shared", "fill", "backslash"])
def test_workbooks_as_exporters_write_them(tmp_path: Path, damage: str) -> None:
    content = book(rows(3))
    source = zipfile.ZipFile(io.BytesIO(content))
    parts = {name: source.read(name) for name in source.namelist()}
    inner = parts["xl/worksheets/sheet1.xml"].decode()
    if damage == "dimension":
        inner = inner.replace("<sheetData>", '<dimension ref="A1"/><sheetData>')
    elif damage == "prefix":
        inner = inner.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    elif damage == "no-references":
        inner = inner.replace("<c r=", "<c q=").replace("<row r=", "<row q=")
        inner = inner.replace("</row><row", "</row>\n<row")
        # Cells without a reference follow one another, so blank ones must be there.
        assert '""' not in inner
    elif damage == "shared":
        parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(
            b"</sst>", "<si><r><t>甲</t></r><rPh><t>jia</t></rPh><r><t>局</t></r></si></sst>".encode()
        )
        inner = inner.replace('t="inlineStr"><is><t>甲局</t></is>', 't="s"><v>0</v>')
    elif damage == "fill":
        parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b"<cellXfs>", b"<fills><fill/></fills><cellXfs>")
    parts["xl/worksheets/sheet1.xml"] = inner.encode()
    if damage == "strict":
        parts = {
            name: data.replace(b"http://schemas.openxmlformats.org", b"http://purl.oclc.org/ooxml")
            for name, data in parts.items()
        }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("/", "\\") if damage == "backslash" else name, data)
    intake = take(tmp_path, stream.getvalue())
    assert (intake.rows_accepted, told(intake)) == (3, [])


def test_control_characters_are_no_part_of_a_text(tmp_path: Path) -> None:
    source = zipfile.ZipFile(io.BytesIO(book(rows(3))))
    inner = source.read("xl/worksheets/sheet1.xml")
    for bad in (b"\x0b", b"&#11;", b"&#x0B;", b"_x000B_", b"\x00"):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name in source.namelist():
                spoiled = inner.replace("甲局".encode(), "甲".encode() + bad + "局".encode())
                archive.writestr(name, spoiled if "sheet1" in name else source.read(name))
        intake = take(tmp_path, stream.getvalue())
        assert (intake.rows_accepted, told(intake)) == (3, []), bad


@pytest.mark.parametrize(
    "code", [DATE, "[$-zh-CN]yyyy/m/d", '[$-804]yyyy"年"m"月"d"日"', "[$-F800]dddd, mmmm dd, yyyy", "General"]
)
def test_a_format_changes_no_date(tmp_path: Path, code: str) -> None:
    lines = [{**row, "办理时限": number(45360, 1), "办结时间": number(45357.6, 1)} for row in rows(3)]
    intake = take(tmp_path, book(lines, (code,)))
    assert set(staged(intake, "due_at")) == {"2024-03-09"}
    assert set(staged(intake, "closed_at")) == {"2024-03-06T14:24:00"}


def test_days_counted_from_1904(tmp_path: Path) -> None:
    lines = [{**row, "办理时限": number(43898, 1), "办结时间": number(43895.6)} for row in rows(3)]
    content = xlsx({"Sheet1": sheet(lines)}, (DATE,), workbook='<workbookPr date1904="1"/>')
    intake = take(tmp_path, content)
    assert set(staged(intake, "due_at")) == {"2024-03-09"}
    assert set(staged(intake, "closed_at")) == {"2024-03-06T14:24:00"}


def test_date_and_time_in_two_columns(tmp_path: Path) -> None:
    header = [*HEADER, "受理时刻"]
    mapping = MAPPING.replace("{from: 受理时间}", "{from: [受理时间, 受理时刻]}")
    lines = [{**row, "受理时间": number(45356, 1), "受理时刻": number(0.6, 2)} for row in rows(3)]
    content = xlsx({"Sheet1": sheet(lines, header)}, (DATE, "h:mm"))
    assert set(staged(take(tmp_path, content, mapping=mapping), "received_at")) == {"2024-03-05T14:24:00"}
    as_text = text([{**row, "受理时间": "2024/3/5", "受理时刻": "下午2:24"} for row in rows(3)], header)
    assert set(staged(take(tmp_path, as_text, mapping=mapping), "received_at")) == {"2024-03-05T14:24:00"}


def test_cells_without_a_value_are_found_and_never_filled(tmp_path: Path) -> None:
    lines: list[dict[str, Cell]] = [dict(row) for row in rows(6)]
    lines[0]["办理时限"] = ("", "<f>M2+4</f><v/>")
    lines[1]["承办单位"] = ('t="e"', "<v>#N/A</v>")
    lines[2]["编号"] = ('t="e"', "<v>#REF!</v>")
    lines[3]["来电人"] = "#N/A"
    lines[4]["办理时限"] = ('t="str"', "<f>IF(1,&quot;&quot;)</f><v></v>")
    lines[5]["按时"] = ('t="b"', "<v>1</v>")
    intake = take(tmp_path, book(lines))
    assert told(intake) == [
        ("cell-error", 3, "承办单位", "#N/A"),
        ("cell-error", 4, "编号", "#REF!"),
        ("cell-error", 5, "来电人", "#N/A"),
        ("formula-uncalculated", 2, "办理时限", "=M2+4"),
        ("value-unmapped", 7, "按时", "TRUE"),
    ]
    # A formula that gives nothing leaves the deadline to the limits.
    assert intake.computed == (("due_at", 1), ("response_due_at", 1))


def test_merged_cells_hold_for_all_their_rows(tmp_path: Path) -> None:
    lines = rows(6)
    for row in lines[1:3] + lines[4:]:
        row["承办单位"] = ""
    merged = '<mergeCells><mergeCell ref="C2:C4"/><mergeCell ref="C5:C7"/></mergeCells>'
    intake = take(tmp_path, book(lines, after=merged))
    assert told(intake) == [("cells-merged", 2, "", "")]
    assert staged(intake, "unit") == ["A1"] * 6


def test_cells_merged_across_columns_reject_their_row(tmp_path: Path) -> None:
    lines = rows(3)
    lines[1]["小类"] = ""
    intake = take(tmp_path, book(lines, after='<mergeCells><mergeCell ref="D3:E3"/></mergeCells>'))
    assert [(code, row) for code, row, _, _ in told(intake)] == [("cells-merged-across", 3)]
    assert intake.rows_rejected == 1


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    intake = take(tmp_path, book(rows(5), hidden=(3, 4)))
    assert intake.rows_accepted == 5
    assert [(item.code, item.row, dict(item.params)["expected"]) for item in intake.findings] == [
        ("rows-hidden", 3, "2")
    ]


def test_sheets_of_one_shape_are_joined(tmp_path: Path) -> None:
    lines = rows(5)
    intake = take(
        tmp_path, xlsx({"一": sheet(lines[:3]), "二": sheet(lines[3:], first=3), "说明": sheet([], ["说明"])})
    )
    assert intake.rows_accepted == 5
    assert [(item.code, item.sheet) for item in intake.findings] == [("sheet-ignored", "说明")]


@pytest.mark.parametrize("name", ["明细(2)", "明细2", "明细_2", "明细（二）", "明细 (2)", "明细-续"])
def test_a_named_sheet_goes_on_under_its_name_with_a_number(tmp_path: Path, name: str) -> None:
    lines = rows(5)
    intake = take(
        tmp_path,
        xlsx({"明细": sheet(lines[:3]), name: sheet(lines[3:])}),
        mapping=MAPPING.replace("time_zone", "sheet: 明细\ntime_zone"),
    )
    assert (intake.rows_accepted, told(intake)) == (5, [])


@pytest.mark.parametrize(("name", "code"), [("上月", "sheet-same-shape"), ("!明细2", "sheet-hidden")])
def test_a_sheet_of_the_same_shape_is_never_left_in_silence(tmp_path: Path, name: str, code: str) -> None:
    mapping = MAPPING.replace("time_zone", "sheet: 明细\ntime_zone")
    lines = rows(5)
    intake = take(tmp_path, xlsx({"明细": sheet(lines[:3]), name: sheet(lines[3:])}), mapping=mapping)
    assert [(item.code, item.severity, item.sheet) for item in intake.findings] == [(code, "stops", name.lstrip("!"))]


def test_a_used_range_without_rows_is_not_clean(tmp_path: Path) -> None:
    blank = [dict.fromkeys(HEADER, "") for _ in range(3)]
    assert [item.code for item in take(tmp_path, book(blank)).findings] == ["no-rows"]
    styled = [dict.fromkeys(HEADER, ('s="1"', "")) for _ in range(3)]
    assert [item.code for item in take(tmp_path, book(styled, (DATE,))).findings] == ["no-rows"]


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row", "workbook-damaged"),
        ("xl/worksheets/sheet1.xml", b"", "workbook-damaged"),
        ("xl/workbook.xml", b"not xml", "workbook-damaged"),
        ("xl/sharedStrings.xml", b"<sst><si>", "workbook-damaged"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships/>", "workbook-damaged"),
        (
            "xl/worksheets/sheet1.xml",
            b'<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;&b;">]><worksheet>&c;</worksheet>',
            "workbook-damaged",
        ),
    ],
)
def test_a_damaged_workbook_is_one_line(tmp_path: Path, part: str, content: bytes, code: str) -> None:
    intake = take(tmp_path, xlsx({"Sheet1": sheet(rows(3))}, parts={part: content}))
    assert [item.code for item in intake.findings] == [code]


def test_damaged_styles_do_not_lose_a_date(tmp_path: Path) -> None:
    lines = [{**row, "办结时间": number(45357.6, 1)} for row in rows(3)]
    intake = take(tmp_path, xlsx({"Sheet1": sheet(lines)}, parts={"xl/styles.xml": b"<styleSheet><cellXfs>"}))
    assert {item.code for item in intake.findings} == {"styles-damaged", "date-serial"}
    assert set(staged(intake, "closed_at")) == {"2024-03-06T14:24:00"}


def test_a_text_that_is_not_there_is_damage(tmp_path: Path) -> None:
    lines: list[dict[str, Cell]] = [dict(row) for row in rows(3)]
    lines[1]["承办单位"] = ('t="s"', "<v>77</v>")
    assert [item.code for item in take(tmp_path, book(lines)).findings] == ["workbook-damaged"]
