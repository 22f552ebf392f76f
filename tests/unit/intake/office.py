"""An office's portal with a mapping of its own, good rows, and files of any kind through the gate."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb

from generator.definitions.portal import Portal, load_portal
from generator.intake.export import take_in
from generator.intake.staging import Intake
from generator.sql import TIME_MACROS
from generator.timed_rows import read_texts
from tests.support import ROOT

MAPPING = """
mapping: desk
title: {zh: 示例导出}
time_zone: Asia/Shanghai
blank: ["-"]
dates: ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d"]
columns:
  case_id: {from: 编号}
  caller_key: {from: 来电人}
  unit: {from: 承办单位, register: units}
  category: {from: [大类, 小类], register: categories}
  kind: {from: 类型, register: kinds}
  asker: {from: 主体, values: {市民: 居民, 公司: 企业}}
  level: {from: 层级}
  received_at: {from: 受理时间}
  due_at: {from: 办理时限}
  closed_at: {from: 办结时间}
  on_time:
    when:
      - {column: 按时, equals: "1", value: "true"}
      - {column: 超时, equals: "1", value: "false"}
"""
GOOD = {
    "编号": "",
    "来电人": "k1",
    "承办单位": "甲局",
    "大类": "住房",
    "小类": "物业",
    "类型": "民生",
    "主体": "市民",
    "层级": "区级",
    "受理时间": "2024-03-05 09:30:00",
    "办理时限": "2024-03-09 09:30:00",
    "办结时间": "2024-03-07 16:00:00",
    "按时": "1",
    "超时": "0",
    "内容": "路灯不亮",
}
HEADER = tuple(GOOD)
Row = Mapping[str, str]


def rows(count: int, **changes: str) -> list[dict[str, str]]:
    """Good rows with ids of their own, all with these changes."""
    return [{**GOOD, "编号": f"W{number:07d}", **changes} for number in range(1, count + 1)]


def text(lines: Iterable[Row], header: Sequence[str] = HEADER) -> str:
    """The rows as CSV."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in lines)
    return stream.getvalue()


# Portals of this run, each in a folder that goes with it.
_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


def portal(mapping: str = MAPPING, **files: str) -> Portal:
    """The portal of the worked examples, with this mapping and other `files` (name without end). Read only."""
    return _portal(mapping, tuple(sorted(files.items())))


@cache
def _portal(mapping: str, files: tuple[tuple[str, str], ...]) -> Portal:
    _FOLDERS.append(tempfile.TemporaryDirectory())
    folder = Path(_FOLDERS[-1].name) / "portal"
    shutil.copytree(ROOT / "tests" / "spec" / "portal", folder)
    for path in (folder / "mappings").iterdir():
        path.unlink()
    (folder / "mappings" / "desk.yml").write_text(mapping, "utf-8")
    for name, content in files:
        path = folder / f"registers/{name}.csv" if name == "units" else folder / f"{name}.yml"
        path.write_text(content, "utf-8")
    loaded, problems = load_portal(folder)
    assert loaded is not None, problems
    return loaded


def take(
    folder: Path, content: bytes | str, *, known: Sequence[Path] = (), name: str = "export", **files: str
) -> Intake:
    """A file of this content through the gate of such a portal; `folder` is for files."""
    number = sum(1 for _ in folder.iterdir())
    path = folder / f"{name}-{number}"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    work = folder / f"work-{number}"
    work.mkdir()
    return take_in(path, portal(**files), work, "", lambda stage, count: None, known)


def told(intake: Intake) -> list[tuple[str, int, str, str]]:
    """Code, row, column and value of each finding, by row."""
    return sorted((item.code, item.row, item.column, item.value) for item in intake.findings)


Cell = str | tuple[str, str]
_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx(
    sheets: Mapping[str, str],
    formats: Sequence[str] = (),
    *,
    strings: str = "",
    workbook: str = "",
    parts: Mapping[str, bytes] | None = None,
) -> bytes:
    """A workbook of these sheets (name → inner XML of the worksheet); cell style n + 1 has the n-th number format."""
    stream = io.BytesIO()
    numbers = range(1, len(sheets) + 1)
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_NS}" xmlns:r="{_REL}">{workbook}<sheets>'
        + "".join(
            f'<sheet name="{escape(name.removeprefix("!"))}" sheetId="{number}" r:id="rId{number}"{_state(name)}/>'
            for number, name in zip(numbers, sheets, strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{number}" Type="{_REL}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number in numbers
        )
        + f'<Relationship Id="rId98" Type="{_REL}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId99" Type="{_REL}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_NS}"><numFmts>'
        + "".join(
            f'<numFmt numFmtId="{number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
            for number, code in enumerate(formats, 164)
        )
        + '</numFmts><cellXfs><xf numFmtId="0"/>'
        + "".join(f'<xf numFmtId="{number}"/>' for number in range(164, 164 + len(formats)))
        + "</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_NS}">{strings}</sst>',
    }
    for number, inner in zip(numbers, sheets.values(), strict=True):
        files[f"xl/worksheets/sheet{number}.xml"] = f'<worksheet xmlns="{_NS}">{inner}</worksheet>'
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (files | dict(parts or {})).items():
            archive.writestr(name, content)
    return stream.getvalue()


def _state(name: str) -> str:
    return ' state="hidden"' if name.startswith("!") else ""


def letters(place: int) -> str:
    """The letters of a column, counted from 0."""
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


def cell(reference: str, value: Cell) -> str:
    """A cell: of text, or of the attributes and inner XML that a pair gives."""
    if isinstance(value, tuple):
        return f'<c r="{reference}" {value[0]}>{value[1]}</c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(value)}</t></is></c>' if value else ""


def sheet(
    lines: Iterable[Mapping[str, Cell]],
    header: Sequence[str] = HEADER,
    *,
    first: int = 1,
    hidden: Sequence[int] = (),
    after: str = "",
) -> str:
    """The inner XML of a worksheet with a header in row `first` and these rows below it."""
    table = [list(header), *([line.get(name, "") for name in header] for line in lines)]
    body = "".join(
        f'<row r="{number}" hidden="{int(number in hidden)}">'
        + "".join(cell(f"{letters(place)}{number}", value) for place, value in enumerate(cells))
        + "</row>"
        for number, cells in enumerate(table, first)
    )
    return f"<sheetData>{body}</sheetData>{after}"


def number(value: float | str, style: int = 0) -> Cell:
    """A cell that holds a number in the style."""
    return f's="{style}"', f"<v>{value}</v>"


def accepted(intake: Intake, *fields: str) -> list[tuple[str | None, ...]]:
    """Fields of the accepted rows as texts, in the order of the cases' numbers."""
    with duckdb.connect() as con:
        con.execute(TIME_MACROS)
        rows = read_texts(con, [intake.staged] if intake.staged else [])
        return con.execute(f"SELECT {', '.join(fields)} FROM {rows} ORDER BY case_id").fetchall()
